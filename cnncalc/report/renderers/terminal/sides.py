"""Things side by side: a column per thing where few fit, a row per thing where they are many, and bars of what matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import Bar, FigureRow, SideBySide
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.bars import drawn_bar
from cnncalc.report.renderers.terminal.layout import GAP, Laid, place
from cnncalc.report.renderers.terminal.tables import print_laid
from cnncalc.report.rounding import times
from cnncalc.symbols.ratios import ratio

MOST_COLUMNS = 6  # things that a reader can still take in from left to right
BAR, SMALL_BAR = 16, 8  # columns of a bar


def print_side_by_side(console: Console, block: SideBySide, screen: Screen) -> None:
    """Print one table if that fits, else tables in which every thing is a row; a total stays a column per thing."""
    rows = [*block.rows, *([block.total] if block.total else [])]
    upright = [Laid(block.corner, [row.title for row in rows], number=False), *_upright(block, rows)]
    if block.total or (len(block.things) <= MOST_COLUMNS and _wide(upright) <= console.width):
        tables = place(upright, console.width).tables
    else:
        names = Laid("", list(block.things), number=False)
        across = [column for row in rows for column in _columns(row.title, [(row, i) for i in range(len(block.things))])]
        tables = place([names, *across], console.width).tables
    for number, columns in enumerate(tables):
        console.print(*[""] * (number > 0), end="\n" * (number > 0))
        print_laid(console, columns, bool(block.total))
    _print_bars(console, block)


def _wide(columns: Sequence[Laid]) -> int:
    return sum(column.wide + GAP for column in columns) - GAP


def _upright(block: SideBySide, rows: Sequence[FigureRow]) -> Iterator[Laid]:
    for index, thing in enumerate(block.things):
        yield from _columns(thing, [(row, index) for row in rows])
        if block.total:
            yield _bars_of(block, index)


def _columns(title: str, places: Sequence[tuple[FigureRow, int]]) -> list[Laid]:
    """Figures under one title and, where there are any, their ratios beside them."""
    figures = Laid(title, [_figure(row, index) for row, index in places])
    ratios = [Text(times(row.ratios[index]) if index else "", "dim") for row, index in places]
    return [figures, Laid("", ratios, joined=True)] if any(map(len, ratios)) else [figures]


def _figure(row: FigureRow, index: int) -> Text:
    """A cell; the least is marked, and a place kept for the mark wherever others have one."""
    cell = row.cells.shown(row.values[index]) or "-"
    if index in row.least:
        return Text(f"{cell}*", "bold green")
    return Text(f"{cell} ", "dim" if cell in ("0", "-") else "")


def _bars_of(block: SideBySide, index: int) -> Laid:
    """For each row a bar, against the greatest figure in the whole table; the total has none."""
    shares = _shares([value for row in block.rows for value in row.values])
    own = shares[index :: len(block.things)]
    return Laid("", [*(drawn_bar(share, SMALL_BAR) for share in own), Text()], number=False, spare=1, joined=True)


def _print_bars(console: Console, block: SideBySide) -> None:
    """Bars of what matters most, a line per thing."""
    barred = [(row, _shares(row.values)) for row in block.rows if row.barred and row.least]
    chosen = [(row, shares) for row, shares in barred if any(share is not None for share in shares)]
    if not chosen:
        return
    names = Laid("", list(block.things), number=False)
    bars = [Laid(row.title, [drawn_bar(share, BAR) for share in shares], number=False, width=BAR) for row, shares in chosen]
    for columns in place([names, *bars], console.width).tables:
        console.print()
        print_laid(console, columns, total=False)


def _shares(values: Sequence[Any]) -> list[Bar | None]:
    """Each figure's share of the greatest; nothing where there is no figure, and nowhere if sizes of symbols decide."""
    one = next((value for value in values if value is not None and value != 0), 0)
    found: list[Fraction | None] = [None if value is None else ratio(value, one) for value in values]
    known = [each for each in found if each is not None]
    if not known or len(known) < sum(value is not None for value in values):
        return [None] * len(values)
    most = max(known)
    return [None if each is None else Bar(*(each / most).as_integer_ratio()) for each in found]
