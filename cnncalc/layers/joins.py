"""Joins: several branches that start from one tensor end in one. `add`, `mul`, `max` and `mean` broadcast extents of 1."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import AXES, Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import TERMS, Letters, extents, volume


def broadcast(layer: Layer, *xs: Shape) -> Shape:
    """The shape of a join of elements."""
    if len(set(xs)) == 1:
        return xs[0]
    extents = [{extent for extent in column if extent > 1} or {1} for column in zip(*xs)]
    if len({len(x) for x in xs}) > 1 or any(len(column) > 1 for column in extents):
        raise _differ(layer, xs)
    return tuple(column.pop() for column in extents)


def _differ(layer: Layer, xs: tuple[Shape, ...]) -> Fault:
    shown = list(dict.fromkeys(map(layer.shown, xs)))
    names = ", ".join(shown[:-1][:8]) + (", ..." if len(shown) > 9 else "")
    return Fault(f"the branches of {layer.kind} differ: {names} and {shown[-1]}", _match_help(xs))


def _match_help(xs: tuple[Shape, ...]) -> str:
    if len({len(x) for x in xs}) > 1:
        return (
            "a vector and a tensor with spatial axes do not join: gap keeps the axes (as extents of 1), reshape gives them back"
        )
    if len({x[1:] for x in xs}) == 1:
        size = "x".join(["1"] * (len(xs[0]) - 1))
        fit = f"conv {size} {xs[0][0]}" if size else f"fc {xs[0][0]}"
        return f"make every branch end in the same shape, for instance with {fit}"
    axes = [axis for axis, column in zip(AXES[len(xs[0]) - 1], zip(*(x[1:] for x in xs))) if len(set(column)) > 1]
    return f"make every branch end in the same {' and '.join(axes)}: look at their strides and paddings"


def _stacked(layer: Layer, *xs: Shape) -> Shape:
    """The shape of a join of channels."""
    if len({x[1:] for x in xs}) > 1:
        raise _differ(layer, xs)
    return (sum(x[0] for x in xs), *xs[0][1:])


def _stack_letters(y: Shape, xs: tuple[Shape, ...]) -> Letters:
    """The channels, or features, of each branch; of all together where they are too many to write down."""
    if len(xs) > TERMS:
        return {"T": sum(x[0] for x in xs)}
    return {f"{extents(y)[0]}{number}": x[0] for number, x in enumerate(xs, 1)}


def with_count(layer: Layer, y: Shape, *xs: Shape) -> Letters:
    """The letters of a join, N for its branches."""
    return Layer.letters(layer, y, *xs) | {"N": len(xs)}


def _with_sums(layer: Layer, y: Shape, *xs: Shape) -> Letters:
    return Layer.letters(layer, y, *xs) | _stack_letters(y, xs)


def _stacked_formulas(layer: Layer, y: Shape, *xs: Shape) -> Formulas:
    return zip(axis_names(y), (" + ".join(_stack_letters(y, xs)), *extents(y)[1:]))


class Add(Layer):
    """The elementwise sum of the branches. Operations per element: branches-1 add."""

    usage = "add"
    family = "join"
    means = (("N", "branches"),)
    example = ("256x56x56", "conv 1x1 256 | identity")
    joins = True
    shape = broadcast
    letters = with_count

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=elements(y) * (len(xs) - 1))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"{volume(y)}*(N - 1)"


class Mul(Layer):
    """The elementwise product of the branches. Operations per element: branches-1 mul."""

    usage = "mul"
    family = "join"
    means = (("N", "branches"),)
    example = ("64x56x56", "identity | sigmoid")
    keeps = ("factors",)
    joins = True
    shape = broadcast
    letters = with_count

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(mul=elements(y) * (len(xs) - 1))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "mul", f"{volume(y)}*(N - 1)"


class Max(Layer):
    """The elementwise maximum of the branches. Operations per element: branches-1 cmp."""

    usage = "max"
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


class Mean(Layer):
    """The elementwise mean of the branches. Operations per element: branches-1 add and one div."""

    usage = "mean"
    family = "join"
    means = (("N", "branches"),)
    example = ("64x56x56", "conv 1x1 64 | identity")
    joins = True
    shape = broadcast
    letters = with_count

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=elements(y) * (len(xs) - 1), div=elements(y))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"{volume(y)}*(N - 1)"
        yield "div", volume(y)


class Concat(Layer):
    """The branches' channels one after the other; their spatial extents must agree. It costs no operation."""

    usage = "concat"
    family = "join"
    means = (("T", "the sum over the branches"),)
    example = ("192x28x28", "conv 1x1 64 | conv 3x3 128 same")
    joins = True

    shape = _stacked
    letters = _with_sums
    shape_formulas = _stacked_formulas


class Split(Layer):
    """The channels cut evenly among the branches (a `slice` each); what they return is concatenated. It costs no operation."""

    usage = "split"
    family = "join"
    means = (("T", "the sum over the branches"),)
    example = ("116x28x28", "identity | conv 1x1 58")
    splits = True
    joins = True

    shape = _stacked
    letters = _with_sums
    shape_formulas = _stacked_formulas
