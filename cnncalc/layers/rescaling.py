"""Normalisations that divide by a length, and the learned factor. Constants are PyTorch's: lrn alpha 1e-4, beta 0.75, k 1."""

from __future__ import annotations

from cnncalc.layers.arithmetic import area, elements
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, extents, positions, volume
from cnncalc.layers.normalisation import affine_parameters
from cnncalc.words.values import Count


class Lrn(Layer):
    """Local response normalisation across SIZE neighbouring channels: x / (k + alpha/SIZE * sum of squares)^beta.

    No parameters. Operations per element: one mul for its square, SIZE-1 add (channels outside count as zeros), one mul and
    one add for alpha and k, one exp for the power, one div. Source: Krizhevsky et al. 2012, section 3.3; constants as PyTorch.
    """

    usage = "lrn [SIZE=5]"
    family = "normalisation"
    means = (("n", "neighbouring channels"),)
    size_is = Count
    example = ("96x55x55", "lrn 5")
    keeps = ("inputs", "statistics")
    size: int

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
    """One learned factor a channel and, with `bias`, one learned term.

    Parameters: C, or 2C with `bias`. Operations per element: one mul, and one add with `bias`.
    """

    usage = "scale [bias]"
    family = "normalisation"
    example = ("96x56x56", "scale")
    keeps = ("inputs_to_learn",)
    in_place = True
    bias: bool = False

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return affine_parameters(xs[0]) if self.bias else {"weight": (xs[0][0],)}

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(mul=elements(y), add=elements(y) if self.bias else 0)

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", f"2*{extents(y)[0]}" if self.bias else extents(y)[0]
        yield "mul", volume(y)
        if self.bias:
            yield "add", volume(y)
