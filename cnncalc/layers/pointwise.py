"""Arithmetic on every number by itself: no activation, but the steps that formulas in papers are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.layers.base import Layer, Ops
from cnncalc.words.reals import Factor, Real

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class Abs(Layer):
    """The absolute value, |x|. Operations per element: one cmp."""

    usage = "abs"
    family = "arithmetic"
    example = ("64x56x56", "abs")
    elementwise = True
    keeps_channels = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(cmp=1)


class Square(Layer):
    """x*x. Operations per element: one mul."""

    usage = "square"
    family = "arithmetic"
    example = ("64x56x56", "square")
    elementwise = True
    keeps_channels = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(mul=1)


class Sqrt(Layer):
    """The square root; of a number under 0 it is nan, as in PyTorch. Operations per element: one sqrt."""

    usage = "sqrt"
    family = "arithmetic"
    example = ("64x56x56", "sqrt")
    elementwise = True
    keeps_channels = True
    keeps = ("output",)
    in_place = True
    each = Ops(sqrt=1)


class Times(Layer):
    """Every element times one NUMBER, which is not learned. Operations per element: one mul."""

    usage = "times NUMBER"
    family = "arithmetic"
    size_is = Factor
    example = ("64x56x56", "times 0.1")
    elementwise = True
    keeps_channels = True
    in_place = True
    each = Ops(mul=1)
    number: Number


class Plus(Layer):
    """Every element plus one NUMBER, which is not learned. Operations per element: one add."""

    usage = "plus NUMBER"
    family = "arithmetic"
    size_is = Real
    example = ("64x56x56", "plus 1")
    elementwise = True
    keeps_channels = True
    in_place = True
    each = Ops(add=1)
    number: Number
