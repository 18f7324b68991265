"""LaTeX, for papers: tables in booktabs style, formulas as equations. The text is a part of a document, not a whole one.

It needs `\\usepackage{booktabs,amsmath,longtable}`, which its first line says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from cnncalc.explanation.parts import Explanation
from cnncalc.report.cells import COUNT
from cnncalc.report.model import (
    Bars,
    Column,
    Drawing,
    Facts,
    Notes,
    SideBySide,
    SourceText,
    Table,
    Verdicts,
    Working,
    bar_figure,
)
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.working import equation
from cnncalc.report.report import Report
from cnncalc.report.rounding import in_numbers, percent, times

PACKAGES = r"% \usepackage{booktabs,amsmath,amssymb,longtable}"
FACTS = {2: r"lp{0.75\textwidth}", 3: r"llp{0.5\textwidth}"}
LONG = 45  # rows that fit a page
MARKS = {True: r"$\checkmark$", False: r"$\times$", None: "--"}
SIGNS = {
    "->": r"$\to$",
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"$<$", ">": r"$>$", "|": r"$|$", '"': r"''",
    "×": r"$\times$", "·": r"$\cdot$", "²": "$^2$", "³": "$^3$", "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$",
    "−": "$-$", "–": "--", "—": "---", "→": r"$\to$", "α": r"$\alpha$", "β": r"$\beta$", "√": r"$\surd$", "π": r"$\pi$",
    "✓": MARKS[True], "✗": MARKS[False], "\n": " ", "\xa0": "~",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, SIGNS)))


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write every block, an empty line between them."""
    stream.write(f"{PACKAGES}\n")
    heading = ": ".join(escaped(text) for text in (report.title, report.about) if text)
    if heading:
        stream.write(f"\\paragraph{{{heading}}}{_sentence(report.subtitle)}\\par\\noindent\n")
    for block in report.blocks():
        for number, line in enumerate(WRITERS[type(block)](block)):
            stream.write("\n" * (number == 0) + f"{line}\n")


def _sentence(text: str) -> str:
    return f" {escaped(text)}" if text else ""


def escaped(text: str) -> str:
    r"""The text with every character that LaTeX would take for a command escaped.

    >>> print(escaped("conv1_1 & 50 %"))
    conv1\_1 \& 50 \%
    """
    return _SIGN.sub(lambda found: SIGNS[found[0]], text)


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"


def _title(title: str) -> Iterator[str]:
    yield from [rf"\textbf{{{escaped(title)}}}", ""] if title else []


def _tabular(numbers: list[bool], titles: list[str], rows: list[list[str]], total: list[str]) -> Iterator[str]:
    """A table in booktabs style; one that is longer than a page may break."""
    name = "longtable" if len(rows) > LONG else "tabular"
    yield rf"\begin{{{name}}}{{{''.join('r' if number else 'l' for number in numbers)}}}"
    yield r"\toprule"
    yield _row(map(escaped, titles))
    yield r"\midrule"
    yield from [r"\endhead"] * (name == "longtable")
    yield from (_row(row) for row in rows)
    yield from [r"\midrule", _row(total)] if total else []
    yield r"\bottomrule"
    yield rf"\end{{{name}}}"


def _table(table: Table) -> Iterator[str]:
    yield from _title(table.title)
    columns = table.columns
    rows = [[escaped(column.cells.shown(value)) for column, value in zip(columns, row)] for row in table.rows]
    total = [escaped(v if isinstance(v, str) else c.cells.shown(v)) for c, v in zip(columns, table.total)]
    yield from _tabular([column.cells.number for column in columns], [column.title for column in columns], rows, total)


def _bars(block: Bars) -> Iterator[str]:
    """The figures and their shares; a bar would say no more."""
    yield from _title(block.title)
    columns: list[Column] = [*block.columns, *block.series]
    rows = [
        [
            *(escaped(column.cells.shown(value)) for column, value in zip(block.columns, values)),
            *(_bar(column, bar) for column, bar in zip(block.series, bars)),
        ]
        for values, bars in block.rows
    ]
    yield from _tabular([column.cells.number for column in columns], [column.title for column in columns], rows, [])


def _bar(column: Column, bar: Any) -> str:
    if bar is None:
        return ""
    text = bar_figure(column, bar)
    share = percent(bar.value, bar.whole) if in_numbers(bar.value, bar.whole) else ""
    return escaped(", ".join(part for part in (text, bar.mark or ("" if share == text else share)) if part))


def _facts(block: Facts) -> Iterator[str]:
    yield from _title(block.title)
    rows = [[escaped(fact.name), escaped(fact.cells.shown(fact.value)), escaped(fact.remark)] for fact in block.facts]
    width = 3 if any(row[2] for row in rows) else 2
    yield rf"\begin{{tabular}}{{{FACTS[width]}}}"
    yield from (_row(row[:width]) for row in rows)
    yield r"\end{tabular}"


def _side_by_side(block: SideBySide) -> Iterator[str]:
    rows = [[escaped(row.title), *_figures(row)] for row in block.rows]
    total = [escaped(block.total.title), *_figures(block.total)] if block.total else []
    yield from _tabular([False, *[True] * len(block.things)], [block.corner, *block.things], rows, total)


def _figures(row: Any) -> Iterator[str]:
    for index, (value, ratio) in enumerate(zip(row.values, row.ratios)):
        cell = escaped(row.cells.shown(value))
        least = rf"\textbf{{{cell}}}" if index in row.least and cell else cell
        yield f"{least} ({escaped(times(ratio))})" if index and ratio is not None else least


def _items(items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    yield from [r"\begin{itemize}", *(rf"  \item {item}" for item in found), r"\end{itemize}"] if found else []


def _verdicts(block: Verdicts) -> Iterator[str]:
    yield from _title(block.title)
    yield from _items(
        rf"{MARKS[one.good]} {escaped('; '.join([one.text, *one.reasons]))}" for one in block.judgements if one.text
    )


def _notes(block: Notes) -> Iterator[str]:
    yield from _title(block.title)
    yield from _items(escaped("; ".join([note.text, *(line.strip() for line in note.below)])) for note in block.notes)


def _source(block: SourceText) -> Iterator[str]:
    yield from _title(block.title)
    if block.names:
        yield from _items(rf"{escaped(name)}: \texttt{{{escaped(line)}}}" for name, line in zip(block.names, block.lines))
        return
    yield from [r"\begin{verbatim}", *block.lines, r"\end{verbatim}"]


def _working(block: Working) -> Iterator[str]:
    for number, one in enumerate(block.explanations):
        yield from [""] * bool(number)
        yield from _explanation(one)


def _explanation(one: Explanation) -> Iterator[str]:
    yield rf"\paragraph{{{escaped(one.name)}}} \texttt{{{escaped(one.text)}}}"
    yield from _items(f"{escaped(what)}: {escaped(text)}" for what, text in one.given)
    for section in one.sections:
        yield from ("", rf"\subparagraph{{{escaped(section.title)}}}")
        yield from _items(map(escaped, section.givens))
        if section.terms:
            rows = [[escaped(name), COUNT.shown(value)] for name, value in section.terms]
            total = [escaped(section.chains[0].name), COUNT.shown(section.chains[0].value)]
            yield from _tabular([False, True], ["", ""], rows, total)
        yield from (rf"\[{equation(chain)}\]" for chain in section.chains[bool(section.terms) :])
        yield from _items(map(escaped, section.remarks))


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
