"""Layers that do something to every number: activations, norms, sums of several tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.errors import quote
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.prototxt import ProtoMessage
from cnncalc.importing.operations import Shape


def same(op: str, **attributes: Any) -> Callable[[CaffeNet, ProtoMessage], None]:
    """A layer that keeps the shape and has no setting that matters."""

    def make(net: CaffeNet, layer: ProtoMessage) -> None:
        x = net.bottom(layer)
        net.add(layer, op, (x,), net.shape(x), attributes)

    return make


def relu(net: CaffeNet, layer: ProtoMessage) -> None:
    """A rectifier; with a slope below 0 where negative_slope says so."""
    slope = decimal(layer.message("relu_param"), "negative_slope", 0)
    same("leakyrelu", slope=slope)(net, layer) if slope else same("relu")(net, layer)


def decimal(settings: ProtoMessage, name: str, default: float) -> float:
    """A setting that is a number, with a point or without."""
    written = settings.text(name, str(default))
    try:
        return float(written)
    except ValueError:
        raise settings.refuse(f"{name}: {quote(written)} is no number") from None


def prelu(net: CaffeNet, layer: ProtoMessage) -> None:
    """A rectifier with learned slopes, one a channel unless they are shared."""
    same("prelu", shared=layer.message("prelu_param").flag("channel_shared", False))(net, layer)


def elu(net: CaffeNet, layer: ProtoMessage) -> None:
    """An exponential linear unit."""
    same("elu", alpha=decimal(layer.message("elu_param"), "alpha", 1))(net, layer)


def dropout(net: CaffeNet, layer: ProtoMessage) -> None:
    """Dropout with its ratio."""
    same("dropout", rate=decimal(layer.message("dropout_param"), "dropout_ratio", 0.5))(net, layer)


def softmax(net: CaffeNet, layer: ProtoMessage) -> None:
    """Softmax over the channels, or another axis; axis 0 of Caffe is the batch."""
    same("softmax", axis=axis_of(net, layer, "softmax_param", net.bottoms(layer, 1)[0]))(net, layer)


def axis_of(net: CaffeNet, layer: ProtoMessage, settings: str, x: str) -> int:
    """The axis that a layer works along, counted without the batch."""
    rank = len(net.shape(x))
    axis = layer.message(settings).whole("axis", 1, -rank)
    axis = axis + rank if axis < 0 else axis - 1
    if not 0 <= axis < rank:
        raise layer.refuse(f"axis of {quote(layer.text('name'))} is none that its input has, the batch left out")
    return axis


def lrn(net: CaffeNet, layer: ProtoMessage) -> None:
    """Local response normalisation across channels; within one channel it has no kind."""
    settings = layer.message("lrn_param")
    within = settings.text("norm_region", "ACROSS_CHANNELS").upper() in ("WITHIN_CHANNEL", "1")
    if within:
        same("LRN within a channel")(net, layer)
    else:
        same("lrn", size=settings.whole("local_size", 5, 1))(net, layer)


def power(net: CaffeNet, layer: ProtoMessage) -> None:
    """(shift + scale * x) ^ power, of which the parts that do something are taken."""
    settings, x = layer.message("power_param"), net.bottom(layer)
    shape = net.shape(x)
    parts = {"times": ("scale", 1.0), "plus": ("shift", 0.0), "power": ("power", 1.0)}
    for op, (name, nothing) in parts.items():
        value = decimal(settings, name, nothing)
        if value != nothing:
            x = net.step(layer, op, (x,), shape, {"value": value}, f"_{name}")
    net.put(layer, [x])


def batch_norm(net: CaffeNet, layer: ProtoMessage) -> None:
    """Running statistics alone: Caffe's BatchNorm learns nothing, a Scale behind it does."""
    same("bn", scale=False, shift=False)(net, layer)


def scale(net: CaffeNet, layer: ProtoMessage) -> None:
    """One learned factor a channel, and perhaps a term; with two bottoms the second one is the factor."""
    tensors, settings = net.bottoms(layer, 1), layer.message("scale_param")
    shape = net.shape(tensors[0])
    if len(tensors) > 1:
        _gated(net, layer, tensors)
    elif settings.whole("axis", 1) != 1 or settings.whole("num_axes", 1) != 1:
        net.add(layer, "Scale along other axes than the channels", (tensors[0],), shape)
    else:
        net.add(layer, "scale", (tensors[0],), shape, {"bias": settings.flag("bias_term", False)})


def _gated(net: CaffeNet, layer: ProtoMessage, tensors: list[str]) -> None:
    """A tensor times another, whose axes are the first ones of its own."""
    x, gate = tensors[:2]
    shape, own = net.shape(x), net.shape(gate)
    whole: Shape = (*own, *(1,) * (len(shape) - len(own)))
    if any(extent not in (1, other) for extent, other in zip(whole, shape)):
        raise layer.refuse(f"{quote(layer.text('name'))} multiplies {'x'.join(map(str, shape))} by {'x'.join(map(str, own))}")
    if own != whole:
        gate = net.step(layer, "reshape", (gate,), whole, {"shape": whole}, "_gate")
    net.add(layer, "mul", (x, gate), shape)


def normalize(net: CaffeNet, layer: ProtoMessage) -> None:
    """SSD's normalisation: each position's channels divided by their length, then one learned factor a channel."""
    settings, x = layer.message("norm_param"), net.bottom(layer)
    if settings.flag("across_spatial", True) or settings.flag("channel_shared", True):
        net.add(layer, "Normalize across positions or with a shared factor", (x,), net.shape(x))
        return
    inside = net.step(layer, "l2norm", (x,), net.shape(x), None, "_length")
    net.add(layer, "scale", (inside,), net.shape(x))


JOINS = {"PROD": "mul", "0": "mul", "SUM": "add", "1": "add", "MAX": "max", "2": "max"}


def eltwise(net: CaffeNet, layer: ProtoMessage) -> None:
    """A sum, a product or a maximum. Coefficients of 1 and -1 make a difference."""
    tensors, settings = net.bottoms(layer, 2), layer.message("eltwise_param")
    op = JOINS.get(settings.text("operation", "SUM").upper())
    if op is None:
        raise settings.refuse(f"operation: {quote(settings.text('operation'))} is none of PROD, SUM and MAX")
    shapes = dict.fromkeys(map(net.shape, tensors))
    if len(shapes) > 1:
        shown = " and ".join("x".join(map(str, shape)) for shape in shapes)
        raise layer.refuse(f"{quote(layer.text('name'))} joins {shown}, which differ")
    factors = [float(text) for text in settings.texts("coeff") if text.replace(".", "").lstrip("-").isdigit()]
    if op == "add" and any(factor != 1 for factor in factors):
        op = "sub" if factors == [1, -1] else "Eltwise with coefficients"
    net.add(layer, op, tuple(tensors), net.shape(tensors[0]))
