"""Quantities: what can be asked of a network, by name (design, section 7), and arithmetic over such names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis import Analysis, Figures, Row
from cnncalc.answers import AXES, BYTES, NUMBER, SHAPE
from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.fields import input_field
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import AXES as AXIS_NAMES
from cnncalc.layers.base import Ops
from cnncalc.sliding import kernel, overlap, padding, positions
from cnncalc.words.expression import Code, parse_expression


class Case(NamedTuple):
    """A network's figures, and how many bytes a number takes."""

    analysis: Analysis
    width: int = 4

    def row(self, node: int) -> Row:
        """The row of a node; an input has one that costs nothing."""
        inputs = len(self.analysis.graph.inputs)
        if node >= inputs:
            return self.analysis.rows[node - inputs]
        made = self.analysis.graph.nodes[node]
        figures = Figures(0, 0, 0, 0, Ops(), elements(made.shape) * self.analysis.batch)
        return Row(made, figures, False, input_field(made.shape))


Rows = Sequence[Row]


class Quantity(NamedTuple):
    """How a quantity is found from rows; `last` tells that it is that of the last row, not a sum."""

    of: Callable[[Case, Rows], Any]
    asked: str = NUMBER
    last: bool = False


def _sum(figure: Callable[[Row], Any]) -> Quantity:
    return Quantity(lambda case, rows: sum(map(figure, rows)))


def _last(value: Callable[[Row], Any], asked: str = AXES) -> Quantity:
    return Quantity(lambda case, rows: value(rows[-1]), asked, last=True)


def _connections(row: Row) -> Any:
    """Weights in use, counted as LeCun et al. 1998 do: every output's dot product, and its bias."""
    biased = row.figures.params > row.figures.weights
    return row.figures.macs + (row.figures.activations if row.figures.macs and biased else 0)


def _peak(case: Case, rows: Rows) -> Any:
    if len(rows) < len(case.analysis.rows):
        raise Fault("peak_activations is a figure of the whole network", "ask for activations of a layer or a scope")
    return case.analysis.totals.peak_activations


def _extent(axis: str) -> Quantity:
    def extent(row: Row) -> Any:
        names = AXIS_NAMES[len(row.node.shape) - 1]
        if axis not in names:
            raise Fault(f"{row.node.name} has no {axis}: its shape is {row.node.layer.shown(row.node.shape)}")
        return row.node.shape[1 + names.index(axis)]

    return _last(extent, NUMBER)


def _op(name: str) -> Quantity:
    return _sum(lambda row: getattr(row.figures.ops, name))


QUANTITIES = {
    "params": _sum(lambda row: row.figures.params),
    "weights": _sum(lambda row: row.figures.weights),
    "macs": _sum(lambda row: row.figures.macs),
    "flops": _sum(lambda row: row.figures.flops),
    "ops": _sum(lambda row: sum(row.figures.ops)),
    **{name: _op(name) for name in Ops._fields},
    "buffers": _sum(lambda row: row.figures.buffers),
    "trainable": _sum(lambda row: row.trainable),
    "activations": _sum(lambda row: row.figures.activations),
    "neurons": _sum(lambda row: row.figures.activations if row.figures.macs else 0),
    "connections": _sum(_connections),
    "layers": _sum(lambda row: 1),
    "peak_activations": Quantity(_peak),
    "output": _last(lambda row: row.node.shape, SHAPE),
    "channels": _last(lambda row: row.node.shape[0], NUMBER),
    **{axis: _extent(axis) for axis in ("length", "height", "width")},
    "receptive_field": _last(lambda row: row.field.size),
    "stride": _last(lambda row: row.field.stride),
    "positions": _last(positions, NUMBER),
    "kernel": _last(kernel),
    "padding": _last(padding),
    "overlap": _last(overlap),
    "unread": _last(lambda row: row.node.layer.unread(row.node.applied.xs[0]) if row.node.inputs else ()),
}
STORED = ("params", "weights", "buffers", "trainable", "activations", "neurons", "peak_activations")  # have .bytes


class Term(NamedTuple):
    """One quantity of some nodes."""

    name: str
    quantity: str
    nodes: tuple[int, ...]
    in_bytes: bool = False

    def value(self, case: Case) -> Any:
        """What it is in a network."""
        found = self.found(case)
        if found == () and self.quantity != "output":
            raise Fault(f"{self.name} cannot be stated: there are no spatial axes that it would be along")
        return found

    def found(self, case: Case) -> Any:
        """The same, or () where it cannot be stated."""
        found = QUANTITIES[self.quantity].of(case, [case.row(node) for node in self.nodes])
        return found * case.width if self.in_bytes else found


class Question(NamedTuple):
    """What is asked: one quantity, or arithmetic over several."""

    text: str
    asked: str
    terms: dict[str, Term]
    code: Code | None = None

    def value(self, case: Case, changed: Case | None = None, about: Iterable[str] = ()) -> Any:
        """The answer; the quantities named in `about` are those of the network `changed` instead."""
        values = {
            name: term.value(changed if changed and term.quantity in about else case) for name, term in self.terms.items()
        }
        if self.code is None:
            return values[self.text]
        return self.code(lambda name: _number(name, values[name]))


def _number(name: str, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    if len(set(value)) != 1:
        shown = "x".join(map(str, value))
        raise Fault(f"{name} is {shown}, and arithmetic needs a number", "ask for its height, width or channels")
    return value[0]


def question(analysis: Analysis, text: str) -> Question:
    """What a text asks of a network: `params`, `conv1` (its shape), `fc6.weights + fc7.weights`, `1 - conv.params / params`."""
    if term := _term(analysis, text):
        quantity = QUANTITIES[term.quantity]
        return Question(text, BYTES if term.in_bytes else quantity.asked, {text: term})
    if re.fullmatch(r"[\w.-]+", text):
        raise _unknown(analysis, text)
    parsed = parse_expression(text, dotted=True)
    terms = {name: _term(analysis, name) or _raise(_unknown(analysis, name)) for name in sorted(parsed.names)}
    if not terms:
        raise Fault(f"{quote(text)} asks nothing of the network", "write it as in: fc6.weights + fc7.weights")
    in_bytes = all(term.in_bytes for term in terms.values()) and "/" not in text
    return Question(text, BYTES if in_bytes else NUMBER, terms, parsed.code)


def _raise(fault: Fault) -> Any:
    raise fault


def _term(analysis: Analysis, name: str) -> Term | None:
    """The quantity that a name means, of the whole network or of what stands before its last dot."""
    bare, in_bytes = (name[:-6], True) if name.endswith(".bytes") else (name, False)
    subject, _, quantity = bare.rpartition(".")
    if quantity in QUANTITIES and (nodes := _nodes(analysis, subject, QUANTITIES[quantity].last)):
        if in_bytes and quantity not in STORED:
            raise Fault(f"{quantity} takes no memory: it has no bytes", f"these have: {', '.join(STORED)}")
        return Term(name, quantity, nodes, in_bytes)
    if not in_bytes and (nodes := _nodes(analysis, name, True)):
        return Term(name, "output", nodes)
    return None


def _nodes(analysis: Analysis, subject: str, last: bool) -> tuple[int, ...]:
    """The nodes of a layer, a scope, an input or, where nothing has that name, of a kind or a family."""
    graph = analysis.graph
    first = len(graph.inputs)
    if not subject:
        return tuple(range(first, graph.outputs["output"] + 1 if last else len(graph.nodes)))
    if subject in graph.inputs:
        return (graph.inputs[subject],)
    rows = list(enumerate(analysis.rows, first))
    named = tuple(i for i, row in rows if row.node.name == subject or row.node.name.startswith(f"{subject}."))
    return named or tuple(i for i, row in rows if subject in (row.node.layer.kind, row.node.layer.family))


def _unknown(analysis: Analysis, name: str) -> Fault:
    known = [*QUANTITIES, *analysis.graph.inputs, *(row.node.name for row in analysis.rows[:1000])]
    subject, _, quantity = name.rpartition(".")
    if subject and _nodes(analysis, subject, True):
        guess = did_you_mean(quantity, QUANTITIES, f"the quantities are: {', '.join(QUANTITIES)}")
        return Fault(f"{quote(quantity)} of {quote(name)} is no quantity", guess)
    return Fault(f"{quote(name)} names no quantity, layer or scope", did_you_mean(name, known, "write it as in: fc6.params"))
