"""Windows that slide over spatial axes: O = floor((W + P_before + P_after - d*(K-1) - 1) / S) + 1 (Dumoulin & Visin 2016)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.layers.base import AXES, Ops
from cnncalc.layers.letters import Letters, along, extents, per_axis
from cnncalc.layers.reach import Reach, sliding
from cnncalc.layers.sliding import Sliding

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
    if mode == "causal":
        return tuple((span - 1, 0) for span in spans(layer))
    if mode in ("same", "same_lower"):
        return tuple(_same(*axis, mode) for axis in zip(x[1:], spans(layer), layer.stride))
    return ((0, 0),) * layer.rank


def settings(layer: Layer, x: Shape, groups: int | None = None) -> Sliding:
    """The window's settings in numbers."""
    dilation = layer.dilation if "dilation" in layer.grammar().settings else None
    return Sliding(layer.kernel, layer.stride, pads(layer, x), dilation, groups)


def _same(extent: int, span: int, stride: int, mode: str) -> Pair:
    total = (-(-extent // stride) - 1) * stride + span - extent
    total = total if total > 0 else 0
    small, large = total // 2, total - total // 2
    return (small, large) if mode == "same" else (large, small)


def slide(layer: Layer, x: Shape) -> Shape:
    """The output's extent on each spatial axis."""
    sides = zip(AXES[layer.rank], x[1:], spans(layer), layer.stride, pads(layer, x))
    return tuple(_outputs(*side, layer.ceil) for side in sides)


def count(extent: int, span: int, stride: int, pad: Pair, ceil: bool) -> int:
    """How many windows fit along an axis; under 1 where none does."""
    free = extent + pad[0] + pad[1] - span
    fit = (-(-free // stride) if ceil else free // stride) + 1
    if ceil and (fit - 1) * stride >= extent + pad[0]:
        fit -= 1  # that window would start past the input: PyTorch's ceil_mode leaves it out
    return fit


def _outputs(axis: str, extent: int, span: int, stride: int, pad: Pair, ceil: bool) -> int:
    fit = count(extent, span, stride, pad, ceil)
    if fit < 1:
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
    return fit


def crosses_border(layer: Layer, y: Shape, x: Shape) -> bool:
    """Whether a window covers padding, or under `ceil` reaches past the input's end."""
    axes = zip(x[1:], y[1:], spans(layer), layer.stride, pads(layer, x))
    return any(any(pad) or (outputs - 1) * stride + span > extent for extent, outputs, span, stride, pad in axes)


def unread(layer: Layer, x: Shape) -> Shape:
    """The remainder of the division on each axis: rows of the padded input past the last window (0 under `ceil`)."""
    sides = zip(x[1:], spans(layer), layer.stride, pads(layer, x), slide(layer, x))
    rests = (w + sum(pad) - span - (o - 1) * s for w, span, s, pad, o in sides)
    return tuple(rest if rest > 0 else 0 for rest in rests)


def reach(layer: Layer, x: Shape) -> tuple[Reach, ...]:
    """The window on each axis, for receptive fields."""
    axes = zip(spans(layer), layer.stride, dilations(layer), pads(layer, x))
    return tuple(sliding(-pad[0], span, s, d) for span, s, d, pad in axes)


def letters(layer: Layer, x: Shape) -> Letters:
    """What K, S, P and d stand for."""
    found = per_axis("K", layer.kernel) | per_axis("S", layer.stride) | per_axis("d", dilations(layer))
    return found | pad_letters(pads(layer, x))


def pad_letters(pairs: tuple[Pair, ...]) -> Letters:
    """What P stands for, or P_before and P_after where they differ."""
    if all(before == after for before, after in pairs):
        return per_axis("P", [before for before, _ in pairs])
    befores, afters = zip(*pairs)
    named = [along("P", pairs), befores, afters]
    return {f"{p}_{side}": value for p, *ends in zip(*named) for side, value in zip(("before", "after"), ends)}


def pad_terms(pairs: tuple[Pair, ...]) -> list[tuple[str, ...]]:
    """The terms that the padding adds to each axis, in letters: 2*P, or P_before and P_after."""
    if all(before == after for before, after in pairs):
        return [(f"2*{p}",) for p in along("P", pairs)]
    return [(f"{p}_before", f"{p}_after") for p in along("P", pairs)]


def kernel_area(layer: Layer) -> str:
    """The taps of a kernel, in letters."""
    return "*".join(along("K", layer.kernel))


def slide_formulas(layer: Layer, x: Shape) -> Iterator[str]:
    """The formula of each spatial extent, such as (Hin - K + 2*P)//S + 1."""
    sides = pads(layer, x)
    names = zip(extents(x, "in")[1:], *(along(*pair) for pair in zip("KSd", (layer.kernel, layer.stride, dilations(layer)))))
    for (w, k, s, d), terms, side in zip(names, pad_terms(sides), zip(x[1:], spans(layer), layer.stride, sides)):
        kernel = k if set(dilations(layer)) == {1} else f"{d}*({k} - 1) - 1"
        free = " + ".join([f"{w} - {kernel}", *terms])
        yield _rounded_up(free, s, *side) if layer.ceil else f"({free})//{s} + 1"


def _rounded_up(free: str, s: str, extent: int, span: int, stride: int, pad: Pair) -> str:
    sticks_out = count(extent, span, stride, pad, True) < -(-(extent + sum(pad) - span) // stride) + 1
    return f"-(-({free})//{s}) + 1{' - 1' * sticks_out}"


def dot_ops(dots: int, terms: int, bias: bool) -> Ops:
    """`dots` dot products of `terms` terms: n multiplications and n-1 additions each, and one addition for a bias."""
    return Ops(mul=dots * terms, add=dots * (terms - 1 + bias))
