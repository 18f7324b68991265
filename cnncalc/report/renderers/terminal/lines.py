"""Tables whose every cell is one line, written as they stand: rich takes some ten times as long to lay them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.text import Text

from cnncalc.report.renderers.terminal.layout import GAP, Laid, columns_of

CHUNK = 1000  # lines that are printed at once
PLAIN, BOLD, DIM = Style.null(), Style(bold=True), Style(dim=True)


def in_lines(columns: Sequence[Laid]) -> bool:
    """Whether every cell and every title is one line that fits its column."""
    return all("\n" not in str(cell) and columns_of(str(cell)) <= c.wide for c in columns for cell in (c.title, *c.cells))


def print_lines(console: Console, columns: Sequence[Laid], total: bool, tones: Sequence[str]) -> None:
    """Print the titles, a rule, the rows, and with `total` the sums, which are the last cells."""
    segments = chain.from_iterable(_line(console, columns, cells, style) for cells, style in _rows(columns, total, tones))
    while chunk := list(islice(segments, CHUNK)):
        console.print(Segments(chunk), end="", soft_wrap=True)


def _rows(columns: Sequence[Laid], total: bool, tones: Sequence[str]) -> Iterator[tuple[Sequence[str | Text], Style]]:
    yield [column.title for column in columns], BOLD
    yield ["─" * (sum(column.wide + GAP for column in columns) - GAP)], PLAIN
    rows = list(zip(*(column.cells for column in columns)))
    for index, row in enumerate(rows[: len(rows) - total]):
        yield row, Style.parse(tones[index]) if tones else PLAIN
    if total:
        yield from [([], PLAIN), (rows[-1], BOLD)]


def _line(console: Console, columns: Sequence[Laid], cells: Sequence[str | Text], style: Style) -> Iterator[Segment]:
    """A row: its style is that of the first cell, or of all cells if it is bold."""
    if console.color_system is None:
        yield Segment((" " * GAP).join(map(_padded, columns, map(str, cells))).rstrip())
    else:
        for index, (column, cell) in enumerate(zip(columns, cells)):
            yield Segment(" " * GAP * (index > 0))
            yield from _cell(console, column, cell, PLAIN if index and style != BOLD else style)
    yield Segment.line()


def _padded(column: Laid, cell: str) -> str:
    blanks = " " * (column.wide - columns_of(cell))
    return blanks + cell if column.number else cell + blanks


def _cell(console: Console, column: Laid, cell: str | Text, style: Style) -> Iterator[Segment]:
    if isinstance(cell, Text):
        yield from cell.render(console)
        yield Segment(_padded(column, str(cell))[len(cell) :])
    else:
        yield Segment(_padded(column, cell), DIM if column.number and cell in ("0", "-") else style)
