"""Layers as somebody sees them who takes their rule for another: what a pool works on, what a dense layer reads."""

from __future__ import annotations

from typing import Any, TypeAlias

from cnncalc.layers import KINDS, windows
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import make

Xs: TypeAlias = "tuple[Shape, ...]"


def _with_rules(layer: Layer, **rules: Any) -> Layer:
    """A copy of a layer whose kind has other rules."""
    kind: Any = type(f"Misread{type(layer).__name__}", (type(layer),), {"usage": layer.usage, **rules})
    made: Layer = kind.__new__(kind)
    made.__dict__.update(layer.__getstate__())
    return made


def channels_kept(layer: Layer, xs: Xs) -> Layer | None:
    """A convolution that gives as many channels as it reads."""
    return layer.changed(out=xs[0][0]) if layer.family == "convolution" and not layer.depthwise else None


def pooled_channels(layer: Layer, xs: Xs) -> Layer | None:
    """A pool whose window steps along the channels as it does along the first axis."""
    if not _pools(layer):
        return None

    def shape(self: Layer, *xs: Shape) -> Shape:
        channels, *sides = type(layer).shape(self, *xs)
        return max(1, windows.count(channels, self.kernel[0], self.stride[0], (0, 0), self.ceil)), *sides

    return _with_rules(layer, shape=shape)


def merged_channels(layer: Layer, xs: Xs) -> Layer | None:
    """A pool that makes one map of all channels."""
    if not _pools(layer):
        return None
    return _with_rules(layer, shape=lambda self, *xs: (1, *type(layer).shape(self, *xs)[1:]))


def _pools(layer: Layer) -> bool:
    return layer.family == "pooling" and layer.stride_is_kernel


def positions_forgotten(layer: Layer, xs: Xs) -> Layer | None:
    """A dense layer or a flattening that reads one number of each channel, whatever the size of the map."""
    if len(xs[0]) == 1 or not (layer.fully_connected or layer.flattens):
        return None
    if layer.flattens:
        return _with_rules(layer, shape=lambda self, *xs: xs[0][:1])
    kind = type(layer)
    rules = {
        "learned": lambda self, *xs: kind.learned(self, xs[0][:1]),
        "macs": lambda self, y, *xs: kind.macs(self, y, xs[0][:1]),
        "ops": lambda self, y, *xs: kind.ops(self, y, xs[0][:1]),
    }
    return _with_rules(layer, **rules)


def at_each_position(layer: Layer, xs: Xs) -> Layer | None:
    """A dense layer that runs at each position, over the channels alone, as Keras's Dense does."""
    if len(xs[0]) == 1 or not layer.fully_connected:
        return None
    rank = len(xs[0]) - 1
    conv = make(KINDS["conv"], (("size", ((1,) * rank, None)), ("out", layer.out)), rank, layer.layout)
    return conv.changed(nobias=layer.nobias)
