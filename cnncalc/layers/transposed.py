"""Transposed convolutions."""

from __future__ import annotations

from math import gcd

from cnncalc.errors import Fault
from cnncalc.layers import windows
from cnncalc.layers.arithmetic import elements, product, require_divides, times
from cnncalc.layers.base import AXES, Formulas, Layer, Ops, Shape
from cnncalc.layers.letters import Letters, along, extents, per_axis, volume
from cnncalc.layers.reach import Reach, phased, require_phases
from cnncalc.layers.sliding import Sliding


class Deconv(Layer):
    """A transposed convolution: every input element adds a scaled kernel to the output, S positions on from its neighbour's.

    O = (W-1)*S - P_before - P_after + d*(K-1) + 1 + out_pad; under `same` O = W*S, as in Keras.
    MACs: input elements * Kh*Kw*OUT/groups. Operations: each of these is one mul, and one add unless it is the
    first to land on its output (of the uncropped canvas); one add more an output with a bias. `pad` crops.
    Source: Dumoulin & Visin 2016, section 4.
    """

    usage = "deconv SIZE OUT [pad=0] [out_pad=0] [same] [dilation=1] [groups=1] [nobias]"
    family = "convolution"
    means = (
        ("P", "cut off at each end"),
        ("A", "added at the end"),
        ("T", "positions that any product lands on, uncropped"),
    )
    aliases = ("conv_transpose",)
    example = ("128x32x32", "deconv 2x2/2 64")
    dots = True
    keeps = ("inputs",)
    spatial = True
    out: int
    groups: int
    pad: tuple[tuple[int, int], ...]
    out_pad: Shape
    same: bool = False
    nobias: bool = False

    def shape(self, *xs: Shape) -> Shape:
        require_divides(self.groups, xs[0][0], "input channels", "groups")
        require_divides(self.groups, self.out, "output channels", "groups")
        return (self.out, *(self._extent(*axis) for axis in zip(AXES[self.rank], xs[0][1:], self.crops(), self._adds())))

    def _extent(self, axis: str, extent: int, crop: tuple[int, int], add: tuple[int, int, int, int]) -> int:
        stride, dilation, span, extra = add
        if not self.same and extra >= max(stride, dilation) and extra:
            raise Fault(
                f"out_pad {extra} is not smaller than the stride {stride} or the dilation {dilation}",
                "out_pad chooses among the sizes that a convolution of this stride would have brought down to the input's",
                slot="out_pad",
            )
        out = (extent - 1) * stride - sum(crop) + span + extra
        if out < 1:
            full = (extent - 1) * stride + span + extra
            raise Fault(f"the {axis} would be {full} - {crop[0]} - {crop[1]} = {out}", "crop less: lower pad", slot="pad")
        return out

    def _adds(self) -> list[tuple[int, int, int, int]]:
        return list(zip(self.stride, self.dilation, windows.spans(self), self._extras()))

    def _extras(self) -> Shape:
        """Positions that are added at the end of each axis."""
        same = tuple(max(s - span, 0) for s, span in zip(self.stride, windows.spans(self)))
        return same if self.same else self.out_pad

    def crops(self) -> tuple[tuple[int, int], ...]:
        """How many positions are cut off the canvas before and after each axis."""
        if not self.same:
            return self.pad
        totals = [max(span - s, 0) for s, span in zip(self.stride, windows.spans(self))]
        if any(map(any, self.pad)) or any(self.out_pad):
            raise Fault(
                "same sets the padding: pad and out_pad cannot be given with it", "leave same or the others out", slot="same"
            )
        return tuple((total // 2, total - total // 2) for total in totals)

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        weight = (xs[0][0], self.out // self.groups, *self.kernel)
        return {"weight": weight} if self.nobias else {"weight": weight, "bias": (self.out,)}

    def macs(self, y: Shape, *xs: Shape) -> int:
        return elements(xs[0]) * product(self.kernel) * (self.out // self.groups)

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        mul = self.macs(y, *xs)
        firsts = self.out * product(hit(*axis) for axis in self._hits(xs[0]))
        return Ops(mul=mul, add=mul - firsts + (0 if self.nobias else elements(y)))

    def _hits(self, x: Shape) -> list[tuple[int, int, int, int]]:
        shares = [gcd(s, d) for s, d in zip(self.stride, self.dilation)]
        return [(w, k, s // g, d // g) for w, k, s, d, g in zip(x[1:], self.kernel, self.stride, self.dilation, shares)]

    def window(self, *xs: Shape) -> Sliding:
        return Sliding(self.kernel, self.stride, self.crops(), self.dilation, self.groups, self._extras())

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        axes = zip(self.kernel, self.stride, self.dilation, self.crops())
        return tuple(_landing(k, s, d, crop[0]) for k, s, d, crop in axes)

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return True

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        found = super().letters(y, *xs) | per_axis("K", self.kernel) | per_axis("S", self.stride) | per_axis("d", self.dilation)
        found |= windows.pad_letters(self.crops()) | per_axis("A", self._extras())
        landed = times(*(f"({w}*{k} - {max(w - d, 0)}*{max(k - s, 0)})" for w, k, s, d in self._hits(xs[0])))
        return found | {"G": self.groups, "T": landed}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        settings = zip("KSdA", (self.kernel, self.stride, self.dilation, self._extras()))
        names = zip(extents(xs[0], "in")[1:], *(along(*pair) for pair in settings))
        yield "channels", "Cout"
        for axis, (w, k, s, d, a), terms in zip(AXES[self.rank], names, windows.pad_terms(self.crops())):
            span = k if set(self.dilation) == {1} else f"{d}*({k} - 1) + 1"
            yield axis, f"{' - '.join([f'({w} - 1)*{s}', *terms])} + {span}{f' + {a}' * any(self._extras())}"

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        outs = "Cout" if self.groups == 1 else "(Cout/G)"
        products = f"{volume(xs[0], 'in')}*{windows.kernel_area(self)}*{outs}"
        yield "params", f"{windows.kernel_area(self)}*Cin*{outs}{'' if self.nobias else ' + Cout'}"
        yield "macs", products
        yield "mul", products
        biases = f" + {volume(y, 'out')}"
        yield "add", f"{products} - Cout*T{'' if self.nobias else biases}"


def hit(extent: int, kernel: int, stride: int, dilation: int) -> int:
    """How many positions of a deconv's canvas any product lands on; stride and dilation have no common factor.

    The products i*S + k*d that meet form chains of steps (d, -S); there are W*K products and one canvas position a chain.
    """
    overlap = max(kernel - stride, 0)
    return extent * kernel - (max(extent - dilation, 0) * overlap if overlap else 0)


def _landing(kernel: int, stride: int, dilation: int, crop: int) -> Reach:
    """For each phase of the output, the first and last input whose kernel lands on it; some phases may get none."""
    share = gcd(stride, dilation)
    turn = stride // share  # taps at this distance land on the same output
    inverse = pow(dilation // share, -1, turn)
    stretches = []
    for o in range(require_phases(stride)):
        first = (o + crop) // share * inverse % turn  # the least k with k*dilation = o + crop, modulo the stride
        if (o + crop) % share or first >= kernel:
            stretches.append(((o + crop) // stride + 1, (o + crop) // stride))
            continue
        last = first + (kernel - 1 - first) // turn * turn
        stretches.append(((o + crop - last * dilation) // stride, (o + crop - first * dilation) // stride))
    return phased(stretches, 1, dilation // share)
