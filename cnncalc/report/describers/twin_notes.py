"""What a reader of the twin should know besides its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cnncalc.design.twin.convert import Twin
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Graph, Node
from cnncalc.words.numbers import symbolic

if TYPE_CHECKING:
    from cnncalc.design.twin.larger import Larger

NAMED = 3  # names in a note


def notes(twin: Twin, larger: Larger | None) -> Iterator[str]:
    """The notes: layers dropped and left, layers that look at the whole map, and at a larger input the padding."""
    yield from _dropped(twin)
    if twin.left:
        stay, reads = ("stay as they are", "they read") if len(twin.left) > 1 else ("stays as it is", "it reads")
        vectors = ", ".join(dict.fromkeys(node.layer.shown(node.applied.xs[0]) for node in twin.left[:NAMED]))
        yield f"{_named(twin.left)} {stay}: {reads} the vector {vectors}, which comes from no map"
    layers = list(twin.graph.layers())
    yield from _pools(twin.graph)
    if fixed := [node for node in layers if node.layer.fixes_grid]:
        yield f"{_named(fixed)} {_give(fixed)} the same grid at every input, so what follows does not grow with it"
    if norms := [node for node in layers if node.layer.whole_statistics]:
        takes = "take their" if len(norms) > 1 else "takes its"
        yield f"{_named(norms)} {takes} statistics over the whole map: at a larger input a score is not that of its crop"
    if reshapes := [node for node in layers if node.layer.fixes_shape]:
        yield f"{_named(reshapes)} {_give(reshapes)} one shape alone: a larger input fits only where it leaves that as it is"
    if larger and not larger.maps:
        yield "no output of the twin grows into a score map at this input"
    yield from _past_borders(layers) if larger and larger.maps else ()


def _dropped(twin: Twin) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Node]] = {}
    for node, why in twin.dropped:
        groups.setdefault((text_of(node.layer), why), []).append(node)
    for (text, why), nodes in groups.items():
        yield f"{_named(nodes)} ({text}) {'are' if len(nodes) > 1 else 'is'} dropped: {why}"


def _pools(graph: Graph) -> Iterator[str]:
    """Global pools: what follows one stays one position, where a pool that slides would give a map."""
    groups: dict[tuple[str, str], list[Node]] = {}
    joined = _before_joins(graph)
    for index, node in enumerate(graph.nodes):
        if pool := node.layer.sliding_pool:
            size = "x".join(map(str, node.applied.xs[0][1:]))
            slides = f"; {pool} {size}/1 in its place gives the same here and a map at larger inputs"
            says = "" if index in joined or any(map(symbolic, node.applied.xs[0][1:])) else slides
            groups.setdefault((node.layer.kind, says), []).append(node)
    for (kind, says), nodes in groups.items():
        whole = says or ", over the whole map: at a larger input a score is not that of its crop"
        yield f"{_named(nodes)} ({kind}) {_give(nodes)} one value per channel at every input{whole}"


def _before_joins(graph: Graph) -> set[int]:
    """The nodes that a join follows: there other branches would have to fit a map."""
    found: set[int] = set()
    for index in reversed(range(len(graph.nodes))):
        node = graph.nodes[index]
        if index in found or node.layer.joins:
            found.update(node.inputs)
    return found


def _past_borders(layers: Iterable[Node]) -> Iterator[str]:
    looking = [node for node in layers if node.layer.crosses_border(node.shape, *node.applied.xs)]
    if looking:
        look = "look" if len(looking) > 1 else "looks"
        yield (
            f"{_named(looking)} {look} past the border of a crop, where the larger input goes on: "
            "a score is close to that of its crop, and not the same"
        )


def _give(nodes: Sequence[Node]) -> str:
    return "give" if len(nodes) > 1 else "gives"


def _named(nodes: Sequence[Node]) -> str:
    names = [node.name for node in nodes]
    if len(names) > NAMED:
        return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1:,} more layers"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
