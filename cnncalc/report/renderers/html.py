"""HTML for a notebook: plain tables, lists and preformatted lines; every text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import IO, Any

from cnncalc.errors import printable
from cnncalc.report.model import (
    Bars,
    Column,
    Drawing,
    Facts,
    FigureRow,
    Notes,
    SideBySide,
    SourceText,
    Table,
    Verdicts,
    Working,
    bar_figure,
)
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.markdown import MARKS, total_texts
from cnncalc.report.renderers.working import working_lines
from cnncalc.report.report import Report
from cnncalc.report.rounding import in_numbers, times

Cell = tuple[str, bool]  # what is in it, escaped, and whether it is a number
BAR = 12  # ems of a full bar


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the heading and every block inside one `div`, which can stand in any page."""
    stream.write("<div>\n")
    stream.writelines(f"{line}\n" for line in _lines(report))
    stream.write("</div>\n")


def _lines(report: Report) -> Iterator[str]:
    heading = " ".join([*[f"<strong>{_text(report.title)}</strong>"] * bool(report.title), _text(report.about)]).strip()
    yield from [f"<p>{heading}</p>"] * bool(heading)
    yield from [f"<p><small>{_text(report.subtitle)}</small></p>"] * bool(report.subtitle)
    for block in report.blocks():
        yield from WRITERS[type(block)](block)


def _text(text: str) -> str:
    """A text that no browser can take for markup."""
    return escape("\n".join(map(printable, text.split("\n"))))


def _caption(title: str) -> Iterator[str]:
    yield from [f"<p><strong>{_text(title)}</strong></p>"] * bool(title)


def _row(cells: Iterable[Cell], tag: str = "td") -> str:
    return "<tr>" + "".join(f'<{tag} style="text-align: {_side(number)}">{text}</{tag}>' for text, number in cells) + "</tr>"


def _side(number: bool) -> str:
    return "right" if number else "left"


def _grid(head: Iterable[Cell], rows: Iterable[Iterable[Cell]], total: Sequence[Cell] = ()) -> Iterator[str]:
    yield "<table>"
    yield f"<thead>{_row(head, 'th')}</thead>"
    yield "<tbody>"
    yield from map(_row, rows)
    yield "</tbody>"
    yield from [f"<tfoot>{_row(total, 'th')}</tfoot>"] * bool(total)
    yield "</table>"


def _cells(columns: Sequence[Column], values: Iterable[Any]) -> list[Cell]:
    return [(_text(column.cells.shown(value)), column.cells.number) for column, value in zip(columns, values)]


def _head(columns: Iterable[Column]) -> list[Cell]:
    return [(_text(column.title), column.cells.number) for column in columns]


def _table(block: Table) -> Iterator[str]:
    columns = block.columns
    total = [(_text(text), column.cells.number) for text, column in zip(total_texts(columns, block.total), columns)]
    yield from _caption(block.title)
    yield from _grid(_head(columns), (_cells(columns, row) for row in block.rows), total)


def _facts(block: Facts) -> Iterator[str]:
    rows = [
        [
            ("&nbsp;&nbsp;" * fact.depth + _text(fact.name), False),
            (", ".join(_text(part) for part in (fact.cells.shown(fact.value), fact.remark) if part), False),
        ]
        for fact in block.facts
    ]
    yield from _caption(block.title)
    yield from ["<table><tbody>", *map(_row, rows), "</tbody></table>"]


def _bars(block: Bars) -> Iterator[str]:
    head = [*_head(block.columns), *(cell for column in block.series for cell in ((_text(column.title), True), ("", False)))]
    rows = (
        [*_cells(block.columns, values), *(cell for column, bar in zip(block.series, bars) for cell in _bar(column, bar))]
        for values, bars in block.rows
    )
    yield from _caption(block.title)
    yield from _grid(head, rows)


def _bar(column: Column, bar: Any) -> list[Cell]:
    if bar is None:
        return [("", True), ("", False)]
    share = in_numbers(bar.value, bar.whole)
    thousandths = 1000 * share[0] // share[1] if share and share[1] else 0
    width = f"{thousandths * BAR / 1000:.2f}em"
    drawn = f'<span style="display: inline-block; height: 0.6em; width: {width}; background: currentColor"></span>'
    return [(_text(bar_figure(column, bar)), True), (f"{drawn} {_text(bar.mark)}".strip(), False)]


def _side_by_side(block: SideBySide) -> Iterator[str]:
    head = [(_text(block.corner), False), *((_text(thing), True) for thing in block.things)]
    total = _figures(block.total) if block.total else []
    yield from _grid(head, map(_figures, block.rows), total)


def _figures(row: FigureRow) -> list[Cell]:
    cells: list[Cell] = [(_text(row.title), False)]
    for index, (value, ratio) in enumerate(zip(row.values, row.ratios)):
        shown = _text(row.cells.shown(value))
        least = f"<strong>{shown}</strong>" if index in row.least else shown
        cells.append((f"{least} ({_text(times(ratio))})" if index and ratio is not None else least, True))
    return cells


def _working(block: Working) -> Iterator[str]:
    yield _pre(working_lines(block.explanations))


def _pre(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return f"<pre>{_text(text)}</pre>"


def _verdicts(block: Verdicts) -> Iterator[str]:
    yield from _caption(block.title)
    yield from _list((f"{MARKS[one.good]} {one.text}", one.reasons) for one in block.judgements)


def _notes(block: Notes) -> Iterator[str]:
    yield from _caption(block.title)
    yield from _list((f"{note.text} ({note.command})" if note.command else note.text, note.below) for note in block.notes)


def _list(items: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    for text, below in items:
        yield f"<p>{_text(text)}</p>"
        yield from ["<ul>", *(f"<li>{_text(line.strip())}</li>" for line in below), "</ul>"] if below else []


def _source(block: SourceText) -> Iterator[str]:
    yield from _caption(block.title)
    if block.names:
        yield from _grid([], ([(_text(name), False), (_text(line), False)] for name, line in zip(block.names, block.lines)))
    else:
        yield _pre(block.lines)


def _nothing(block: Drawing) -> Iterator[str]:
    """A drawing says in pictures what the other blocks say in words."""
    return iter(())


WRITERS: dict[type, Callable[[Any], Iterator[str]]] = {
    Table: _table,
    Facts: _facts,
    Bars: _bars,
    SideBySide: _side_by_side,
    Working: _working,
    Verdicts: _verdicts,
    Notes: _notes,
    SourceText: _source,
    Drawing: _nothing,
}
