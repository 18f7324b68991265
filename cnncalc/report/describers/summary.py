"""`summarize`: a network's layers, its totals, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.analysis.analyze import Analysis
from cnncalc.report.describers.heading import exact, heading_of
from cnncalc.report.describers.summary_data import summary_data
from cnncalc.report.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncalc.counting.cost_values import Cost
    from cnncalc.report.columns import LayerColumn, View
    from cnncalc.report.model import Block, Table


def summary_report(
    analysis: Analysis, dtype: str | None = None, cost: Cost | None = None, columns: str | None = None, depth: int | None = None
) -> Report:
    """The layers, with the columns that a text names."""
    given = {"--depth": depth is not None, "--columns": columns is not None, "--dtype": dtype not in (None, "float32")}
    options = [option for option, is_given in given.items() if is_given]

    def shown() -> tuple[View, Sequence[LayerColumn], int | None]:
        from cnncalc.report.columns import View, chosen  # which JSON has no use for

        return View(analysis, analysis.graph.in_dtype(dtype), cost), chosen(columns, cost), depth

    def blocks() -> Iterable[Block]:
        from cnncalc.report.describers.summary_blocks import summary_blocks

        return summary_blocks(*shown())

    def main() -> Table:
        from cnncalc.report.describers.summary_blocks import summary_table

        return summary_table(*shown())

    if columns is not None:
        shown()  # a column that does not exist is refused before anything is written
    return Report(
        **heading_of(analysis),
        blocks=blocks,
        data=lambda: summary_data(analysis, cost),
        main=main,
        long=["layers"],
        aside=exact(analysis),
        for_people=[
            (f"{option} has no place in the JSON report, which holds every layer whole", "leave it out, or use csv")
            for option in options
        ],
    )
