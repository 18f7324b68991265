"""`explain`: how the figures of a layer, of a scope or of a network come about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.explanation.parts import Explanation, Section
from cnncalc.report.cells import TEXT
from cnncalc.report.formulas import bare
from cnncalc.report.model import Column, Table, Values, Working
from cnncalc.report.report import Report

COLUMNS = [Column(key, key, TEXT) for key in ("name", "section", "quantity", "formula", "working", "value")]


def explanation_report(explanations: Sequence[Explanation]) -> Report:
    """The working of each thing that was asked for."""
    return Report(
        blocks=lambda: [Working(explanations)],
        data=lambda: _data(explanations),
        main=lambda: Table(COLUMNS, explanation_rows(explanations)),
        long=["explanations"],
    )


def explained_report(explanation: Explanation) -> Report:
    """The working of one thing."""
    return explanation_report([explanation])


def explanation_rows(explanations: Iterable[Explanation]) -> Iterator[Values]:
    """A row for each chain: the formula in letters, the numbers put in, and the value."""
    for explanation in explanations:
        for section in explanation.sections:
            sums = " + ".join(str(value) for _, value in section.terms)
            for number, chain in enumerate(section.chains):
                formula, *numbers = [*map(bare, chain.steps)] or ["", sums if number == 0 else ""]
                working = numbers[0] if numbers else ""
                yield [explanation.name, section.title, chain.name, formula, working, chain.value]


def _data(explanations: Iterable[Explanation]) -> Mapping[str, Any]:
    found = [
        {
            "name": explanation.name,
            "text": explanation.text,
            "given": dict(explanation.given),
            "sections": [_section(section) for section in explanation.sections],
            **_asked(explanation),
        }
        for explanation in explanations
    ]
    return {"format": 1, "explanations": found}


def _asked(explanation: Explanation) -> dict[str, Any]:
    """The place and the tile that were asked for, if they were: spans are the first and the last position of each axis."""
    found: dict[str, Any] = {}
    if explanation.at:
        position, (window, seen) = explanation.at
        found["at"] = {"position": position, "window": window, "seen": seen}
    if explanation.tile:
        tile, needs = explanation.tile
        found["tile"] = {"tile": tile, **needs._asdict()}
    return found


def _section(section: Section) -> dict[str, Any]:
    chains = [{"quantity": c.name, "steps": [bare(step) for step in c.steps], "value": c.value} for c in section.chains]
    terms = {"terms": [{"name": name, "value": value} for name, value in section.terms]} if section.terms else {}
    return {"title": section.title, "givens": list(section.givens), "chains": chains, **terms, "remarks": list(section.remarks)}
