"""`sweep`: a row per variant, in the order of the grid, as they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.asking.figures import FIGURES
from cnncalc.asking.marks import show_figure
from cnncalc.design.sweeping import Cell, SweepRows, Variant
from cnncalc.design.sweeping.outcomes import is_field
from cnncalc.errors import Problem
from cnncalc.report.cells import COUNT, TEXT, Cells
from cnncalc.report.fields import mark_notes, with_marks
from cnncalc.report.model import Block, Column, Table, Values, notes
from cnncalc.report.report import Report

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
        said = [problem_line(variant.problem) if variant.problem else None] if self.problems else []
        return [*(variant.settings[name] for name in self.settings), *(variant.figures[name] for name in self.figures), *said]

    def marked(self, variant: Variant) -> Values:
        """The cells of a row as people read them: a field with its marks."""
        marks = variant.beside[0] if variant.beside else ""
        return [
            (cell, marks) if is_field(name) and name in self.figures else cell
            for name, cell in zip(self.names, self.cells(variant))
        ]


def problem_line(problem: Problem) -> str:
    """A problem in a line: what is wrong, and where."""
    place = problem.place
    where = f"{place.source.name}:{place.line}: " if place and not place.source.name.startswith("--") else ""
    return where + problem.message


def variant_line(variant: Variant) -> str:
    """A variant and its problem."""
    settings = ", ".join(f"{name}={value}" for name, value in variant.settings.items())
    return f"{settings}: {problem_line(variant.problem)}" if variant.problem else settings


def sweep_report(rows: Rows, variants: Iterable[Variant]) -> Report:
    """The variants; they are read once, when a renderer writes them."""

    marks: set[str] = set()

    def table() -> Table:
        return Table(_columns(rows), map(cells, variants))

    def cells(variant: Variant) -> Values:
        marks.update(map(str, variant.beside[:1]))
        return rows.marked(variant)

    def blocks() -> Iterator[Block]:
        yield table()
        said = mark_notes(marks, "; --columns +hull shows all that is seen")  # known once the table is written
        yield from [notes(said)] * bool(said)

    return Report(
        blocks=blocks,
        data=lambda: {"format": 1, "variants": (_entry(rows, variant) for variant in variants)},
        main=table,
        long=["variants"],
        slow=True,
    )


def swept_report(found: SweepRows) -> Report:
    """A whole sweep."""
    return sweep_report(Rows(found.settings, found.figures, problems=not found.chosen), found.rows)


def variant_report(variant: Variant) -> Report:
    """One row of a sweep."""
    return sweep_report(Rows([*variant.settings], [*variant.figures], problems=variant.problem is not None), [variant])


def _columns(rows: Rows) -> list[Column]:
    titles = [FIGURES[name].title if name in FIGURES and name in rows.figures else name for name in rows.names]
    fields = [is_field(name) and name in rows.figures for name in rows.names]
    return [
        Column(name, title, TEXT if name == PROBLEM else MARKED if field else CELLS)
        for name, title, field in zip(rows.names, titles, fields)
    ]


def _entry(rows: Rows, variant: Variant) -> Mapping[str, Any]:
    cells = dict(zip(rows.names, rows.cells(variant)))
    entry = {name: _json_value(cell) if name in variant.settings else cell for name, cell in cells.items()}
    return ({"receptive_field": variant.beside[1]} if variant.beside and "field" in entry else {}) | entry


def _json_value(cell: Cell) -> Any:
    """A setting as the number that it is, where JSON writes it with the same digits."""
    for number in (int, float):
        try:
            if str(number(cell or "")) == cell:
                return number(cell)
        except ValueError:
            continue
    return cell


def read_easily(cell: int | str) -> int | str:
    """A quotient as a decimal number, which tables show; others are exact."""
    return show_figure(Fraction(cell)) if isinstance(cell, str) and re.fullmatch(r"-?\d+/\d+", cell, re.ASCII) else cell


CELLS = Cells(lambda cell: "" if cell is None else COUNT.shown(read_easily(cell)), COUNT.plain)
MARKED = Cells(lambda pair: with_marks(CELLS.shown(pair[0]), pair[1]), lambda pair: CELLS.plain(pair[0]))  # a field, its marks
