"""Questions: a quantity of the network, of a layer, a scope or a kind, and arithmetic over several."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.asking.case import Case, Rows
from cnncalc.asking.figure import BYTES, LAST, NUMBER, OWN, WHOLE, Figure
from cnncalc.asking.figures import FIGURES, OF_NETWORK, figure_named, yields
from cnncalc.asking.places import EXPECTED, askable, guess, objection, require_stored, spellings
from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.layers.base import AXES
from cnncalc.network.joined import join_scope
from cnncalc.words.ends import Ends
from cnncalc.words.expression import Code, Expression, parse_expression

RUN = re.compile(r"[A-Za-z_][\w.]*(?:-[\w.]+)+", re.ASCII)  # names and numbers that dashes join


class QueryTerm(NamedTuple):
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
        figure, rows = FIGURES[self.quantity], [case.row(node) for node in self.nodes]
        if figure.over == WHOLE and not case.is_whole(rows):
            raise Fault(f"{self.quantity} is a figure of the whole network", _of_layers(rows, figure))
        found = figure.of(case, rows)
        return found * case.width if self.in_bytes else found


class Query(NamedTuple):
    """What is asked: one quantity, or arithmetic over several."""

    text: str
    asked: str
    terms: dict[str, QueryTerm]
    code: Code | None = None

    def value(self, case: Case, changed: Case | None = None, about: Iterable[str] = ()) -> Any:
        """The answer; the quantities named in `about` are those of the network `changed` instead."""
        values = {
            name: term.value(changed if changed and term.quantity in about else case) for name, term in self.terms.items()
        }
        if self.code is None:
            return values[self.text]
        return self.code(lambda name: _number(self.terms[name].name, values[name]))

    def asks(self, quantities: Collection[str]) -> bool:
        """Whether it is about one of some quantities."""
        return any(term.quantity in quantities for term in self.terms.values())

    def instead(self, quantities: Collection[str], other: str) -> Query:
        """The question that asks for another quantity in place of some, of the same nodes."""
        terms = {
            name: term._replace(quantity=other) if term.quantity in quantities else term for name, term in self.terms.items()
        }
        return self._replace(terms=terms)


def _number(name: str, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    if len(set(value)) != 1:
        shown = "x".join(map(str, value))
        raise Fault(f"{name} is {shown}, and arithmetic needs a number", "ask for its height, width or channels")
    if isinstance(value[0], Ends):
        raise Fault(f"{name} is {value[0]}, and arithmetic needs a number", "ask for it alone, or for what comes out")
    return value[0]


def question(analysis: Analysis, text: str) -> Query:
    """What a text asks of a network: `params`, `conv1` (its shape), `fc6.weights + fc7.weights`, `1 - conv.params / params`.

    A dash is a minus where no layer or scope has a name that goes on over it: of such names the longest is meant.
    """
    if term := _term(analysis, text):
        return Query(text, BYTES if term.in_bytes else FIGURES[term.quantity].asked, {text: term})
    dashed: dict[str, str] = {}
    plain = RUN.sub(lambda run: _plain(analysis, run[0], dashed), text)
    if re.fullmatch(r"[\w.-]+", text) and not _subtracts(analysis, plain, dashed):
        raise _unknown(analysis, text)
    parsed = _parsed(plain, dashed)
    names = {name: dashed.get(name, name) for name in sorted(parsed.names)}
    terms = {key: _term(analysis, name) or _raise(_unknown(analysis, name)) for key, name in names.items()}
    if not terms:
        raise Fault(f"{quote(text)} asks nothing of the network", "write it as in: fc6.weights + fc7.weights")
    in_bytes = all(term.in_bytes for term in terms.values()) and "/" not in text
    return Query(text, BYTES if in_bytes else NUMBER, terms, parsed.code)


def _subtracts(analysis: Analysis, text: str, dashed: Mapping[str, str]) -> bool:
    """Whether names and dashes alone are a difference of quantities, and no name that is mistyped."""
    first, dash, _ = text.partition("-")
    term = _term(analysis, dashed.get(first, first)) if dash else None
    return term is not None and FIGURES[term.quantity].asked == NUMBER


def _plain(analysis: Analysis, run: str, dashed: dict[str, str]) -> str:
    """Names that dashes join, with a plain word, added to `dashed`, in place of each that has dashes itself."""
    parts = run.split("-")
    for end in range(len(parts), 1, -1):
        if _term(analysis, name := "-".join(parts[:end])):
            word = f"name_with_a_dash_{len(dashed)}"
            dashed[word] = name
            return "-".join([word, *([_plain(analysis, "-".join(parts[end:]), dashed)] if parts[end:] else [])])
    return "-".join([parts[0], *([_plain(analysis, "-".join(parts[1:]), dashed)] if parts[1:] else [])])


def _parsed(text: str, dashed: Mapping[str, str]) -> Expression:
    """The arithmetic of a text; errors show names as they were written."""
    try:
        return parse_expression(text, dotted=True)
    except Fault as fault:
        message = fault.message
        for word, name in dashed.items():
            message = message.replace(word, name)
        raise Fault(message, fault.help) from None


def _raise(fault: Fault) -> Any:
    raise fault


def _term(analysis: Analysis, name: str) -> QueryTerm | None:
    """The figure that a name means, of the whole network or of what is before its last dot.

    A name of the network is meant before an alias or another word that yields to it.
    """
    if name.endswith(".bytes") and (term := _figure(analysis, name.removesuffix(".bytes"))):
        require_stored(FIGURES[term.quantity])
        return term._replace(name=name, in_bytes=True)
    return _figure(analysis, name) or _output(analysis, name)


def _figure(analysis: Analysis, name: str) -> QueryTerm | None:
    subject, _, word = name.rpartition(".")
    figure = figure_named(word)
    if figure is None or objection(figure, EXPECTED) or (yields(word) and _output(analysis, name)):
        return None
    nodes = _nodes(analysis, subject, figure.over in (LAST, OWN))
    key = figure.key if subject else OF_NETWORK.get(figure.key, figure.key)
    return QueryTerm(name, key, nodes) if nodes else None


def _output(analysis: Analysis, name: str) -> QueryTerm | None:
    nodes = _nodes(analysis, name, True)
    return QueryTerm(name, "output", nodes) if nodes else None


def _nodes(analysis: Analysis, subject: str, last: bool) -> tuple[int, ...]:
    """The nodes of a layer, a scope, an input or, where nothing has that name, of a kind or a family."""
    graph = analysis.graph
    first = len(graph.inputs)
    if not subject:
        return tuple(range(first, graph.main + 1 if last else len(graph.nodes)))
    if subject in graph.inputs:
        return (graph.inputs[subject],)
    rows = list(enumerate(analysis.rows, first))
    named = tuple(i for i, row in rows if row.node.name == subject or row.node.name.startswith(f"{subject}."))
    if named and graph.nodes[named[-1]].layer.joins and graph.nodes[named[-1]].name == subject:
        return named[-1:] if last else join_scope(graph, named[-1])
    return named or tuple(i for i, row in rows if subject in (row.node.layer.kind, row.node.layer.family))


def _unknown(analysis: Analysis, name: str) -> Fault:
    subject, _, word = name.rpartition(".")
    figure = figure_named(word)
    listed = f"the quantities are: {', '.join(askable(EXPECTED))}"
    if figure and (reason := objection(figure, EXPECTED)):
        return Fault(f"{quote(name)} asks for no quantity: {reason}", listed)
    if subject and _nodes(analysis, subject, True):
        return Fault(f"{quote(word)} of {quote(name)} is no quantity", guess(word, EXPECTED, listed))
    known = [*spellings(EXPECTED), *analysis.graph.inputs, *(row.node.name for row in analysis.rows[:1000])]
    return Fault(f"{quote(name)} names no quantity, layer or scope", did_you_mean(name, known, "write it as in: fc6.params"))


def _of_layers(rows: Rows, figure: Figure) -> str:
    """What to ask of layers in place of a figure that only the whole network has."""
    last = rows[-1].node
    if figure.key in AXES[len(last.shape) - 1]:
        return f"the extent along this axis is in the shape: ask for {last.name}"
    if figure.key.startswith(("peak", "memory", "training")):
        return "ask for activations of a layer or a scope"
    words = (key for key in askable(EXPECTED) if FIGURES[key].over != WHOLE)
    return f"a layer or a scope has: {', '.join(words)}"
