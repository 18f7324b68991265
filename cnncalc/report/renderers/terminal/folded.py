"""Tables with cells of several lines, which rich lays out."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from cnncalc.report.renderers.terminal.layout import GAP, Laid
from cnncalc.report.renderers.terminal.tree import at_dots


def print_folded(console: Console, columns: Sequence[Laid], body: int, total: bool, tones: Sequence[str]) -> None:
    """Print the titles, so many rows, and with `total` the sums, which are the last cells."""
    wide = max(console.width, sum(column.wide + GAP for column in columns) - GAP)  # lines may run over; figures are never cut
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 0, 0, 1), pad_edge=False, show_footer=total)
    for column in columns:
        justify: JustifyMethod = "right" if column.number else "left"
        foot = Text(str(column.cells[-1]), "bold") if total else ""
        # A fixed width spares rich from measuring every cell.
        table.add_column(column.title, foot, justify=justify, no_wrap=column.number, overflow="fold", width=column.wide)
    for index in range(body):
        first, *others = (column.cells[index] for column in columns)
        styled = (_styled(column, cell, "") for column, cell in zip(columns[1:], others))
        table.add_row(_styled(columns[0], first, tones[index] if tones else ""), *styled)
    console.print(table, width=wide)


def _styled(column: Laid, cell: str | Text, tone: str) -> Text:
    if isinstance(cell, Text):
        return cell
    if column.number:
        return Text(cell, "dim" if cell in ("0", "-") else "")
    return Text(at_dots(cell, column.wide), tone)
