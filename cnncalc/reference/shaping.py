"""Layers that move, drop, repeat or blend numbers, and the joins."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from operator import mul, sub
from typing import Any

from cnncalc.reference.functions import Functions, Number, Settings, Shape, Tensor, Weights
from cnncalc.reference.pooling import blend
from cnncalc.reference.tensors import each, flatten, grid, mean, padded, shape_of, take, total
from cnncalc.reference.tensors import reshape as nested
from cnncalc.reference.windows import centres, nearest


def identity(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """x itself; `dropout` too does nothing at inference."""
    return x


def flat(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The numbers as one vector, channels outermost."""
    return flatten(x)


def reshape(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The numbers in the same order under another shape."""
    y: Tensor = nested(flatten(x), layer.size)
    return y


def pad(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Zeros before and after each spatial axis, or what lies there where the input goes on mirrored or with its edge."""
    if not (layer.reflect or layer.replicate or layer.edge):
        return [padded(plane, layer.pad, math.zero) for plane in x]
    axes = [beyond(layer, extent, *ends) for extent, ends in zip(shape_of(x)[1:], layer.pad)]
    return [take(plane, axes) for plane in x]


def beyond(layer: Settings, extent: int, before: int, after: int) -> list[int]:
    """The position that each of a padded axis shows: mirrored at both ends, the ends themselves not repeated, or the ends."""
    inside = list(range(extent))
    if layer.reflect:
        return [*inside[before:0:-1], *inside, *inside[-2 : -2 - after : -1]]
    return [0] * before + inside + [extent - 1] * after


def crop(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Positions cut off before and after each spatial axis."""
    kept = [range(before, extent - after) for (before, after), extent in zip(layer.pad, shape_of(x)[1:])]
    return [take(plane, kept) for plane in x]


def upsample(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Every extent times its factor; see `resize`."""
    return _resampled(layer, x, tuple(extent * factor for extent, factor in zip(shape_of(x)[1:], layer.factor)))


def resize(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Each output is the nearest input, floor(o*W/O), or bilinearly what lies at (o + 1/2)*W/O - 1/2 (align_corners false)."""
    return _resampled(layer, x, layer.size)


def _resampled(layer: Settings, x: Tensor, outputs: Shape) -> Tensor:
    axes = list(zip(shape_of(x)[1:], outputs))
    if not layer.bilinear:
        return [take(plane, [nearest(*axis) for axis in axes]) for plane in x]
    points = [centres(*axis) for axis in axes]
    return [grid(points, lambda *point, plane=plane: blend(plane, point)) for plane in x]


def shuffle(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """GROUPS runs of channels dealt out in turn: the first of each run, then the second of each (Zhang et al. 2018)."""
    size = len(x) // layer.groups
    return [x[run * size + place] for place in range(size) for run in range(layer.groups)]


def pixelshuffle(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """y[c][h*r + i][w*r + j] = x[(c*r + i)*r + j][h][w], on any number of axes (Shi et al. 2016)."""
    block = layer.r**layer.rank
    axes = [range(extent * layer.r) for extent in shape_of(x)[1:]]

    def value(first: int, spot: Shape) -> Any:
        within = reduce(lambda index, i: index * layer.r + i % layer.r, spot, 0)
        return reduce(lambda part, i: part[i // layer.r], spot, x[first + within])

    return [grid(axes, lambda *spot, first=first: value(first, spot)) for first in range(0, len(x), block)]


def space_to_depth(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """y[(c*r + i)*r + j][h][w] = x[c][h*r + i][w*r + j], on any number of axes: `pixelshuffle` backwards."""
    corners = list(product(range(layer.r), repeat=layer.rank))
    extents = shape_of(x)[1:]
    return [take(plane, [range(i, extent, layer.r) for i, extent in zip(corner, extents)]) for plane in x for corner in corners]


def slice(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The channels from A up to, not including, B."""
    start, stop = layer.span
    return x[start:stop]


def pad_channels(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """N channels of zeros after x's."""
    zeros = each(lambda value: math.zero, x[0])
    return [*x, *[zeros] * layer.n]


# The joins: xs are the branches' tensors.


def _alike(xs: list[Tensor]) -> list[Tensor]:
    """The tensors with every extent of 1 repeated as often as the others have it."""
    common = [max(column) for column in zip(*map(shape_of, xs))]
    return [take(x, [range(n) if have == n else [0] * n for have, n in zip(shape_of(x), common)]) for x in xs]


Formula = Callable[[list[Number], Functions], Number]
FORMULAS: dict[str, Formula] = {
    "add": lambda values, math: total(values),
    "mul": lambda values, math: reduce(mul, values),
    "sub": lambda values, math: reduce(sub, values),
    "div": lambda values, math: reduce(math.quotient, values),
    "min": lambda values, math: reduce(math.smaller, values),
    "max": lambda values, math: reduce(math.larger, values),
    "mean": lambda values, math: mean(values),
}


def elementwise(formula: Formula) -> Callable[[Settings, list[Tensor], Weights, Functions], Tensor]:
    """The join that applies a formula to the branches' numbers at each position."""
    return lambda layer, xs, weights, math: each(lambda *values: formula(list(values), math), *_alike(xs))


def concat(layer: Settings, xs: list[Tensor], weights: Weights, math: Functions) -> Tensor:
    """The channels, concatenated; `split` does the same with what its branches return."""
    return [plane for x in xs for plane in x]
