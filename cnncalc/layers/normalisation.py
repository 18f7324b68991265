"""Normalisations. Constants are PyTorch's: eps 1e-5, lrn alpha 1e-4 (over SIZE), beta 0.75, k 1."""

from __future__ import annotations

from cnncalc.layers.arithmetic import area, elements, require_divides
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, extents, positions, volume
from cnncalc.layers.reach import Reach, everything
from cnncalc.words.values import Count


def _affine(x: Shape) -> dict[str, Shape]:
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

    Parameters: a scale and a shift a channel, 2C; none under `noaffine`. Buffers: a running mean and variance a channel, 2C.
    Operations: one mul and one add an element, since everything folds into one factor and one term a channel.
    """

    usage = "bn [noaffine]"
    family = "normalisation"
    example = ("64x112x112", "bn")
    keeps = ("inputs", "batch_statistics")
    in_place = True
    each = Ops(mul=1, add=1)
    noaffine: bool = False

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return {} if self.noaffine else _affine(xs[0])

    def kept(self, *xs: Shape) -> dict[str, Shape]:
        return {"running_mean": (xs[0][0],), "running_var": (xs[0][0],)}

    def statistics(self, *xs: Shape) -> int:
        return 2 * xs[0][0]

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        if not self.noaffine:
            yield "params", f"2*{extents(y)[0]}"
        yield "buffers", f"2*{extents(y)[0]}"
        yield from super().formulas(y, *xs)


class Ln(Layer):
    """Layer normalisation over the channels at each position, with a scale and a shift a channel (Ba et al. 2016).

    Parameters: 2C. Operations at each position of n = C channels: 2n mul, 4n-1 add, n+2 div, one sqrt.
    """

    usage = "ln"
    family = "normalisation"
    example = ("96x56x56", "ln")
    keeps = ("inputs", "statistics")

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return _affine(xs[0])

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

    usage = "gn GROUPS"
    family = "normalisation"
    example = ("64x56x56", "gn 32")
    keeps = ("inputs", "statistics")
    groups: int

    def shape(self, *xs: Shape) -> Shape:
        require_divides(self.groups, xs[0][0], "channels", "groups")
        return xs[0]

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return _affine(xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _standardise_ops(self.groups, elements(y) // self.groups, affine=True)

    def statistics(self, *xs: Shape) -> int:
        return 2 * self.groups

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(map(everything, xs[0][1:]))

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

    usage = "instnorm [affine]"
    family = "normalisation"
    example = ("64x56x56", "instnorm affine")
    keeps = ("inputs", "statistics")
    spatial = True
    affine: bool = False

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return _affine(xs[0]) if self.affine else {}

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return _standardise_ops(y[0], area(y), self.affine)

    def statistics(self, *xs: Shape) -> int:
        return 2 * xs[0][0]

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(map(everything, xs[0][1:]))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        if self.affine:
            yield "params", f"2*{extents(y)[0]}"
        yield from _standardise_formulas("C", positions(y), self.affine)


class Lrn(Layer):
    """Local response normalisation across SIZE neighbouring channels: x / (k + alpha/SIZE * sum of squares)^beta.

    No parameters. Operations an element: one mul for its square, SIZE-1 add (channels outside count as zeros), one mul and
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

    Parameters: C, or 2C with `bias`. Operations an element: one mul, and one add with `bias`.
    """

    usage = "scale [bias]"
    family = "normalisation"
    example = ("96x56x56", "scale")
    keeps = ("inputs_to_learn",)
    in_place = True
    bias: bool = False

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return _affine(xs[0]) if self.bias else {"weight": (xs[0][0],)}

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(mul=elements(y), add=elements(y) if self.bias else 0)

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", f"2*{extents(y)[0]}" if self.bias else extents(y)[0]
        yield "mul", volume(y)
        if self.bias:
            yield "add", volume(y)
