"""Exact convolutions of bytes, with CPython's multiplication of large integers as the inner loop.

A polynomial whose coefficients are small can be written as one integer, a slot of b bits for each coefficient, and the
product of two such integers is the product of the polynomials as long as no coefficient outgrows its slot (Kronecker 1882).
A zero-padded plane of activations, row after row, is one such integer X; the taps of a kernel's row, the last one first,
are another, K. The slot i+T-1 of X*K is then x[i]*w[0] + ... + x[i+T-1]*w[T-1]: one product of Python integers holds that
row's dot products at every position of the plane. Rows and channels are products that are added, each shifted to its place:

    Y = sum over rows r, channels c of (X[c] * K[c, r]) << b*(end of the last row - end of row r)

- Signs: a weight w is kept as the byte u = w + zero, so that no slot is ever negative. Since sum(w*x) = sum(u*x) - zero*sum(x),
  the plane of sum(x), which all kernels share, is computed once and taken off in the end.
- The bound: a slot holds at most C * taps * max(u) * max(x). `plan` picks slots so narrow that a row of taps fits into a
  30-bit digit or two, and adds up no more channels at once than a slot can take; every such share is then moved to slots of
  2*b bits, even and odd ones apart, where the whole sum fits.
- Strides: the plane is split by phase, positions s*q + f for each f < s, so that every product is of use.

Where activations or weights are no bytes, or sums could reach 2**31, there is no plan and `plain` runs instead.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from operator import mul
from sys import byteorder
from types import SimpleNamespace

from cnncalc.reference.convolution import conv
from cnncalc.reference.functions import Functions
from cnncalc.reference.packed.plan import LARGEST, WORD, Extents, PackedWindow, PackingPlan, Weights, plan
from cnncalc.reference.packed.slots import fields, lay, ones, pack, unpack
from cnncalc.reference.tensors import flatten, reshape


def convolve(
    x: Sequence[bytes],
    extents: Extents,
    window: PackedWindow,
    weights: Weights,
    bias: Sequence[int],
    start: int = 0,
    out: int = 0,
) -> Iterator[array[int]] | None:
    """The exact sums of each output channel, flat; None if no plan holds.

    `x` has all input channels, flat. `weights` and `bias` may be those of some outputs only, from `start` on, of `out` in all.
    """
    if not any(pad for pads in window.pads for pad in pads) and window.kernel == window.stride == (1,) * len(extents):
        extents, window = (prod(extents),), PackedWindow((1,), (1,), (1,), ((0, 0),), window.groups)
    magnitudes, offset = (weights.high, weights.largest), max(map(abs, bias), default=0)
    found = plan(window, extents, len(x) // window.groups, magnitudes, highest(x), offset)
    return _groups(x, extents, window, weights, bias, start, out or len(bias), found) if found else None


def highest(x: Sequence[bytes]) -> int:
    """The largest activation, rounded up to all ones in binary."""
    return next(top for top in ((1 << k) - 1 for k in range(9)) if not any(c.translate(None, bytes(range(top + 1))) for c in x))


def _groups(
    x: Sequence[bytes],
    extents: Extents,
    window: PackedWindow,
    weights: Weights,
    bias: Sequence[int],
    start: int,
    out: int,
    plan: PackingPlan,
) -> Iterator[array[int]]:
    """The sums, group by group: a group packs its channels once for all of its outputs."""
    channels, share = len(x) // window.groups, out // window.groups
    factors, wanted = factors_of(weights, plan, prod(window.kernel)), window.outputs(extents)
    group = None
    for o in range(len(bias)):
        if group is None or group.index != (start + o) // share:
            index = (start + o) // share
            group = ChannelGroup(index, x[index * channels : (index + 1) * channels], extents, window, weights.zero, plan)
        words = group.words(group.total([run[o * channels : (o + 1) * channels] for run in factors]), bias[o])
        yield _crop(words, plan.extents, wanted)


def factors_of(weights: Weights, plan: PackingPlan, taps: int) -> list[array[int]]:
    """For each run, its taps as one word for each output and channel, the last tap lowest."""
    found = []
    for run in plan.runs:
        words = [pack(weights.data[tap::taps], WORD) << plan.bits * run.step * i for i, tap in enumerate(reversed(run.taps))]
        found.append(_array("Q", sum(words).to_bytes(8 * (len(weights.data) // taps), "little")))
    return found


class ChannelGroup:
    """The channels that some outputs see: each phase of each channel packed, and what all these outputs have in common."""

    def __init__(
        self, index: int, x: Sequence[bytes], extents: Extents, window: PackedWindow, zero: int, plan: PackingPlan
    ) -> None:
        self.index, self.plan, self.slots = index, plan, prod(plan.extents)
        before = [pad[0] for pad in window.pads]
        self.planes = {}
        for phase in {run.phase for run in plan.runs}:
            axes = list(zip(extents, before, phase, window.stride, plan.extents))
            self.planes[phase] = [pack(lay(channel, axes), plan.bits) for channel in x]
        self.offset = 1 << min(2 * plan.bits, 32) - 1
        level = ones(2 * plan.bits, -(-self.slots // 2))
        units = [[sum(1 << plan.bits * run.step * i for i in range(len(run.taps)))] * len(x) for run in plan.runs]
        box = self.total(units) if zero else (0, 0)
        self.common = (self.offset * level - zero * box[0], self.offset * level - zero * box[1])

    def total(self, factors: Sequence[Sequence[int]]) -> tuple[int, int]:
        """Even and odd slots of the sum over channels and runs of planes times factors."""
        bits, even, odd = self.plan.bits, 0, 0
        mask = fields(2 * bits, bits, -(-self.slots // 2))
        for first in range(0, len(factors[0]), self.plan.chunk):
            some, total, end = slice(first, first + self.plan.chunk), 0, 0
            for run, words in zip(self.plan.runs, factors):
                total = sum(map(mul, self.planes[run.phase][some], words[some]), total << (run.end - end) * bits)
                end = run.end
            total >>= end * bits
            even += total & mask
            odd += total >> bits & mask
        return even, odd

    def words(self, total: tuple[int, int], bias: int) -> bytes:
        """The sums of all slots as 32-bit words in two's complement: raised by 2**31, which is then taken off the top bit."""
        level = bias * ones(2 * self.plan.bits, -(-self.slots // 2))
        halves = (total[0] + self.common[0] + level, total[1] + self.common[1] + level)
        raised = int.from_bytes(unpack(halves, self.plan.bits, self.slots), "little")
        count = self.slots
        signed = (raised + (LARGEST - self.offset) * ones(32, count)) ^ LARGEST * ones(32, count)
        return signed.to_bytes(4 * count, "little")


def _crop(words: bytes, extents: Extents, wanted: Extents) -> array[int]:
    """The wanted part of a plane of 32-bit words."""
    if extents[1:] == wanted[1:]:
        return _array("i", words[: 4 * prod(wanted)])
    size = 4 * wanted[-1]
    pitches = [4 * prod(extents[axis + 1 :]) for axis in range(len(extents) - 1)]
    starts = (sum(map(mul, place, pitches)) for place in product(*map(range, wanted[:-1])))
    return _array("i", b"".join([words[start : start + size] for start in starts]))


def _array(kind: str, little: bytes) -> array[int]:
    """Little-endian numbers as an array."""
    numbers = array(kind, little)
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def exact(
    x: Sequence[Sequence[int]], extents: Extents, window: PackedWindow, rows: Sequence[Sequence[int]], bias: Sequence[int]
) -> list[list[int]]:
    """The sums of any integers, packed where a plan holds and plain where none does; all flat, channel by channel.

    >>> exact([[1, 2, 3, 4]], (4,), PackedWindow((3,), (1,), (1,), ((1, 0),)), [[1, 0, -1]], [10])
    [[8, 8, 8]]
    """
    weights = Weights.of(rows)
    if weights and all(0 <= value <= 255 for channel in x for value in channel):
        found = convolve([bytes(channel) for channel in x], extents, window, weights, bias)
        if found:
            return [channel.tolist() for channel in found]
    return plain(x, extents, window, rows, bias)


def plain(
    x: Sequence[Sequence[int]], extents: Extents, window: PackedWindow, rows: Sequence[Sequence[int]], bias: Sequence[int]
) -> list[list[int]]:
    """The same sums by the reference's loops over nested lists, one multiplication after the other, for any integers."""
    layer = SimpleNamespace(**window._asdict(), rank=len(extents), padding=("pad", window.pads), ceil=False)
    planes = [reshape(channel, extents) for channel in x]
    y = conv(layer, planes, {"weight": [list(row) for row in rows], "bias": list(bias)}, Functions())
    return [flatten(plane) for plane in y]
