"""CSV and Markdown: the rows as text, written as they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cnncalc.report.columns import Cell, Column, View
from cnncalc.report.entries import Entry
from cnncalc.report.summary import conditions, notes, summary_lines

_TIMES = re.compile(r"(?<=[\w)])\*{1,2}(?=[\w(])")


def csv_report(view: View, columns: list[Column], rows: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file: a header of column keys, then a row each, numbers without separators."""
    yield csv_line([column.key for column in columns])
    for entry in rows:
        yield csv_line([column.cell(view, entry) for column in columns])


def csv_line(cells: Sequence[Cell]) -> str:
    """Cells as a line of CSV."""
    import csv  # the table shares this module and has no use for it
    from io import StringIO

    line = StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def markdown_report(view: View, columns: list[Column], rows: Iterable[Entry]) -> Iterator[str]:
    """The lines of a Markdown table with its totals, and the summary as a list."""
    yield markdown_line([column.title for column in columns])
    yield markdown_line(["---:" if column.number else ":---" for column in columns])
    for entry in rows:
        yield markdown_line([shown(column.cell(view, entry)) for column in columns])
    if any(column.total for column in columns):
        totals = [f"**{shown(column.total(view))}**" if column.total else "" for column in columns]
        yield markdown_line([totals[0] or "**total**", *totals[1:]])
    yield ""
    for line in [*conditions(view), *summary_lines(view), *notes(view)]:
        yield markdown_item(line)


def markdown_line(cells: Sequence[str]) -> str:
    """Cells as a row of a Markdown table."""
    return f"| {' | '.join(_unmarked(cell.replace('|', chr(92) + '|')) for cell in cells)} |"


def markdown_item(line: str) -> str:
    """A line as an item of a Markdown list, as deep as it is indented."""
    text = line.lstrip()
    return f"{line[: len(line) - len(text)]}- {_unmarked(text)}"


def _unmarked(text: str) -> str:
    """The text with the stars of products escaped, which Markdown would take for emphasis.

    >>> print(_unmarked("**9*H**2**"))
    **9\\*H\\*\\*2**
    """
    return _TIMES.sub(lambda stars: "\\*" * len(stars[0]), text)


def shown(cell: Cell) -> str:
    """A cell for reading: numbers with separators.

    >>> shown(4704)
    '4,704'
    """
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
