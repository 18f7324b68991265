"""Convolutions and sliding pools as PyTorch's modules. Padding that those lack goes before, as a step of its own.

PyTorch pads both ends of an axis alike and its pools by at most half a kernel. Its `ceil_mode` leaves out the windows that
start past the input; where the padding was put there before, they are cut off again.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.exporting.torch.pieces import LayerCode, Pair, Setting, befores, cut, even, first, module, numbers, padded, short
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.windows import count, dilations, pads, spans


def _pads(layer: Layer, x: Shape) -> tuple[Pair, ...]:
    pairs = pads(layer, x)
    numbers("its padding", (amount for pair in pairs for amount in pair))
    return pairs


def conv(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Conv2d`."""
    return _convolved(layer, x, layer.out, layer.groups)


def dwconv(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.Conv2d` with as many groups as channels."""
    return _convolved(layer, x, x[0] * layer.mult, x[0])


def _convolved(layer: Layer, x: Shape, out: int, groups: int) -> LayerCode:
    pairs = _pads(layer, x)
    within = even(pairs)
    native = short(befores(pairs)) if within else 0
    if not within and layer.padding.mode == "same" and set(layer.stride) == {1}:
        native, within = "same", True  # PyTorch has the word where nothing strides
    settings = (
        first("in_channels", x[0]),
        first("out_channels", out),
        first("kernel_size", short(layer.kernel)),
        Setting("stride", short(layer.stride), 1),
        Setting("padding", native, 0),
        Setting("dilation", short(layer.dilation), 1),
        Setting("groups", groups, 1),
        Setting("bias", not layer.nobias, True),
    )
    return module(f"nn.Conv{layer.rank}d", *settings, text="{m}({x})" if within else f"{{m}}({padded('{x}', pairs)})")


def deconv(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.ConvTranspose2d`; where it crops the ends unlike, that is done after it."""
    crops = layer.crops()
    extra = tuple(max(s - span, 0) for s, span in zip(layer.stride, spans(layer))) if layer.same else layer.out_pad
    settings = (
        first("in_channels", x[0]),
        first("out_channels", layer.out),
        first("kernel_size", short(layer.kernel)),
        Setting("stride", short(layer.stride), 1),
        Setting("padding", short(befores(crops)) if even(crops) else 0, 0),
        Setting("output_padding", short(extra), 0),
        Setting("groups", layer.groups, 1),
        Setting("bias", not layer.nobias, True),
        Setting("dilation", short(layer.dilation), 1),
    )
    text = "{m}({x})" if even(crops) else f"{{m}}({{x}}){cut(crops)}"
    return module(f"nn.ConvTranspose{layer.rank}d", *settings, text=text)


def _fits(layer: Layer, pairs: Sequence[Pair]) -> bool:
    """Whether PyTorch's pools take the padding themselves."""
    return even(pairs) and all(2 * before <= kernel for before, kernel in zip(befores(pairs), layer.kernel))


def _surplus(layer: Layer, x: Shape, y: Shape, pairs: Sequence[Pair]) -> str:
    """The index that cuts off the windows that `ceil_mode` leaves in where the padding was put there before."""
    if not layer.ceil:
        return ""
    extents = numbers("an extent of its output", (*x[1:], *y[1:]))[layer.rank :]
    padded_to = [extent + sum(pair) for extent, pair in zip(x[1:], pairs)]
    given = [count(extent, span, s, (0, 0), True) for extent, span, s in zip(padded_to, spans(layer), layer.stride)]
    return f"[..., {', '.join(f':{extent}' for extent in extents)}]" if tuple(given) != extents else ""


def _window(layer: Layer, padding: Sequence[int]) -> tuple[Setting, ...]:
    kernel, stride = first("kernel_size", short(layer.kernel)), Setting("stride", short(layer.stride))
    return kernel, stride, Setting("padding", short(padding), 0)


def maxpool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.MaxPool2d`; padding never wins, so that what is put there before is minus infinity."""
    pairs = _pads(layer, x)
    fits = _fits(layer, pairs)
    padding = befores(pairs) if fits else (0,) * layer.rank
    settings = Setting("dilation", short(dilations(layer)), 1), Setting("ceil_mode", layer.ceil, False)
    text = "{m}({x})"
    if not fits:
        lowest = padded("{x}", pairs, 'float("-inf")')
        text = f"{{m}}({lowest}){_surplus(layer, x, y, pairs)}"
    return module(f"nn.MaxPool{layer.rank}d", *_window(layer, padding), *settings, text=text)


def avgpool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.AvgPool2d`. Where it cannot pad, zeros go before; those that do not count are divided out again.

    In three dimensions PyTorch refuses inputs that are smaller than the kernel, the padding of its own not counted.
    """
    pairs = _pads(layer, x)
    fits = _fits(layer, pairs) and (
        layer.rank < 3 or all(k <= w for k, w in zip(layer.kernel, numbers("an extent of its input", x[1:])))
    )
    padding = befores(pairs) if fits else (0,) * layer.rank
    counts = Setting("count_include_pad", not (fits and layer.exclude_pad and any(padding)), True)
    text = "{m}({x})"
    if not fits:
        text = f"{{m}}({padded('{x}', pairs)})"
        if layer.exclude_pad:
            text = f"({text} / {{m}}({padded('torch.ones_like({x})', pairs)}))"
        text += _surplus(layer, x, y, pairs)
    ceil = Setting("ceil_mode", layer.ceil, False)
    return module(f"nn.AvgPool{layer.rank}d", *_window(layer, padding), ceil, counts, text=text)


def lppool(layer: Layer, x: Shape, y: Shape) -> LayerCode:
    """`nn.LPPool2d`, which never pads."""
    pairs = _pads(layer, x)
    kernel, stride, _ = _window(layer, (0,))
    inner = padded("{x}", pairs) if any(map(any, pairs)) else "{x}"
    settings = first("norm_type", layer.p), kernel, stride, Setting("ceil_mode", layer.ceil, False)
    return module(f"nn.LPPool{layer.rank}d", *settings, text=f"{{m}}({inner}){_surplus(layer, x, y, pairs)}")
