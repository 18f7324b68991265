"""Whole networks on bytes: ternary weights drawn as they are needed, activations 0 to 15, every sum exact, on several cores.

Between layers the sums s of a convolution or a fully connected layer are brought back to activations by one rule:
min(max(s >> k, 0), 15) with 2**k the power of two next under a quarter of the square root of the dot product's length,
so that a layer of any size leaves activations that neither die out nor all reach 15 (see `shift`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise, product
from math import prod
from multiprocessing import current_process, get_all_start_methods, get_context
from os import cpu_count
from random import Random
from threading import active_count
from typing import Any, NamedTuple, TypeAlias

from cnncalc.errors import refuse
from cnncalc.graph import Graph, Node
from cnncalc.reference.packed import Extents, Weights, Window, convolve, highest
from cnncalc.reference.slots import lay, ones
from cnncalc.reference.windows import sweeps

BITS = 4  # of an activation
TERNARY = bytes(i % 3 for i in range(256))
DENSE, CONVOLUTIONS, SAME = ("fc",), ("conv", "dwconv"), ("relu", "identity", "dropout")
Map: TypeAlias = "Callable[[Callable[[Job], list[bytes]], Iterable[Job]], Iterable[list[bytes]]]"
Settings: TypeAlias = Any  # a layer, of which only the settings are read


class Tensor(NamedTuple):
    """Activations, flat for each channel; a vector has one channel and no extents."""

    channels: list[bytes]
    extents: Extents

    @property
    def shape(self) -> Extents:
        """What the numbers in here amount to, channels first."""
        return (len(self.channels), *self.extents) if self.extents else (len(self.channels[0]),)


class Done(NamedTuple):
    """A node that has run: its tensor, and how many multiplications its dot products had."""

    node: Node
    tensor: Tensor
    macs: int


class Job(NamedTuple):
    """Some outputs of a layer, for one core; no window: a fully connected layer."""

    x: Tensor
    window: Window | None
    seed: str
    outputs: range
    out: int
    bias: bool


def supports(layer: Settings) -> bool:
    """Whether this engine has the layer's kind."""
    return layer.kind in (*DENSE, *CONVOLUTIONS, *SAME, "maxpool", "flatten")


def run(
    graph: Graph, seed: int = 0, cores: int = 0, other: Callable[[Node, list[Tensor]], Tensor] | None = None
) -> Iterator[Done]:
    """The nodes of a network as they are done; `other` runs the kinds that `supports` denies. 0 cores: all there are."""
    last = {i: at for at, node in enumerate(graph.nodes) for i in node.inputs}
    tensors: dict[int, Tensor] = {}
    with workers(cores or cpu_count() or 1) as (spread, shares):
        for at, node in enumerate(graph.nodes):
            xs = [tensors[i] for i in node.inputs]
            done = (
                Done(node, drawn_input(node, seed), 0)
                if not xs
                else _step(node, xs, f"{seed}/{node.name}", spread, shares, other)
            )
            tensors[at] = done.tensor
            for i in {i for i in node.inputs if last[i] == at}:
                del tensors[i]
            yield done


def drawn_input(node: Node, seed: int) -> Tensor:
    """An input of numbers from 0 to 15."""
    shape = node.shape if len(node.shape) > 1 else (1, *node.shape)
    values = Random(f"{seed}/{node.name}").randbytes(prod(shape)).translate(bytes(i % 2**BITS for i in range(256)))
    size = prod(shape[1:])
    return Tensor([values[i : i + size] for i in range(0, len(values), size)], shape[1:] if len(node.shape) > 1 else ())


def _step(node: Node, xs: list[Tensor], seed: str, spread: Map, shares: int, other: Any) -> Done:
    layer, x = node.layer, xs[0]
    if not supports(layer):
        if other is None:
            raise refuse(f"the packed engine has no {layer.kind}", "give run a function for the other kinds")
        return Done(node, other(node, xs), 0)
    if layer.kind in SAME:
        return Done(node, x, 0)
    if layer.kind == "flatten":
        return Done(node, Tensor([b"".join(x.channels)], ()), 0)
    if layer.kind == "maxpool":
        return Done(node, maxpool(x, window_of(layer, x)), 0)
    return _dots(node, x, seed, spread, shares)


def _dots(node: Node, x: Tensor, seed: str, spread: Map, shares: int) -> Done:
    layer = node.layer
    window = None if layer.kind in DENSE else window_of(layer, x)
    x = x if window else Tensor([b"".join(x.channels)], ())
    out = len(x.channels) * layer.mult if layer.kind == "dwconv" else layer.out
    cuts = [out * i // shares for i in range(shares + 1)]
    jobs = [Job(x, window, seed, range(*cut), out, not layer.nobias) for cut in pairwise(cuts) if cut[0] < cut[1]]
    channels = [channel for part in spread(perform, jobs) for channel in part]
    y = Tensor(channels, window.outputs(x.extents)) if window else Tensor([b"".join(channels)], ())
    return Done(node, y, sum(map(len, channels)) * length(x, window))


def length(x: Tensor, window: Window | None) -> int:
    """The terms of one dot product."""
    return len(x.channels) // window.groups * prod(window.kernel) if window else len(x.channels[0])


def perform(job: Job) -> list[bytes]:
    """The activations of some outputs, channel by channel."""
    terms, bias = length(job.x, job.window), drawn_bias(job)
    if job.window is None:
        rows = (draw(job.seed, range(o, o + 1), terms).data for o in job.outputs)
        return [requantize(array("i", dense(job.x.channels[0], rows, 1, 2, bias)), shift(terms))]
    weights = draw(job.seed, job.outputs, terms)
    sums = convolve(job.x.channels, job.x.extents, job.window, weights, bias, job.outputs.start, job.out)
    assert sums is not None, "sums of ternary weights times four bits reach 2**31 at 143 million terms"
    return [requantize(channel, shift(terms)) for channel in sums]


def draw(seed: str, outputs: range, size: int) -> Weights:
    """Weights -1, 0 and 1; those of an output depend on nothing but the seed and its index."""
    return Weights(b"".join([Random(f"{seed}/{o}").randbytes(size).translate(TERNARY) for o in outputs]), size, 1, 2)


def drawn_bias(job: Job) -> list[int]:
    """Biases from -8 to 7, or 0 for layers without."""
    values = Random(job.seed).randbytes(job.out)
    return [values[o] % 16 - 8 if job.bias else 0 for o in job.outputs]


def dense(x: bytes, rows: Iterable[bytes], zero: int, high: int, bias: Sequence[int]) -> Iterator[int]:
    """The exact dot products of x with rows of bytes u = w + zero, none above `high`; no slot can overflow here.

    Bit by bit: sum(u*x) is the sum over j of 2**j times the number of pairs of bits k of x and j-k of u that are both 1.
    A row is one integer; for each j there is one mask that has, for every byte, the bits of x in reverse, shifted by j.

    >>> list(dense(bytes([3, 5]), [bytes([2, 0]), bytes([1, 2])], 1, 2, [0, 100]))
    [-2, 105]
    """
    places = highest([x]).bit_length() + high.bit_length() - 1
    masks = [int.from_bytes(x.translate(_partners(j, high.bit_length())), "little") for j in range(places)]
    total = zero * sum(x)
    for row, b in zip(rows, bias):
        u = int.from_bytes(row, "little")
        yield sum([(u & mask).bit_count() << j for j, mask in enumerate(masks)]) - total + b


def _partners(place: int, width: int) -> bytes:
    """For each byte x, the bits i of a weight that meet bit place-i of x."""
    return bytes([sum((x >> place - i & 1) << i for i in range(min(place + 1, width))) for x in range(256)])


def shift(terms: int) -> int:
    """By how many bits the sums of so many terms are shifted down.

    >>> shift(27), shift(4608)
    (1, 5)
    """
    return max(0, (terms.bit_length() - 1) // 2 - 1)


def requantize(sums: array[int], k: int) -> bytes:
    """min(max(s >> k, 0), 15) for each sum: the lowest byte, unless one above is not 0 or the sign bit is 1.

    >>> list(requantize(array("i", [-5, 7, 32, 70000]), 1))
    [0, 3, 15, 15]
    """
    top = 2**BITS - 1
    raw = sums.tobytes()
    kept = ones(32, len(sums)) * ((1 << 32 - k) - 1)
    low = (int.from_bytes(raw, "little") >> k & kept).to_bytes(len(raw), "little")
    cut, some = bytes([min(i, top) for i in range(256)]), bytes([0] + [top] * 255)
    found = _packed(low[::4], cut) | _packed(low[1::4], some) | _packed(low[2::4], some) | _packed(low[3::4], some)
    return (found & _packed(raw[3::4], bytes([top] * 128 + [0] * 128))).to_bytes(len(sums), "little")


def _packed(data: bytes, table: bytes) -> int:
    return int.from_bytes(data.translate(table), "little")


def maxpool(x: Tensor, window: Window) -> Tensor:
    """The largest activation under each window; padding is 0 and none is less."""
    wanted, taps = window.outputs(x.extents), list(product(*map(range, window.kernel)))
    channels = []
    for channel in x.channels:
        seen = []
        for tap in taps:
            at = [k * d for k, d in zip(tap, window.dilation)]
            seen.append(lay(channel, list(zip(x.extents, [pad[0] for pad in window.pads], at, window.stride, wanted))))
        channels.append(bytes(map(max, *seen)) if len(seen) > 1 else seen[0])
    return Tensor(channels, wanted)


def window_of(layer: Settings, x: Tensor) -> Window:
    """A layer's window, its padding settled for an input."""
    groups = len(x.channels) if layer.kind == "dwconv" else layer.groups if layer.kind == "conv" else 1
    return Window(layer.kernel, layer.stride, layer.dilation, tuple(axis.sides for axis in sweeps(layer, x.extents)), groups)


@contextmanager
def workers(cores: int) -> Iterator[tuple[Map, int]]:
    """A `map` over processes, and how many shares to cut a layer in; the plain `map` where one process must do.

    Processes are forked where that is safe, in a process of one thread, and spawned elsewhere.
    """
    if cores < 2 or current_process().daemon:
        yield map, 1
        return
    forks = "fork" in get_all_start_methods() and active_count() == 1
    with get_context("fork" if forks else "spawn").Pool(cores) as pool:
        yield pool.map, cores
