"""A graph made anew from a part of another: every node shaped again, and an outline from which it can be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from cnncalc.errors import Fault, Problem, Word
from cnncalc.language.spec import Text
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import make, text_of
from cnncalc.network.draft import Draft
from cnncalc.network.freeze import frozen_nodes
from cnncalc.network.graph import Event, Graph, Node
from cnncalc.network.sharing import carried, weights_of
from cnncalc.words.values import axes


class Break(NamedTuple):
    """A layer that cannot work on what reaches it now: what that is, what it had before, and why it cannot."""

    name: str
    text: str
    came: tuple[Shape, ...]
    had: tuple[Shape, ...]
    message: str


def rebuilt(
    graph: Graph, taken: Collection[int], inputs_of: Sequence[tuple[int, ...]], ends: Mapping[str, int]
) -> tuple[Graph, tuple[Break, ...]]:
    """What is left without the nodes taken. A node that breaks keeps its shape, so that other breaks after it can be found.

    `inputs_of` says what each node reads, `ends` where each output comes from, both as indices in the old graph. Expectations,
    which were about the whole network, are dropped.
    """
    draft = Draft(graph.layout, len(graph.nodes))
    shares = _shares(graph)
    place: dict[int, int] = {}
    breaks = []
    for index, node in enumerate(graph.nodes):
        if index in taken:
            continue
        inputs = tuple(place[i] for i in inputs_of[index])
        place[index] = len(draft.nodes)
        try:
            _add(draft, node, inputs, shares.get(node.name))
        except Fault as fault:
            came = tuple(draft.nodes[i].shape for i in inputs)
            breaks.append(Break(node.name, text_of(node.layer), came, node.applied.xs, fault.message))
            draft.nodes.append(node._replace(inputs=inputs))
    nodes = tuple(draft.nodes)
    outputs = {name: place[index] for name, index in ends.items()}
    frozen = frozenset(place[index] for index in graph.frozen if index in place)
    left = graph._replace(
        nodes=nodes, outputs=outputs, frozen=frozen, freeze=_freeze(graph.freeze, draft.nodes, frozen), expect={}
    )
    left = left._replace(shared=carried(graph.shared, place))
    breaks += _unlike(left, breaks)
    return left._replace(outline=tuple(_flat(left)), blocks=()), tuple(breaks)


def _unlike(left: Graph, breaks: Sequence[Break]) -> list[Break]:
    """What would use weights of another shape now than those that it shares."""
    broken, found = {each.name for each in breaks}, []
    for index, owner in left.shared.items():
        node, other = left.nodes[index], left.nodes[owner]
        if broken.isdisjoint((node.name, other.name)) and weights_of(node.applied) != weights_of(other.applied):
            message = f"it uses the weights of {other.name}, which have other shapes now"
            found.append(Break(node.name, text_of(node.layer), node.applied.xs, other.applied.xs, message))
    return found


def _shares(graph: Graph) -> dict[str, tuple[int, int]]:
    """The slices that splits begin their branches with: which one, and of how many."""
    splits = [node for node in graph.nodes if node.layer.splits]
    return {f"{node.name}.slice{i + 1}": (i, len(node.inputs)) for node in splits for i in range(len(node.inputs))}


def _add(draft: Draft, node: Node, inputs: tuple[int, ...], share: tuple[int, int] | None) -> None:
    if not inputs:
        draft.nodes.append(node)
        return
    shape = draft.nodes[inputs[0]].shape
    layer = _fitting(node.layer, len(shape) - 1) if share is None else _cut(draft, shape, *share)
    draft.add(layer, inputs, node.name, node.line)


def _cut(draft: Draft, shape: Shape, number: int, count: int) -> Layer:
    """The slice of a split, which cuts evenly whatever reaches it."""
    width, rest = divmod(shape[0], count)
    if rest:
        raise Fault(f"split cannot cut {shape[0]} channels evenly among {count} branches")
    return draft.sliced(number * width, (number + 1) * width, len(shape) - 1)


def _fitting(layer: Layer, rank: int) -> Layer:
    """The layer for data of another rank, where it has nothing to do with axes."""
    if rank == layer.rank:
        return layer
    if rank and layer.spatial:
        raise Fault(f"{layer.kind} is written for data with {axes(layer.rank)}, and its input has {axes(rank)}")
    return make(type(layer), tuple(layer.given.items()), rank, layer.layout)


def _freeze(patterns: tuple[Text, ...], nodes: list[Node], frozen: frozenset[int]) -> tuple[Text, ...]:
    """The patterns that still name something, and the layers by name that a join's pattern froze: it has no branches now."""
    problems: list[Problem] = []
    left = tuple(text for text in patterns if frozen_nodes([text], nodes, {}, problems))
    own = frozen_nodes(left, nodes, {}, problems)
    words = (Word(nodes[index].name) for index in sorted(frozen - own))
    return (*left, *(patterns[0]._replace(word=word) for word in words))


def _flat(graph: Graph) -> list[Event]:
    """An outline without nesting: every layer goes on from the tensors that it names. A split is written as its concat."""
    events: list[Event] = []
    at = 0
    for index in range(len(graph.inputs), len(graph.nodes)):
        node = graph.nodes[index]
        if node.layer.joins:
            kind = "concat" if node.layer.splits else node.layer.kind
            branches = [event for i in node.inputs for event in (("branch", ""), ("from", graph.nodes[i].name))]
            events += [(kind, node.name), *branches, ("end", "")]
        else:
            events += [("from", graph.nodes[node.inputs[0]].name)] if node.inputs[0] != at else []
            events.append(index)
        at = index
    for name, index in graph.outputs.items():
        if name != "output":
            events += [("head", name), ("from", graph.nodes[index].name), ("end", "")]
    end = graph.outputs.get("output", at)
    return [*events, *([("from", graph.nodes[end].name)] if end != at else [])]
