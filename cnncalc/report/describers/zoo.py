"""`zoo`: the bundled networks, a row each, and the bundled exercises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cnncalc.asking.figure import BYTES, RATIO, Figure
from cnncalc.asking.figures import COST, figure_named
from cnncalc.bundled.catalogue import Bundled, Zoo
from cnncalc.checking.sheets import Sheet
from cnncalc.layers.base import arrange, show_shape
from cnncalc.report.cells import BYTES as BYTES_CELLS
from cnncalc.report.cells import COUNT, FACTOR, FIELD, TEXT
from cnncalc.report.fields import field_plain, mark_notes, marks_in
from cnncalc.report.model import Block, Column, Fold, Table, Values, notes
from cnncalc.report.report import Report

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention

T = TypeVar("T")
# What a narrow terminal does without is spare, the least needed first.
COLUMNS = (
    Column("family", "family", TEXT, spare=2),
    Column("spec", "spec", TEXT),
    Column("network", "network", TEXT, spare=4),
    Column("year", "year", TEXT, spare=1),
    Column("input", "input", TEXT, spare=3),
    Column("params", "params", COUNT),
    Column("MACs", "MACs", COUNT),
    Column("field", "field", FIELD),
)
EXERCISES = (
    Column("name", "name", TEXT),
    Column("about", "about", TEXT),
    Column("questions", "questions", COUNT),
    Column("input", "input", TEXT),
    Column("params", "params", COUNT),
    Column("MACs", "MACs", COUNT),
)
MORE = "cnncalc zoo WORD shows those of a family, a name or a year"


def zoo_report(found: Sequence[Bundled], sort: str = "family", counting: Convention | None = None) -> Report:
    """Bundled specs. What they are sorted by has a column. With `counting`, costs are what another tool would print."""
    shown = ShownSpecs(found, sort == "family", counting, _sorted_by(sort))
    return Report(
        blocks=lambda: _blocks(shown),
        data=lambda: {"format": 1, "networks": [_entry(shown, one) for one in found]},
        main=lambda: Table(_columns(shown), [_row(shown, one, "") for one in found]),
        long=["networks"],
    )


def zoo_listing_report(found: Zoo) -> Report:
    """A list, which knows how it is sorted."""
    return zoo_report(found, found.sort, found.convention)


def bundled_report(one: Bundled) -> Report:
    """One bundled spec."""
    return zoo_report([one])


class ShownSpecs(NamedTuple):
    """Bundled specs, whether families are kept together, whose costs are shown, and the figure that has a column of its own."""

    found: Sequence[Bundled]
    grouped: bool
    counting: Convention | None
    more: Figure | None


def _sorted_by(word: str) -> Figure | None:
    """The figure that the rows are sorted by, where no column shows it already."""
    figure = figure_named(word)
    return None if figure is None or figure.key == COST or figure.title in {column.title for column in COLUMNS} else figure


def _table(shown: ShownSpecs) -> Table:
    rows = [_row(shown, one, "-") for one in shown.found]
    columns = [column._replace(once=shown.grouped and column.key == "family") for column in _columns(shown)]
    families = _families(shown.found) if shown.grouped else rows
    count = partial(_pick, len(families), len(rows))
    fold = Fold(1, partial(_pick, families, rows), count, count, MORE)
    return Table(columns, rows, fold=fold if shown.grouped else None)


def _blocks(shown: ShownSpecs) -> Iterator[Block]:
    yield _table(shown)
    said = mark_notes(marks_in(one.field for one in shown.found), "; --sort hull shows all that is seen")
    yield from [notes(said)] * bool(said)


def _pick(folded: T, whole: T, depth: int) -> T:
    return whole if depth else folded


def _families(found: Sequence[Bundled]) -> list[Values]:
    """A row per family: how many networks it has, and the first and the last of their names."""
    rows: list[Values] = []
    for family, several in groupby(found, key=lambda one: one.family):
        names = [one.name for one in several]
        ends = f"{names[0]} to {names[-1]} ({len(names)})" if len(names) > 2 else ", ".join(names)
        rows.append([family, ends, "", "", "", None, None, None])
    return rows


def _columns(shown: ShownSpecs) -> list[Column]:
    title = shown.counting.title if shown.counting else "MACs"
    columns = [column._replace(key=title, title=title) if column.key == "MACs" else column for column in COLUMNS]
    if shown.more:
        cells = {BYTES: BYTES_CELLS, RATIO: FACTOR}.get(shown.more.unit, COUNT)
        columns.append(Column(shown.more.key, shown.more.title, cells))
    return columns


def _row(shown: ShownSpecs, one: Bundled, none: str) -> Values:
    cost = one.macs if shown.counting is None else none if one.cost is None else one.cost
    more = [one.sorted_by] * bool(shown.more)
    return [one.family, one.name, one.title, str(one.year or "-"), _inputs(one), one.params, cost, one.field, *more]


def _entry(shown: ShownSpecs, one: Bundled) -> Mapping[str, Any]:
    row = dict(zip((column.key for column in _columns(shown)), _row(shown, one, "-"))) | {"field": field_plain(one.field)}
    title = shown.counting.title if shown.counting else "MACs"
    own = {
        "macs": one.macs,
        "input_shapes": [list(arrange(shape, one.layout)) for shape in one.inputs],
        "receptive_field": list(one.field.size) if one.field.axes else None,
    }
    return row | {"year": one.year} | ({title: one.cost} if shown.counting else {}) | own


def _inputs(bundled: Bundled) -> str:
    return " ".join(show_shape(shape, bundled.layout) for shape in bundled.inputs)


def exercises_report(sheets: Sequence[tuple[str, Sheet]], found: Sequence[Bundled]) -> Report:
    """The bundled sheets, then the specs that they ask about, which ask nothing themselves."""
    table = Table(EXERCISES, list(_exercises(sheets, found)))
    keys = [column.key for column in EXERCISES]
    return Report(
        blocks=lambda: [table],
        data=lambda: {"format": 1, "exercises": [dict(zip(keys, row)) for row in table.rows]},
        main=lambda: table,
        long=["exercises"],
    )


def _exercises(sheets: Sequence[tuple[str, Sheet]], found: Sequence[Bundled]) -> Iterator[Values]:
    for name, sheet in sheets:
        yield [name, sheet.title, len(sheet.exercises), "-", "-", "-"]
    for bundled in found:
        yield [bundled.name, bundled.title, "-", _inputs(bundled), bundled.params, bundled.macs]
