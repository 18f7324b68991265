"""Layers that change the spatial resolution without weights."""

from __future__ import annotations

from cnncalc.layers.arithmetic import common, elements, require_divides, times
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, along, extents, per_axis, volume
from cnncalc.layers.reach import Reach, phased, require_phases, sliding
from cnncalc.layers.shared import formulas_of_size, shape_is_size
from cnncalc.words.numbers import divide, symbolic


def _resampled(extent: int, outputs: int, bilinear: bool) -> Reach:
    """Output o reads input floor(o*W/O), or bilinearly the neighbours of (o + 1/2)*W/O - 1/2 (align_corners false)."""
    if symbolic(outputs):
        if extent == 1:
            return phased([(0, 0)], 0)  # all read the one
        extent, outputs = _ratio(extent, outputs)
    shared = common(extent, outputs)
    phases = require_phases(outputs // shared)
    if not bilinear:
        stretches = [(o * extent // outputs,) * 2 for o in range(phases)]
    else:
        halves = [((2 * o + 1) * extent - outputs, 2 * outputs) for o in range(phases)]
        stretches = [(position // unit, -(-position // unit)) for position, unit in halves]
    return phased(stretches, extent // shared)


def _ratio(extent: int, outputs: int) -> tuple[int, int]:
    """Numbers in the ratio of two symbolic extents, where it is the same at all sizes; else the extents."""
    (of_extent, *_), (of_outputs, *_) = (getattr(value, "terms", {(): 1}).values() for value in (extent, outputs))
    up, down = divide(of_outputs, of_extent).numerator, divide(of_outputs, of_extent).denominator
    return (down, up) if extent * up == outputs * down else (extent, outputs)


def _blend_ops(y: Shape, bilinear: bool) -> Ops:
    corners = 2 ** (len(y) - 1)
    return Ops(mul=corners * elements(y), add=(corners - 1) * elements(y)) if bilinear else Ops()


def _blend_formulas(y: Shape, bilinear: bool) -> Formulas:
    if bilinear:
        yield "mul", f"2**{len(y) - 1}*{volume(y, 'out')}"
        yield "add", f"(2**{len(y) - 1} - 1)*{volume(y, 'out')}"


class Upsample(Layer):
    """Every extent times FACTOR: the nearest value repeated, or interpolated under `bilinear` (align_corners false).

    Operations: none; under `bilinear` an output on n axes blends 2^n inputs: 2^n mul and 2^n-1 add.
    """

    usage = "upsample FACTOR [bilinear]"
    family = "shape"
    means = (("f", "factor"),)
    example = ("256x16x16", "upsample 2 bilinear")
    spatial = True
    factor: Shape
    bilinear: bool = False

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0], *(w * factor for w, factor in zip(xs[0][1:], self.factor)))

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _blend_ops(y, self.bilinear)

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(_resampled(1, factor, self.bilinear) for factor in self.factor)  # whatever the extents

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return self.bilinear

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | per_axis("f", self.factor)

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        return zip(axis_names(y), (channels, *(times(*pair) for pair in zip(sides, along("f", self.factor)))))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _blend_formulas(y, self.bilinear)


class Resize(Layer):
    """The spatial extents given: each output reads the nearest input, or interpolates under `bilinear` (align_corners false).

    In place of HxW may stand `like NAME`, as in `resize like c3`: the extents of a named tensor or of an input.

    Operations: none; under `bilinear` an output on n axes blends 2^n inputs: 2^n mul and 2^n-1 add.
    """

    usage = "resize HxW [bilinear]"
    family = "shape"
    example = ("21x33x33", "resize 513x513 bilinear")
    fixes_grid = True
    spatial = True
    size: Shape
    bilinear: bool = False

    shape = shape_is_size
    shape_formulas = formulas_of_size

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _blend_ops(y, self.bilinear)

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(_resampled(w, out, self.bilinear) for w, out in zip(xs[0][1:], y[1:]))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _blend_formulas(y, self.bilinear)


class PixelShuffle(Layer):
    """R positions along each axis are taken out of the channels: CxHxW becomes C/R^2 x HR x WR (Shi et al. 2016)."""

    usage = "pixelshuffle R"
    family = "shape"
    means = (("r", "positions along an axis that become channels or back"),)
    example = ("256x32x32", "pixelshuffle 2")
    spatial = True
    r: int

    def shape(self, *xs: Shape) -> Shape:
        channels = require_divides(self.r**self.rank, xs[0][0], "channels", "r", "R" if self.rank == 1 else f"R^{self.rank}")
        return (channels, *(w * self.r for w in xs[0][1:]))

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(_resampled(1, self.r, bilinear=False) for _ in y[1:])

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"r": self.r}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        return zip(axis_names(y), (f"{channels}/r**{self.rank}", *(f"{side}*r" for side in sides)))


class SpaceToDepth(Layer):
    """Blocks of R positions along each axis become channels: CxHxW becomes CR^2 x H/R x W/R; `pixelshuffle` undoes it."""

    usage = "space_to_depth R"
    family = "shape"
    means = (("r", "positions along an axis that become channels or back"),)
    example = ("3x224x224", "space_to_depth 4")
    spatial = True
    r: int

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0] * self.r**self.rank, *(require_divides(self.r, w, "positions", "r", "R") for w in xs[0][1:]))

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(sliding(0, self.r, self.r) for _ in y[1:])

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"r": self.r}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        return zip(axis_names(y), (f"{channels}*r**{self.rank}", *(f"{side}/r" for side in sides)))
