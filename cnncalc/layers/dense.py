"""Layers that see every activation."""

from __future__ import annotations

from cnncalc.layers import windows
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import volume
from cnncalc.layers.shared import sees_everything


class Fc(Layer):
    """A fully connected layer: each of OUT outputs is the dot product of all inputs with weights of its own.

    It flattens what it is given. Parameters: in*OUT weights and OUT biases. MACs: in*OUT.
    Operations: a dot product of n terms is n mul and n-1 add, one more add with a bias.
    """

    usage = "fc OUT [nobias]"
    family = "dense"
    aliases = ("linear", "dense")
    example = ("512x7x7", "fc 4096")
    fully_connected = True
    dots = True
    keeps = ("inputs_to_learn",)
    out: int
    nobias: bool = False

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        return (self.out,)

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        weight = (self.out, elements(xs[0]))
        return {"weight": weight} if self.nobias else {"weight": weight, "bias": (self.out,)}

    def macs(self, y: Shape, *xs: Shape) -> int:
        return elements(xs[0]) * self.out

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return windows.dot_ops(self.out, elements(xs[0]), not self.nobias)

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "features", "Fout"

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        terms = volume(xs[0], "in")
        yield "params", f"{terms}*Fout{'' if self.nobias else ' + Fout'}"
        yield "macs", f"{terms}*Fout"
        yield "mul", f"{terms}*Fout"
        yield "add", f"Fout*({terms} - 1{'' if self.nobias else ' + 1'})"


class Flatten(Layer):
    """The same numbers as one vector: channels outermost, as PyTorch flattens. It costs nothing and only renames its input."""

    usage = "flatten"
    family = "dense"
    example = ("512x7x7", "flatten")
    flattens = True
    renames = True

    reach = sees_everything

    def shape(self, *xs: Shape) -> Shape:
        return (elements(xs[0]),)

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "features", volume(xs[0], "in")
