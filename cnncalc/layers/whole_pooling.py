"""Pools whose windows follow from the output they must give: global, adaptive, pyramid and region pools."""

from __future__ import annotations

from cnncalc.layers.arithmetic import area, common, elements, product, times
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, positions, sum_of, volume
from cnncalc.layers.reach import Reach, everything, phased, require_phases
from cnncalc.layers.shared import formulas_of_size, sees_everything, shape_is_size
from cnncalc.words.sizes import Grid


class Gap(Layer):
    """Global average pooling: each channel becomes its mean, and every spatial extent 1 (Lin et al. 2013).

    Operations a channel of n positions: n-1 add and one div.
    """

    usage = "gap"
    family = "pooling"
    example = ("2048x7x7", "gap")
    adaptive = True
    sliding_pool = "avgpool"
    spatial = True

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0], *[1] * self.rank)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=y[0] * (area(xs[0]) - 1), div=y[0])

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), ("Cin", *["1"] * self.rank))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"Cin*({positions(xs[0], 'in')} - 1)"
        yield "div", "Cin"


class Gmp(Layer):
    """Global max pooling: each channel becomes its largest value, and every spatial extent 1.

    Operations a channel of n positions: n-1 cmp.
    """

    usage = "gmp"
    family = "pooling"
    example = ("512x7x7", "gmp")
    adaptive = True
    sliding_pool = "maxpool"
    keeps = ("inputs", "index")
    spatial = True

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0], *[1] * self.rank)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=y[0] * (area(xs[0]) - 1))

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), ("Cin", *["1"] * self.rank))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"Cin*({positions(xs[0], 'in')} - 1)"


def adaptive_taps(x: Shape, grid: Shape) -> int:
    """How many positions the windows of an adaptive pool have in all, for one channel.

    Along an axis these are W + O - gcd(W, O): neighbours share a position wherever the border between them is not whole.
    """
    return product(w + out - common(w, out) for w, out in zip(x[1:], grid))


def adaptive_taps_working(x: Shape, grid: Shape) -> str:
    """`adaptive_taps` as arithmetic."""
    return times(*(f"({w} + {out} - {common(w, out)})" for w, out in zip(x[1:], grid)))


def _adaptive_reach(x: Shape, y: Shape) -> tuple[Reach, ...]:
    return tuple(_adaptive_axis(w, out) for w, out in zip(x[1:], y[1:]))


def _adaptive_axis(extent: int, outputs: int) -> Reach:
    if outputs == 1:
        return everything(extent)
    shared = common(extent, outputs)
    phases = require_phases(outputs // shared)
    stretches = [(o * extent // outputs, -(-(o + 1) * extent // outputs) - 1) for o in range(phases)]
    return phased(stretches, extent // shared)


class AdaptiveAvgPool(Layer):
    """The mean over windows that divide the input into the given grid as evenly as they can, as in PyTorch.

    Output o sees the inputs floor(o*W/O) to ceil((o+1)*W/O)-1. Operations an output of n inputs: n-1 add and one div.
    """

    usage = "adaptive_avgpool SIZE"
    family = "pooling"
    means = (("T", "taps of all windows in a channel"),)
    size_is = Grid
    example = ("512x14x14", "adaptive_avgpool 7x7")
    adaptive = True
    fixes_grid = True
    keeps = ("inputs",)
    spatial = True
    size: Shape

    shape = shape_is_size
    shape_formulas = formulas_of_size

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=y[0] * adaptive_taps(xs[0], self.size) - elements(y), div=elements(y))

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return _adaptive_reach(xs[0], y)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"T": adaptive_taps_working(xs[0], self.size)}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"Cout*T - {volume(y, 'out')}"
        yield "div", volume(y, "out")


class AdaptiveMaxPool(Layer):
    """The largest value of windows that divide the input into the given grid as evenly as they can, as in PyTorch.

    Output o sees the inputs floor(o*W/O) to ceil((o+1)*W/O)-1. Operations an output of n inputs: n-1 cmp.
    """

    usage = "adaptive_maxpool SIZE"
    family = "pooling"
    means = (("T", "taps of all windows in a channel"),)
    size_is = Grid
    example = ("512x14x14", "adaptive_maxpool 7x7")
    adaptive = True
    fixes_grid = True
    keeps = ("inputs", "index")
    spatial = True
    size: Shape

    shape = shape_is_size
    shape_formulas = formulas_of_size

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=y[0] * adaptive_taps(xs[0], self.size) - elements(y))

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return _adaptive_reach(xs[0], y)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"T": adaptive_taps_working(xs[0], self.size)}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"Cout*T - {volume(y, 'out')}"


class Spp(Layer):
    """Spatial pyramid pooling: adaptive max pools of several grids, flattened and put one after the other (He et al. 2014).

    The output is a vector of channels * (positions of all grids), whatever the input's size.
    Operations: those of the adaptive max pools.
    """

    usage = "spp SIZE..."
    family = "pooling"
    means = (
        ("B", "cells of all grids"),
        ("T", "taps of all grids in a channel"),
    )
    size_is = Grid
    example = ("256x13x13", "spp 4x4 2x2 1x1")
    fixes_grid = True
    keeps = ("inputs", "index")
    spatial = True
    size: tuple[Shape, ...]

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0] * sum(map(product, self.size)),)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=xs[0][0] * sum(adaptive_taps(xs[0], grid) for grid in self.size) - elements(y))

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        cells = sum_of([times(*grid) for grid in self.size], sum(map(product, self.size)))
        taps = [adaptive_taps_working(xs[0], grid) for grid in self.size]
        in_all = sum_of(taps, sum(adaptive_taps(xs[0], grid) for grid in self.size))
        return super().letters(y, *xs) | {"B": cells, "T": in_all}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "features", "Cin*B"

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", "Cin*T - Fout"
