"""Layers that do something to every number or at every position."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import quote
from cnncalc.importing.keras.network import KerasNet
from cnncalc.importing.keras.settings import KerasLayer

ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        word: (word, {}) for word in ("relu", "relu6", "sigmoid", "tanh", "elu", "selu", "softplus", "softsign", "mish", "gelu")
    },
    **dict.fromkeys(("swish", "silu"), ("silu", {})),
    "hard_sigmoid": ("hardsigmoid", {}),
    **dict.fromkeys(("hard_swish", "hard_silu"), ("hardswish", {})),
    "leaky_relu": ("leakyrelu", {"slope": 0.2}),
    "exponential": ("exp", {}),
}


def activated(net: KerasNet, layer: KerasLayer, x: str, joint: str = "_") -> str:
    """What the activation inside a layer makes of its output."""
    return _activation(net, layer, x, f"{joint}{_name(layer)}")


def _name(layer: KerasLayer) -> str:
    """The word of a layer's activation, which newer files wrap in an object."""
    value = layer.config.get("activation") or "linear"
    if isinstance(value, dict):
        config = value.get("config")
        value = config if isinstance(config, str) else (config or {}).get("name") or value.get("class_name")
    return str(value)


def _activation(net: KerasNet, layer: KerasLayer, x: str, part: str) -> str:
    word, shape = _name(layer), net.shape(x)
    if word == "linear":
        return x
    if word == "softmax":
        return net.add(layer, "softmax", [x], shape, {"axis": net.own_axis(layer, -1, len(shape))}, part)
    op, settings = ACTIVATIONS.get(word.lower(), (f"activation {word}", {}))
    return net.add(layer, op, [x], shape, settings, part)


def activation(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A layer that is an activation by its word."""
    return _activation(net, layer, xs[0], "")


def same(op: str, **attributes: Any) -> Any:
    """A layer that keeps the shape and has no setting that matters."""

    def make(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
        return net.add(layer, op, xs[:1], net.shape(xs[0]), attributes)

    return make


def nothing(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A layer that does something in training alone."""
    return xs[0]


def dropout(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Dropout with its rate."""
    return net.add(layer, "dropout", xs[:1], net.shape(xs[0]), {"rate": layer.number("rate", 0.5)})


def relu(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A rectifier; what it may have more is a largest value, a slope below 0 and a threshold."""
    most, slope = layer.config.get("max_value"), layer.number("negative_slope", 0.0)
    op, attributes = "relu", {}
    if layer.number("threshold", 0.0) or (most is not None and (slope or most != 6)):
        op = "ReLU with a threshold or another largest value than 6"
    elif most is not None:
        op = "relu6"
    elif slope:
        op, attributes = "leakyrelu", {"slope": slope}
    return net.add(layer, op, xs[:1], net.shape(xs[0]), attributes)


def leaky_relu(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A rectifier with a slope below 0, which older files call alpha."""
    slope = layer.number("negative_slope" if "negative_slope" in layer.config else "alpha", 0.3)
    return net.add(layer, "leakyrelu", xs[:1], net.shape(xs[0]), {"slope": slope})


def elu(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """An exponential linear unit."""
    return net.add(layer, "elu", xs[:1], net.shape(xs[0]), {"alpha": layer.number("alpha", 1.0)})


def prelu(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A rectifier with learned slopes: one for each number unless axes share them."""
    shape = net.shape(xs[0])
    shared = {net.own_axis(layer, axis, len(shape)) for axis in layer.config.get("shared_axes") or []}
    if shared >= set(range(len(shape))):
        return net.add(layer, "prelu", xs[:1], shape, {"shared": True})
    if any(extent > 1 and axis not in shared for axis, extent in enumerate(shape) if axis):
        return net.add(layer, "PReLU with a slope for each number", xs[:1], shape)
    return net.add(layer, "prelu", xs[:1], shape)


def softmax(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Softmax along an axis."""
    shape = net.shape(xs[0])
    axis = net.own_axis(layer, _axis(layer), len(shape))
    return net.add(layer, "softmax", xs[:1], shape, {"axis": axis})


def _axis(layer: KerasLayer) -> int:
    """The axis of a layer; a list of one is one."""
    value = layer.config.get("axis", -1)
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(value, bool) or not isinstance(value, int):
        raise layer.fault(f"axis is {quote(repr(value))}, not one axis")
    return value


def batch_norm(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Batch normalisation along the channels, with or without a scale and a shift."""
    return _normed(net, layer, xs, "bn", {"scale": layer.flag("scale", True), "shift": layer.flag("center", True)})


def _normed(net: KerasNet, layer: KerasLayer, xs: list[str], op: str, attributes: dict[str, Any]) -> str:
    shape = net.shape(xs[0])
    if net.own_axis(layer, _axis(layer), len(shape)) != 0:
        op, attributes = f"{layer.kind} along another axis than the channels", {}
    return net.add(layer, op, xs[:1], shape, attributes)


def layer_norm(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Layer normalisation over the axes that it names."""
    shape, axes = net.shape(xs[0]), layer.config.get("axis", -1)
    over = tuple(net.own_axis(layer, axis, len(shape)) for axis in (axes if isinstance(axes, list) else [axes]))
    attributes = {"axes": over, "scale": layer.flag("scale", True), "shift": layer.flag("center", True)}
    return net.add(layer, "ln", xs[:1], shape, attributes)


def group_norm(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Group normalisation; -1 group is one for each channel."""
    groups, affine = layer.whole("groups", 32, -1), {"scale": layer.flag("scale", True), "shift": layer.flag("center", True)}
    if groups == -1:
        return _normed(net, layer, xs, "instnorm", affine)
    return _normed(net, layer, xs, "gn", affine | {"groups": groups})


def unit_norm(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Each vector divided by its length."""
    shape = net.shape(xs[0])
    return net.add(layer, "l2norm", xs[:1], shape, {"axis": net.own_axis(layer, _axis(layer), len(shape))})


def normalisation(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """What brings pictures to mean 0 and variance 1: kept numbers where it was adapted to pictures, else constants."""
    if layer.config.get("mean") is not None:
        net.draft.note("constants that pictures are normalised with are left out: no layer learns them")
        return xs[0]
    net.draft.note("Normalization keeps a count of the batches it has seen, which is no buffer here")
    return _normed(net, layer, xs, "bn", {"scale": False, "shift": False})


def rescaling(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Pictures times a constant, plus a constant."""
    net.draft.note("constants that pictures are rescaled with are left out: no layer learns them")
    return xs[0]


def scaled(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """ConvNeXt's learned factor a channel."""
    return net.add(layer, "scale", xs[:1], net.shape(xs[0]))


def dense(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A dense layer along the last axis, which on a map are the channels."""
    shape, out = net.shape(xs[0]), layer.whole("units")
    axis = net.own_axis(layer, -1, len(shape))
    made = (*shape[:axis], out, *shape[axis + 1 :])
    attributes = {"out": out, "bias": layer.flag("use_bias", True), "axis": axis}
    return activated(net, layer, net.add(layer, "dense", xs[:1], made, attributes))
