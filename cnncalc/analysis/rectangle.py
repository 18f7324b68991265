"""The rectangle of the input that one output sees, and how large an input a tile of a map needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.analysis.receptive_field import Field, positions, windows
from cnncalc.analysis.seen import Stretch
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.layers.base import show_shape
from cnncalc.layers.reach import Reach
from cnncalc.network.graph import Graph, Node

if TYPE_CHECKING:
    from cnncalc.layers.base import Shape
    from cnncalc.words.numbers import Number

Span = tuple[int, int]


class Rectangle(NamedTuple):
    """The first and the last input position that an output sees, for each axis.

    `window` is what it sees by the path of windows, as if the input went on beyond its borders (None along an axis where
    it sees nothing); it is empty where no field can be stated. `seen` has for each input exactly what of it is seen, by gates
    and normalisations too; None where nothing is, or where it has no spatial axes.
    """

    window: tuple[Stretch, ...]
    seen: dict[str, tuple[Span, ...] | None]


class Tile(NamedTuple):
    """What a tile of a map needs of the input, for each axis, by the path of windows and with the padding.

    `size` is enough wherever in the map the tile lies; `jump` is how far on in the input the next position of the map looks.
    `sees_all` says that a gate or a normalisation on the way would see all of the input, not just the tile's.
    """

    size: Shape
    jump: tuple[Number, ...]
    sees_all: bool


def rectangle(analysis: Analysis, layer: str, position: Sequence[int] = ()) -> Rectangle:
    """What the output at a position of a layer sees of the inputs: `position` has one index for each spatial axis, from 0.

    Followed back window by window over the positions that exist, so it is exact at the borders and behind any join. Raises a
    `SpecError` where there is no such layer or position, where extents are symbols, and where a resize on the way repeats so
    late that no table of what it reads is kept.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5")))
    >>> rectangle(analysis, "S4", (0, 4)).seen
    {'input': ((0, 15), (16, 31))}
    """
    row = _row(analysis, layer)
    _require_inside(analysis, row, position)
    graph, end = analysis.graph, analysis.rows.index(row) + len(analysis.graph.inputs)
    inputs = {name: graph.nodes[index] for name, index in graph.inputs.items()}
    rank = max(len(node.shape) - 1 for node in inputs.values())
    found = [_followed(graph, end, axis, _along(position, axis)) for axis in range(rank)]
    seen = {name: tuple(axis.get(graph.inputs[name]) for axis in found[: len(node.shape) - 1]) for name, node in inputs.items()}
    return Rectangle(_window(row.field, position), {name: _all(stretches) for name, stretches in seen.items()})


def input_for_tile(analysis: Analysis, layer: str, tile: Sequence[int]) -> Tile:
    """How large an input a tile of so many positions along each axis of a layer's map needs.

    For a window of size r that jumps j this is r + (t - 1)*j; where outputs differ it is the most that a tile at any place
    needs. Raises a `SpecError` where there is no such layer, where the tile is not of the map, and where no field is stated.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5")))
    >>> input_for_tile(analysis, "S4", (2, 5)).size
    (20, 32)
    """
    row = _row(analysis, layer)
    extents, field = row.node.shape[1:], row.field
    if not field.axes or len(extents) != len(field.grid):
        raise refuse(f"no receptive field is stated for {quote(layer)}", "ask it of a layer whose output is a map of the input")
    if len(tile) != len(extents) or not all(1 <= part <= extent for part, extent in zip(tile, extents)):
        shown, most = "x".join(map(str, tile)), "x".join(map(str, extents))
        raise refuse(f"{shown} is no tile of {quote(layer)}, whose map is {most}", f"a tile has 1 to {most} positions")
    axes = field.by_windows.axes
    size = tuple(axis.span(extent, part) for axis, extent, part in zip(axes, extents, tile))
    return Tile(size, tuple(axis.stride for axis in axes), field.path is not None)


def _row(analysis: Analysis, layer: str) -> Row:
    found = next((row for row in analysis.rows if row.node.name == layer), None)
    if found is None:
        help = did_you_mean(layer, [row.node.name for row in analysis.rows], "cnncalc summarize shows the names of the layers")
        raise refuse(f"there is no layer {quote(layer)}", help)
    if analysis.sizes is not None:
        raise refuse("what one output sees is told in numbers", "give the input in numbers, as in --input 3x224x224")
    return found


def _require_inside(analysis: Analysis, row: Row, position: Sequence[int]) -> None:
    extents = row.node.shape[1:]
    if len(position) != len(extents):
        shape = show_shape(row.node.shape, analysis.graph.layout)
        wants = (
            f"{len(extents)} numbers, one for each axis" if extents else "no position: it has one output for all of the input"
        )
        last = ",".join(str(extent - 1) for extent in extents)
        help = f"positions go from 0 to {last}" if extents else "ask it of a layer whose output is a map of the input"
        raise refuse(f"{row.node.name} is {shape}, and a place in it has {wants}", help)
    if not all(0 <= index < extent for index, extent in zip(position, extents)):
        last = ",".join(str(extent - 1) for extent in extents)
        raise refuse(f"{row.node.name} has no position {','.join(map(str, position))}", f"positions go from 0 to {last}")


def _along(position: Sequence[int], axis: int) -> int:
    """The index along an axis of the input; the last one for axes that the output lacks."""
    return position[min(axis, len(position) - 1)] if position else 0


def _window(field: Field, position: Sequence[int]) -> tuple[Stretch, ...]:
    axes = field.by_windows.axes
    return tuple(axis.stretch(_along(position, number)) for number, axis in enumerate(axes))


def _all(stretches: tuple[Stretch, ...]) -> tuple[Span, ...] | None:
    found = tuple(stretch for stretch in stretches if stretch)
    return found if found and len(found) == len(stretches) else None


def _followed(graph: Graph, end: int, axis: int, output: int) -> dict[int, Span]:
    """What an output needs of each input along an axis, by the input's index in the graph."""
    needed = {end: {output}}
    found = {}
    for index in range(end, -1, -1):
        outputs = needed.pop(index, None)
        if not outputs:
            continue
        node = graph.nodes[index]
        if not node.inputs:
            found[index] = min(outputs), max(outputs)
            continue
        for before in node.inputs:
            extent = _extent(graph.nodes[before].shape, axis)
            needed.setdefault(before, set()).update(_read(node, axis, outputs, extent))
    return found


def _extent(shape: Shape, axis: int) -> int:
    return positions(shape, axis + 1)[axis] if len(shape) - 1 <= axis else shape[axis + 1]


def _read(node: Node, axis: int, outputs: set[int], extent: int) -> set[int]:
    """The positions of an input, of so many, that outputs of a layer read along an axis."""
    reach = windows(node.applied)
    if reach == () and len(node.applied.xs[0]) > 1:
        raise refuse(f"what {node.name} reads repeats too late to be followed", "ask it of a layer before that one")
    if not reach:
        return outputs if extent == _extent(node.shape, axis) else {0}
    window = reach[min(axis, len(reach) - 1)]
    first = {min(outputs)} if window.is_constant else outputs
    taps = [i for o in first for i in _taps(window, o)]
    folded = {node.layer.stands_for(i, extent) for i in taps if not 0 <= i < extent}
    return {i for i in taps if 0 <= i < extent} | {i for i in folded if i is not None}


def _taps(window: Reach, o: int) -> range:
    return range(window.low(o), window.high(o) + 1, window.step)
