"""Layers that move, drop, repeat or blend numbers, and the joins, in PyTorch."""

from __future__ import annotations

from cnncalc.exporting.torch.pieces import SAME, Code, LayerCode, Setting, cut, first, module, numbers, padded, short
from cnncalc.layers.base import Layer, Shape

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


def identity(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The input itself: no code."""
    return SAME


def dropout(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Dropout`; the rate may have been a fraction."""
    return module("nn.Dropout", Setting("p", float(layer.rate), keyword=False))


def pad(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """Zeros around the spatial axes, or the input going on."""
    mode = "reflect" if layer.reflect else "replicate" if layer.replicate or layer.edge else ""
    return LayerCode(text=padded("{x}", layer.pad, mode=mode))


def crop(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The positions that are left."""
    return LayerCode(text=f"{{x}}{cut(layer.pad)}")


def upsample(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Upsample` by factors."""
    factors = short(tuple(layer.factor))
    return module("nn.Upsample", Setting("scale_factor", factors), *_blending(layer))


def resize(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Upsample` onto extents; one number would be taken for every axis too."""
    return module("nn.Upsample", first("size", short(layer.size)), *_blending(layer))


def _blending(layer: Layer) -> tuple[Setting, ...]:
    if not layer.bilinear:
        return (Setting("mode", "nearest", "nearest"),)
    return Setting("mode", LINEAR[layer.rank], "nearest"), Setting("align_corners", Code(False))


def shuffle(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.ChannelShuffle`, which works on two spatial axes alone."""
    if layer.rank == 2:
        return module("nn.ChannelShuffle", first("shuffle_groups", layer.groups))
    return LayerCode(text=f"{{x}}.unflatten(1, ({layer.groups}, -1)).transpose(1, 2).flatten(1, 2)")


def pixelshuffle(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.PixelShuffle`, or a helper where there are not two spatial axes."""
    return module("nn.PixelShuffle" if layer.rank == 2 else "AxisShuffle", first("factor", layer.r))


def space_to_depth(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.PixelUnshuffle`, or a helper where there are not two spatial axes."""
    return module("nn.PixelUnshuffle" if layer.rank == 2 else "AxisUnshuffle", first("factor", layer.r))


def slice(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """Channels from one up to another."""
    start, stop = numbers("its channels", layer.span)
    return LayerCode(text=f"{{x}}[:, {start or ''}:{stop}]")


def pad_channels(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A helper, so that the number of channels is a setting."""
    return module("PadChannels", first("added_channels", layer.n))


def reshape(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """All but the batch axis laid out anew."""
    return LayerCode(text=f"{{x}}.reshape(-1, {', '.join(map(str, numbers('its shape', layer.size)))})")


def join(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The branches come together; `split` concatenates them as `concat` does."""
    return LayerCode(join="concat" if layer.splits else layer.kind)


def pointwise(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """A method, or arithmetic with a number."""
    if layer.kind in ("times", "plus"):
        return LayerCode(text=f"({{x}} {'*' if layer.kind == 'times' else '+'} {float(layer.number)!r})")
    return LayerCode(text=f"{{x}}.{layer.kind}()")


def over(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """The mean or the largest over the positions, or over the channels, where groups become an axis of their own."""
    name = "mean" if layer.kind == "mean_over" else "amax"
    if layer.positions:
        axes = short(tuple(range(2, 2 + layer.rank)))
        return LayerCode(text=f"{{x}}.{name}({axes}, keepdim=True)")
    if layer.groups == 1:
        return LayerCode(text=f"{{x}}.{name}(1, keepdim=True)")
    return LayerCode(text=f"{{x}}.unflatten(1, ({layer.groups}, -1)).{name}(2)")
