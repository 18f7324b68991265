"""Pools: each channel by itself, one number of what lies under a window, a cell or a region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import product
from math import floor, prod
from typing import Any

from cnncalc.reference.functions import Functions, Number, Plane, Settings, Shape, Tensor, Weights
from cnncalc.reference.tensors import dot, flatten, gather, grid, mean, shape_of, total
from cnncalc.reference.windows import Corner, cells, corners, laid_out

Summary = Callable[[list[Number]], Number]
Axis = Sequence[Any]  # along an axis, what each output reads


def largest(math: Functions) -> Summary:
    """The largest of n values: n-1 comparisons."""
    return lambda values: reduce(math.larger, values)


def _pooled(x: Tensor, axes: Sequence[Sequence[Sequence[int]]], summary: Summary) -> Tensor:
    """One number of what lies at each combination of taps, those of each output along each axis."""
    return [grid(axes, lambda *taps, plane=plane: summary(gather(plane, taps))) for plane in x]


def _into_cells(x: Tensor, counts: Shape, summary: Summary) -> Tensor:
    return _pooled(x, [cells(0, extent, count) for extent, count in zip(shape_of(x)[1:], counts)], summary)


def maxpool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The largest under each window; padding takes part and never wins. x and y are channels x spatial."""
    windows, planes = laid_out(layer, x, math.lowest)
    return _pooled(planes, [window.outputs for window in windows], largest(math))


def avgpool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The mean under each window, over the taps on the input and, unless `exclude_pad`, on its padding (as PyTorch)."""
    windows, planes = laid_out(layer, x, math.zero)
    return _pooled(planes, [window.kept(padding=not layer.exclude_pad) for window in windows], mean)


def lppool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """(sum of x^p)^(1/p) under each window, zeros of the padding included; powers are repeated multiplications.

    Where `ceil` lets a window stick out, PyTorch makes up for the taps that it lacks: the sum is scaled by taps/taps inside.
    """
    windows, planes = laid_out(layer, x, math.zero)

    def norm(plane: Plane, *taps: list[int]) -> Number:
        powers = total(prod([value] * (layer.p - 1), start=value) for value in gather(plane, taps))
        share = prod(window.share(axis) for window, axis in zip(windows, taps))
        powers = math.aside(lambda: powers / share) if share < 1 else powers
        return powers if layer.p == 1 else math.sqrt(powers) if layer.p == 2 else math.power(powers, 1 / layer.p)

    return [grid([window.outputs for window in windows], partial(norm, plane)) for plane in planes]


def gap(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The mean of each channel; x is channels x spatial, y channels x 1 ... (Lin et al. 2013)."""
    return _into_cells(x, (1,) * layer.rank, mean)


def gmp(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The largest of each channel; shapes as for `gap`."""
    return _into_cells(x, (1,) * layer.rank, largest(math))


def adaptive_avgpool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The mean of each cell of a grid: cell o holds floor(o*W/O) to ceil((o+1)*W/O)-1. y is channels x grid."""
    return _into_cells(x, layer.size, mean)


def adaptive_maxpool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The largest of each cell of a grid; cells as for `adaptive_avgpool`."""
    return _into_cells(x, layer.size, largest(math))


def spp(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """`adaptive_maxpool` onto each grid, flattened and concatenated: a vector (He et al. 2014)."""
    return flatten([flatten(_into_cells(x, counts, largest(math))) for counts in layer.size])


def roipool(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> list[Tensor]:
    """The largest of each cell of each region's grid (Girshick 2015); x is C x H x W, each of the N items C x grid.

    A region is (x1, y1, x2, y2) on the map's grid, from x1 up to, not including, x2; corners are rounded to whole positions.
    """
    return [_pooled(x, axes, largest(math)) for axes in _regions(layer, x, weights["regions"], whole)]


def _regions(layer: Settings, x: Tensor, regions: Tensor, cut: Callable[[Number, Number, int, int], Axis]) -> list[list[Axis]]:
    """For each region the cells along both axes: `cut` makes them of the region's ends, the map's extent and their number."""
    axes = [list(zip((y1, x1), (y2, x2), shape_of(x)[1:], layer.size)) for x1, y1, x2, y2 in regions]
    return [[cut(*axis) for axis in both] for both in axes]


def whole(low: Number, high: Number, extent: int, count: int) -> list[range]:
    """The cells between two ends along an axis, rounded to whole positions; one at least."""
    start = min(floor(low + Fraction(1, 2)), extent - 1)
    return cells(start, max(floor(high + Fraction(1, 2)), start + 1), count)


def roialign(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> list[Tensor]:
    """The mean of 2x2 points, each read bilinearly, in each cell of each region's grid (He et al. 2017).

    Shapes and regions as for `roipool`, without rounding. Position i lies at i + 1/2, which torchvision calls aligned.
    """
    regions = _regions(layer, x, weights["regions"], samples)
    return [[grid(axes, lambda *points, plane=plane: _sampled(plane, points)) for plane in x] for axes in regions]


def samples(low: Number, high: Number, extent: int, count: int) -> list[list[list[Corner]]]:
    """For each cell along an axis, its two points."""
    start, quarter = Fraction(low), (Fraction(high) - Fraction(low)) / (4 * count)
    points = [[start + quarter * (4 * cell + i) - Fraction(1, 2) for i in (1, 3)] for cell in range(count)]
    return [[corners(point, extent) for point in pair] for pair in points]


def _sampled(plane: Plane, points: Sequence[list[list[Corner]]]) -> Number:
    return mean([blend(plane, point) for point in product(*points)])


def blend(plane: Plane, point: Sequence[list[Corner]]) -> Number:
    """The value between the corners of a point: on n axes 2^n multiplications and 2^n - 1 additions."""
    weights = [prod(weight for _, weight in chosen) for chosen in product(*point)]
    return dot(gather(plane, [[index for index, _ in axis] for axis in point]), weights)
