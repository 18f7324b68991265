"""Convolutions, which every framework computes as cross-correlations: the kernel is not flipped."""

from __future__ import annotations

from cnncalc.layers import windows
from cnncalc.layers.arithmetic import elements, product, require_divides
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, volume
from cnncalc.layers.reach import Reach
from cnncalc.layers.sliding import Sliding


class Conv(Layer):
    """OUT kernels slide over the input; each output is the dot product of a kernel with what lies under it.

    Parameters: Kh*Kw*(Cin/groups)*OUT weights and OUT biases. MACs: output elements * Kh*Kw*Cin/groups.
    A group of kernels sees only its share of the input channels (Krizhevsky et al. 2012).
    Operations: a dot product of n terms is n mul and n-1 add, one more add with a bias. Source: Dumoulin & Visin 2016.
    """

    usage = "conv SIZE OUT [padding] [dilation=1] [groups=1] [nobias]"
    family = "convolution"
    example = ("3x224x224", "conv 7x7/2 64 half nobias")
    convolves = True
    dots = True
    keeps = ("inputs",)
    spatial = True
    out: int
    groups: int
    nobias: bool = False

    def shape(self, *xs: Shape) -> Shape:
        require_divides(self.groups, xs[0][0], "input channels", "groups")
        require_divides(self.groups, self.out, "output channels", "groups")
        return (self.out, *windows.slide(self, xs[0]))

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        weight = (self.out, xs[0][0] // self.groups, *self.kernel)
        return {"weight": weight} if self.nobias else {"weight": weight, "bias": (self.out,)}

    def macs(self, y: Shape, *xs: Shape) -> int:
        return elements(y) * product(self.kernel) * (xs[0][0] // self.groups)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return windows.dot_ops(elements(y), product(self.kernel) * (xs[0][0] // self.groups), not self.nobias)

    def window(self, *xs: Shape) -> Sliding:
        return windows.settings(self, xs[0], self.groups)

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return windows.reach(self, xs[0])

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return windows.crosses_border(self, y, xs[0])

    def unread(self, x: Shape) -> Shape:
        return windows.unread(self, x)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.letters(self, xs[0]) | {"G": self.groups}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), ("Cout", *windows.slide_formulas(self, xs[0])))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels = "Cin" if self.groups == 1 else "(Cin/G)"
        return _dot_formulas(y, f"{windows.kernel_area(self)}*{channels}", not self.nobias)


class DwConv(Layer):
    """A depthwise convolution: every input channel has `mult` kernels of its own and none sees another channel.

    It is conv with groups = Cin. Parameters: Kh*Kw*Cin*mult and Cin*mult biases; MACs: output elements * Kh*Kw.
    Operations as for conv. Source: Howard et al. 2017 (MobileNets); `mult` is Keras's depth multiplier.
    """

    usage = "dwconv SIZE [mult=1] [padding] [dilation=1] [nobias]"
    family = "convolution"
    means = (("m", "kernels a channel"),)
    example = ("32x112x112", "dwconv 3x3/2 half nobias")
    convolves = True
    depthwise = True
    dots = True
    keeps = ("inputs",)
    spatial = True
    mult: int
    nobias: bool = False

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0] * self.mult, *windows.slide(self, xs[0]))

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        out = xs[0][0] * self.mult
        weight = (out, 1, *self.kernel)
        return {"weight": weight} if self.nobias else {"weight": weight, "bias": (out,)}

    def macs(self, y: Shape, *xs: Shape) -> int:
        return elements(y) * product(self.kernel)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return windows.dot_ops(elements(y), product(self.kernel), not self.nobias)

    def window(self, *xs: Shape) -> Sliding:
        return windows.settings(self, xs[0], xs[0][0])

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return windows.reach(self, xs[0])

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return windows.crosses_border(self, y, xs[0])

    def unread(self, x: Shape) -> Shape:
        return windows.unread(self, x)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.letters(self, xs[0]) | {"m": self.mult}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), ("Cin*m", *windows.slide_formulas(self, xs[0])))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _dot_formulas(y, windows.kernel_area(self), not self.nobias)


def _dot_formulas(y: Shape, terms: str, bias: bool) -> Formulas:
    """The formulas of kernels of `terms` terms, one kernel for each output channel."""
    yield "params", f"{terms}*Cout{' + Cout' * bias}"
    yield "macs", f"{volume(y, 'out')}*{terms}"
    yield "mul", f"{volume(y, 'out')}*{terms}"
    yield "add", f"{volume(y, 'out')}*({terms} - 1{' + 1' * bias})"
