"""Receptive fields, observed: a network run along one axis of its inputs, on numbers that know where they came from.

Channels do not matter to a receptive field, and what happens along one axis does not depend on the others. So every layer
runs as its one-dimensional self, on one channel, at the length that the axis really has: no longer than a line is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from cnncalc.reference.counting import Counted, Counting
from cnncalc.reference.functions import Settings, Tensor
from cnncalc.reference.kinds import FORWARD, JOINS, REGIONS
from cnncalc.reference.tensors import each, flatten, shape_of
from cnncalc.reference.weights import weights_of

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph, Node

Stretch: TypeAlias = "tuple[int, int] | None"  # the first and last input position that is seen; None: none is

AXIS_BY_AXIS = ("kernel", "stride", "dilation", "pad", "out_pad", "factor")  # settings with one value for each axis
GRIDS = ("adaptive_avgpool", "adaptive_maxpool", "resize", *REGIONS)  # kinds whose size has one extent for each axis
ONE_CHANNEL = {"out": 1, "groups": 1, "mult": 1, "span": (0, 1), "items": 1}


def trace(graph: Graph, axis: int) -> Iterator[list[Stretch]]:
    """For each node, what each of its positions along an axis sees of the inputs; a vector's numbers are taken together.

    Inputs that lack the axis are seen nowhere. Positions of several inputs are known by their index alone.
    """
    math = Counting({})
    done: list[Tensor] = []
    for node in graph.nodes:
        y = _step(node, [done[i] for i in node.inputs], axis, math) if node.inputs else _input(node, axis, math)
        done.append(y)
        yield [number.sees[0] if number.box else None for number in flatten(y)]


def _input(node: Node, axis: int, math: Counting) -> Tensor:
    nothing = Counted(1, math.tally)
    if len(node.shape) == 1:
        return [nothing]
    if len(node.shape) < axis + 2:
        return [[nothing] * node.shape[-1]]
    return [[Counted(1, math.tally, (i, -i)) for i in range(node.shape[axis + 1])]]


def _step(node: Node, xs: list[Tensor], axis: int, math: Counting) -> Tensor:
    layer = along(node.layer, axis)
    if layer.kind == "reshape":
        return xs[0] if node.applied.xs[0] == layer.size else _reshaped(xs[0], layer.size, axis)
    if layer.kind in REGIONS:
        items = FORWARD[layer.kind](layer, xs[0], {"regions": _regions(len(xs[0][0]))}, math)
        return [_together([line for item in items for line in item])]
    x = xs if layer.kind in JOINS else xs[0] * _channels(layer)
    weights = {name: math.learned(tensor) for name, tensor in weights_of(node.name, layer, shape_of(xs[0]), {}, 0).items()}
    return [_together(FORWARD[layer.kind](layer, x, weights, math))]


def _regions(extent: int) -> list[tuple[int, ...]]:
    """A region may lie anywhere: all of the axis, and each position alone."""
    return [(0, 0, extent, extent), *((i, i, i + 1, i + 1) for i in range(extent))]


def _channels(layer: Settings) -> int:
    """How many channels a layer cannot do without."""
    return layer.groups if layer.kind == "maxout" else layer.r if layer.kind == "pixelshuffle" else 1


def along(layer: Settings, axis: int) -> Settings:
    """A layer's one-dimensional self along an axis, with one channel."""
    axis = min(axis, max(layer.rank - 1, 0))
    changes: dict[str, Any] = {"rank": min(layer.rank, 1)}
    for name, value in vars(layer).items():
        if name in AXIS_BY_AXIS and value:
            changes[name] = (value[axis],)
        elif name in ONE_CHANNEL and layer.kind != "maxout":
            changes[name] = ONE_CHANNEL[name]
    if layer.padding.amounts:
        changes["padding"] = layer.padding._replace(amounts=(layer.padding.amounts[axis],))
    if layer.kind in GRIDS:
        changes["size"] = (layer.size[axis],)
    if layer.kind == "spp":
        changes["size"] = tuple((grid[axis],) for grid in layer.size)
    return layer.changed(**changes)


def _together(tensor: Tensor) -> Any:
    """The channels of a tensor as one: a line, or for a vector a number. Their values no longer matter, and stay small."""
    return each(_union, *tensor) if isinstance(tensor[0], list) else _union(*tensor)


def _union(*numbers: Counted) -> Counted:
    union = reduce(lambda a, b: a.joined(1, b), numbers)
    return Counted(1, union.tally, union.box)


def _reshaped(x: Tensor, size: Sequence[int], axis: int) -> Tensor:
    everything = _union(*flatten(x))
    return [[everything] * size[min(axis, len(size) - 2) + 1]] if len(size) > 1 else [everything]
