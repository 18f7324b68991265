"""Pieces of a network, small enough to be run: what comes after the features, or a fully connected layer alone."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.design.twin.convert import Twin
from cnncalc.errors import Fault
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import make
from cnncalc.network.draft import Draft
from cnncalc.network.graph import Applied, Graph, Input, Node


def tail(twin: Twin) -> list[int]:
    """The layers that the twin turns or drops, and all that follow them."""
    changed = {pair.fc.name for pair in twin.pairs} | {dropped.node.name for dropped in twin.dropped}
    tail: set[int] = set()
    for index, node in enumerate(twin.original.nodes):
        if node.name in changed or not tail.isdisjoint(node.inputs):
            tail.add(index)
    return sorted(tail)


def entries(graph: Graph, part: Sequence[int]) -> list[int]:
    """The tensors that a part of a graph is given."""
    inside = set(part)
    return sorted({i for index in part for i in graph.nodes[index].inputs} - inside)


def cut(graph: Graph, part: Sequence[int], width: int) -> Graph | None:
    """A part of a graph as a graph, no fully connected layer wider than `width`; None where its layers do not fit then."""
    draft = Draft(graph.layout, len(graph.nodes))
    at: dict[int, int] = {}
    for index in entries(graph, part):
        at[index] = len(draft.nodes)
        draft.nodes.append(_input(graph.nodes[index], graph.nodes[index].shape))
    given = {graph.nodes[index].name: place for index, place in at.items()}
    try:
        for index in part:
            node = graph.nodes[index]
            inputs = tuple(at[i] for i in node.inputs)
            at[index] = draft.add(_thinned(node.layer, width), inputs, node.name, node.line)
    except Fault:
        return None
    return _graph(graph, draft, given)


def alone(fc: Node, x: Shape, width: int) -> Graph:
    """A fully connected layer on the map that it sees in the twin."""
    draft = Draft(fc.layer.layout, 2)
    draft.nodes.append(_input(fc._replace(name=f"input of {fc.name}"), x))
    draft.add(_thinned(fc.layer, width, len(x) - 1), (0,), fc.name, fc.line)
    empty = Graph("", "", fc.layer.layout, (), {}, {}, frozenset(), (), (), {})
    return _graph(empty, draft, {draft.nodes[0].name: 0})


def _graph(graph: Graph, draft: Draft, inputs: dict[str, int]) -> Graph:
    nodes, outputs = tuple(draft.nodes), {"output": len(draft.nodes) - 1}
    rest = graph._replace(frozen=frozenset(), outline=(), freeze=(), expect={}, blocks=(), shared={})
    return rest._replace(nodes=nodes, inputs=inputs, outputs=outputs)


def _input(node: Node, shape: Shape) -> Node:
    layer = make(Input, (), len(shape) - 1, node.layer.layout)
    return Node(node.name, Applied(layer, (), shape), (), 1, node.line)


def _thinned(layer: Layer, width: int, rank: int | None = None) -> Layer:
    rank = layer.rank if rank is None else rank
    if not layer.fully_connected or (not width and rank == layer.rank):
        return layer
    given = layer.given | {"out": layer.out if not width or layer.out < width else width}
    return make(type(layer), tuple(given.items()), rank, layer.layout)
