"""How a convolution is cut up for multiplication: the windows, the weights as bytes, and the slots that cannot overflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import gcd, prod
from typing import NamedTuple

Extents = tuple[int, ...]
LARGEST = 2**31  # what a sum must stay below
WORD = 64  # bits of a row of taps, at most
DIGIT = 30  # bits of a digit of CPython's integers


class PackedWindow(NamedTuple):
    """The settings of a convolution, an entry for each spatial axis; `pads` are (before, after)."""

    kernel: Extents
    stride: Extents
    dilation: Extents
    pads: tuple[tuple[int, int], ...]
    groups: int = 1

    def outputs(self, extents: Extents) -> Extents:
        """How many positions the kernel takes on each axis."""
        axes = zip(extents, self.kernel, self.stride, self.dilation, self.pads)
        return tuple((w + sum(pad) - d * (k - 1) - 1) // s + 1 for w, k, s, d, pad in axes)


class Weights(NamedTuple):
    """Weights as bytes u = w + zero, those of output 0 first, each `size` = C/groups * taps long; `high` is max(u)."""

    data: bytes
    size: int
    zero: int
    high: int

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Weights | None:
        """The flat weights of each output as bytes; None if they span more than a byte.

        >>> Weights.of([[-1, 0, 1], [1, 1, 0]])
        Weights(data=b'\\x00\\x01\\x02\\x02\\x02\\x01', size=3, zero=1, high=2)
        """
        low, top = min(map(min, rows)), max(map(max, rows))
        if top - low > 255:
            return None
        return cls(bytes([w - low for row in rows for w in row]), len(rows[0]), -low, top - low)

    @property
    def largest(self) -> int:
        """The largest magnitude of a weight."""
        return max(abs(self.zero), abs(self.high - self.zero))


class Run(NamedTuple):
    """Taps of a kernel's row that become one factor: they read a phase's plane every `step` slots, the last one at `end`."""

    phase: Extents
    end: int
    step: int
    taps: tuple[int, ...]


class PackingPlan(NamedTuple):
    """Slots of `bits`, sums over `chunk` channels at a time, and the runs in the order of their ends."""

    bits: int
    chunk: int
    runs: tuple[Run, ...]
    extents: Extents  # of a phase's plane


def runs_of(window: PackedWindow, extents: Extents, longest: int) -> list[Run]:
    """The taps of a kernel in runs, by their ends; `extents` are those of a phase's plane."""
    found = []
    pitches = [prod(extents[axis + 1 :]) for axis in range(len(extents))]
    for outer in product(*map(range, window.kernel[:-1])):
        places = [divmod(k * d, s) for k, d, s in zip(outer, window.dilation, window.stride)]
        start = sum(q * pitch for (q, _), pitch in zip(places, pitches))
        first = 0
        for k, extent in zip((*outer, 0), window.kernel):
            first = first * extent + k
        for f, step, ks in _row(window.kernel[-1], window.stride[-1], window.dilation[-1], longest):
            end = start + ks[-1] * window.dilation[-1] // window.stride[-1]
            found.append(Run((*(f for _, f in places), f), end, step, tuple(first + k for k in ks)))
    return sorted(found, key=lambda run: run.end)


def _row(kernel: int, stride: int, dilation: int, longest: int) -> Iterator[tuple[int, int, range]]:
    """The taps of one row: a phase, how many slots lie between its taps, and up to `longest` of them."""
    turn = stride // gcd(stride, dilation)  # taps at this distance read the same phase
    for first in range(min(turn, kernel)):
        ks = range(first, kernel, turn)
        for i in range(0, len(ks), longest):
            yield first * dilation % stride, dilation // gcd(stride, dilation), ks[i : i + longest]


@lru_cache(256)
def plan(
    window: PackedWindow, extents: Extents, channels: int, weights: tuple[int, int], high: int, bias: int
) -> PackingPlan | None:
    """The cheapest slots and runs that cannot overflow; None if there are none.

    `extents` are the input's and `channels` those that one output sees, `weights` the largest u and the largest |w|,
    `high` the largest activation, `bias` the largest |bias|.
    """
    spans = zip(window.outputs(extents), window.kernel, window.stride, window.dilation)
    inner = tuple(o + (k - 1) * d // s for o, k, s, d in spans)
    each = prod(window.kernel) * high * max(1, weights[0])  # what one channel adds to a slot, at most
    bound = channels * prod(window.kernel) * high * weights[1] + bias
    best: tuple[float, PackingPlan | None] = (float("inf"), None)
    for longest in range(1, min(window.kernel[-1], WORD // 6) + 1):
        runs = runs_of(window, inner, longest)
        for bits in range(6, 34, 2):
            wide = min(2 * bits, 32)
            chunk = min(channels, ((1 << bits) - 1) // max(1, each))
            word = max((len(run.taps) - 1) * run.step for run in runs) * bits + 8
            if chunk and word <= WORD and bound < 1 << wide - 1 and channels * each < 1 << 2 * bits:
                price = _price(runs, bits, word - 8 + weights[0].bit_length(), chunk, prod(inner))
                best = min(best, (price, PackingPlan(bits, chunk, tuple(runs), inner)), key=lambda found: found[0])
    return best[1]


def _price(runs: list[Run], bits: int, word: int, chunk: int, slots: int) -> float:
    """About how long a channel takes for one output, in nanoseconds: a pass over a digit costs 0.75, a call 100."""
    passes = len(runs) * (1 + -(-word // DIGIT)) + (len({run.end for run in runs}) * 1.5 + 3) / chunk
    calls = len(runs) + len({run.end for run in runs}) / chunk
    return passes * 0.75 * slots * bits / DIGIT + calls * 100
