"""A network's cost as another tool counts it: what each kind of layer adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.counting.cost_values import Cost
from cnncalc.report.cells import COUNT, TEXT
from cnncalc.report.describers.conventions import as_printed
from cnncalc.report.describers.heading import exact, heading_of
from cnncalc.report.describers.summary_data import convention_entry
from cnncalc.report.model import CONDITION, Block, Column, Table, notes
from cnncalc.report.report import Report


def cost_report(found: Cost) -> Report:
    """The terms of a cost, with their rules, and the total as the tool prints it."""
    assert found.analysis is not None
    holds = exact(found.analysis)

    def blocks() -> Iterator[Block]:
        yield notes([f"{as_printed(found)} by {found.convention.source}"])
        yield _terms(found)
        yield from [notes(holds, CONDITION)] * bool(holds)

    return Report(
        **heading_of(found.analysis),
        blocks=blocks,
        data=lambda: _data(found),
        main=lambda: _terms(found, total=False),
        long=["layers"],
        aside=holds,
    )


def _terms(found: Cost, total: bool = True) -> Table:
    columns = [Column("term", "term", TEXT), Column("layers", "layers", COUNT), Column("rule", "rule", TEXT)]
    columns.append(Column(found.convention.name, found.convention.title, COUNT))
    rows = [[name, term.layers, term.rule, term.amount] for name, term in found.terms.items() if term.amount != 0 or not total]
    return Table(columns, rows, total=["total", "", "", found.total] if total else ())


def _data(found: Cost) -> Mapping[str, Any]:
    return {
        "format": 1,
        "name": found.network,
        **convention_entry(found.convention),
        "layers": [{"name": name, "cost": amount} for name, amount in found.layers.items()],
        "terms": {name: term._asdict() for name, term in found.terms.items()},
        "total": found.total,
        "trainable": found.trainable,
    }
