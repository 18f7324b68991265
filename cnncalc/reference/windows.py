"""Where windows lie: worked out from a layer's settings as Dumoulin & Visin 2016 draw them, and as PyTorch documents."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import NamedTuple, TypeAlias

from cnncalc.reference.functions import Number, Settings, Shape, Tensor
from cnncalc.reference.tensors import padded, shape_of

Taps: TypeAlias = "list[int]"
Pair: TypeAlias = "tuple[int, int]"
Corner: TypeAlias = "tuple[int, Fraction]"  # a position that is read, and with which weight


class Sweep(NamedTuple):
    """A window on its way along one axis. Positions are counted from where the leading padding starts."""

    before: int  # padding
    extent: int  # of the input
    after: int  # padding
    beyond: int  # positions past the padding that the last window reaches under `ceil`
    outputs: list[Taps]  # for each output, the positions under its window

    def kept(self, padding: bool) -> list[Taps]:
        """For each output, the positions on the input, or on it and its padding; none past them."""
        first, stop = (0, self.before + self.extent + self.after) if padding else (self.before, self.before + self.extent)
        return [[tap for tap in taps if first <= tap < stop] for taps in self.outputs]

    def share(self, taps: Taps) -> Fraction:
        """Which share of a window's positions lies on the input or its padding, not past them."""
        return Fraction(sum(tap < self.before + self.extent + self.after for tap in taps), len(taps))

    @property
    def sides(self) -> Pair:
        """How far to pad the axis."""
        return self.before, self.after + self.beyond


def laid_out(layer: Settings, x: Tensor, fill: Number) -> tuple[list[Sweep], Tensor]:
    """The windows of a convolution or pool along each spatial axis, and x padded so that every position under one exists."""
    windows = sweeps(layer, shape_of(x)[1:])
    return windows, [padded(plane, [window.sides for window in windows], fill) for plane in x]


def sweeps(layer: Settings, extents: Shape) -> list[Sweep]:
    """The window along each spatial axis of an input with these extents."""
    dilation = getattr(layer, "dilation", (1,) * layer.rank)
    kernels = [[tap * d for tap in range(k)] for k, d in zip(layer.kernel, dilation)]
    axes = zip(range(layer.rank), extents, kernels, layer.stride)
    return [_sweep(layer, axis, extent, kernel, stride) for axis, extent, kernel, stride in axes]


def _sweep(layer: Settings, axis: int, extent: int, kernel: Taps, stride: int) -> Sweep:
    before, after = padding_of(layer, axis, extent, kernel[-1] + 1, stride)
    end, reach = before + extent + after, kernel[-1]
    if layer.ceil:  # a window for what the one before left over, if it starts before the trailing padding
        starts = [start for start in range(0, before + extent, stride) if start - stride + reach < end - 1]
    else:
        starts = [start for start in range(0, end, stride) if start + reach < end]
    beyond = max(0, starts[-1] + reach + 1 - end)
    return Sweep(before, extent, after, beyond, [[start + tap for tap in kernel] for start in starts])


def padding_of(layer: Settings, axis: int, extent: int, span: int, stride: int) -> Pair:
    mode, amounts = layer.padding
    if mode == "pad":
        before, after = amounts[axis]
        return before, after
    if mode in ("half", "full"):
        amount = (span - 1) // 2 if mode == "half" else span - 1
        return amount, amount
    if mode == "causal":
        return span - 1, 0
    if mode in ("", "valid"):
        return 0, 0
    last = (extent - 1) // stride * stride  # ceil(W/S) windows: the last one starts here, counted from the first
    lack = max(0, last + span - extent)
    return (lack // 2, lack - lack // 2) if mode == "same" else (lack - lack // 2, lack // 2)


def cells(start: int, stop: int, count: int) -> list[range]:
    """The positions from start up to stop in a number of cells, as even as can be; cells share one where a border cuts it.

    >>> cells(0, 7, 3)
    [range(0, 3), range(2, 5), range(4, 7)]
    """
    size = stop - start
    return [range(start + i * size // count, start - (-(i + 1) * size // count)) for i in range(count)]


def nearest(extent: int, outputs: int) -> Taps:
    """The position that each output repeats: floor(o*W/O)."""
    return [o * extent // outputs for o in range(outputs)]


def centres(extent: int, outputs: int) -> list[list[Corner]]:
    """What each output reads, where outputs and inputs are cells of one length of line: (o + 1/2)*W/O - 1/2."""
    return [corners(Fraction((2 * o + 1) * extent, 2 * outputs) - Fraction(1, 2), extent) for o in range(outputs)]


def corners(position: Fraction, extent: int) -> list[Corner]:
    """The two positions that a point lies between, with their weights; a point outside is moved to the edge."""
    inside = min(max(position, Fraction(0)), Fraction(extent - 1))
    low = floor(inside)
    return [(low, 1 - (inside - low)), (min(low + 1, extent - 1), inside - low)]
