"""The steps of `calc` with the working of each extent."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.analysis.analyze import Row
from cnncalc.explanation.shapes import shape_section
from cnncalc.layers.settings import text_of
from cnncalc.report.columns import Cell, View, per_axis
from cnncalc.report.formulas import bare, plain
from cnncalc.report.summary import conditions, summary_lines, warnings
from cnncalc.report.text import csv_line, markdown_item, markdown_line, shown

TITLES = ("name", "layer", "output", "working", "params", "MACs", "field")
KEYS = ("name", "layer", "output", "working", "params", "macs", "field")


def working(row: Row, separators: bool = True) -> list[str]:
    """How the extents of a layer's output come about, a line each: floor((200 - 5 + 2*1)/2) + 1 = 98 + 1 = 99."""
    written = plain if separators else bare
    chains = [chain for chain in shape_section(row.node.applied).chains if len(chain.steps) > 1]
    lines = []
    for chain in chains:
        numbers = [chain.steps[1], *chain.steps[-1:][: len(chain.steps) > 2]]
        name = f"{chain.name} = " if len(chains) > 1 else ""
        lines.append(name + " = ".join([*map(written, numbers), str(chain.value)]))
    return lines


def steps(view: View, between: str, separators: bool = True) -> list[list[Cell]]:
    """A row for each step; the lines of its working are joined by `between`."""
    return [
        [
            row.node.name,
            text_of(row.node.layer),
            view.shape(row.node.shape) + (f" ×{row.node.items}" if row.node.items > 1 else ""),
            between.join(working(row, separators)),
            row.figures.params,
            row.figures.macs,
            per_axis(row.field.size) if row.field.axes else "-",
        ]
        for row in view.analysis.rows
    ]


def calc_csv(view: View) -> Iterator[str]:
    """The lines of a CSV file."""
    yield csv_line(KEYS)
    yield from (csv_line(row) for row in steps(view, "; ", separators=False))


def calc_markdown(view: View) -> Iterator[str]:
    """The lines of a Markdown table, the totals below it."""
    yield markdown_line(TITLES)
    yield markdown_line([":---", ":---", ":---", ":---", "---:", "---:", "---:"])
    yield from (markdown_line([shown(cell) for cell in row]) for row in steps(view, "; "))
    yield ""
    yield from map(markdown_item, [*conditions(view), *summary_lines(view)[:2], *warnings(view)])
