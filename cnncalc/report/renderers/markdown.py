"""Markdown, as GitHub shows it: tables, lists, formulas in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

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
    Values,
    Verdicts,
    Working,
    bar_figure,
)
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.working import markdown_working
from cnncalc.report.report import Report
from cnncalc.report.rounding import in_numbers, times

BAR = 20  # characters of a full bar
MARKS = {True: "✓", False: "✗", None: "-"}
# Stars and tildes beside what they could mark, and characters that begin a tag, an entity, an emphasis, a link or code.
_SPECIAL = re.compile(r"[*~]+(?=[^\s*~])|(?<=[^\s*~])[*~]+|[<`|$\\\[\]]|(?<![^\W_])_+|_+(?![^\W_])|&(?=[#\w]+;)")
_OPENING = re.compile(r"\s*(?:[#>+=*~-]|\d+(?=[.)]))")  # what would begin a heading, a list or code at the beginning of a line


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the heading, then every block with an empty line before it."""
    for line in _lines(report):
        stream.write(f"{line}\n")


def _lines(report: Report) -> Iterator[str]:
    heading = ": ".join(escaped(text) for text in (report.title, report.about) if text)
    yield from [f"## {heading}"] if heading else []
    yield from ["", paragraph(report.subtitle)] if report.subtitle else []
    for number, block in enumerate(report.blocks()):
        lines = WRITERS[type(block)](block)
        first = next(lines, None)
        if first is not None:
            yield from [""] * bool(heading or number)
            yield first
            yield from lines


def escaped(text: str) -> str:
    """The text with all that Markdown would take for markup escaped.

    >>> print(escaped("80*H*W"), escaped("a|b"), escaped("conv1_1"))
    80\\*H\\*W a\\|b conv1_1
    """
    return _SPECIAL.sub(lambda found: "".join(f"\\{character}" for character in found[0]), " ".join(text.split("\n")))


def paragraph(text: str) -> str:
    """The same where it begins a line: it stays a paragraph.

    >>> print(paragraph("# one"), paragraph("1. two"), paragraph("conv1"))
    \\# one 1\\. two conv1
    """
    opening = _OPENING.match(text)
    if not opening:
        return escaped(text)
    if opening[0].strip().isdecimal():
        return f"{opening[0].strip()}\\{escaped(text[opening.end() :])}"
    safe = escaped(text.lstrip())
    return safe if safe.startswith("\\") else f"\\{safe}"


def code(text: str) -> str:
    """The text as code, whatever ticks are in it."""
    fence = _fence([text], 1)
    room = " " * (text[:1] == "`" or text[-1:] == "`")
    return f"{fence}{room}{text}{room}{fence}"


def _fence(lines: Sequence[str], least: int) -> str:
    """So many ticks that none of the lines ends them."""
    return "`" * max([least, *(len(ticks) + 1 for line in lines for ticks in re.findall("`+", line))])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(numbers: Iterable[bool]) -> str:
    return _row("---:" if number else ":---" for number in numbers)


def _table(table: Table) -> Iterator[str]:
    yield from [f"**{escaped(table.title)}**", ""] if table.title else []
    columns, shown = table.columns, [column.cells.shown for column in table.columns]
    yield _row(escaped(column.title) for column in columns)
    yield _rule(column.cells.number for column in columns)
    for row in table.rows:
        yield _row([escaped(write(value)) for write, value in zip(shown, row)])
    if table.total:
        yield _row(_bold(escaped(text)) for text in total_texts(columns, table.total))


def total_texts(columns: Sequence[Column], total: Values) -> list[str]:
    """The cells of a total row; words may be in any column."""
    return [value if isinstance(value, str) else column.cells.shown(value) for column, value in zip(columns, total)]


def _bold(text: str) -> str:
    return f"**{text}**" if text else ""


def _facts(block: Facts) -> Iterator[str]:
    yield from [f"**{escaped(block.title)}**", ""] if block.title else []
    for fact in block.facts:
        said = ", ".join(escaped(text) for text in (fact.cells.shown(fact.value), fact.remark) if text)
        yield f"{'  ' * fact.depth}- {escaped(fact.name)}: {said}"


def _bars(block: Bars) -> Iterator[str]:
    yield from [f"**{escaped(block.title)}**", ""] if block.title else []
    yield _row([*(escaped(c.title) for c in block.columns), *(text for c in block.series for text in (escaped(c.title), ""))])
    yield _rule([*(column.cells.number for column in block.columns), *[True, False] * len(block.series)])
    for values, bars in block.rows:
        words = [escaped(column.cells.shown(value)) for column, value in zip(block.columns, values)]
        yield _row([*words, *(text for column, bar in zip(block.series, bars) for text in _bar(column, bar))])


def _bar(column: Column, bar: Any) -> tuple[str, str]:
    if bar is None:
        return "", ""
    share = in_numbers(bar.value, bar.whole)
    drawn = "━" * round(share[0] * BAR / share[1]) if share and share[1] else ""
    return bar_figure(column, bar), f"{drawn} {escaped(bar.mark)}".strip()


def _side_by_side(block: SideBySide) -> Iterator[str]:
    yield _row([escaped(block.corner), *map(escaped, block.things)])
    yield _rule([False, *[True] * len(block.things)])
    for row in block.rows:
        yield _row([escaped(row.title), *_figures(row)])
    if block.total:
        yield _row([_bold(escaped(block.total.title)), *_figures(block.total)])


def _figures(row: FigureRow) -> Iterator[str]:
    for index, (value, ratio) in enumerate(zip(row.values, row.ratios)):
        cell = escaped(row.cells.shown(value))
        least = _bold(cell) if index in row.least else cell
        yield f"{least} ({times(ratio)})" if index and ratio is not None else least


def _verdicts(block: Verdicts) -> Iterator[str]:
    yield from [f"**{escaped(block.title)}**", ""] if block.title else []
    least = min((one.depth for one in block.judgements), default=0)
    for one in block.judgements:
        indent = "  " * (one.depth - least)
        yield f"{indent}- {MARKS[one.good]} {escaped(one.text)}"
        yield from (f"{indent}  - {paragraph(reason)}" for reason in one.reasons)


def _notes(block: Notes) -> Iterator[str]:
    yield from [f"**{escaped(block.title)}**", ""] if block.title else []
    for note in block.notes:
        yield f"- {paragraph(note.text)}" + (f" ({code(note.command)})" if note.command else "")
        yield from (f"  - {paragraph(line.strip())}" for line in note.below)


def _source(block: SourceText) -> Iterator[str]:
    yield from [f"**{escaped(block.title)}**", ""] if block.title else []
    if block.names:
        yield from (f"- {escaped(name)}: {code(line)}" for name, line in zip(block.names, block.lines))
        return
    lines = list(block.lines)
    fence = _fence(lines, 3)
    yield f"{fence}{block.language}"
    yield from lines
    yield fence


def _working(block: Working) -> Iterator[str]:
    return markdown_working(block.explanations, escaped)


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
