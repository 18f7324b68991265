"""Activations made of straight pieces. Each formula is the one that is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.layers.arithmetic import elements, require_divides
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, extents, volume

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class ReLU(Layer):
    """max(0, x).

    Operations per element: one cmp. Source: Nair & Hinton 2010.
    """

    usage = "relu"
    family = "activation"
    example = ("64x56x56", "relu")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(cmp=1)


class ReLU6(Layer):
    """min(max(0, x), 6).

    Operations per element: two cmp. Source: Krizhevsky 2010.
    """

    usage = "relu6"
    family = "activation"
    example = ("64x56x56", "relu6")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(cmp=2)


class LeakyReLU(Layer):
    """max(x, SLOPE*x), the slope 0.01 unless another is given.

    Operations per element: one mul, one cmp. Source: Maas et al. 2013.
    """

    usage = "leakyrelu [SLOPE=0.01]"
    family = "activation"
    example = ("64x56x56", "leakyrelu")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(mul=1, cmp=1)
    slope: Number


class HardTanh(Layer):
    """min(max(LOW, x), HIGH) for LIMITS LOW:HIGH; `hardtanh 0:20` is the clipped relu of DeepSpeech.

    Operations per element: two cmp. Source: Collobert 2004.
    """

    usage = "hardtanh [LIMITS=-1:1]"
    family = "activation"
    example = ("64x56x56", "hardtanh")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(cmp=2)
    limits: tuple[Number, Number]


class HardSwish(Layer):
    """x*relu6(x + 3)/6.

    Operations per element: one add, two cmp, one mul, one div. Source: Howard et al. 2019.
    """

    usage = "hardswish"
    family = "activation"
    example = ("64x56x56", "hardswish")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(mul=1, add=1, cmp=2, div=1)


class HardSigmoid(Layer):
    """relu6(x + 3)/6.

    Operations per element: one add, two cmp, one div. Source: Howard et al. 2019.
    """

    usage = "hardsigmoid"
    family = "activation"
    example = ("64x56x56", "hardsigmoid")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(add=1, cmp=2, div=1)


class PReLU(Layer):
    """max(0, x) + a*min(0, x) with a learned slope a for each channel, or one for all under `shared`; it starts at 0.25.

    Parameters: C, or 1. Operations per element: two cmp, one mul, one add. Source: He et al. 2015.
    """

    usage = "prelu [shared]"
    family = "activation"
    example = ("64x56x56", "prelu")
    keeps = ("inputs",)
    in_place = True
    each = Ops(mul=1, add=1, cmp=2)
    shared: bool = False

    def same_everywhere(self) -> bool:
        return self.shared

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        return {"weight": (1 if self.shared else xs[0][0],)}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "params", "1" if self.shared else extents(y)[0]
        yield from super().formulas(y, *xs)


class Maxout(Layer):
    """The largest of each GROUPS neighbouring channels, so that C channels become C/GROUPS (Goodfellow et al. 2013).

    Operations an output: GROUPS-1 cmp.
    """

    usage = "maxout GROUPS"
    family = "activation"
    means = (("G", "channels that compete"),)
    example = ("96x32x32", "maxout 2")
    keeps = ("index",)
    groups: int

    def shape(self, *xs: Shape) -> Shape:
        return (require_divides(self.groups, xs[0][0], "channels", "groups"), *xs[0][1:])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=elements(y) * (self.groups - 1))

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"G": self.groups}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *rest = extents(y, "in")
        return zip(axis_names(y), (f"{channels}/G", *rest))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"{volume(y, 'out')}*(G - 1)"
