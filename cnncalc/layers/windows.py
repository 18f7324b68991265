"""Windows that slide over spatial axes: O = floor((W + P_before + P_after - d*(K-1) - 1) / S) + 1 (Dumoulin & Visin 2016)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.layers.base import AXES, Ops
from cnncalc.layers.reach import Reach, sliding

if TYPE_CHECKING:
    from cnncalc.layers.base import Layer, Shape

Pair = tuple[int, int]


def spans(layer: Layer) -> Shape:
    """How many positions the kernel covers on each axis: d*(K-1) + 1."""
    return tuple(d * (k - 1) + 1 for k, d in zip(layer.kernel, dilations(layer)))


def dilations(layer: Layer) -> Shape:
    """The dilation of each axis; 1 for kinds whose windows have none."""
    return layer.dilation if "dilation" in layer.grammar().settings else (1,) * layer.rank


def pads(layer: Layer, x: Shape) -> tuple[Pair, ...]:
    """The padding before and after each spatial axis of an input."""
    mode, amounts = layer.padding
    if mode == "pad":
        return amounts
    if mode == "half":
        return tuple(((span - 1) // 2,) * 2 for span in spans(layer))
    if mode == "full":
        return tuple((span - 1,) * 2 for span in spans(layer))
    if mode:
        return tuple(_same(*axis, mode) for axis in zip(x[1:], spans(layer), layer.stride))
    return ((0, 0),) * layer.rank


def _same(extent: int, span: int, stride: int, mode: str) -> Pair:
    total = (-(-extent // stride) - 1) * stride + span - extent
    total = total if total > 0 else 0
    small, large = total // 2, total - total // 2
    return (small, large) if mode == "same" else (large, small)


def slide(layer: Layer, x: Shape) -> Shape:
    """The output's extent on each spatial axis."""
    sides = zip(AXES[layer.rank], x[1:], spans(layer), layer.stride, pads(layer, x))
    return tuple(_outputs(*side, layer.ceil) for side in sides)


def _outputs(axis: str, extent: int, span: int, stride: int, pad: Pair, ceil: bool) -> int:
    free = extent + pad[0] + pad[1] - span
    count = (-(-free // stride) if ceil else free // stride) + 1
    if ceil and (count - 1) * stride >= extent + pad[0]:
        count -= 1  # that window would start behind the input: PyTorch's ceil_mode leaves it out
    if count < 1:
        padded = (
            f"the padded input has {extent} + {pad[0]} + {pad[1]} = {extent + sum(pad)}"
            if any(pad)
            else f"the input has {extent}"
        )
        raise Fault(
            f"the window spans {span} along the {axis}, but {padded}",
            f"use a kernel that spans at most {extent + sum(pad)}, more padding, or a larger input",
            slot="size",
        )
    return count


def unread(layer: Layer, x: Shape) -> Shape:
    """The remainder of the division on each axis: rows of the padded input past the last window (0 under `ceil`)."""
    sides = zip(x[1:], spans(layer), layer.stride, pads(layer, x), slide(layer, x))
    rests = (w + sum(pad) - span - (o - 1) * s for w, span, s, pad, o in sides)
    return tuple(rest if rest > 0 else 0 for rest in rests)


def reach(layer: Layer, x: Shape) -> tuple[Reach, ...]:
    """The window on each axis, for receptive fields."""
    axes = zip(spans(layer), layer.stride, dilations(layer), pads(layer, x))
    return tuple(sliding(-pad[0], span, s, d) for span, s, d, pad in axes)


def slide_working(layer: Layer, x: Shape) -> Iterator[str]:
    """The arithmetic of each spatial extent, such as (224 + 2*3 - 7)//2 + 1."""
    dilation = dilations(layer)
    for w, k, s, d, pad, out in zip(x[1:], layer.kernel, layer.stride, dilation, pads(layer, x), slide(layer, x)):
        padding = "" if not any(pad) else f" + 2*{pad[0]}" if pad[0] == pad[1] else f" + {pad[0]} + {pad[1]}"
        free = f"{w}{padding} - {k}" if d == 1 else f"{w}{padding} - {d}*({k} - 1) - 1"
        if not layer.ceil:
            yield f"({free})//{s} + 1"
            continue
        dropped = " - 1" if out < -(-(w + sum(pad) - d * (k - 1) - 1) // s) + 1 else ""
        yield f"-(-({free})//{s}) + 1{dropped}"


def dot_ops(dots: int, terms: int, bias: bool) -> Ops:
    """`dots` dot products of so many terms: n multiplications and n-1 additions each, and one addition for a bias."""
    return Ops(mul=dots * terms, add=dots * (terms - 1 + bias))
