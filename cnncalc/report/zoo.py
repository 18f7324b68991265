"""The zoo as a list: one row a bundled spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from cnncalc.asking.figure import BYTES, RATIO, Figure
from cnncalc.asking.figures import COST, figure_named
from cnncalc.bundled.catalogue import Bundled
from cnncalc.checking.sheets import Sheet
from cnncalc.layers.base import show_shape
from cnncalc.report.columns import Cell, per_axis
from cnncalc.report.listing import write_listing
from cnncalc.report.rounding import of_bytes, quotient

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention

# A column and whether it holds numbers.
TITLES = {
    "family": False,
    "spec": False,
    "network": False,
    "year": False,
    "input": False,
    "params": True,
    "MACs": True,
    "field": True,
}
EXERCISE_TITLES = ("name", "about", "questions", "input", "params", "MACs")
NONE: dict[str, Any] = {"json": None, "csv": ""}  # what stands for a cost that nobody would print, where it is no dash
SPARED = ("network", "input", "family", "year")  # what a narrow terminal does without, one after the other


def write_zoo(
    stream: IO[str], form: str, color: str, found: Sequence[Bundled], sort: str, counting: Convention | None = None
) -> None:
    """Write bundled specs as a table, JSON, CSV or Markdown. `sort` is what they are sorted by: it has a column.

    A table then names each family once, and on a narrow terminal leaves out columns that the others make up for. The costs are
    those that another tool would print, if `counting` is given.
    """
    rows = [dict(zip(TITLES, _cells(bundled, form))) for bundled in found]
    costs = counting.title if counting else "MACs"
    for row, bundled in zip(rows, found):
        if counting:
            row["MACs"] = NONE.get(form, "-") if bundled.cost is None else bundled.cost
    titles = [*TITLES, *_sorted_by(sort, form, rows, found)]
    if form == "table":
        if sort == "family":
            _name_once(rows)
        titles = _titles_for(stream, color, rows, titles)
    cells = [[row[title] for title in titles] for row in rows]
    shown = [costs if title == "MACs" else title for title in titles]
    write_listing(stream, form, color, shown, cells, [TITLES.get(title, True) for title in titles])


def _sorted_by(sort: str, form: str, rows: Sequence[dict[str, Cell]], found: Sequence[Bundled]) -> list[str]:
    """The column of the figure that the rows are sorted by, which is put into them; none where they show it already."""
    figure = figure_named(sort)
    if figure is None or figure.key == COST or figure.title in TITLES:
        return []
    title = figure.key if form in NONE else figure.title
    for row, bundled in zip(rows, found):
        value = bundled.sorted_by
        row[title] = NONE.get(form, "-") if value is None else _number(figure, value, form)
    return [title]


def _number(figure: Figure, value: Any, form: str) -> Cell:
    if figure.unit == RATIO:
        return quotient(value.numerator, value.denominator)
    number: int = value
    return of_bytes(number) if figure.unit == BYTES and form not in NONE else number


def write_exercises(
    stream: IO[str], form: str, color: str, sheets: Sequence[tuple[str, Sheet]], found: Sequence[Bundled]
) -> None:
    """Write the bundled sheets, then the specs that they ask about, which ask nothing themselves."""
    rows: list[list[Cell]] = [[name, sheet.title, len(sheet.exercises), "-", "-", "-"] for name, sheet in sheets]
    rows += [[bundled.name, bundled.title, "-", _inputs(bundled), bundled.params, bundled.macs] for bundled in found]
    numbers = [title in ("questions", "params", "MACs") for title in EXERCISE_TITLES]
    write_listing(stream, form, color, EXERCISE_TITLES, rows, numbers)


def _inputs(bundled: Bundled) -> str:
    return " ".join(show_shape(shape, bundled.layout) for shape in bundled.inputs)


def _cells(bundled: Bundled, form: str) -> Iterator[Cell]:
    yield bundled.family
    yield bundled.name
    yield bundled.title
    yield bundled.year if form == "json" else str(bundled.year or "-")  # a year has no thousands separator
    yield _inputs(bundled)
    yield bundled.params
    yield bundled.macs
    size = per_axis(bundled.field.size) if bundled.field.axes else "-"
    yield int(size) if size.isdecimal() else size


def _name_once(rows: Sequence[dict[str, Cell]]) -> None:
    last: Cell = ""
    for row in rows:
        row["family"], last = ("" if row["family"] == last else row["family"]), row["family"]


def _titles_for(stream: IO[str], color: str, rows: Sequence[dict[str, Cell]], titles: list[str]) -> list[str]:
    """The columns that a stream has room for."""
    from cnncalc.report.table import fits

    for spared in SPARED:
        if fits(stream, color, titles, [True] * len(titles), [[row[title] for title in titles] for row in rows]):
            break
        titles.remove(spared)
    return titles
