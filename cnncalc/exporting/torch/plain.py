"""Activations, normalisations, dense layers and the pools whose windows follow from their output, as PyTorch's modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.exporting.torch.pieces import Code, LayerCode, Setting, first, module, numbers, short
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Layer, Shape

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

ACTIVATIONS = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "leakyrelu": "LeakyReLU",
    "hardtanh": "Hardtanh",
    "elu": "ELU",
    "selu": "SELU",
    "celu": "CELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "hardswish": "Hardswish",
    "sigmoid": "Sigmoid",
    "hardsigmoid": "Hardsigmoid",
    "tanh": "Tanh",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "mish": "Mish",
}


def _channels(x: Shape) -> Setting:
    return first("channels", x[0])


def activation(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A module, with the settings that are not PyTorch's defaults."""
    return module(f"nn.{ACTIVATIONS[layer.kind]}", *_constants(layer))


def _constants(layer: Layer) -> tuple[Setting, ...]:
    """The settings of an activation."""
    if layer.kind == "leakyrelu":
        return (_real("negative_slope", layer.slope, 0.01),)
    if layer.kind == "hardtanh":
        return _real("min_val", layer.limits[0], -1.0), _real("max_val", layer.limits[1], 1.0)
    if layer.kind in ("elu", "celu"):
        return (_real("alpha", layer.alpha, 1.0),)
    return (Setting("approximate", "tanh"),) if layer.kind == "gelu" and layer.tanh else ()


def _real(role: str, value: Number, default: float) -> Setting:
    """A number of a kind that changes values alone, as Python writes it."""
    return Setting(role, Code(repr(float(value))), Code(repr(default)))


def _eps(layer: Layer) -> Setting:
    return _real("eps", layer.eps, 1e-5)


def prelu(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A slope for each channel, or one."""
    return module("nn.PReLU") if layer.shared else module("nn.PReLU", _channels(x))


def softmax(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """Over the channels, over runs of them, or over the positions."""
    if layer.positions:
        return LayerCode(text="{x}.flatten(2).softmax(2).unflatten(2, {x}.shape[2:])")
    if layer.groups != 1:
        return LayerCode(text=f"{{x}}.unflatten(1, ({layer.groups}, -1)).softmax(2).flatten(1, 2)")
    return module("nn.Softmax", Setting("dim", Code(1)))


def maxout(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The largest of each run of neighbouring channels."""
    return LayerCode(text=f"{{x}}.unflatten(1, (-1, {layer.groups})).amax(2)")


def fc(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Linear` on what was flattened."""
    features = first("in_features", elements(x)), first("out_features", layer.out)
    settings = (*features, Setting("bias", not layer.nobias, True))
    return module("nn.Linear", *settings, text="{m}({x}.flatten(1))" if len(x) > 1 else "{m}({x})")


def flatten(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """All but the batch axis in one."""
    return LayerCode(text="{x}.flatten(1)")


def bn(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.BatchNorm2d`; that of one dimension takes vectors too. With a shift or a scale alone, a helper."""
    if layer.noscale != layer.noshift and not layer.noaffine:
        return module("HalfBatchNorm", _channels(x), _eps(layer), Setting("scale", layer.noshift, False))
    return module(
        f"nn.BatchNorm{layer.rank or 1}d",
        _channels(x),
        _eps(layer),
        Setting("affine", not (layer.noaffine or layer.noscale), True),
    )


def ln(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.LayerNorm`, which works on the last axis: where that is none of channels, in a helper that moves them there."""
    return module("ChannelLayerNorm" if layer.rank else "nn.LayerNorm", _channels(x), _eps(layer))


def gn(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.GroupNorm`."""
    return module("nn.GroupNorm", first("num_groups", layer.groups), _channels(x), _eps(layer))


def instnorm(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.InstanceNorm2d`, which refuses a single position."""
    if all(extent == 1 for extent in numbers("an extent of its input", x[1:])):
        raise Fault(
            f"PyTorch refuses an instance norm over a single position, and its input is {layer.shown(x)}",
            "give a larger input, or leave the layer out: one value is its own mean",
        )
    return module(f"nn.InstanceNorm{layer.rank}d", _channels(x), _eps(layer), Setting("affine", layer.affine, False))


def lrn(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.LocalResponseNorm`, which wants a spatial axis."""
    constants = _real("alpha", layer.alpha, 1e-4), _real("beta", layer.beta, 0.75), _real("k", layer.k, 1.0)
    text = "{m}({x})" if layer.rank else "{m}({x}[..., None])[..., 0]"
    return module("nn.LocalResponseNorm", first("size", layer.size), *constants, text=text)


def l2norm(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """Each position's channels by their length."""
    return LayerCode(text="nn.functional.normalize({x}, dim=1)")


def scale(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """One factor per channel, which PyTorch has no module for; one factor for all has a channel of its own."""
    return module("Scale", first("channels", Code(1)) if layer.shared else _channels(x), Setting("bias", layer.bias, False))


def shift(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """One term per channel, or for all."""
    return module("Shift", first("channels", Code(1)) if layer.shared else _channels(x))


def grn(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A helper, since torch has none of its own."""
    return module("GlobalResponseNorm", _channels(x), _real("eps", layer.eps, 1e-6))


def gap(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """An adaptive pool onto one position."""
    return module(f"nn.AdaptiveAvgPool{layer.rank}d", first("output_size", Code(1)))


def gmp(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """An adaptive pool onto one position."""
    return module(f"nn.AdaptiveMaxPool{layer.rank}d", first("output_size", Code(1)))


def adaptive_avgpool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The mean of each cell of a grid."""
    return module(f"nn.AdaptiveAvgPool{layer.rank}d", _grid(layer))


def adaptive_maxpool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The largest of each cell of a grid."""
    return module(f"nn.AdaptiveMaxPool{layer.rank}d", _grid(layer))


def _grid(layer: Layer) -> Setting:
    return first("output_size", short(layer.size))


def spp(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """One adaptive pool per grid, flattened and concatenated."""
    pools = ", ".join(f"nn.AdaptiveMaxPool{layer.rank}d({short(numbers('its grid', grid))})" for grid in layer.size)
    text = "torch.cat([pool({x}).flatten(1) for pool in {m}], 1)"
    return module("nn.ModuleList", first("pools", Code(f"[{pools}]")), text=text)


def roipool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A helper, since torch has none of its own."""
    return module("RoIPool", _grid(layer), text="{m}({x}, {regions})")


def roialign(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A helper, since torch has none of its own."""
    return module("RoIAlign", _grid(layer), text="{m}({x}, {regions})")
