"""Means, maxima and shares over the channels at each position, over runs of them, or over the positions of each channel."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import area, elements, require_divides
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, extents, positions, volume
from cnncalc.layers.reach import Reach
from cnncalc.layers.shared import sees_everything


def reduced_shape(layer: Layer, *xs: Shape) -> Shape:
    """One number for all positions of a channel, or at each position one for each run of channels."""
    kind, x = layer.kind, xs[0]
    if layer.positions and (layer.channels or layer.groups != 1):
        raise Fault(
            f"{kind} goes over the channels or over the positions, not both", f"write {kind} channels, {kind} positions"
        )
    if not layer.positions:
        require_divides(layer.groups, x[0], "channels", "groups")
        return (layer.groups, *x[1:])
    if not layer.rank:
        raise Fault("a vector has no positions", f"write {kind} channels")
    return (x[0], *[1] * layer.rank)


def reduced_reach(layer: Layer, y: Shape, *xs: Shape) -> tuple[Reach, ...] | None:
    """The whole input along each axis, or its own position."""
    return sees_everything(layer, y, *xs) if layer.positions else None


def _letters(layer: Layer, y: Shape, *xs: Shape) -> Letters:
    return Layer.letters(layer, y, *xs) | {"G": layer.groups}


def _shape_formulas(layer: Layer, y: Shape, *xs: Shape) -> Formulas:
    channels, *sides = extents(y, "in")
    return zip(axis_names(y), (channels, *["1"] * layer.rank) if layer.positions else ("G", *sides))


def _fewer(layer: Layer, y: Shape, x: Shape) -> str:
    """The elements of the input less those of the output, in letters."""
    if layer.positions:
        return f"Cin*({positions(x, 'in')} - 1)"
    channels, *_ = extents(x, "in")
    return f"{positions(x, 'in')}*({channels} - G)"


class MeanOver(Layer):
    """The mean over the `channels` at each position, over each of `groups` runs of them, or over a channel's `positions`.

    Over the positions it is `gap`, written as PyTorch's `x.mean`, which no tool counts. Operations an output of n inputs:
    n-1 add and one div.
    """

    usage = "mean_over [channels] [positions] [groups=1]"
    family = "arithmetic"
    example = ("64x56x56", "mean_over channels")
    channels: bool = False
    positions: bool = False
    groups: int

    shape = reduced_shape
    reach = reduced_reach
    letters = _letters
    shape_formulas = _shape_formulas

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(add=elements(xs[0]) - elements(y), div=elements(y))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", _fewer(self, y, xs[0])
        yield "div", volume(y, "out")


class MaxOver(Layer):
    """The largest over the `channels` at each position, over each of `groups` runs of them, or over a channel's `positions`.

    Over the positions it is `gmp`, written as PyTorch's `x.amax`. Operations an output of n inputs: n-1 cmp.
    """

    usage = "max_over [channels] [positions] [groups=1]"
    family = "arithmetic"
    example = ("64x56x56", "max_over channels")
    keeps = ("inputs", "output")
    channels: bool = False
    positions: bool = False
    groups: int

    shape = reduced_shape
    reach = reduced_reach
    letters = _letters
    shape_formulas = _shape_formulas

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=elements(xs[0]) - elements(y))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", _fewer(self, y, xs[0])


class Softmax(Layer):
    """exp(x - max)/sum of the same over the channels at each position.

    Under `groups` over each of so many runs of channels, under `positions` over the positions of each channel.
    Operations where n numbers share a sum: n-1 cmp, n add for the differences, n exp, n-1 add, n div.
    """

    usage = "softmax [positions] [groups=1]"
    family = "activation"
    example = ("1000", "softmax")
    keeps = ("output",)
    in_place = True

    positions: bool = False
    groups: int

    def shape(self, *xs: Shape) -> Shape:
        if self.positions and (self.groups != 1 or not self.rank):
            message = "softmax goes over runs of channels or over the positions" if self.rank else "a vector has no positions"
            raise Fault(message, "leave positions out" if not self.rank else "write softmax groups=2, or softmax positions")
        require_divides(self.groups, xs[0][0], "channels", "groups")
        return xs[0]

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...] | None:
        return sees_everything(self, y, *xs) if self.positions else None

    def sums(self, y: Shape) -> int:
        """How many sums there are to divide by."""
        return y[0] if self.positions else self.groups * area(y)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        n, sums = elements(y), self.sums(y)
        return Ops(add=2 * n - sums, cmp=n - sums, div=n, exp=n)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"G": self.groups}

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        sums, share = positions(y), extents(y)[0]
        if self.positions:
            sums, share = share, sums
        elif self.groups != 1:
            sums, share = f"{sums}*G", f"({share}/G)"
        yield "cmp", f"{sums}*({share} - 1)"
        yield "add", f"{sums}*({share} + {share} - 1)"
        yield "exp", volume(y)
        yield "div", volume(y)
