"""More joins of elements: differences, quotients, minima. They broadcast extents of 1 as the others do."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.joins import broadcast, with_count
from cnncalc.layers.letters import volume


class Sub(Layer):
    """The first branch less all others, element by element. Operations per element: branches-1 add."""

    usage = "sub"
    family = "join"
    means = (("N", "branches"),)
    example = ("64x56x56", "conv 1x1 64 | identity")
    joins = True
    shape = broadcast
    letters = with_count

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=elements(y) * (len(xs) - 1))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"{volume(y)}*(N - 1)"


class Div(Layer):
    """The first branch over the second, element by element; x/0 is infinite, 0/0 nan. Operations per element: one div."""

    usage = "div"
    family = "join"
    example = ("64x56x56", "identity | sigmoid")
    keeps = ("quotient",)
    joins = True

    def shape(self, *xs: Shape) -> Shape:
        if len(xs) != 2:
            help = "what is divided comes first, what by second; a product of several is a mul: inside"
            raise Fault(f"div has {len(xs)} branch{'es' * (len(xs) > 1)}: it takes two", help)
        return broadcast(self, *xs)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(div=elements(y))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "div", volume(y)


class Min(Layer):
    """The elementwise minimum of the branches. Operations per element: branches-1 cmp."""

    usage = "min"
    family = "join"
    means = (("N", "branches"),)
    example = ("64x56x56", "conv 1x1 64 | identity")
    keeps = ("inputs",)
    joins = True
    shape = broadcast
    letters = with_count

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=elements(y) * (len(xs) - 1))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"{volume(y)}*(N - 1)"
