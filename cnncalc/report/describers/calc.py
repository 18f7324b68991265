"""`calc`: the steps of a line of layers, with the working of each extent."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.explanation.shapes import shape_section
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.cells import COUNT, FIELD, TEXT, Cells
from cnncalc.report.columns import View
from cnncalc.report.describers.heading import exact, heading_of
from cnncalc.report.describers.summary_blocks import facts
from cnncalc.report.describers.summary_data import summary_data
from cnncalc.report.describers.summary_notes import warnings
from cnncalc.report.formulas import bare, plain
from cnncalc.report.model import CONDITION, NOTE, Block, Column, Fact, Facts, Table, Values, notes
from cnncalc.report.report import Report

LINES = Cells("; ".join, "; ".join, number=False, stacked="\n".join)
COLUMNS = (
    Column("name", "name", TEXT),
    Column("layer", "layer", TEXT),
    Column("output", "output", TEXT),
    Column("working", "working", LINES),
    Column("params", "params", COUNT),
    Column("macs", "MACs", COUNT),
    Column("field", "field", FIELD),
)


def calc_report(analysis: Analysis) -> Report:
    """The steps and the totals."""
    return Report(
        **heading_of(analysis),
        blocks=lambda: _blocks(analysis),
        data=lambda: summary_data(analysis),
        main=lambda: Table(COLUMNS, _rows(analysis, separators=False)),
        long=["layers"],
    )


def _blocks(analysis: Analysis) -> Iterator[Block]:
    yield Table(COLUMNS, _rows(analysis, separators=True))
    yield Facts([Fact(name, text) for name, text in facts(View(analysis, "float32"))[:2]])
    holds = exact(analysis)
    yield from [notes(holds, CONDITION)] * bool(holds)
    said = warnings(analysis)
    yield from [notes(said, NOTE)] * bool(said)


def _rows(analysis: Analysis, separators: bool) -> Iterator[Values]:
    layout = analysis.graph.layout
    for row in analysis.rows:
        yield [
            row.node.name,
            text_of(row.node.layer),
            show_shape(row.node.shape, layout) + (f" ×{row.node.items}" if row.node.items > 1 else ""),
            working(row, separators),
            row.figures.params,
            row.figures.macs,
            row.field,
        ]


def working(row: Row, separators: bool = True) -> list[str]:
    """How the extents of a layer's output come about, one line each: floor((200 - 5 + 2*1)/2) + 1 = 98 + 1 = 99."""
    written = plain if separators else bare
    chains = [chain for chain in shape_section(row.node.applied).chains if len(chain.steps) > 1]
    lines = []
    for chain in chains:
        numbers = [chain.steps[1], *chain.steps[-1:][: len(chain.steps) > 2]]
        name = f"{chain.name} = " if len(chains) > 1 else ""
        lines.append(name + " = ".join([*map(written, numbers), str(chain.value)]))
    return lines
