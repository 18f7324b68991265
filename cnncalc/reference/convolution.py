"""Convolutions, transposed convolutions and fully connected layers: dot products."""

from __future__ import annotations

from itertools import product

from cnncalc.reference.functions import Functions, Number, Plane, Settings, Shape, Tensor, Weights
from cnncalc.reference.tensors import dot, each, flatten, gather, grid, reshape, shape_of
from cnncalc.reference.windows import Pair, Sweep, laid_out


def conv(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """y[o][p] = bias[o] + sum over c and k of x[c][p*stride + k*dilation - padding] * weight[o][c][k].

    x is Cin x spatial, weight OUT x Cin/groups x kernel, bias OUT; y is OUT x spatial. This is cross-correlation, as in every
    framework: the kernel lies on the input as it is. Convolution proper takes x[p - k] in place of x[p + k], so that it turns
    the kernel round: one is the other with the kernel flipped along every spatial axis, and since weights are learned nobody
    minds. Zeros of the padding are multiplied like any other number. Source: Goodfellow et al. 2016, section 9.1.
    """
    return _correlate(layer, x, weights, math, layer.groups)


def dwconv(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """`conv` with a group for each channel: weight is Cin*mult x 1 x kernel (Howard et al. 2017)."""
    return _correlate(layer, x, weights, math, len(x))


def _correlate(layer: Settings, x: Tensor, weights: Weights, math: Functions, groups: int) -> Tensor:
    windows, channels = laid_out(layer, x, math.zero)
    kernels = [flatten(kernel) for kernel in weights["weight"]]
    ins, outs = len(channels) // groups, len(kernels) // groups
    y: Tensor = []
    for g in range(groups):
        y += _group(channels[g * ins : (g + 1) * ins], kernels[g * outs : (g + 1) * outs], windows)
    return biased(y, weights)


def _group(channels: Tensor, kernels: list[list[Number]], windows: list[Sweep]) -> Tensor:
    """Every kernel at every place. What lies under a window is gathered once for all kernels."""
    places = product(*(window.outputs for window in windows))
    under = ([value for plane in channels for value in gather(plane, taps)] for taps in places)
    columns = zip(*([dot(values, kernel) for kernel in kernels] for values in under))
    return [reshape(column, tuple(len(window.outputs) for window in windows)) for column in columns]


def biased(y: Tensor, weights: Weights) -> Tensor:
    """A channel's bias added to each of its elements, where there is one."""
    if "bias" not in weights:
        return y
    return [each(lambda value, bias=bias: value + bias, plane) for plane, bias in zip(y, weights["bias"])]


def deconv(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Every input element lays its multiple of the kernel on a canvas at p*stride; the canvas is cropped, the bias added.

    canvas[o][p*stride + k*dilation] += x[c][p] * weight[c][o][k]. x is Cin x spatial, weight Cin x OUT/groups x kernel, bias
    OUT; y is OUT x spatial. What lands first on a position starts its sum. Source: Dumoulin & Visin 2016, section 4.
    """
    ins, outs = len(x) // layer.groups, layer.out // layer.groups
    picks = canvas_picks(layer, shape_of(x)[1:])
    y: Tensor = []
    for o in range(layer.out):
        group = range(o // outs * ins, (o // outs + 1) * ins)
        canvas = _canvas(layer, [x[c] for c in group], [weights["weight"][c][o % outs] for c in group])
        y.append(grid(picks, lambda *spot, canvas=canvas: canvas.get(spot, math.zero)))
    return biased(y, weights)


def _canvas(layer: Settings, channels: Tensor, kernels: list[Plane]) -> dict[Shape, Number]:
    """Sums by position, for one output channel."""
    canvas: dict[Shape, Number] = {}
    for plane, kernel in zip(channels, kernels):
        taps = list(zip(product(*map(range, layer.kernel)), flatten(kernel)))
        for p, value in zip(product(*map(range, shape_of(plane))), flatten(plane)):
            for k, weight in taps:
                spot = tuple(i * s + j * d for i, s, j, d in zip(p, layer.stride, k, layer.dilation))
                landed = value * weight
                canvas[spot] = canvas[spot] + landed if spot in canvas else landed
    return canvas


def canvas_picks(layer: Settings, extents: Shape) -> list[range]:
    """The positions of the canvas that are kept, on each axis; `out_pad` keeps some past its end."""
    axes = zip(extents, layer.kernel, layer.stride, layer.dilation, layer.pad, layer.out_pad)
    return [_kept(layer.same, w * s - s + d * (k - 1) + 1, w * s, pad, extra) for w, k, s, d, pad, extra in axes]


def _kept(same: bool, canvas: int, wanted: int, pad: Pair, extra: int) -> range:
    """`same` keeps W*S positions, with what is over cut off evenly, the odd one at the end."""
    first = max(0, canvas - wanted) // 2 if same else pad[0]
    return range(first, first + wanted) if same else range(first, canvas - pad[1] + extra)


def fc(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """y[o] = bias[o] + sum over i of x[i] * weight[o][i], with x flattened, channels outermost; weight is OUT x in, y OUT."""
    values = flatten(x)
    return biased([dot(values, row) for row in weights["weight"]], weights)
