"""The blocks of `summarize`: the table of layers, the totals, where they are, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.report.cells import PERCENT, TEXT
from cnncalc.report.columns import LayerColumn, View
from cnncalc.report.describers.heading import exact
from cnncalc.report.describers.hints import hints
from cnncalc.report.describers.summary_notes import warnings
from cnncalc.report.entries import Entry, entries, names_at, tree_lines
from cnncalc.report.model import CONDITION, NOTE, Bar, Bars, Block, Column, Fact, Facts, Fold, Table, Values, notes
from cnncalc.report.rounding import mebibytes, short
from cnncalc.words.numbers import symbolic

if TYPE_CHECKING:
    from collections.abc import Sequence


def summary_table(view: View, columns: Sequence[LayerColumn], depth: int | None) -> Table:
    """The layers for programs."""
    return Table(model_columns(columns), _rows(view, columns, entries(view.analysis, depth)))


def summary_blocks(view: View, columns: Sequence[LayerColumn], depth: int | None) -> Iterator[Block]:
    """Scopes deeper than `depth` are folded; without it a terminal folds as many as it must."""
    totals: list[object] = [column.total(view) if column.total else "" for column in columns]
    if any(total != "" for total in totals):
        totals[0] = totals[0] or "total"
    yield Table(
        model_columns(columns),
        _rows(view, columns, entries(view.analysis, depth)),
        total=totals if any(total != "" for total in totals) else (),
        fold=_fold(view, columns) if depth is None else None,
        tree=columns[0].key == "name",
        tone=lambda row: row[-1],
    )
    yield Facts([Fact(name, text) for name, text in facts(view)])
    found = shares(view.analysis)
    yield from [_bars(view.analysis, found)] * bool(found)
    holds = exact(view.analysis)
    yield from [notes(holds, CONDITION)] * bool(holds)
    said = [*warnings(view.analysis), *hints(view.analysis)]
    yield from [notes(said, NOTE)] * bool(said)


def model_columns(columns: Sequence[LayerColumn]) -> list[Column]:
    """The columns of layers for any renderer."""
    return [Column(column.key, column.title, column.cells) for column in columns]


def _rows(view: View, columns: Sequence[LayerColumn], found: Iterable[Entry]) -> Iterator[Values]:
    """The cells of each row, and its family, which has no column."""
    for entry in found:
        yield [*(column.cell(view, entry) for column in columns), entry.family]


def _fold(view: View, columns: Sequence[LayerColumn]) -> Fold | None:
    """How scopes fold, outer ones last."""
    deepest = max((row.node.name.count(".") for row in view.analysis.rows), default=0)
    return Fold(
        deepest,
        lambda depth: _rows(view, columns, entries(view.analysis, depth if depth < deepest else None)),
        lambda depth: len(names_at(view.analysis, depth)) if depth < deepest else len(view.analysis.rows),
        lambda depth: tree_lines(names_at(view.analysis, depth)),
        f"--depth {deepest} shows every layer",
    )


class Share(NamedTuple):
    """What a family of layers holds of the whole."""

    family: str
    layers: int
    params: int
    macs: int


def shares(analysis: Analysis) -> list[Share]:
    """The families that hold parameters or MACs, in the order they first appear."""
    sums: dict[str, list[int]] = {}
    for row in analysis.rows:
        line = sums.setdefault(row.node.layer.family, [0, 0, 0])
        line[0] += 1
        line[1] += row.figures.params
        line[2] += row.figures.macs
    return [Share(family, *line) for family, line in sums.items() if line[1] or line[2]]


def _bars(analysis: Analysis, found: Iterable[Share]) -> Bars:
    """Where parameters and MACs are, by family."""
    figures = analysis.totals.figures
    rows = [([share.family], [_bar(share.params, figures.params), _bar(share.macs, figures.macs)]) for share in found]
    return Bars([Column("family", "", TEXT)], [Column("params", "params", PERCENT), Column("macs", "MACs", PERCENT)], rows)


def _bar(part: int, whole: int) -> Bar:
    return Bar(part, whole)


def facts(view: View) -> list[tuple[str, str]]:
    """The totals as pairs of a word and what to say of it."""
    totals, figures, dtype = view.analysis.totals, view.analysis.totals.figures, view.dtype
    frozen = figures.params - totals.trainable
    batch = f", batch {view.analysis.batch}" if view.analysis.batch != 1 else ""
    parameters = f"{figures.params:,}" + (f", {totals.trainable:,} of them trainable" if frozen else "")
    if figures.buffers:
        parameters += f"; {figures.buffers:,} buffers"
    return [
        ("params", parameters),
        ("MACs", f"{_counted(figures.macs, batch)}; FLOPs {short(figures.flops)}, 2 per MAC"),
        *_cost(view),
        (
            "weights",
            f"{mebibytes(figures.params + figures.buffers, dtype)} as {dtype}" + ", with buffers" * bool(figures.buffers),
        ),
        (
            "activations",
            f"peak {mebibytes(totals.peak_activations, dtype)}, all {mebibytes(figures.activations, dtype)}{batch}",
        ),
    ]


def _cost(view: View) -> list[tuple[str, str]]:
    """What another tool would print, if that was asked for."""
    if view.cost is None:
        return []
    from cnncalc.report.describers.conventions import as_printed

    return [("as counted", f"{as_printed(view.cost)} by {view.cost.convention.source}")]


def _counted(macs: int, batch: str) -> str:
    return f"{macs:,}{batch}" if symbolic(macs) else f"{macs:,} ({short(macs)}{batch})"
