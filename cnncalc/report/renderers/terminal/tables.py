"""Tables: folded to the height of a screen, fitted to its width, and laid out by rich; very long ones line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import Column, Fold, Table, Values
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.console import ReportConsole
from cnncalc.report.renderers.terminal.layout import Laid, place
from cnncalc.report.renderers.terminal.lines import in_lines, print_lines
from cnncalc.report.renderers.terminal.tree import as_tree, print_once

LONG = 1000  # rows that may fold; lines of more run over
SCREENS = 2  # that a folded table fills at most
AROUND = 18  # lines around a table
TONES = {
    "convolution": "cyan",
    "dense": "blue",
    "pooling": "green",
    "normalisation": "magenta",
    "activation": "yellow",
    "arithmetic": "yellow",
    "shape": "white",
    "join": "bright_blue",
}


def print_table(console: ReportConsole, table: Table, screen: Screen) -> None:
    """Print a table with its title and its total, and below it what was folded or left out."""
    remarks: list[str] = []
    rows = _rows(console, table, remarks)
    tones: list[str] = []
    cells = list(_cells(table, rows, tones if table.tone and console.on_screen else None))
    for index, column in enumerate(table.columns):
        if column.once and console.on_screen:
            print_once(cells, index)
    total = _total(table.columns, table.total)
    if table.tree and console.on_screen:
        cells, tones = as_tree(cells, tones)
    if table.title:
        console.print(Text(table.title, "bold"), "", sep="\n")
    sides = list(zip(*cells, *([total] if total else []))) or [()] * len(table.columns)
    filled = [(column, side) for column, side in zip(table.columns, sides) if any(side)]
    filled = filled or list(zip(table.columns, sides))  # a table of nothing still has its titles
    laid = [Laid(column.title, side, column.cells.number, column.spare, column.joined) for column, side in filled]
    placed = place(laid, console.width)
    for number, columns in enumerate(placed.tables):
        console.print(*[""] * (number > 0), end="\n" * (number > 0))
        print_laid(console, columns, bool(total), tones)
    if placed.left_out:
        remarks.append(f"left out for want of room: {', '.join(placed.left_out)}; --width or --format csv shows all")
    for remark in remarks:
        console.print(Text(remark, "dim"))


def _rows(console: ReportConsole, table: Table, remarks: list[str]) -> Iterable[Values]:
    """The rows, folded as far as a terminal's height asks for."""
    fold = table.fold
    if fold is None or not console.on_screen:
        return table.rows
    depth = _depth(fold, SCREENS * console.height - AROUND)
    if depth == fold.deepest:
        return table.rows
    remarks.append(f"folded to {fold.count(depth):,} of {fold.count(fold.deepest):,} rows; {fold.more}")
    return fold.rows(depth)


def _depth(fold: Fold, most: int) -> int:
    return next((depth for depth in range(fold.deepest, 0, -1) if fold.lines(depth) <= most), 0)


def _cells(table: Table, rows: Iterable[Values], tones: list[str] | None) -> Iterator[list[str]]:
    shown = [column.cells.stacked or column.cells.shown for column in table.columns]
    for row in rows:
        if tones is not None and table.tone:
            tones.append(TONES.get(table.tone(row), ""))
        yield [write(value) for write, value in zip(shown, row)]


def _total(columns: Sequence[Column], total: Values) -> list[str]:
    writers = [column.cells.stacked or column.cells.shown for column in columns]
    return [value if isinstance(value, str) else write(value) for write, value in zip(writers, total)]


def print_laid(console: Console, columns: Sequence[Laid], total: bool, tones: Sequence[str] = ()) -> None:
    """Print columns that have found room; with `total` their last cells are the sums, which one of several tables may lack."""
    body = len(columns[0].cells) - total
    total = total and any(str(column.cells[-1]).strip() for column in columns[1:])
    if body > LONG or in_lines(columns):
        return print_lines(console, [column._replace(cells=column.cells[: body + total]) for column in columns], total, tones)
    from cnncalc.report.renderers.terminal.folded import print_folded

    return print_folded(console, columns, body, total, tones)
