"""Normalisations that divide by a length, and the learned factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.layers.arithmetic import area, elements
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, extents, positions, volume
from cnncalc.layers.normalisation import affine_parameters
from cnncalc.layers.shared import sees_everything
from cnncalc.words.values import Count

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class Lrn(Layer):
    """Local response normalisation across SIZE neighbouring channels: x / (k + alpha/SIZE * sum of squares)^beta.

    No parameters. Operations per element: one mul for its square, SIZE-1 add (channels outside count as zeros), one mul and
    one add for alpha and k, one exp for the power, one div. Source: Krizhevsky et al. 2012, section 3.3, where alpha is not
    divided by SIZE and k is 2; the defaults are PyTorch's.
    """

    usage = "lrn [SIZE=5] [alpha=1e-4] [beta=0.75] [k=1]"
    family = "normalisation"
    means = (("n", "neighbouring channels"),)
    size_is = Count
    example = ("96x55x55", "lrn 5")
    keeps = ("inputs", "statistics")
    size: int
    alpha: Number
    beta: Number
    k: Number

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        n = elements(y)
        return Ops(mul=2 * n, add=n * self.size, exp=n, div=n)

    def statistics(self, *xs: Shape) -> int:
        return elements(xs[0])  # the sums that are raised to the power, which Caffe calls the scale

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"n": self.size}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "mul", f"2*{volume(y)}"
        yield "add", f"{volume(y)}*(n - 1 + 1)"
        yield "exp", volume(y)
        yield "div", volume(y)


class L2Norm(Layer):
    """Each position's channels divided by their Euclidean length, which is at least 1e-12 (Liu et al. 2015, ParseNet).

    No parameters; a learned factor is `scale`. Operations a position: C mul, C-1 add, one sqrt, one cmp, C div.
    """

    usage = "l2norm"
    family = "normalisation"
    example = ("512x38x38", "l2norm")
    keeps = ("inputs", "statistics")

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        n, places = elements(y), area(y)
        return Ops(mul=n, add=n - places, cmp=places, div=n, sqrt=places)

    def statistics(self, *xs: Shape) -> int:
        return area(xs[0])

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "mul", volume(y)
        yield "add", f"{positions(y)}*({extents(y)[0]} - 1)"
        yield "cmp", positions(y)
        yield "div", volume(y)
        yield "sqrt", positions(y)


class Scale(Layer):
    """One learned factor a channel and, with `bias`, one learned term; under `shared` one for all channels.

    Parameters: C, or 2C with `bias`; under `shared` 1, or 2. Operations per element: one mul, and one add with `bias`.
    """

    usage = "scale [bias] [shared]"
    family = "normalisation"
    example = ("96x56x56", "scale")
    keeps = ("inputs_to_learn",)
    in_place = True
    bias: bool = False
    shared: bool = False

    def same_everywhere(self) -> bool:
        return self.shared

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        tensors = affine_parameters((1,) if self.shared else xs[0])
        return tensors if self.bias else {"weight": tensors["weight"]}

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(mul=elements(y), add=elements(y) if self.bias else 0)

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        each = "1" if self.shared else extents(y)[0]
        yield "params", f"2*{each}" if self.bias else each
        yield "mul", volume(y)
        if self.bias:
            yield "add", volume(y)


class Shift(Layer):
    """One learned term a channel, or under `shared` one for all channels.

    Parameters: C, or 1. Operations per element: one add.
    """

    usage = "shift [shared]"
    family = "normalisation"
    example = ("96x56x56", "shift")
    in_place = True
    each = Ops(add=1)
    shared: bool = False

    def same_everywhere(self) -> bool:
        return self.shared

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return {"bias": (1 if self.shared else xs[0][0],)}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", "1" if self.shared else extents(y)[0]
        yield from super().formulas(y, *xs)


class Grn(Layer):
    """Global response normalisation: x + weight*x*N + bias, where N is the length of a channel over the mean length of all.

    Parameters: 2C. Operations for C channels of n positions: a length is n mul, n-1 add, a sqrt; their mean C-1 add, a div;
    eps one add; each length over it C div; then two mul and two add an element: 3Cn mul, 3Cn add, C + 1 div, C sqrt.
    Every output sees the whole input. Source: Woo et al. 2023 (ConvNeXt V2).
    """

    usage = "grn [eps=1e-6]"
    family = "normalisation"
    example = ("384x56x56", "grn")
    whole_statistics = True
    keeps = ("inputs", "statistics")
    spatial = True
    eps: Number

    reach = sees_everything

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return affine_parameters(xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(mul=3 * elements(y), add=3 * elements(y), div=y[0] + 1, sqrt=y[0])

    def statistics(self, *xs: Shape) -> int:
        return xs[0][0] + 1  # the lengths and their mean

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", "2*C"
        yield "mul", f"{volume(y)} + 2*{volume(y)}"
        yield "add", f"C*({positions(y)} - 1) + C + 2*{volume(y)}"
        yield "div", "C + 1"
        yield "sqrt", "C"
