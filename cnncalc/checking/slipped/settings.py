"""Settings of layers that slips take for others: a bias, groups, padding, the kernel, the stride."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from cnncalc.asking.case import Case
from cnncalc.checking.slipped.network import Where, reset, with_settings
from cnncalc.layers import KINDS, windows
from cnncalc.layers.base import Layer, Padding, Shape
from cnncalc.layers.settings import make

Xs: TypeAlias = "tuple[Shape, ...]"
# The padding before and after an axis as it is taken: from kernel, stride, dilation and the true padding.
Amounts: TypeAlias = "Callable[[int, int, int, tuple[int, int]], tuple[int, int]]"


def _has(layer: Layer, name: str) -> bool:
    return name in layer.grammar().settings or name in layer.grammar().flags


def _slides(layer: Layer) -> bool:
    return _has(layer, "half")


def setting(name: str, value: Any) -> Callable[[Case, Where], Case]:
    """Every layer that has a setting, with another value of it."""
    return reset(lambda layer, xs: with_settings(layer, **{name: value}) if _has(layer, name) else None)


def padded(amounts: Amounts) -> Callable[[Case, Where], Case]:
    """Every window with other amounts of padding."""

    def change(layer: Layer, xs: Xs) -> Layer | None:
        if not _slides(layer):
            return None
        axes = zip(layer.kernel, layer.stride, windows.dilations(layer), windows.pads(layer, xs[0]))
        return with_settings(layer, padding=Padding("pad", tuple(amounts(*axis) for axis in axes)))

    return reset(change)


def ungrouped(layer: Layer, xs: Xs) -> Layer | None:
    """Every filter reads all channels; a depthwise convolution becomes a full one."""
    if not layer.depthwise:
        return with_settings(layer, groups=1) if _has(layer, "groups") else None
    given = ("size", (layer.kernel, layer.stride)), ("out", xs[0][0] * layer.mult)
    full = make(KINDS["conv"], given, layer.rank, layer.layout)
    return with_settings(full, padding=layer.padding, dilation=layer.dilation, nobias=layer.nobias)


def rounded_otherwise(layer: Layer, xs: Xs) -> Layer | None:
    """The quotient rounded up where it is rounded down, and down where it is rounded up."""
    if not _slides(layer):
        return None
    if layer.ceil or layer.family == "pooling":
        return with_settings(layer, ceil=not layer.ceil)
    axes = zip(windows.unread(layer, xs[0]), layer.stride, windows.pads(layer, xs[0]))
    amounts = tuple((before, after + (-rest % stride)) for rest, stride, (before, after) in axes)
    return with_settings(layer, padding=Padding("pad", amounts))


def wider(layer: Layer, xs: Xs) -> Layer | None:
    """A window of K + 1, over padding that keeps the size of the output: its field grows by K where it should by K - 1."""
    if not _slides(layer):
        return None
    pads = zip(windows.dilations(layer), windows.pads(layer, xs[0]))
    padding = Padding("pad", tuple((before, after + dilation) for dilation, (before, after) in pads))
    return with_settings(layer, kernel=tuple(k + 1 for k in layer.kernel), padding=padding)


def unstrided(layer: Layer, xs: Xs) -> Layer | None:
    """A window that steps by 1."""
    return with_settings(layer, stride=(1,) * layer.rank) if _slides(layer) else None


def turned(layer: Layer, xs: Xs) -> Layer | None:
    """A window with its axes the other way round."""
    if not _slides(layer) or layer.rank < 2:
        return None
    names = ("kernel", "stride", "dilation") if _has(layer, "dilation") else ("kernel", "stride")
    padding = Padding(layer.padding.mode, layer.padding.amounts[::-1])
    return with_settings(layer, padding=padding, **{name: getattr(layer, name)[::-1] for name in names})


def undilated(layer: Layer, xs: Xs) -> Layer | None:
    """A window without gaps between its taps."""
    return with_settings(layer, dilation=(1,) * layer.rank) if _has(layer, "dilation") else None
