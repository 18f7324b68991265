"""The working of one layer, as one would write it on paper."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.analysis.receptive_field import Field, input_field
from cnncalc.analysis.storage import DTYPES
from cnncalc.explanation.field import field_section
from cnncalc.explanation.parts import Chain, Explanation, Section, worked
from cnncalc.explanation.shapes import shape_section, suffix_of
from cnncalc.layers.base import Layer, arrange, show_shape
from cnncalc.layers.letters import Letters, extents, used, volume
from cnncalc.network.graph import Graph, Node

# The meaning of a letter, where the kind says nothing else.
MEANS = {"K": "kernel", "S": "stride", "P": "padding", "d": "dilation", "G": "groups"}
SIDES = {"d": "depth", "h": "height", "w": "width"}


def explain_layer(analysis: Analysis, row: Row, dtype: str) -> Explanation:
    """The output's shape, the parameters, the operations, the receptive field and the memory of a layer."""
    sections = (
        shape_section(row.node.applied),
        _params(row),
        _operations(analysis, row),
        field_section(row.node, row.field, _before(analysis, row.node)),
        _memory(analysis, row, dtype),
    )
    return Explanation(row.node.name, row.text, tuple(_givens(analysis.graph, row.node)), sections)


def _before(analysis: Analysis, node: Node) -> list[tuple[str, Field]]:
    graph, first = analysis.graph, len(analysis.graph.inputs)
    return [(graph.nodes[i].name, _field(analysis, i - first, graph.nodes[i])) for i in node.inputs]


def _field(analysis: Analysis, row: int, node: Node) -> Field:
    return analysis.rows[row].field if row >= 0 else input_field(node.shape)


def _givens(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    layer, xs, y = node.layer, node.applied.xs, node.shape
    suffix = suffix_of(node.applied)
    if len(xs) == 1:
        yield "input", f"{_lettered(xs[0], 'in' if suffix else '', graph)}, from {graph.nodes[node.inputs[0]].name}"
    else:
        for number, (i, x) in enumerate(zip(node.inputs, xs), 1):
            yield f"branch {number}", f"{show_shape(x, graph.layout)}, from {graph.nodes[i].name}"
    yield "output", _lettered(y, suffix, graph) + (f", {node.items:,} regions a picture" if node.items > 1 else "")
    if settings := _settings(layer, layer.letters(y, *xs), node):
        yield "with", settings


def _lettered(shape: tuple[int, ...], suffix: str, graph: Graph) -> str:
    letters = " x ".join(arrange(extents(shape, suffix), graph.layout))
    return f"{letters} = {show_shape(shape, graph.layout)}"


def _settings(layer: Layer, letters: Letters, node: Node) -> str:
    """The letters besides those of the shapes, and what they mean."""
    y, xs = node.shape, node.applied.xs
    found = used([formula for _, formula in (*layer.shape_formulas(y, *xs), *layer.formulas(y, *xs))], letters)
    means = {**MEANS, **dict(layer.means)}
    rows = [
        (list(means).index(letter[0]), letter) for letter in found if letter[0] in means and not letter.endswith(("in", "out"))
    ]
    return ", ".join(f"{letter} = {found[letter]} ({_meaning(letter, means)})" for _, letter in sorted(rows))


def _meaning(letter: str, means: dict[str, str]) -> str:
    """What a letter means: `Kh` is the kernel along the height, `P_before` the padding before."""
    base, _, end = letter.partition("_")
    side = SIDES.get(base[1:], "")
    return f"{means[base[0]]}{f' {end}' if end else ''}{f' along the {side}' if side else ''}"


def _params(row: Row) -> Section:
    node, figures = row.node, row.figures
    if row.owner:
        return Section("parameters", (), (f"its weights are those of {row.owner.name}: {row.alone.params:,}, counted there",))
    chains = [_kept(node, name, value) for name, value in (("params", figures.params), ("buffers", figures.buffers)) if value]
    remarks = [] if figures.params else ["nothing is learned"]
    if biases := figures.params - figures.weights:
        remarks.append(f"of them {figures.weights:,} weights and {biases:,} biases")
    if row.frozen and figures.params:
        remarks.append("frozen: none of them is trained")
    return Section("parameters", tuple(chains), tuple(remarks))


def _kept(node: Node, name: str, value: int) -> Chain:
    layer, xs, y = node.layer, node.applied.xs, node.shape
    return worked(name, dict(layer.formulas(y, *xs))[name], layer.letters(y, *xs), value)


def _operations(analysis: Analysis, row: Row) -> Section:
    node, layer = row.node, row.node.layer
    formulas, letters = dict(layer.formulas(node.shape, *node.applied.xs)), layer.letters(node.shape, *node.applied.xs)
    figures = {"macs": row.figures.macs, **row.figures.ops._asdict()}
    chains = []
    for name, value in figures.items():
        if value:
            formula, more = _times(formulas[name], analysis, node)
            chains.append(worked(name, formula, letters | more, value))
        if value and name == "macs":
            chains.append(worked("flops", "2*macs", {"macs": value}, row.figures.flops))
    remarks = [] if row.figures.macs else ["no dot products, so macs = 0"]
    return Section("operations", tuple(chains), tuple(remarks if chains else [*remarks, "nothing is reckoned: ops = 0"]))


def _times(formula: str, analysis: Analysis, node: Node) -> tuple[str, Letters]:
    """A formula for one tensor, made one for all regions of all inputs."""
    more: Letters = {name: n for name, n in (("regions", node.items), ("batch", analysis.batch)) if n > 1}
    whole = f"({formula})" if more and " " in formula else formula
    return "*".join([whole, *more]), more


def _memory(analysis: Analysis, row: Row, dtype: str) -> Section:
    node, figures, size = row.node, row.figures, DTYPES[dtype]
    formula, more = _times(volume(node.shape, suffix_of(node.applied)), analysis, node)
    letters = node.layer.letters(node.shape, *node.applied.xs) | more
    counts: Letters = {"params": figures.params, "buffers": figures.buffers, "activations": figures.activations}
    own = worked("activations", formula, letters, figures.activations)
    chains = [
        Chain("activations", (), 0) if node.layer.is_nothing else own,
        worked("memory of the activations", f"activations*{size}", counts, figures.activations * size, unit="bytes"),
    ]
    if kept := figures.params + figures.buffers:
        sum_ = "(params + buffers)" if figures.buffers and figures.params else "params" if figures.params else "buffers"
        chains.append(worked("memory of the parameters", f"{sum_}*{size}", counts, kept * size, unit="bytes"))
    return Section(f"memory as {dtype}", tuple(chains), tuple(_sharing(node.layer)))


def _sharing(layer: Layer) -> Iterator[str]:
    if layer.renames:
        yield "it only renames its input: both are the same memory"
    elif layer.in_place:
        yield "it works in place where nothing reads its input later"
