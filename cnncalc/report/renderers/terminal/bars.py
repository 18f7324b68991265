"""Bars beside their figures."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import Bar, Bars, Column, bar_figure
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.console import ENDLESS
from cnncalc.report.renderers.terminal.layout import GAP, Laid, place, widest
from cnncalc.report.renderers.terminal.tables import print_laid
from cnncalc.report.rounding import in_numbers

SHORTEST, LONGEST = 6, 40  # columns of a bar
PIPED = 100  # columns to fill where nothing sets a width
MARK = " ◀ "


def print_bars(console: Console, block: Bars, screen: Screen) -> None:
    """Print a row per thing: its words, and for each series a figure and a bar as long as there is room for."""
    if block.title:
        console.print(Text(block.title, "bold"), "", sep="\n")
    names = [_words(column, [values[i] for values, _ in block.rows]) for i, column in enumerate(block.columns)]
    series = [(column, [bars[i] for _, bars in block.rows]) for i, column in enumerate(block.series)]
    figures = [Laid(c.title, [bar_figure(c, b) if b else "" for b in bars]) for c, bars in series]
    marks = max((widest(f"{MARK}{b.mark}" for b in bars if b and b.mark) for _, bars in series), default=0)
    width = PIPED if console.width == ENDLESS else console.width
    used = sum(column.wide + GAP for column in (*names, *figures)) + (marks + GAP) * len(series)
    length = max(SHORTEST, min(LONGEST, (width - used) // len(series)))
    drawn = [Laid("", [drawn_bar(bar, length) for bar in bars], number=False, joined=True) for _, bars in series]
    fixed = [column._replace(width=column.wide) for column in drawn]
    columns = [*names, *(column for pair in zip(figures, fixed) for column in pair)]
    for table in place(columns, console.width).tables:
        print_laid(console, table, total=False)


def _words(column: Column, values: Sequence[object]) -> Laid:
    return Laid(column.title, [column.cells.shown(value) for value in values], column.cells.number, column.spare)


def drawn_bar(bar: Bar | None, length: int) -> Text:
    """A share of the whole as a bar; nothing where it varies with the sizes of symbols."""
    share = in_numbers(bar.value, bar.whole) if bar else None
    if bar is None or share is None:
        return Text()
    part, whole = share
    full = (part * length * 2 + whole) // (2 * whole) if whole else 0
    text = Text("━" * full, "cyan").append("╌" * (length - full), "dim")
    return text.append(f"{MARK}{bar.mark}", "bold yellow") if bar.mark else text
