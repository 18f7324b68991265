"""Pools: a window slides over each channel by itself and keeps one number of what lies under it."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers import windows
from cnncalc.layers.arithmetic import elements, product, times
from cnncalc.layers.base import Formulas, Layer, Ops, Shape, axis_names
from cnncalc.layers.letters import Letters, volume
from cnncalc.layers.reach import Reach
from cnncalc.layers.sliding import Sliding


def _pooled(layer: Layer, x: Shape) -> Shape:
    for span, pad in zip(windows.spans(layer), windows.pads(layer, x)):
        if max(pad) >= span:
            raise Fault(
                f"the padding {max(pad)} is as wide as the window, which spans {span}: a window would see only padding",
                f"pad a pool by at most {span - 1}",
                slot="padding",
            )
    return (x[0], *windows.slide(layer, x))


def _pool_shape_formulas(layer: Layer, y: Shape, x: Shape) -> Formulas:
    return zip(axis_names(y), ("Cin", *windows.slide_formulas(layer, x)))


class MaxPool(Layer):
    """The largest value under the window; padding never wins.

    Without `/` the stride is the kernel. Operations: K*K-1 cmp an output, taps on padding included.
    `ceil` rounds the extent up as PyTorch's ceil_mode does.
    """

    usage = "maxpool SIZE [padding] [dilation=1] [ceil]"
    family = "pooling"
    example = ("64x112x112", "maxpool 3x3/2 half")
    keeps = ("inputs", "index")
    spatial = True
    stride_is_kernel = True

    def shape(self, *xs: Shape) -> Shape:
        return _pooled(self, xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        return Ops(cmp=elements(y) * (product(self.kernel) - 1))

    def window(self, *xs: Shape) -> Sliding:
        return windows.settings(self, xs[0])

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return windows.reach(self, xs[0])

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return windows.crosses_border(self, y, xs[0])

    def unread(self, x: Shape) -> Shape:
        return windows.unread(self, x)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.letters(self, xs[0])

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _pool_shape_formulas(self, y, xs[0])

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "cmp", f"{volume(y, 'out')}*({windows.kernel_area(self)} - 1)"


class AvgPool(Layer):
    """The mean of what lies under the window; padding counts as zeros unless `exclude_pad`.

    Without `/` the stride is the kernel. Operations: n-1 add and one div an output, where n is how many taps are averaged:
    K*K, less those on padding under `exclude_pad`, less those past the padding where `ceil` lets a window stick out.
    """

    usage = "avgpool SIZE [padding] [ceil] [exclude_pad]"
    family = "pooling"
    means = (("T", "taps that are averaged in a channel"),)
    example = ("256x8x8", "avgpool 2x2")
    keeps = ("inputs",)
    spatial = True
    stride_is_kernel = True
    exclude_pad: bool = False

    def shape(self, *xs: Shape) -> Shape:
        return _pooled(self, xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        taps = y[0] * product(full - cut for full, cut in self._taps(y, xs[0]))
        return Ops(add=taps - elements(y), div=elements(y))

    def _taps(self, y: Shape, x: Shape) -> list[tuple[int, int]]:
        """For each axis, the taps of all outputs together, and how many of them are not averaged."""
        rows = []
        for w, k, s, pad, out in zip(x[1:], self.kernel, self.stride, windows.pads(self, x), y[1:]):
            before, after = (0, 0) if self.exclude_pad else pad
            overhang = (out - 1) * s - pad[0] + k - (w + after)
            rows.append((out * k, _outside(pad[0] - before, s, out) + _outside(overhang, s, out)))
        return rows

    def window(self, *xs: Shape) -> Sliding:
        return windows.settings(self, xs[0])

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return windows.reach(self, xs[0])

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return windows.crosses_border(self, y, xs[0])

    def unread(self, x: Shape) -> Shape:
        return windows.unread(self, x)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.letters(self, xs[0]) | {"T": self._taps_working(y, xs[0])}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _pool_shape_formulas(self, y, xs[0])

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        yield "add", f"Cout*T - {volume(y, 'out')}"
        yield "div", volume(y, "out")

    def _taps_working(self, y: Shape, x: Shape) -> str:
        """The taps that are averaged in a channel: all, less those that are not, on each axis."""
        return times(*(f"({full} - {cut})" if cut else full for full, cut in self._taps(y, x)))


def _outside(most: int, stride: int, outputs: int) -> int:
    """Taps beyond one end of an axis: the outermost window has `most` of them, each next one `stride` fewer."""
    if most <= 0:
        return 0
    windows_outside = min(-(-most // stride), outputs)
    return windows_outside * most - stride * (windows_outside * (windows_outside - 1) // 2)


class LpPool(Layer):
    """The p-norm of what lies under the window: the p-th root of the sum of p-th powers, as PyTorch's lp_pool.

    Without `/` the stride is the kernel. Operations an output of n = K*K taps, those on padding included: n*(p-1) mul for the
    powers, n-1 add, and for the root one sqrt (p=2), nothing (p=1) or one exp.
    """

    usage = "lppool SIZE [p=2] [padding] [ceil]"
    family = "pooling"
    means = (("p", "the power"),)
    example = ("6x28x28", "lppool 2x2")
    keeps = ("inputs", "output")
    spatial = True
    stride_is_kernel = True
    p: int

    def shape(self, *xs: Shape) -> Shape:
        return _pooled(self, xs[0])

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        n, taps = elements(y), product(self.kernel)
        root = n if self.p > 2 else 0
        return Ops(mul=n * taps * (self.p - 1), add=n * (taps - 1), exp=root, sqrt=n if self.p == 2 else 0)

    def window(self, *xs: Shape) -> Sliding:
        return windows.settings(self, xs[0])

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return windows.reach(self, xs[0])

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return windows.crosses_border(self, y, xs[0])

    def unread(self, x: Shape) -> Shape:
        return windows.unread(self, x)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.letters(self, xs[0]) | {"p": self.p}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return _pool_shape_formulas(self, y, xs[0])

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        outputs, taps = volume(y, "out"), windows.kernel_area(self)
        if self.p > 1:
            yield "mul", f"{outputs}*{taps}*(p - 1)"
            yield "sqrt" if self.p == 2 else "exp", outputs
        yield "add", f"{outputs}*({taps} - 1)"
