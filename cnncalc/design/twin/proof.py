"""Proof by execution: a network and its twin are run on the same numbers and weights, and every layer's output is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.design.twin.convert import Twin, fully_convolutional
from cnncalc.design.twin.cuts import alone, cut, entries, tail
from cnncalc.errors import refuse
from cnncalc.network.graph import Applied, Graph
from cnncalc.reference.run import PIXELS, forward
from cnncalc.reference.tensors import each, flatten, reshape
from cnncalc.reference.weights import draw

WORK = 5_000_000  # operations and parameters of a run: a second or two
WIDTHS = (0, 256, 64, 16)  # outputs that a fully connected layer may keep where all of it is too much; 0: all of them
NAMED = 3  # tensors in a scope


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


class TwinPiece(NamedTuple):
    """The network or a piece of it with its twin, or several that are run one by one, and what to call them."""

    scope: str
    twins: Sequence[Twin]


def prove_twin(twin: Twin, seed: int = 0) -> Proof:
    """Run the original and its twin through `forward` with the same inputs and weights, drawn from the seed.

    A fully connected layer's weights out x C*H*W are its convolution's out x C x H x W. Every layer's numbers are compared, the
    output's among them, and must be equal to the last bit. A network too large for a few seconds is run in part: what lies
    after the features, at its own spatial extents, with fewer outputs per layer where need be; else each fully connected layer
    alone. `scope` says which. Raises a `SpecError` where even that is too much.

    >>> import cnncalc
    >>> proof = prove_twin(cnncalc.fully_convolutional(cnncalc.build(cnncalc.load("alexnet"))))
    >>> proof.holds, proof.scope
    (True, 'the part after pool5 (256x6x6), at most 64 outputs per layer')
    """
    if twin.original.sizes:
        raise refuse("networks are run on numbers, and the spec's input has symbols", "give its extents numbers")
    for part in _parts(twin):
        if sum(_work(analyze(twin.original)) for twin in part.twins) <= WORK:
            return _merged(part.scope, [_compared(twin, seed) for twin in part.twins])
    raise refuse(
        "even the fully connected layers alone, with few of their outputs, are too large to be run in seconds",
        "--set smaller widths, or prove a copy of the spec that has some",
    )


def _work(analysis: Analysis) -> int:
    figures = analysis.totals.figures
    return figures.params + figures.activations + sum(figures.ops)


def _parts(twin: Twin) -> Iterator[TwinPiece]:
    """What may be run, the whole network first, then less and less of it."""
    original = twin.original
    yield TwinPiece(f"the whole network at {_shown(original, list(original.inputs.values()))}", [twin])
    after = tail(twin)
    where = _shown(original, entries(original, after), names=True)
    for width in WIDTHS:
        graph = cut(original, after, width)
        if graph:
            yield TwinPiece(f"the part after {where}{_limit(width)}", [fully_convolutional(graph)])
    for width in WIDTHS:
        graphs = [alone(pair.fc, pair.x, width) for pair in twin.pairs]
        yield TwinPiece(f"each fully connected layer alone{_limit(width)}", [fully_convolutional(graph) for graph in graphs])


def _shown(graph: Graph, indices: Sequence[int], names: bool = False) -> str:
    """The shapes of some tensors, with their names."""
    nodes = [graph.nodes[i] for i in indices[:NAMED]]
    shapes = [node.layer.shown(node.shape) for node in nodes]
    words = [f"{node.name} ({shape})" if names else shape for node, shape in zip(nodes, shapes)]
    return ", ".join(words) + ", ..." * (len(indices) > NAMED)


def _limit(width: int) -> str:
    return f", at most {width} outputs per layer" if width else ""


def _compared(twin: Twin, seed: int) -> Proof:
    """Every tensor that both networks have, number by number."""
    first = forward(twin.original, _inputs(twin, seed), seed=seed)
    weights: dict[str, dict[str, Any]] = {name: dict(tensors) for name, tensors in first.weights.items()}
    for pair in (pair for pair in twin.pairs if pair.fc.name in weights):  # of those that share, the first has them
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


def _inputs(twin: Twin, seed: int) -> dict[str, Any]:
    """Inputs as floats where an average of single numbers is dropped, which makes floats of whole ones; else as drawn."""
    if not any(_divides(dropped.node.applied) for dropped in twin.dropped):
        return {}
    nodes = [twin.original.nodes[i] for i in twin.original.inputs.values()]
    return {node.name: each(float, draw(node.name, node.shape, PIXELS, seed)) for node in nodes}


def _divides(applied: Applied) -> bool:
    return bool(applied.layer.ops(applied.y, *applied.xs).div)


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) or (a != a and b != b)  # nan is what both give where a formula leaves the real numbers


def _merged(scope: str, proofs: Sequence[Proof]) -> Proof:
    layers, numbers, whole = (sum(column) for column in list(zip(*proofs))[1:4])
    return Proof(scope, layers, numbers, whole, tuple(name for proof in proofs for name in proof.different))
