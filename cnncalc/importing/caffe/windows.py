"""Layers with a window: convolutions, which round down, and pools, which round up."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import quote
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.prototxt import ProtoMessage
from cnncalc.importing.operations import Shape


def _pair(settings: ProtoMessage, name: str, default: int, least: int, sides: tuple[str, str]) -> tuple[int, int]:
    """A setting of both axes: one number, two, or one for each side by name."""
    if any(side in settings for side in sides):
        height, width = (settings.whole(side, default, least) for side in sides)
        return height, width
    found = settings.wholes(name, least) or [default]
    if len(found) > 2:
        raise settings.refuse(f"{name} is given {len(found)} times, and there are two axes")
    return found[0], found[-1]


def _window(settings: ProtoMessage, kernel: bool = True) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """The kernel, the stride and the padding."""
    if kernel and not any(name in settings for name in ("kernel_size", "kernel_h", "kernel_w")):
        raise settings.refuse("there is no kernel_size here", "write kernel_size: 3, or what the layer has")
    return (
        _pair(settings, "kernel_size", 1, 1, ("kernel_h", "kernel_w")),
        _pair(settings, "stride", 1, 1, ("stride_h", "stride_w")),
        _pair(settings, "pad", 0, 0, ("pad_h", "pad_w")),
    )


def _filters(net: CaffeNet, layer: ProtoMessage, groups: int = 0) -> tuple[str, Shape, dict[str, Any]]:
    """What a convolution reads, the shape of that, and its attributes."""
    x, settings = net.bottom(layer), layer.message("convolution_param")
    shape = net.map_of(layer, x)
    kernel, stride, pad = _window(settings)
    dilation = _pair(settings, "dilation", 1, 1, ("dilation", "dilation"))
    out, group = settings.whole("num_output", 0, 1), (groups and shape[0]) or settings.whole("group", 1, 1)
    if not out:
        raise settings.refuse("there is no num_output here", "write num_output: 64, or what the layer has")
    if shape[0] % group or out % group:
        raise settings.refuse(f"group: {group} does not divide {shape[0]} channels into {out}")
    attributes = {"kernel": kernel, "stride": stride, "padding": tuple((p, p) for p in pad), "dilation": dilation}
    return x, shape, attributes | {"groups": group, "out": out, "bias": settings.flag("bias_term", True)}


def convolution(net: CaffeNet, layer: ProtoMessage) -> None:
    """A convolution on two axes."""
    _convolved(net, layer, *_filters(net, layer))


def depthwise(net: CaffeNet, layer: ProtoMessage) -> None:
    """The layer that several forks of Caffe have for as many groups as channels."""
    _convolved(net, layer, *_filters(net, layer, 1))


def _convolved(net: CaffeNet, layer: ProtoMessage, x: str, shape: Shape, attributes: dict[str, Any]) -> None:
    axes = zip(shape[1:], attributes["kernel"], attributes["stride"], attributes["padding"], attributes["dilation"])
    sides = tuple((w + 2 * p[0] - d * (k - 1) - 1) // s + 1 for w, k, s, p, d in axes)
    net.add(layer, "conv", (x,), (attributes["out"], *_positive(layer, sides)), attributes)


def _positive(layer: ProtoMessage, sides: Shape) -> Shape:
    if min(sides) < 1:
        raise layer.refuse(f"the window of {quote(layer.text('name'))} is larger than its input with padding")
    return sides


def deconvolution(net: CaffeNet, layer: ProtoMessage) -> None:
    """A transposed convolution; its padding cuts."""
    x, shape, attributes = _filters(net, layer)
    axes = zip(shape[1:], attributes["kernel"], attributes["stride"], attributes["padding"], attributes["dilation"])
    sides = tuple((w - 1) * s + d * (k - 1) + 1 - 2 * p[0] for w, k, s, p, d in axes)
    net.add(layer, "deconv", (x,), (attributes["out"], *_positive(layer, sides)), attributes)


def pooling(net: CaffeNet, layer: ProtoMessage) -> None:
    """A pool. Its size is rounded up; where there is padding, no window may begin in the padding at the end."""
    x, settings = net.bottom(layer), layer.message("pooling_param")
    shape, mean = net.map_of(layer, x), _is_mean(settings)
    if settings.flag("global_pooling", False):
        net.add(layer, "gap" if mean else "gmp", (x,), (shape[0], 1, 1))
        return
    kernel, stride, pad = _window(settings)
    ceil = settings.text("round_mode", "CEIL").upper() in ("CEIL", "0")
    sides = tuple(_pooled(*axis, ceil, any(pad)) for axis in zip(shape[1:], kernel, stride, pad))
    attributes = {"kernel": kernel, "stride": stride, "padding": tuple((p, p) for p in pad), "ceil": ceil}
    net.add(layer, "avgpool" if mean else "maxpool", (x,), (shape[0], *_positive(layer, sides)), attributes)


def _is_mean(settings: ProtoMessage) -> bool:
    method = settings.text("pool", "MAX").upper()
    if method not in ("MAX", "0", "AVE", "1"):
        raise settings.refuse(f"pool: {quote(method)} has no kind here", "it is MAX or AVE")
    return method in ("AVE", "1")


def _pooled(extent: int, kernel: int, stride: int, pad: int, ceil: bool, padded: bool) -> int:
    free = extent + 2 * pad - kernel
    count = (-(-free // stride) if ceil else free // stride) + 1
    return count - 1 if padded and (count - 1) * stride >= extent + pad else count
