"""Pools over regions of interest: one tensor becomes N items a picture, and everything after costs N times as much."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, volume
from cnncalc.layers.shared import formulas_of_size, sees_everything
from cnncalc.layers.whole_pooling import adaptive_taps, adaptive_taps_working
from cnncalc.words.sizes import Grid
from cnncalc.words.values import axes


def _require_picture(layer: Layer) -> None:
    if layer.rank != 2:
        raise Fault(f"{layer.kind} works on pictures; the data has {axes(layer.rank)}", "regions have two axes")


class RoiPool(Layer):
    """RoI max pooling: each of N regions is cut into the grid and the largest value of each cell kept (Girshick 2015).

    Operations depend on the regions; counted is a region that covers the whole map, the most that one can cost: the
    cmp of an adaptive max pool. An output can see all of the input. No parameters.
    """

    usage = "roipool SIZE rois=N"
    family = "pooling"
    means = (("T", "taps of all cells in a channel, at most"),)
    size_is = Grid
    example = ("512x37x50", "roipool 7x7 rois=300")
    fixes_grid = True
    keeps = ("short_index",)
    spatial = True
    size: Shape

    reach = sees_everything
    shape_formulas = formulas_of_size

    def shape(self, *xs: Shape) -> Shape:
        _require_picture(self)
        return (xs[0][0], *self.size)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=y[0] * adaptive_taps(xs[0], self.size) - elements(y))

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"T": adaptive_taps_working(xs[0], self.size)}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"Cout*T - {volume(y, 'out')}"


class RoiAlign(Layer):
    """RoI align: each cell of each of N regions is the mean of 2x2 points read bilinearly (He et al. 2017, Mask R-CNN).

    Operations an output: four points of 4 mul and 3 add each, their mean of 3 add and one div; finding the points, which
    all channels share, is not counted. An output can see all of the input. No parameters.
    """

    usage = "roialign SIZE rois=N"
    family = "pooling"
    size_is = Grid
    example = ("256x50x68", "roialign 14x14 rois=100")
    fixes_grid = True
    spatial = True
    each = Ops(mul=16, add=15, div=1)
    size: Shape

    reach = sees_everything
    shape_formulas = formulas_of_size

    def shape(self, *xs: Shape) -> Shape:
        _require_picture(self)
        return (xs[0][0], *self.size)
