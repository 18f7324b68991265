"""The rows of a sweep, written as they come; a table alone waits for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import IO, Any

from cnncalc.asking.figures import FIGURES
from cnncalc.asking.marks import show_figure
from cnncalc.design.sweeping import Cell, Variant
from cnncalc.errors import Problem
from cnncalc.limits import SHOWN_PROBLEMS
from cnncalc.report.dumps import dumps
from cnncalc.report.text import csv_line, markdown_line, shown

PROBLEM = "error"


class Rows:
    """The columns of a sweep: what was set, the figures that are shown and, where rows may have one, the problem."""

    def __init__(self, settings: Sequence[str], figures: Sequence[str], problems: bool) -> None:
        self.settings = settings
        self.figures = figures
        self.problems = problems

    @property
    def names(self) -> list[str]:
        return [*self.settings, *self.figures, *([PROBLEM] if self.problems else [])]

    def cells(self, variant: Variant) -> list[Cell]:
        """The cells of a row."""
        told = [told_briefly(variant.problem) if variant.problem else None] if self.problems else []
        return [*(variant.settings[name] for name in self.settings), *(variant.figures[name] for name in self.figures), *told]


def told_briefly(problem: Problem) -> str:
    """A problem in a line: what is wrong, and where."""
    place = problem.place
    where = f"{place.source.name}:{place.line}: " if place and not place.source.name.startswith("--") else ""
    return where + problem.message


def told_shortly(variant: Variant) -> str:
    """A variant and its problem."""
    settings = ", ".join(f"{name}={value}" for name, value in variant.settings.items())
    return f"{settings}: {told_briefly(variant.problem)}" if variant.problem else settings


def write_sweep(stream: IO[str], form: str, color: str, rows: Rows, variants: Iterable[Variant]) -> None:
    """Write rows as CSV, JSON lines (jsonl), a JSON list, Markdown or a table."""
    if form == "table":
        return _print_table(stream, color, rows, list(variants))
    for line in {"csv": _csv, "jsonl": _json_lines, "json": _json, "markdown": _markdown}[form](rows, variants):
        stream.write(line + "\n")
        stream.flush()  # whoever waits for the rows of a long sweep sees each when it is there
    return None


def _csv(rows: Rows, variants: Iterable[Variant]) -> Iterator[str]:
    yield csv_line(rows.names)
    for variant in variants:
        yield csv_line(["" if cell is None else cell for cell in rows.cells(variant)])


def _json_lines(rows: Rows, variants: Iterable[Variant]) -> Iterator[str]:
    for variant in variants:
        cells = dict(zip(rows.names, rows.cells(variant)))
        yield dumps({name: _json_value(cell) if name in variant.settings else cell for name, cell in cells.items()})


def _json_value(cell: Cell) -> Any:
    """A setting as the number that it is, where JSON writes it with the same digits."""
    for number in (int, float):
        try:
            if str(number(cell or "")) == cell:
                return number(cell)
        except ValueError:
            continue
    return cell


def _json(rows: Rows, variants: Iterable[Variant]) -> Iterator[str]:
    yield "["
    line = ""
    for following in _json_lines(rows, variants):
        if line:
            yield f"  {line},"
        line = following
    if line:
        yield f"  {line}"
    yield "]"


def _markdown(rows: Rows, variants: Iterable[Variant]) -> Iterator[str]:
    yield markdown_line(_titles(rows))
    yield markdown_line(["---:" if name != PROBLEM else ":---" for name in rows.names])
    for variant in variants:
        yield markdown_line(["" if cell is None else shown(read_easily(cell)) for cell in rows.cells(variant)])


def read_easily(cell: int | str) -> int | str:
    """A quotient as a decimal number, which tables show; others are exact."""
    return show_figure(Fraction(cell)) if isinstance(cell, str) and re.fullmatch(r"-?\d+/\d+", cell, re.ASCII) else cell


def _titles(rows: Rows) -> list[str]:
    return [FIGURES[name].title if name in FIGURES and name in rows.figures else name for name in rows.names]


def _print_table(stream: IO[str], color: str, rows: Rows, variants: Sequence[Variant]) -> None:
    """Print the rows; problems stand below, where there is room for them."""
    from cnncalc.report.table import print_listing

    narrow = Rows(rows.settings, rows.figures, problems=False)
    cells = [["-" if cell is None else read_easily(cell) for cell in narrow.cells(each)] for each in variants]
    titles = [title.replace(" ", "\n") for title in _titles(narrow)]
    print_listing(stream, color, titles, [True] * len(titles), cells)
    wrong = [variant for variant in variants if variant.problem] if rows.problems else []
    if wrong:
        stream.write(f"\n{len(wrong):,} of {len(variants):,} variants cannot be counted:\n")
    stream.writelines(f"  {told_shortly(variant)}\n" for variant in wrong[:SHOWN_PROBLEMS])
    if len(wrong) > SHOWN_PROBLEMS:
        stream.write(f"  and {len(wrong) - SHOWN_PROBLEMS:,} more; --format csv has them all\n")
