"""Proof by execution: a network and its twin are run on the same numbers and weights, and every layer's output is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis import Analysis, analyze
from cnncalc.draft import Draft
from cnncalc.errors import Fault, refuse
from cnncalc.graph import Applied, Graph, Input, Node
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import make
from cnncalc.reference.run import forward
from cnncalc.reference.tensors import flatten, reshape
from cnncalc.twin.convert import Twin, fully_convolutional

WORK = 2_000_000  # operations and parameters of a run: a second or two
WIDTHS = (0, 256, 64, 16)  # outputs that a fully connected layer may keep where all of it is too much; 0: all of them


class Proof(NamedTuple):
    """What was run, how many layers and numbers were compared, how many of those were whole, and the layers that differ."""

    scope: str
    layers: int
    numbers: int
    whole: int
    different: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every number of every layer is the same."""
        return not self.different


class Part(NamedTuple):
    """A piece of the original that is run, or several that are run one by one, and what to call it."""

    scope: str
    graphs: Sequence[Graph]


def prove_twin(twin: Twin, seed: int = 0) -> Proof:
    """Run the original and its twin through `forward` with the same inputs and weights, drawn from the seed.

    A fully connected layer's weights out x C*H*W are its convolution's out x C x H x W. Every layer's numbers are compared, the
    output's among them, and must be equal to the last bit. A network too large for a few seconds is run in part: what lies
    behind the features, at its own spatial extents, with fewer outputs a layer where need be; else each fully connected layer
    alone. `scope` says which. Raises a `SpecError` where even that is too much.

    >>> import cnncalc
    >>> proof = prove_twin(cnncalc.fully_convolutional(cnncalc.build(cnncalc.load("alexnet"))))
    >>> proof.holds, proof.scope
    (True, 'the part behind pool5 at 256x6x6, with at most 64 outputs a layer')
    """
    for part in _parts(twin):
        twins = [fully_convolutional(graph) for graph in part.graphs]
        if sum(_work(analyze(each.original)) for each in twins) <= WORK:
            return _merged(part.scope, [_compared(each, seed) for each in twins])
    raise refuse(
        "even the fully connected layers alone, with few of their outputs, are too large to be run in seconds",
        "prove it on a smaller input: build the spec at another size, or --set smaller widths",
    )


def _work(analysis: Analysis) -> int:
    figures = analysis.totals.figures
    return figures.params + figures.activations + sum(figures.ops)


def _parts(twin: Twin) -> Iterator[Part]:
    original = twin.original
    shown = ", ".join(original.nodes[i].layer.shown(original.nodes[i].shape) for i in original.inputs.values())
    yield Part(f"the whole network at {shown}", [original])
    tail = _tail(twin)
    entries = [original.nodes[i] for i in _entries(original, tail)]
    behind = ", ".join(f"{node.name} at {node.layer.shown(node.shape)}" for node in entries[:3]) + ", ..." * (len(entries) > 3)
    for width in WIDTHS:
        graph = _cut(original, tail, width)
        if graph:
            yield Part(f"the part behind {behind}{_limit(width)}", [graph])
    for width in WIDTHS:
        yield Part(f"each fully connected layer alone{_limit(width)}", [_alone(pair.fc, pair.x, width) for pair in twin.pairs])


def _limit(width: int) -> str:
    return f", with at most {width} outputs a layer" if width else ""


def _tail(twin: Twin) -> list[int]:
    """The layers that the twin turns or drops, and all that follow them."""
    changed = {pair.fc.name for pair in twin.pairs} | {dropped.node.name for dropped in twin.dropped}
    tail: set[int] = set()
    for index, node in enumerate(twin.original.nodes):
        if node.name in changed or not tail.isdisjoint(node.inputs):
            tail.add(index)
    return sorted(tail)


def _entries(graph: Graph, part: Sequence[int]) -> list[int]:
    """The tensors that a part of a graph is given."""
    inside = set(part)
    return sorted({i for index in part for i in graph.nodes[index].inputs} - inside)


def _cut(graph: Graph, part: Sequence[int], width: int) -> Graph | None:
    """A part of a graph as a graph, no fully connected layer wider than `width`; None where its layers do not fit then."""
    draft = Draft(graph.layout, len(graph.nodes))
    at: dict[int, int] = {}
    for index in _entries(graph, part):
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


def _alone(fc: Node, x: Shape, width: int) -> Graph:
    """A fully connected layer on the map that it sees in the twin."""
    draft = Draft(fc.layer.layout, 2)
    draft.nodes.append(_input(fc._replace(name=f"input of {fc.name}"), x))
    draft.add(_thinned(fc.layer, width, len(x) - 1), (0,), fc.name, fc.line)
    empty = Graph("", "", fc.layer.layout, (), {}, {}, frozenset(), (), (), {})
    return _graph(empty, draft, {draft.nodes[0].name: 0})


def _graph(graph: Graph, draft: Draft, inputs: dict[str, int]) -> Graph:
    nodes, outputs = tuple(draft.nodes), {"output": len(draft.nodes) - 1}
    return graph._replace(nodes=nodes, inputs=inputs, outputs=outputs, frozen=frozenset(), outline=(), freeze=(), expect={})


def _input(node: Node, shape: Shape) -> Node:
    layer = Input()
    layer.rank, layer.layout, layer.given = len(shape) - 1, node.layer.layout, {}
    return Node(node.name, Applied(layer, (), shape), (), 1, node.line)


def _thinned(layer: Layer, width: int, rank: int | None = None) -> Layer:
    rank = layer.rank if rank is None else rank
    if layer.kind != "fc" or (not width and rank == layer.rank):
        return layer
    given = layer.given | {"out": layer.out if not width or layer.out < width else width}
    return make(type(layer), tuple(given.items()), rank, layer.layout)


def _compared(twin: Twin, seed: int) -> Proof:
    """Every tensor that both networks have, number by number."""
    first = forward(twin.original, seed=seed)
    weights: dict[str, dict[str, Any]] = {name: dict(tensors) for name, tensors in first.weights.items()}
    for pair in twin.pairs:
        shape = (pair.filters, pair.kernels, *pair.size)
        weights[pair.fc.name]["weight"] = reshape(flatten(weights[pair.fc.name]["weight"]), shape)
    second = forward(twin.graph, {name: first.tensors[name] for name in twin.graph.inputs}, weights, seed)
    numbers = whole = 0
    different: list[str] = []
    for node in twin.graph.layers():
        ours, theirs = flatten(second.tensors[node.name]), flatten(first.tensors[node.name])
        numbers += len(theirs)
        whole += sum(isinstance(value, int) for value in theirs)
        if len(ours) != len(theirs) or any(not _same(a, b) for a, b in zip(ours, theirs)):
            different.append(node.name)
    return Proof("", len(list(twin.graph.layers())), numbers, whole, tuple(different))


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) or (a != a and b != b)  # nan is what both give where a formula leaves the real numbers


def _merged(scope: str, proofs: Sequence[Proof]) -> Proof:
    layers, numbers, whole = (sum(column) for column in list(zip(*proofs))[1:4])
    return Proof(scope, layers, numbers, whole, tuple(name for proof in proofs for name in proof.different))
