"""Normalisations that bring values to mean 0 and variance 1. Unless it is given, the constant eps is PyTorch's, 1e-5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.layers.arithmetic import area, elements, require_divides
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, extents, positions, volume
from cnncalc.layers.shared import sees_everything

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


def affine_parameters(x: Shape) -> dict[str, Shape]:
    """A learned factor and a learned term a channel."""
    return {"weight": (x[0],), "bias": (x[0],)}


# Bringing n values to mean 0 and variance 1: the mean is n-1 add and a div; subtracting it n add; the variance n mul, n-1 add
# and a div; eps one add; the root one sqrt; dividing by it n div. A learned scale and shift are one mul and one add each.
def _standardise_ops(groups: int, n: int, affine: bool) -> Ops:
    return Ops(mul=groups * n * (1 + affine), add=groups * (3 * n - 1 + n * affine), div=groups * (n + 2), sqrt=groups)


def _standardise_formulas(groups: str, n: str, affine: bool) -> Formulas:
    yield "mul", f"{groups}*{n}*{1 + affine}"
    yield "add", f"{groups}*({3 + affine}*{n} - 1)"
    yield "div", f"{groups}*({n} + 2)"
    yield "sqrt", groups


class Bn(Layer):
    """Batch normalisation with its running statistics, as at inference (Ioffe & Szegedy 2015).

    Parameters: a scale and a shift a channel, 2C; C under `noscale` (Keras's `scale=False`) or `noshift`; none under
    `noaffine`. Buffers: a running mean and variance a channel, 2C.
    Operations: one mul and one add an element, since everything folds into one factor and one term a channel.
    """

    usage = "bn [eps=1e-5] [noaffine] [noscale] [noshift]"
    family = "normalisation"
    example = ("64x112x112", "bn")
    keeps = ("inputs", "batch_statistics")
    in_place = True
    each = Ops(mul=1, add=1)
    eps: Number
    noaffine: bool = False
    noscale: bool = False
    noshift: bool = False

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        left_out = {"weight": self.noaffine or self.noscale, "bias": self.noaffine or self.noshift}
        return {name: shape for name, shape in affine_parameters(xs[0]).items() if not left_out[name]}

    def kept(self, *xs: Shape) -> dict[str, Shape]:
        return {"running_mean": (xs[0][0],), "running_var": (xs[0][0],)}

    def statistics(self, *xs: Shape) -> int:
        return 2 * xs[0][0]

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        if tensors := len(self.learned(*xs)):
            yield "params", f"2*{extents(y)[0]}" if tensors == 2 else extents(y)[0]
        yield "buffers", f"2*{extents(y)[0]}"
        yield from super().formulas(y, *xs)


class Ln(Layer):
    """Layer normalisation over the channels at each position, with a scale and a shift a channel (Ba et al. 2016).

    Parameters: 2C. Operations at each position of n = C channels: 2n mul, 4n-1 add, n+2 div, one sqrt.
    """

    usage = "ln [eps=1e-5]"
    family = "normalisation"
    example = ("96x56x56", "ln")
    keeps = ("inputs", "statistics")
    eps: Number

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return affine_parameters(xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _standardise_ops(area(y), y[0], affine=True)

    def statistics(self, *xs: Shape) -> int:
        return 2 * area(xs[0])

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", f"2*{extents(y)[0]}"
        yield from _standardise_formulas(positions(y), extents(y)[0], affine=True)


class Gn(Layer):
    """Group normalisation: each of GROUPS runs of channels over all positions, a scale and a shift a channel (Wu & He 2018).

    Parameters: 2C. Operations a group of n = C/GROUPS*H*W values: 2n mul, 4n-1 add, n+2 div, one sqrt. The statistics are
    taken over the picture, at inference too: every output sees the whole input.
    """

    usage = "gn GROUPS [eps=1e-5]"
    family = "normalisation"
    example = ("64x56x56", "gn 32")
    whole_statistics = True
    keeps = ("inputs", "statistics")
    groups: int
    eps: Number

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        require_divides(self.groups, xs[0][0], "channels", "groups")
        return xs[0]

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return affine_parameters(xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _standardise_ops(self.groups, elements(y) // self.groups, affine=True)

    def statistics(self, *xs: Shape) -> int:
        return 2 * self.groups

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"G": self.groups}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", f"2*{extents(y)[0]}"
        yield from _standardise_formulas("G", f"({volume(y)}/G)", affine=True)


class InstNorm(Layer):
    """Instance normalisation: each channel over all its positions (Ulyanov et al. 2016).

    Parameters: none, or 2C under `affine`. Operations a channel of n positions: n mul, 3n-1 add, n+2 div, one sqrt; with
    `affine` n mul and n add more. Every output sees the whole input.
    """

    usage = "instnorm [eps=1e-5] [affine]"
    family = "normalisation"
    example = ("64x56x56", "instnorm affine")
    whole_statistics = True
    keeps = ("inputs", "statistics")
    spatial = True
    eps: Number
    affine: bool = False

    reach = sees_everything

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return affine_parameters(xs[0]) if self.affine else {}

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _standardise_ops(y[0], area(y), self.affine)

    def statistics(self, *xs: Shape) -> int:
        return 2 * xs[0][0]

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        if self.affine:
            yield "params", f"2*{extents(y)[0]}"
        yield from _standardise_formulas("C", positions(y), self.affine)
