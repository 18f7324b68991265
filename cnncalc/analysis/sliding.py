"""Facts about a sliding window: its settings, how many positions it takes, how far neighbours overlap."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.analyze import Row
from cnncalc.analysis.window_path import window_path
from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import area, most
from cnncalc.layers.sliding import NONE, Sliding
from cnncalc.words.ends import ends


def window(row: Row) -> Sliding:
    """The settings of a layer's window; an input has none."""
    return row.node.layer.window(*row.node.applied.xs) if row.node.inputs else NONE


def kernel(row: Row) -> Any:
    """The extents of the kernel, one per axis."""
    return _had(row, "kernel", "ask a convolution or a pool")


def stride(row: Row) -> Any:
    """The layer's own stride, one number an axis: how far on in its input the next window stands."""
    jump = f"{row.node.name}.jump is how far on in the network's input its next output looks"
    return _had(row, "stride", jump, "stride of its own")


def padding(row: Row) -> tuple[Any, ...]:
    """What is padded on each side of an axis, for each axis; `Ends` where the sides differ."""
    return tuple(ends(*sides) for sides in _sides(row))


def padding_before(row: Row) -> tuple[Any, ...]:
    """What is padded before each axis."""
    return tuple(before for before, _ in _sides(row))


def padding_after(row: Row) -> tuple[Any, ...]:
    """What is padded after each axis."""
    return tuple(after for _, after in _sides(row))


def _sides(row: Row) -> Any:
    return _had(row, "padding", "ask a convolution or a pool")


def dilation(row: Row) -> Any:
    """How far apart the taps of the kernel are, one number an axis."""
    return _had(row, "dilation", "ask a convolution or a max pool")


def groups(row: Row) -> int:
    """Into how many groups the channels are divided; as many as there are channels in a depthwise convolution."""
    found: int = _had(row, "groups", "ask a convolution", "groups")
    return found


def output_padding(row: Row) -> Any:
    """What a transposed convolution adds at the end of each axis."""
    return _had(row, "output_padding", "ask a deconv", "output padding")


def _had(row: Row, name: str, help: str, words: str = "") -> Any:
    """A setting of the window; a `Fault` where the layer has none."""
    found = getattr(window(row), name)
    if found is None:
        raise Fault(f"{row.node.name} has no {words or name}", help)
    return found


def channels_in(row: Row) -> Any:
    """The channels of what a layer reads, where it reads one tensor."""
    xs = row.node.applied.xs if row.node.inputs else ()
    if len(xs) != 1:
        raise Fault(
            f"{row.node.name} has {len(xs)} inputs" if xs else f"{row.node.name} is an input itself", "ask a layer of one input"
        )
    return xs[0][0]


def positions(row: Row) -> Any:
    """How many outputs a channel has, each with a receptive field of its own."""
    return area(row.node.shape)


def overlap(row: Row) -> tuple[Any, ...]:
    """How many input positions the receptive fields of neighbouring outputs share along each axis: size - jump, or 0."""
    if row.field.whole:
        raise Fault(f"each output of {row.node.name} sees all of the input: it has no neighbour", "ask a layer before it")
    path = window_path(row.field)
    jumps: tuple[Any, ...] = path.jump if path else ()
    return tuple(most((size - jump, 0)) for size, jump in zip(path.size, jumps)) if path else ()
