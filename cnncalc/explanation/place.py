"""What one output of a layer sees of the inputs, and how large an input a tile of its map needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.analysis.rectangle import Rectangle, Tile, input_for_tile, rectangle
from cnncalc.analysis.window_path import window_path
from cnncalc.errors import quote, refuse
from cnncalc.explanation.parts import Chain, PlaceSeen, Section, TileNeed, worked
from cnncalc.layers.base import AXES, show_shape

if TYPE_CHECKING:
    from cnncalc.layers.letters import Letters

Numbers: TypeAlias = "str | Sequence[int]"
WORDS = {"height": "rows", "width": "columns", "length": "positions", "depth": "slices"}


def position(at: Numbers) -> tuple[int, ...]:
    """The place that a text like `3,5` means."""
    return _numbers(at, ",", "a place", "one number for each axis of the map, from 0, as in --at 3,5")


def extents(tile: Numbers) -> tuple[int, ...]:
    """The extents of a tile that a text like `4x4` means."""
    return _numbers(tile, "x", "a tile", "how many positions it has along each axis of the map, as in --tile 4x4")


def _numbers(given: Numbers, sign: str, what: str, help: str) -> tuple[int, ...]:
    if not isinstance(given, str):
        return tuple(given)
    words = [word.strip() for word in given.split(sign)]
    if not all(re.fullmatch(r"[+-]?\d{1,18}", word, re.ASCII) for word in words):
        raise refuse(f"{quote(given, 80)} is not {what}", f"write {help}")
    return tuple(map(int, words))


def seen_at(analysis: Analysis, row: Row, at: Sequence[int]) -> PlaceSeen:
    """What the output at a position of a layer sees."""
    return PlaceSeen(tuple(at), rectangle(analysis, row.node.name, at))


def tile_need(analysis: Analysis, row: Row, tile: Sequence[int]) -> TileNeed:
    """What a tile of a layer's map needs; one number goes for every axis."""
    wanted = tuple(tile) * (len(row.node.shape) - 1) if len(tile) == 1 else tuple(tile)
    return TileNeed(wanted, input_for_tile(analysis, row.node.name, wanted))


def place_section(analysis: Analysis, row: Row, place: PlaceSeen) -> Section:
    """The working of what an output sees: along the path of windows, and of each input exactly."""
    title = f"what output {','.join(map(str, place.position))} sees".replace("output  sees", "the output sees")
    return Section(title, tuple(_ends(row, place)), tuple(_seen(analysis, row, place.rectangle)))


def _ends(row: Row, place: PlaceSeen) -> Iterator[Chain]:
    """Where the window of the path begins and ends along each axis."""
    path, axes = window_path(row.field), row.field.by_windows.axes
    for number, stretch in enumerate(place.rectangle.window):
        if not (path and stretch and len(place.position) == len(axes)):
            continue
        along = f" ({AXES[len(axes)][number]})" if len(axes) > 1 else ""
        letters: Letters = {"i": place.position[number], "start": path.start[number], "first": stretch[0]}
        letters |= {"jump": str(path.jump[number]), "size": path.size[number]}
        plain = axes[number].is_plain
        yield (
            worked("first" + along, "start + i*jump", letters, stretch[0]) if plain else Chain("first" + along, (), stretch[0])
        )
        yield (
            worked("last" + along, "first + size - 1", letters, stretch[1]) if plain else Chain("last" + along, (), stretch[1])
        )


def _seen(analysis: Analysis, row: Row, found: Rectangle) -> Iterator[str]:
    """What of each input is seen, gates and normalisations among it, and what is padding."""
    graph = analysis.graph
    for name, spans in found.seen.items():
        shape = graph.nodes[graph.inputs[name]].shape
        words = [WORDS[axis] for axis in AXES[len(shape) - 1]]
        ends = " and ".join(f"{word} {first} to {last}" for word, (first, last) in zip(words, spans or ()))
        if words:
            size = "x".join(str(last - first + 1) for first, last in spans or ())
            yield f"of {name}, {show_shape(shape, graph.layout)}, it sees {f'{ends}: {size} of it' if spans else 'nothing'}"
    grid = row.field.grid
    if any(stretch and (stretch[0] < 0 or stretch[1] >= extent) for stretch, extent in zip(found.window, grid)):
        yield "first and last are counted as if the input went on: what lies outside of it is padding"
    if row.field.path:
        yield "first and last are those of the path of windows; a gate or a normalisation on the way sees all that comes to it"


def tile_section(row: Row, need: TileNeed) -> Section:
    """The working of the input that a tile needs, wherever in the map the tile lies."""
    path, axes, tile = window_path(row.field), row.field.by_windows.axes, need.needs
    names = AXES[len(axes)]
    chains = []
    for number, size in enumerate(tile.size):
        along = f" ({names[number]})" if len(axes) > 1 else ""
        letters: Letters = {"t": need.tile[number], "r": path.size[number] if path else 0, "j": str(tile.jump[number])}
        plain = axes[number].is_plain
        chains.append(worked("size" + along, "r + (t - 1)*j", letters, size) if plain else Chain("size" + along, (), size))
    remarks = tuple(_tile_remarks(need, tile))
    return Section(f"the input that a tile of {'x'.join(map(str, need.tile))} needs", tuple(chains), remarks)


def _tile_remarks(need: TileNeed, tile: Tile) -> Iterator[str]:
    size, jump = ("x".join(map(str, side)) for side in (tile.size, tile.jump))
    yield f"{size} of the input with the padding, wherever the tile lies; that of a tile 1 further on lies {jump} further on"
    if tile.sees_all:
        yield "a gate or a normalisation on the way sees all of the input: of this alone the tile would not come out the same"
