"""What a reader of the twin should know besides its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cnncalc.graph import Graph, Node
from cnncalc.layers import windows
from cnncalc.layers.settings import text_of
from cnncalc.twin.convert import Twin

if TYPE_CHECKING:
    from cnncalc.twin.larger import Larger

POOLS = {"gap": "avgpool", "gmp": "maxpool"}
FIXED = ("adaptive_avgpool", "adaptive_maxpool", "spp", "roipool", "roialign")
STATISTICS = ("gn", "instnorm")
NAMED = 3  # names in a note


def notes(twin: Twin, larger: Larger | None) -> Iterator[str]:
    """The notes: layers dropped and left, layers that look at the whole map, and at a larger input the padding."""
    yield from _dropped(twin)
    for node in twin.left:
        yield f"{node.name} stays a fully connected layer: it sees the vector {node.layer.shown(node.applied.xs[0])}, no map"
    layers = list(twin.graph.layers())
    yield from _pools(twin.graph)
    if fixed := [node for node in layers if node.layer.kind in FIXED]:
        yield f"{_named(fixed)} {_give(fixed)} the same grid at every input, so what follows does not grow with it"
    if norms := [node for node in layers if node.layer.kind in STATISTICS]:
        takes = "take their" if len(norms) > 1 else "takes its"
        yield f"{_named(norms)} {takes} statistics over the whole picture: at a larger input a score is not that of its crop"
    if reshapes := [node for node in layers if node.layer.kind == "reshape"]:
        yield f"{_named(reshapes)} {_give(reshapes)} one shape alone, so the twin takes the original's input and no larger one"
    if larger and not larger.maps:
        yield "no output of the twin grows into a score map at this input"
    yield from _padded(layers) if larger and larger.maps else ()


def _dropped(twin: Twin) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Node]] = {}
    for node, why in twin.dropped:
        groups.setdefault((text_of(node.layer), why), []).append(node)
    for (text, why), nodes in groups.items():
        yield f"{_named(nodes)} ({text}) {'are' if len(nodes) > 1 else 'is'} dropped: {why}"


def _pools(graph: Graph) -> Iterator[str]:
    """Global pools: what stands behind one stays one position, where a pool that slides would give a map."""
    groups: dict[tuple[str, str], list[Node]] = {}
    for index, node in enumerate(graph.nodes):
        if node.layer.kind in POOLS:
            size = "x".join(map(str, node.applied.xs[0][1:]))
            advice = f"; {POOLS[node.layer.kind]} {size}/1 in its place gives the same here and a map at larger inputs"
            groups.setdefault((node.layer.kind, advice * _runs_straight(graph, index)), []).append(node)
    for (kind, advice), nodes in groups.items():
        yield f"{_named(nodes)} ({kind}) {_give(nodes)} one value a channel at every input{advice}"


def _runs_straight(graph: Graph, index: int) -> bool:
    """Whether no join follows a node: there other branches would have to fit a map."""
    following = {index}
    for at, node in enumerate(graph.nodes):
        if not following.isdisjoint(node.inputs):
            if node.layer.joins:
                return False
            following.add(at)
    return True


def _padded(layers: Iterable[Node]) -> Iterator[str]:
    padded = [node for node in layers if node.layer.spatial and hasattr(node.layer, "kernel") and _pads(node)]
    if padded:
        pads = "pads its" if len(padded) == 1 else "pad their"
        yield (
            f"{_named(padded)} {pads} input: a crop has zeros at its own border where the larger input goes on, "
            "so a score is close to that of its crop, and not the same"
        )


def _pads(node: Node) -> bool:
    if node.layer.kind == "deconv":
        return False
    return any(any(pair) for pair in windows.pads(node.layer, node.applied.xs[0]))


def _give(nodes: list[Node]) -> str:
    return "give" if len(nodes) > 1 else "gives"


def _named(nodes: list[Node]) -> str:
    names = [node.name for node in nodes]
    if len(names) > NAMED:
        return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1:,} more layers"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
