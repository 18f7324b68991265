"""The totals of a network, or of a scope, as sums over its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from cnncalc.analysis.analyze import Analysis, Figures, Row, total
from cnncalc.analysis.lifetimes import peak_moment
from cnncalc.analysis.storage import DTYPES
from cnncalc.explanation.parts import Chain, Explanation, Section, worked
from cnncalc.layers.base import show_shape
from cnncalc.layers.letters import Letters

# What is added up layer by layer, besides the parameters.
SUMS: dict[str, Callable[[Row], int]] = {
    "buffers": lambda row: row.figures.buffers,
    "macs": lambda row: row.figures.macs,
    "activations": lambda row: row.figures.activations,
}
TITLES = {"macs": "multiply-accumulates"}


def explain_scope(analysis: Analysis, name: str, rows: Sequence[Row], dtype: str) -> Explanation:
    """The sums over the layers of a scope; scopes inside are one term each."""
    first, last = rows[0].node, rows[-1].node
    nodes, layout = analysis.graph.nodes, analysis.graph.layout
    ends = [("input", f"{show_shape(nodes[first.inputs[0]].shape, layout)}, from {nodes[first.inputs[0]].name}")]
    ends.append(("output", show_shape(last.shape, layout)))
    return Explanation(name, _layers(len(rows)), tuple(ends), tuple(_sums(rows, name.count(".") + 1, dtype)))


def explain_totals(analysis: Analysis, dtype: str) -> Explanation:
    """The sums over all layers, and the moment at which most activations are alive."""
    graph, rows = analysis.graph, analysis.rows
    ends = [
        (kind, ", ".join(f"{name} {show_shape(graph.nodes[i].shape, graph.layout)}" for name, i in found.items()))
        for kind, found in (("inputs", graph.inputs), ("outputs", graph.outputs))
    ]
    sections = (*_sums(rows, 0, dtype), _peak(analysis, dtype))
    return Explanation(graph.name or "network", _layers(len(rows)), tuple(ends), sections)


def _layers(count: int) -> str:
    return f"{count:,} layer{'s' * (count != 1)}"


def _sums(rows: Sequence[Row], depth: int, dtype: str) -> Iterator[Section]:
    figures = total(row.figures for row in rows)
    yield _parameters(rows, figures, depth)
    for name, figure in SUMS.items():
        if value := sum(map(figure, rows)):
            flops = [worked("flops", "2*macs", {"macs": value}, figures.flops)] if name == "macs" else []
            yield Section(TITLES.get(name, name), (Chain(name, (), value), *flops), (), tuple(_terms(rows, figure, depth)))
    yield _bytes(figures, dtype)


def _parameters(rows: Sequence[Row], figures: Figures, depth: int) -> Section:
    letters: Letters = {"params": figures.params, "biases": figures.params - figures.weights}
    letters["frozen"] = figures.params - sum(row.trainable for row in rows)
    chains = [Chain("params", (), figures.params)]
    if letters["biases"]:
        chains.append(worked("weights", "params - biases", letters, figures.weights))
    if letters["frozen"]:
        chains.append(worked("trainable", "params - frozen", letters, sum(row.trainable for row in rows)))
    remarks = () if figures.params else ("nothing is learned",)
    return Section("parameters", tuple(chains), remarks, tuple(_terms(rows, lambda row: row.figures.params, depth)))


def _bytes(figures: Figures, dtype: str) -> Section:
    letters: Letters = {"params": figures.params, "buffers": figures.buffers, "activations": figures.activations}
    kept = "(params + buffers)" if figures.buffers else "params"
    size = DTYPES[dtype]
    chains = (
        worked("memory of the parameters", f"{kept}*{size}", letters, (figures.params + figures.buffers) * size, unit="bytes"),
        worked("memory of the activations", f"activations*{size}", letters, figures.activations * size, unit="bytes"),
    )
    return Section(f"memory as {dtype}", chains)


def _terms(rows: Sequence[Row], figure: Callable[[Row], int], depth: int) -> Iterator[tuple[str, int]]:
    """What each layer or scope adds, those left out that add nothing."""
    for name, group in groupby(rows, key=lambda row: ".".join(row.node.name.split(".")[: depth + 1])):
        if value := sum(map(figure, group)):
            yield name, value


def _peak(analysis: Analysis, dtype: str) -> Section:
    graph, (index, alive) = analysis.graph, peak_moment(analysis.graph)
    value = analysis.totals.peak_activations
    terms = tuple((graph.nodes[i].name, elements * analysis.batch) for i, elements in alive.items())
    chains = (
        Chain("peak", (), value),
        worked("memory of the peak", f"peak*{DTYPES[dtype]}", {"peak": value}, value * DTYPES[dtype], unit="bytes"),
    )
    doing = "is read" if index in graph.inputs.values() else "runs"
    when = f"most is alive while {graph.nodes[index].name} {doing}: a tensor lives until its last reader is done"
    return Section("peak of the activations", chains, (when,), terms)
