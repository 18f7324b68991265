"""The working of an answer in a line: the formula of one layer, the sum over several, the values in an expression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnncalc.analysis.analyze import Row
from cnncalc.asking.case import Case
from cnncalc.asking.figure import BYTES, RATIO, SUM, WHOLE
from cnncalc.asking.figures import FIGURES
from cnncalc.asking.found import moved
from cnncalc.asking.lecun import biases, has_neurons, inputs, pool_of, units
from cnncalc.asking.marks import show_figure
from cnncalc.asking.questions import Query, QueryTerm
from cnncalc.explanation.layer import explain_layer
from cnncalc.explanation.parts import Chain
from cnncalc.layers.arithmetic import elements, product, times

MOST = 4  # terms of a sum that are shown
LECUN = ("neurons", "connections")
LINES = ("output", "unread")  # quantities whose working is that of the output's extents


def working(question: Query, case: Case) -> str:
    """How the right answer comes about, in one line; empty where there is nothing to work out, or symbols stand for extents.

    >>> import cnncalc
    >>> from cnncalc.asking.case import Case
    >>> from cnncalc.asking.questions import question
    >>> case = Case(cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5"))))
    >>> working(question(case.analysis, "C3.params"), case)
    'K*K*Cin*Cout + Cout = 5*5*6*16 + 16'
    """
    if case.analysis.sizes is not None:
        return ""
    if question.code:
        return ", ".join(f"{term.name} = {show_figure(term.value(case))}" for term in question.terms.values())
    (term,) = question.terms.values()
    figure, rows = FIGURES[term.quantity], [case.row(node) for node in term.nodes]
    if term.in_bytes or figure.unit == BYTES:
        numbers, rest = divmod(term.value(case), case.width)
        return "" if rest else f"{show_figure(numbers)} numbers, {case.width} bytes each"
    if figure.over == WHOLE:
        return _of_network(term.quantity, case)
    if figure.unit == RATIO:
        return f"{show_figure(sum(row.figures.macs for row in rows))} MACs, {show_figure(moved(case, rows))} bytes moved"
    if len(rows) == 1 or figure.over != SUM:
        return _of_layer(term.quantity, case, rows[-1]) if rows[-1].node.inputs else ""
    return _sum(term, case, rows)


def _of_network(quantity: str, case: Case) -> str:
    """The layers that make the depth of a network; nothing of its other figures, which `memory` explains."""
    if quantity != "depth":
        return ""
    from cnncalc.analysis.depth import is_weighted, longest_path  # few ask

    path = [row.node.name for row in longest_path(case.analysis) if is_weighted(row)]
    return f"layers with weights on the longest path: {', '.join(path)}" if path else ""


def _of_layer(quantity: str, case: Case, row: Row) -> str:
    sections = explain_layer(case.analysis, row, "float32").sections
    chains = {chain.name: chain for section in sections for chain in section.chains}
    if quantity in LINES:
        return ", ".join(f"{chain.name} = {_steps(chain)}" for chain in sections[0].chains if chain.steps)
    if quantity in LECUN and not has_neurons(row):
        return ""
    if quantity == "connections" and "macs" in chains:
        more = (" + outputs", f" + {row.figures.activations:,}") if biases(row) else ("", "")
        return " = ".join(f"{step}{bias}" for step, bias in zip(chains["macs"].steps, more))
    if quantity == "connections":
        return _subsampled(case, row)
    if quantity == "weights" and "params" in chains:
        parts = [step.rpartition(" + ") for step in chains["params"].steps]
        return " = ".join(weights for weights, plus, bias in parts if plus) or _steps(chains["params"])
    found = [chain for name, chain in chains.items() if name in (FIGURES[quantity].working or (quantity,))]
    return ", ".join(_steps(chain) for chain in found if chain.steps)


def _subsampled(case: Case, row: Row) -> str:
    """The connections of a pool, or of a scale with the pool before it: `(2*2 + 1)*6*14*14`."""
    pool = pool_of(case, row) or row
    window = pool.node.layer.kernel if pool.node.layer.family == "pooling" and pool.node.layer.stride_is_kernel else (1,)
    if inputs(case, row) != product(window) * row.figures.activations:
        return f"{inputs(case, row):,} inputs of windows{f' and {row.figures.activations:,} biases' if biases(row) else ''}"
    runs = row.figures.activations // elements(row.node.shape)
    per = f"({times(*window)} + 1)" if biases(row) else times(*window)
    return times(per, *row.node.shape, *([runs] if runs > 1 else []))


def _steps(chain: Chain) -> str:
    """The formula and the numbers put in, with its value where there are several."""
    return " = ".join(chain.steps[:2])


def _sum(term: QueryTerm, case: Case, rows: Sequence[Row]) -> str:
    """The terms of a sum, the largest where there are many."""
    own = units(case, rows) if term.quantity in LECUN else rows
    parts = [(row.node.name, term._replace(nodes=(node,))) for node, row in zip(term.nodes, rows) if row in own]
    if term.quantity == "layers":
        return ""
    values = [(name, part.value(case)) for name, part in parts]
    counted = [(name, value) for name, value in values if value]
    if len(counted) < 2:
        return _of_layer(term.quantity, case, _row_of(counted, rows)) if counted else ""
    if len(counted) <= MOST:
        return " + ".join(_called(*pair) for pair in counted)
    largest = sorted(counted, key=lambda pair: -pair[1])[: MOST - 1]
    return f"the sum over {len(counted):,} layers, most of it in {_listed(_called(*pair) for pair in largest)}"


def _row_of(counted: Sequence[tuple[str, int]], rows: Sequence[Row]) -> Row:
    return next(row for row in rows if row.node.name == counted[0][0])


def _called(name: str, value: int) -> str:
    return f"{value:,} ({name})"


def _listed(texts: Iterable[str]) -> str:
    *first, last = texts
    return f"{', '.join(first)} and {last}"
