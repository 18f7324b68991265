"""The blocks of a report as HTML. Every text is escaped, so that nothing in a spec can become markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from cnncalc.errors import printable
from cnncalc.report.cells import Cells
from cnncalc.report.model import (
    Bars,
    Column,
    Drawing,
    Fact,
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
from cnncalc.report.renderers.html.mathematics import explained
from cnncalc.report.renderers.markdown import MARKS, total_texts
from cnncalc.report.report import Report
from cnncalc.report.rounding import in_numbers, times

FULL = 75  # per cent of its cell that a full bar takes: a word may stand beside it
LONG = 40  # characters of a cell that may take several lines
SAID = {True: ("good", "holds"), False: ("bad", "does not hold"), None: ("open", "open")}


def text(text: str) -> str:
    """A text that no browser can take for markup."""
    return escape("\n".join(map(printable, text.split("\n"))))


def heading(report: Report, tag: str) -> Iterator[str]:
    """Whose report it is, of what, and where that is from."""
    about = f"<span>{text(report.about)}</span>" if report.about else ""
    title = " ".join(part for part in (text(report.title), about) if part)
    yield from [f"<{tag}>{title}</{tag}>"] * bool(title)
    yield from [f'<p class="about">{text(report.subtitle)}</p>'] * bool(report.subtitle)


def written(report: Report) -> Iterator[str]:
    """The lines of all blocks."""
    for block in report.blocks():
        yield from WRITERS[type(block)](block)


def _caption(title: str) -> Iterator[str]:
    yield from [f"<h2>{text(title)}</h2>"] * bool(title)


def cell(value: Any, cells: Cells, tag: str = "td") -> str:
    """A value in its cell. Where its text does not sort as its value does, the value stands beside it."""
    shown = cells.shown(value)
    names = ["n"] * cells.number + ["zero"] * (shown in ("0", "-")) + ["w"] * (len(shown) > LONG)
    plain = str(cells.plain(value)) if cells.number and value is not None else ""
    sorts = f' data-v="{text(plain)}"' if plain and shown.replace(",", "") != plain else ""
    return f"<{tag}{_classes(names)}{sorts}>{text(shown)}</{tag}>"


def _classes(names: Iterable[str]) -> str:
    joined = " ".join(names)
    return f' class="{joined}"' if joined else ""


def _title(title: str, number: bool, sortable: bool = False) -> str:
    inner = f'<button type="button">{text(title)}</button>' if sortable and title else text(title)
    return f'<th scope="col"{_classes(["n"] * number)}>{inner}</th>' if title else "<td></td>"


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]], total: Iterable[str] = (), name: str = "") -> Iterator[str]:
    """A table in a box of its own, which scrolls where the window is narrow; with a name its columns can be sorted."""
    label = text(name or "table")
    yield f'<div class="wide" role="region" aria-label="{label}" tabindex="0">'
    yield f'<table class="sortable" aria-label="{label}">' if name else "<table>"
    yield f"<thead><tr>{''.join(head)}</tr></thead>"
    yield "<tbody>"
    yield from (f"<tr>{''.join(row)}</tr>" for row in rows)
    yield "</tbody>"
    last = "".join(total)
    yield from [f"<tfoot><tr>{last}</tr></tfoot>"] * bool(last)
    yield "</table></div>"


def _table(block: Table) -> Iterator[str]:
    columns = block.columns
    sums = zip(total_texts(columns, block.total), columns)
    total = [f"<th{_classes(['n'] * column.cells.number)}>{text(shown)}</th>" for shown, column in sums]
    yield from _caption(block.title)
    head = (_title(column.title, column.cells.number, sortable=True) for column in columns)
    yield from _grid(head, (_row(columns, row) for row in block.rows), total, block.title or "rows")


def _row(columns: Sequence[Column], values: Iterable[Any]) -> Iterator[str]:
    return (cell(value, column.cells) for column, value in zip(columns, values))


def _facts(block: Facts) -> Iterator[str]:
    yield from _caption(block.title)
    yield from ["<dl>", *map(_fact, block.facts), "</dl>"]


def _fact(fact: Fact) -> str:
    value = ", ".join(text(part) for part in (fact.cells.shown(fact.value), fact.remark) if part)
    return f"<dt{_classes(['part'] * bool(fact.depth))}>{text(fact.name)}</dt><dd>{value}</dd>"


def _bars(block: Bars) -> Iterator[str]:
    head = [_title(column.title, column.cells.number) for column in block.columns]
    head += [part for column in block.series for part in (_title(column.title, True), "<td></td>")]
    rows = (
        [*_row(block.columns, values), *(part for column, bar in zip(block.series, bars) for part in _bar(column, bar))]
        for values, bars in block.rows
    )
    yield from _caption(block.title)
    yield from _grid(head, rows)


def _bar(column: Column, bar: Any) -> list[str]:
    if bar is None:
        return ["<td></td>", "<td></td>"]
    share = in_numbers(bar.value, bar.whole)
    thousandths = 1000 * share[0] // share[1] if share and share[1] else 0
    mark = f" <b>{text(bar.mark)}</b>" if bar.mark else ""
    drawn = f'<i style="width: {thousandths * FULL / 1000:.1f}%"></i>' if thousandths else ""
    return [f'<td class="n">{text(bar_figure(column, bar))}</td>', f'<td class="bar">{drawn}{mark}</td>']


def _side_by_side(block: SideBySide) -> Iterator[str]:
    head = [_title(block.corner, False), *(_title(thing, True) for thing in block.things)]
    total = _figures(block.total) if block.total else []
    yield from _grid(head, map(_figures, block.rows), total)


def _figures(row: FigureRow) -> list[str]:
    found = [f'<th scope="row">{text(row.title)}</th>']
    for index, (value, ratio) in enumerate(zip(row.values, row.ratios)):
        beside = f" ({text(times(ratio))})" if index and ratio is not None else ""
        shown = (text(row.cells.shown(value)) or "-") + "*" * (index in row.least)
        found.append(f"<td{_classes(['n', *['least'] * (index in row.least)])}>{shown}{beside}</td>")
    return found


def _working(block: Working) -> Iterator[str]:
    for explanation in block.explanations:
        yield from explained(explanation, text)


def _verdicts(block: Verdicts) -> Iterator[str]:
    yield from _caption(block.title)
    yield '<ul class="plain">'
    for one in block.judgements:
        name, said = SAID[one.good]
        mark = f'<span class="{name}" role="img" aria-label="{said}">{MARKS[one.good]}</span>'
        yield f"<li>{mark} {text(one.text)}{_below(one.reasons)}</li>"
    yield "</ul>"


def _notes(block: Notes) -> Iterator[str]:
    yield from _caption(block.title)
    for note in block.notes:
        mark = "<b>note:</b> " * (note.weight == "note")
        more = f" (<code>{text(note.command)}</code>)" if note.command else ""
        yield f"<p{_classes([note.weight] * bool(note.weight))}>{mark}{text(note.text)}{more}</p>{_below(note.below)}"


def _below(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{text(line.strip())}</li>' for line in lines)}</ul>" if lines else ""


def _source(block: SourceText) -> Iterator[str]:
    yield from _caption(block.title)
    if block.names:
        yield "<dl>"
        yield from (f"<dt>{text(name)}</dt><dd><code>{text(line)}</code></dd>" for name, line in zip(block.names, block.lines))
        yield "</dl>"
    else:
        source = "\n".join(block.lines)
        yield f'<pre tabindex="0"><code{_classes([block.language] * bool(block.language))}>{text(source)}</code></pre>'


def _nothing(block: Drawing) -> Iterator[str]:
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
