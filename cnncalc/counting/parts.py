"""A network taken apart for counting: its heads, its classifier, and what may be called as a function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.counting.called import ACTIVATIONS, ACTS, BRANCHED, GATES, GLOBAL, LAST, REST, STEM, WINDOWED
from cnncalc.network.graph import Graph

HEADS, CLASSIFIER, BODY = "heads", "classifier", "body"


def parts(analysis: Analysis) -> dict[tuple[str, str], Analysis]:
    """The rows of a network by what they are part of and what may be called there, as analyses of these rows alone."""
    graph = analysis.graph
    heads, classifier = _heads(graph), _classifier(graph)
    gates = _above(graph, (i for i, node in enumerate(graph.nodes) if node.layer.kind == "mul"))
    readers = Counter(index for node in graph.nodes for index in node.inputs)
    found: dict[tuple[str, str], list[Row]] = {}
    indices = (index for index, node in enumerate(graph.nodes) if node.inputs)
    for index, row in zip(indices, analysis.rows):
        part = HEADS if index in heads else CLASSIFIER if index in classifier else BODY
        spot = _spot(row.node.layer.kind, index in gates, readers[row.node.inputs[0]] > 1)
        found.setdefault((part, spot), []).append(row)
    return {key: analysis._replace(rows=tuple(rows)) for key, rows in found.items()}


def _spot(kind: str, gates: bool, branches: bool) -> str:
    """What a layer of a kind may be called with, where its output gates another, and where others read its input too."""
    if kind in ACTIVATIONS:
        return ACTS
    if kind in WINDOWED:
        return BRANCHED if branches else STEM
    if kind in GLOBAL:
        return GATES if gates and kind == "gap" else LAST
    return REST


def _above(graph: Graph, below: Iterable[int]) -> set[int]:
    """The nodes that some of the given nodes depend on, these included."""
    needed = set(below)
    for index in reversed(range(len(graph.nodes))):
        if index in needed:
            needed.update(graph.nodes[index].inputs)
    return needed


def _heads(graph: Graph) -> set[int]:
    """What the main path's end does not depend on."""
    if "output" not in graph.outputs:
        return set()
    return set(range(len(graph.nodes))) - _above(graph, [graph.outputs["output"]])


def _classifier(graph: Graph) -> set[int]:
    """The fully connected layers that no convolution comes after, and all that comes after them."""
    before = _above(graph, (i for i, node in enumerate(graph.nodes) if node.layer.family == "convolution"))
    found: set[int] = set()
    for index, node in enumerate(graph.nodes):
        if (node.layer.fully_connected and index not in before) or any(i in found for i in node.inputs):
            found.add(index)
    return found
