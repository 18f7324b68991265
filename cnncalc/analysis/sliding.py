"""Facts about a sliding window: its kernel, stride and padding, how many positions it takes, how far neighbours overlap."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.analyze import Row
from cnncalc.errors import Fault
from cnncalc.layers import windows
from cnncalc.layers.arithmetic import area, most
from cnncalc.words.ends import ends


def kernel(row: Row) -> tuple[int, ...]:
    """The extents of the kernel, one per axis."""
    found: tuple[int, ...] | None = getattr(row.node.layer, "kernel", None)
    if found is None:
        raise Fault(f"{row.node.name} has no kernel", "ask a convolution or a pool")
    return found


def stride(row: Row) -> tuple[int, ...]:
    """The layer's own stride, one number an axis: how far on in its input the next window stands."""
    found: tuple[int, ...] | None = getattr(row.node.layer, "stride", None)
    if found is None:
        name = row.node.name
        raise Fault(
            f"{name} has no stride of its own", f"{name}.jump is how far on in the network's input its next output looks"
        )
    return found


def padding(row: Row) -> tuple[Any, ...]:
    """What is padded on each side of an axis, for each axis; `Ends` where the sides differ."""
    layer = row.node.layer
    if "half" not in layer.grammar().flags:
        raise Fault(f"{row.node.name} has no padding", "ask a convolution or a pool")
    return tuple(ends(*sides) for sides in windows.pads(layer, row.node.applied.xs[0]))


def positions(row: Row) -> Any:
    """How many outputs a channel has, each with a receptive field of its own."""
    return area(row.node.shape)


def overlap(row: Row) -> tuple[Any, ...]:
    """How many input positions the receptive fields of neighbouring outputs share along each axis: size - stride, or 0."""
    field = row.field
    if field.whole:
        raise Fault(f"each output of {row.node.name} sees all of the input: it has no neighbour", "ask a layer before it")
    steps: tuple[Any, ...] = field.stride
    return tuple(most((size - step, 0)) for size, step in zip(field.size, steps))
