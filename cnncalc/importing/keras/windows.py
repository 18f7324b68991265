"""Layers with a window: convolutions and pools. A padding of "same" stays a word."""

from __future__ import annotations

from typing import Any

from cnncalc.importing.keras.network import KerasNet
from cnncalc.importing.keras.numbers import activated
from cnncalc.importing.keras.settings import KerasLayer
from cnncalc.importing.operations import Shape

Padding = "str | tuple[tuple[int, int], ...]"


def rank_of(layer: KerasLayer) -> int:
    """The axes that a layer works on, as its class says: 2 for Conv2D."""
    return int(layer.kind.removesuffix("Transpose")[-2])


def _window(net: KerasNet, layer: KerasLayer, x: str, kernel: str = "kernel_size") -> tuple[dict[str, Any], Shape]:
    """The kernel, stride, dilation and padding of a layer, and the sides of its output."""
    rank, over = rank_of(layer), layer.over
    sides = net.shape(x)[1:]
    if len(sides) != rank + over:
        raise layer.fault(f"it works on {rank} axes, and its input has {len(sides) - over} besides the channels")
    sizes = layer.axes(kernel, rank)
    strides = sizes if kernel == "pool_size" and layer.config.get("strides") is None else layer.axes("strides", rank)
    front = (1,) * over
    kernels, strides, dilations = front + sizes, front + strides, front + layer.axes("dilation_rate", rank)
    padding = _padding(layer, kernels, dilations)
    out = tuple(map(_count, sides, kernels, strides, dilations, [padding] * len(sides)))
    if min(out) < 1:
        raise layer.fault("its window is larger than its input")
    attributes = {"kernel": kernels, "stride": strides, "padding": () if padding == "valid" else padding}
    return attributes | {"dilation": dilations}, out


def _padding(layer: KerasLayer, kernels: Shape, dilations: Shape) -> Any:
    word = layer.word("padding", "valid").lower()
    if word == "causal":
        return tuple((d * (k - 1), 0) for k, d in zip(kernels, dilations))
    if word not in ("same", "valid"):
        raise layer.fault(f"padding is {word!r}", "it is same, valid or causal")
    return word


def _count(extent: int, kernel: int, stride: int, dilation: int, padding: Any) -> int:
    """How many positions a window has: with "same" as many as strides begin."""
    if padding == "same":
        return -(-extent // stride)
    free = extent - dilation * (kernel - 1) - 1 + (0 if padding == "valid" else dilation * (kernel - 1))
    return free // stride + 1


def conv(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A convolution with its activation."""
    attributes, sides = _window(net, layer, xs[0])
    out, groups, channels = layer.whole("filters"), layer.whole("groups", 1), net.shape(xs[0])[0]
    if channels % groups or out % groups:
        raise layer.fault(f"groups {groups} does not divide {channels} channels into {out}")
    attributes |= {"out": out, "groups": groups, "bias": layer.flag("use_bias", True)}
    return activated(net, layer, net.add(layer, "conv", xs[:1], (out, *sides), attributes))


def _depthwise(net: KerasNet, layer: KerasLayer, x: str, bias: bool, part: str = "") -> str:
    attributes, sides = _window(net, layer, x)
    channels = net.shape(x)[0]
    out = channels * layer.whole("depth_multiplier", 1)
    attributes |= {"out": out, "groups": channels, "bias": bias}
    return net.add(layer, "conv", [x], (out, *sides), attributes, part)


def depthwise(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A convolution of each channel by itself."""
    return activated(net, layer, _depthwise(net, layer, xs[0], layer.flag("use_bias", True)))


def separable(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A depthwise convolution without a bias, and one of 1x1."""
    inside = _depthwise(net, layer, xs[0], False, ".depthwise")
    shape, out = net.shape(inside), layer.whole("filters")
    attributes = {"kernel": (1,) * (len(shape) - 1), "stride": (), "out": out, "bias": layer.flag("use_bias", True)}
    x = net.add(layer, "conv", [inside], (out, *shape[1:]), attributes, ".pointwise")
    return activated(net, layer, x, ".")


def transposed(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A transposed convolution: "same" gives the input's extents times the stride."""
    x, rank = xs[0], rank_of(layer)
    kernels, strides = layer.axes("kernel_size", rank), layer.axes("strides", rank)
    dilations, word = layer.axes("dilation_rate", rank), layer.word("padding", "valid").lower()
    if layer.config.get("output_padding") is not None or layer.over or word not in ("same", "valid"):
        return net.add(layer, f"{layer.kind} with output_padding", [x], ())
    spans = [d * (k - 1) + 1 for k, d in zip(kernels, dilations)]
    more = tuple(max(s - span, 0) for s, span in zip(strides, spans))
    sides = tuple(w * s + (max(span - s, 0) if word == "valid" else 0) for w, s, span in zip(net.shape(x)[1:], strides, spans))
    if len(sides) != rank:
        raise layer.fault(f"it works on {rank} axes")
    out = layer.whole("filters")
    attributes: dict[str, Any] = {"kernel": kernels, "stride": strides, "dilation": dilations, "out": out}
    attributes |= {"padding": "same"} if word == "same" else {"out_padding": more}
    attributes |= {"bias": layer.flag("use_bias", True)}
    return activated(net, layer, net.add(layer, "deconv", [x], (out, *sides), attributes))


def pooling(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A pool; the padding of an average pool is never counted."""
    attributes, sides = _window(net, layer, xs[0], "pool_size")
    del attributes["dilation"]
    mean = layer.kind.startswith("Average")
    attributes |= {"exclude_pad": True} if mean else {}
    return net.add(layer, "avgpool" if mean else "maxpool", xs[:1], (net.shape(xs[0])[0], *sides), attributes)


def whole(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A pool of the whole map, whose axes are gone behind it unless keepdims is set."""
    x, rank, over = xs[0], rank_of(layer), layer.over
    channels, *sides = net.shape(x)
    if len(sides) != rank + over:
        raise layer.fault(f"it works on {rank} axes, and its input has {len(sides) - over} besides the channels")
    mean, kept = "Average" in layer.kind, (*sides[:over], *(1,) * rank)
    if over:
        op = "adaptive_avgpool" if mean else "adaptive_maxpool"
        x = net.add(layer, op, [x], (channels, *kept), {"size": kept})
    else:
        x = net.add(layer, "gap" if mean else "gmp", [x], (channels, *kept))
    if layer.flag("keepdims", False):
        return x
    left = (channels, *kept[:over])
    return net.add(layer, "reshape", [x], left, {"shape": left}, "_flat")
