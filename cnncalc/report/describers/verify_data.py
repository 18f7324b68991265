"""Every claim that `verify` compared, as plain data and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.layers.base import arrange, show_shape
from cnncalc.network.graph import Graph
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.verification import Verification
from cnncalc.report.model import Table, Values, words

COLUMNS = words("part", "name", "layer", "line", "on", "figure", "predicted", "observed", "agrees")


def claims_table(found: Verification) -> Table:
    """A row for every claim."""
    return Table(COLUMNS, _rows(found))


def _rows(found: Verification) -> Iterator[Values]:
    for part, on, finding in _findings(found):
        for claim in finding.claims:
            both = [_plain(claim, value, found.graph.layout) for value in (claim.predicted, claim.observed)]
            yield [part, finding.name, finding.text, finding.line, on, claim.figure, *both, str(claim.agrees).lower()]


def _plain(claim: Claim, value: Any, layout: str) -> str:
    if claim.figure == "shape":
        return show_shape(value, layout)
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _findings(found: Verification) -> Iterator[tuple[str, str, LayerClaims]]:
    for sample, finding in found.counted:
        yield "counted", _inputs(sample.graph), finding
    for finding in found.seen:
        yield "seen", _inputs(found.lined), finding
    for finding in found.ran:
        yield "ran", _inputs(found.analysis.graph), finding


def _inputs(graph: Graph) -> str:
    return " ".join(show_shape(graph.nodes[index].shape, graph.layout) for index in graph.inputs.values())


def verification_data(found: Verification) -> Mapping[str, Any]:
    """The report as data, one entry per layer."""
    layout, wrong = found.graph.layout, found.disagreement
    return {
        "format": 1,
        "name": found.graph.name,
        "layout": layout,
        "agrees": wrong is None,
        "own_size": found.own,
        "inputs": _shapes(found.graph),
        "seen_on": _shapes(found.lined),
        "ran_on": _shapes(found.analysis.graph),
        "counted": [_counted_entry(found, number) for number in range(len(found.counted))],
        "seen": [_entry(finding, layout) for finding in found.seen],
        "ran": [_entry(finding, layout) for finding in found.ran],
        "disagreement": _entry(wrong, layout) if wrong else None,
    }


def _shapes(graph: Graph) -> dict[str, list[int]]:
    return {name: list(arrange(graph.nodes[index].shape, graph.layout)) for name, index in graph.inputs.items()}


def _counted_entry(found: Verification, number: int) -> dict[str, Any]:
    sample, finding = found.counted[number]
    shapes = [list(arrange(node.shape, sample.graph.layout)) for node in sample.graph.nodes[:-1]]
    return {**_entry(finding, found.graph.layout), "alike": sample.alike, "pictures": shapes, "only": sample.only or None}


def _entry(finding: LayerClaims, layout: str) -> dict[str, Any]:
    return {
        "name": finding.name,
        "text": finding.text,
        "line": finding.line,
        "agrees": finding.disagreement is None,
        "predicted": {claim.figure: _value(claim, claim.predicted, layout) for claim in finding.claims},
        "observed": {claim.figure: _value(claim, claim.observed, layout) for claim in finding.claims},
        "macs_on_padding": finding.on_padding,
    }


def _value(claim: Claim, value: Any, layout: str) -> Any:
    return list(arrange(value, layout)) if claim.figure == "shape" else value
