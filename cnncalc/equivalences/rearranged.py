"""The weights of a layer, or of two, rearranged for another layer that gives equal outputs.

Weights are what `cnncalc.forward` takes for a layer: a mapping with `weight` and, where the layer has one, `bias`, nested lists
of any numbers in PyTorch's layouts: conv [out, in/groups, *kernel], fc [out, in], bias [out]. The result is such a mapping too.
Kernels have one axis or more. Integers and Fractions stay exact. Raises `SpecError` where shapes do not fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from cnncalc.equivalences.checks import conv_weights, fc_weights, not_as, shape_text
from cnncalc.reference.functions import Plane, Shape, Weights
from cnncalc.reference.tensors import dot, each, flatten, reshape, shape_of, total


def fc_as_conv(weights: Mapping[str, Any], shape: Sequence[int]) -> Weights:
    """A fully connected layer on an input of `shape` (channels, then spatial extents) as a convolution.

    Its kernel is as large as the input, without padding, so that there is one output position. The numbers of a row are laid
    out as `flatten` read them: channels outermost. Source: Long et al. 2015, section 3.1.

    >>> fc_as_conv({"weight": [[1, 2, 3, 4]], "bias": [5]}, (1, 2, 2))
    {'weight': [[[[1, 2], [3, 4]]]], 'bias': [5]}
    """
    fc = fc_weights("fully connected layer", weights)
    if len(shape) < 2 or min(shape) < 1:
        raise not_as(
            "the shape must be channels and one spatial extent or more, all positive", shape_text(shape), "such as (256, 6, 6)"
        )
    if len(fc["weight"][0]) != prod(shape):
        came = f"{len(fc['weight'][0])} for each output"
        raise not_as(f"a fully connected layer on {shape_text(shape)} needs {prod(shape)} weights for each output", came)
    return fc | {"weight": [reshape(row, tuple(shape)) for row in fc["weight"]]}


def conv1x1_as_fc(weights: Mapping[str, Any]) -> Weights:
    """A convolution whose kernel is 1 along every axis, in one group, as the fully connected layer that it is at each position.

    Stride and padding choose the positions. Source: Lin et al. 2013, section 3.

    >>> conv1x1_as_fc({"weight": [[[[1]], [[2]]]]})
    {'weight': [[1, 2]]}
    """
    conv = _pointwise("convolution", weights)
    return conv | {"weight": [flatten(kernels) for kernels in conv["weight"]]}


def grouped_as_towers(weights: Mapping[str, Any], groups: int) -> list[Weights]:
    """A convolution in groups as one convolution per group, each on its run of the input's channels; outputs are concatenated.

    Stride, padding and dilation stay. Source: Krizhevsky et al. 2012, figure 2.

    >>> grouped_as_towers({"weight": [[[1]], [[2]]], "bias": [3, 4]}, 2)
    [{'weight': [[[1]]], 'bias': [3]}, {'weight': [[[2]]], 'bias': [4]}]
    """
    conv = conv_weights("convolution", weights)
    outs = len(conv["weight"])
    if groups < 1 or outs % groups:
        raise not_as(
            f"{groups} groups need a number of output channels that {groups} divides",
            str(outs),
            "it is the number of groups that the convolution has",
        )
    size = outs // groups
    return [{name: x[first : first + size] for name, x in conv.items()} for first in range(0, outs, size)]


def separable_as_dense(depthwise: Mapping[str, Any], pointwise: Mapping[str, Any], mult: int = 1) -> Weights:
    """A depthwise convolution of `mult` kernels per channel and the 1x1 convolution after it as one dense convolution.

    weight[o][c] = sum over m of pointwise[o][c*mult + m] * depthwise[c*mult + m]. With mult 1 all kernels on an input channel
    are multiples of one: as a matrix of outputs by taps they have rank one, and rank `mult` at most otherwise. The dense layer
    takes the depthwise one's stride, padding and dilation. Source: Sifre 2014; Howard et al. 2017.

    >>> separable_as_dense({"weight": [[[1, 2]]]}, {"weight": [[[3]], [[5]]]})
    {'weight': [[[3, 6]], [[5, 10]]]}
    """
    first, second = conv_weights("depthwise convolution", depthwise), _pointwise("pointwise convolution", pointwise)
    kernels = [planes[0] for planes in first["weight"]]
    if len(first["weight"][0]) != 1:
        raise not_as("a depthwise kernel lies on 1 input channel", f"a kernel on {len(first['weight'][0])}")
    if mult < 1 or len(kernels) % mult:
        help = "mult is how many kernels each input channel has"
        raise not_as(f"a depthwise convolution of {mult} kernels a channel needs a multiple of {mult}", str(len(kernels)), help)
    _require_chain(first, second)
    weight = []
    for row in map(flatten, second["weight"]):
        runs = [range(c, c + mult) for c in range(0, len(kernels), mult)]
        weight.append([_blended([row[m] for m in run], [kernels[m] for m in run]) for run in runs])
    return {"weight": weight} | _bias_of_both(first, second)


def stacked_1d_as_dense(first: Mapping[str, Any], second: Mapping[str, Any]) -> Weights:
    """A 1xn convolution and the nx1 after it, in either order, as one convolution of their outer product.

    weight[o][c][i][j] = sum over m of second[o][m][i] * first[m][c][j], over the channels m in the middle. Each layer may step
    along its own axis. Each may pad its own axis too if the first has no bias, else only the first: a bias makes the rows in
    the middle differ from the zeros of the padding. Source: Szegedy et al. 2016, section 3.2.

    >>> stacked_1d_as_dense({"weight": [[[[1, 2, 3]]]]}, {"weight": [[[[1], [10], [100]]]]})
    {'weight': [[[[1, 2, 3], [10, 20, 30], [100, 200, 300]]]]}
    """
    kernels = [shape_of(conv_weights(f"{which} convolution", w)["weight"])[2:] for which, w in _named(first, second)]
    if len(kernels[0]) == len(kernels[1]) and any(1 not in pair for pair in zip(*kernels)):
        came = " and ".join(map(shape_text, kernels))
        raise not_as(
            "kernels with an outer product are 1 along each other's axes, such as 1x3 and 3x1", came, "composed takes any two"
        )
    return composed(first, second)


def composed(first: Mapping[str, Any], second: Mapping[str, Any], stride: int | Sequence[int] = 1) -> Weights:
    """Two convolutions with nothing between them as the one that they compose to; `stride` is the first one's.

    weight[o][c][a + stride*b] = sum over m, a, b of second[o][m][b] * first[m][c][a], with m the channels in the middle:
    kernels of K1 and K2 make one of K1 + stride*(K2 - 1), so that two of 3x3 make one of 5x5. Both are undilated and in one
    group. The composed layer's stride is the product of both, its padding P1 + stride*P2. Outputs are equal if the second has
    no padding. If it has, they are equal away from the border, at the second's `unpadded` outputs: its padding holds zeros, and
    in their place the composed layer works out more of the first one's outputs. Source: Simonyan & Zisserman 2014, section 2.3.

    >>> composed({"weight": [[[1, 2]]], "bias": [1]}, {"weight": [[[1, 10]]]})
    {'weight': [[[1, 12, 20]]], 'bias': [11]}
    """
    below, above = (conv_weights(f"{which} convolution", weights) for which, weights in _named(first, second))
    _require_chain(below, above)
    rank = len(shape_of(below["weight"])) - 2
    strides = (stride,) * rank if isinstance(stride, int) else tuple(stride)
    if len(strides) != rank or min(strides) < 1:
        wanted = f"the stride must be {rank} positive numbers, one for each axis, or one for all"
        raise not_as(wanted, str(stride), "it is the stride of the first convolution; the second may have any")
    channels = list(zip(*below["weight"]))  # for each input channel the kernels on it, one for each channel in the middle
    weight = [[_convolved(kernels, planes, strides) for planes in channels] for kernels in above["weight"]]
    return {"weight": weight} | _bias_of_both(below, above)


def unpadded(extent: int, kernel: int, stride: int, pad: int) -> range:
    """The outputs of a convolution along an axis whose windows lie on the input alone, not on the `pad` around it.

    >>> unpadded(8, 3, 1, 1)
    range(1, 7)
    """
    first = -(-pad // stride)
    return range(first, max(first, (extent + pad - kernel) // stride + 1))


def _convolved(above: Sequence[Plane], below: Sequence[Plane], strides: Shape) -> Plane:
    """The kernel of two kernels, summed over pairs: each tap above lays its multiple of the kernel below, as in `deconv`."""
    sizes = zip(shape_of(below[0]), shape_of(above[0]), strides)
    kernel = tuple(lower + stride * (upper - 1) for lower, upper, stride in sizes)
    canvas = dict.fromkeys(product(*map(range, kernel)), 0)
    for upper, lower in zip(above, below):
        for (b, factor), (a, tap) in product(_taps(upper), _taps(lower)):
            canvas[tuple(i + stride * j for i, j, stride in zip(a, b, strides))] += factor * tap
    return reshape(canvas.values(), kernel)


def _taps(kernel: Plane) -> list[tuple[Shape, Any]]:
    return list(zip(product(*map(range, shape_of(kernel))), flatten(kernel)))


def _blended(factors: list[Any], kernels: list[Plane]) -> Plane:
    return each(lambda *taps: dot(taps, factors), *kernels)


def _bias_of_both(first: Weights, second: Weights) -> Weights:
    """The first one's bias reaches the output through every tap of the second; in padding it would not."""
    if "bias" not in first and "bias" not in second:
        return {}
    inner = first.get("bias", [0] * len(first["weight"]))
    outer = second.get("bias", [0] * len(second["weight"]))
    reach = [[total(flatten(kernel)) for kernel in kernels] for kernels in second["weight"]]
    return {"bias": [bias + dot(sums, inner) for bias, sums in zip(outer, reach)]}


def _named(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [("first", first), ("second", second)]


def _pointwise(what: str, weights: Mapping[str, Any]) -> Weights:
    conv = conv_weights(what, weights)
    kernel = shape_of(conv["weight"])[2:]
    if set(kernel) != {1}:
        raise not_as(f"the kernel of the {what} must be {shape_text((1,) * len(kernel))}", shape_text(kernel))
    return conv


def _require_chain(first: Weights, second: Weights) -> None:
    """The second runs on what the first gives."""
    below, above = shape_of(first["weight"]), shape_of(second["weight"])
    if below[0] != above[1]:
        raise not_as(f"the second convolution must take as many channels as the first gives, {below[0]}", str(above[1]))
    if len(below) != len(above):
        raise not_as(f"both kernels must have {len(below) - 2} axes", f"{shape_text(below[2:])} and {shape_text(above[2:])}")
