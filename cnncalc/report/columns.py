"""The columns that a report can have: the figures of layers, as cells show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis
from cnncalc.analysis.receptive_field import Field
from cnncalc.analysis.sliding import window
from cnncalc.analysis.storage import DTYPES
from cnncalc.asking import found
from cnncalc.asking.case import Case, Rows, ToolFigures
from cnncalc.asking.figure import AXES, OWN, RATIO, SHAPE, SUM, TEXT, Figure
from cnncalc.asking.figures import COST, FIGURES, figure_named
from cnncalc.asking.places import COLUMNS as PLACE
from cnncalc.asking.places import askable, guess, objection
from cnncalc.errors import Fault, quote, refuse
from cnncalc.layers.base import Shape, show_shape
from cnncalc.report.cells import COUNT, FIELD, Cells
from cnncalc.report.cells import TEXT as TEXT_CELLS
from cnncalc.report.entries import Entry
from cnncalc.report.rounding import per_axis, quotient

if TYPE_CHECKING:
    from cnncalc.counting.cost_values import Cost

Cell: TypeAlias = "int | str | Field"
USUAL = ("name", "layer", "output", "params", "macs", "field")


class View:
    """What cells need to know besides their row: the network, and its cost as another tool counts it, if that was asked for."""

    def __init__(self, analysis: Analysis, dtype: str, cost: Cost | None = None) -> None:
        self.analysis = analysis
        self.dtype = dtype
        self.cost = cost
        counted = ToolFigures(cost.convention.name, (), cost.layers, cost.total) if cost else None
        self.case = Case(analysis, DTYPES[dtype], counted)

    def shape(self, shape: Shape) -> str:
        """A shape in the layout of the network."""
        return show_shape(shape, self.analysis.graph.layout)


class LayerColumn(NamedTuple):
    """A column: its key in CSV, its title, what it shows, and its total if rows add up."""

    key: str
    title: str
    cell: Callable[[View, Entry], Cell]
    total: Callable[[View], Cell] | None = None
    cells: Cells = COUNT


def _column(figure: Figure) -> LayerColumn:
    """The column of a figure."""
    special = CELLS.get(figure.key)
    cell = special or (lambda view, entry: _cell(figure, view, entry))
    total = (lambda view: _shown(figure, view, view.analysis.rows)) if figure.over == SUM else None
    cells = FIELD if figure.key == "field" else TEXT_CELLS if figure.unit in (TEXT, SHAPE) else COUNT
    return LayerColumn(figure.key, figure.title, cell, total, cells)


def _cell(figure: Figure, view: View, entry: Entry) -> Cell:
    """A figure in a row; a dash where the layer has none, empty in the row of a scope where only single layers have it."""
    if figure.over == OWN and entry.kind == SCOPE:
        return ""
    try:
        return _shown(figure, view, entry.rows)
    except Fault:
        return "-"


def _shown(figure: Figure, view: View, rows: Rows) -> Cell:
    if figure.unit == RATIO:
        return _quotient(view, rows)
    value: Any = figure.of(view.case, rows)
    if figure.unit == AXES:
        return per_axis(value) if value else "-"
    return view.shape(value) if figure.unit == SHAPE else value


def _quotient(view: View, rows: Rows) -> str:
    """The intensity, rounded; that of symbols varies."""
    macs = FIGURES["macs"].of(view.case, rows)
    return quotient(macs, found.moved(view.case, rows)) if macs != 0 else "0"


def _padding(view: View, entry: Entry) -> str:
    """Both sides of each axis as a spec writes them: 0:1x2:2, once where all are alike."""
    found = window(entry.rows[0]).padding if entry.kind != SCOPE else None
    ends = [str(before) if before == after else f"{before}:{after}" for before, after in found or ()]
    return per_axis(ends) if ends else "" if entry.kind == SCOPE else "-"


def _inputs(view: View, entry: Entry) -> str:
    nodes = view.analysis.graph.nodes
    return " ".join(view.shape(nodes[i].shape) for i in entry.inputs)


def _output(view: View, entry: Entry) -> str:
    return view.shape(entry.shape) + (f" ×{entry.items}" if entry.items > 1 else "")


SCOPE = "scope"  # the kind of a row that several layers are folded into
# What a cell shows besides a figure: what folding makes of names, shapes of several inputs, marks.
CELLS: dict[str, Callable[[View, Entry], Cell]] = {
    "name": lambda view, entry: entry.name,
    "kind": lambda view, entry: entry.kind,
    "layer": lambda view, entry: entry.text,
    "line": lambda view, entry: str(entry.line),
    "from": lambda view, entry: " ".join(view.analysis.graph.nodes[i].name for i in entry.inputs),
    "input": _inputs,
    "output": _output,
    "items": lambda view, entry: str(entry.items),
    "field": lambda view, entry: entry.field,
    "padding": _padding,
    "unread": lambda view, entry: per_axis(entry.unread) if any(entry.unread) else "",
}
COLUMNS = {key: _column(FIGURES[key]) for key in askable(PLACE) if key != COST}


def cost_column(cost: Cost) -> LayerColumn:
    """The column of a cost under the tool's own word; `--columns` calls it cost."""
    return _column(FIGURES[COST])._replace(title=cost.convention.title)


def chosen(text: str | None, cost: Cost | None = None) -> list[LayerColumn]:
    """The columns that `--columns` names; with + before the first name, the usual ones and then these.

    A cost as another tool counts it replaces the MACs, or the params, among the usual ones; it comes last if it is not named.
    """
    columns = COLUMNS if cost is None else {**COLUMNS, COST: cost_column(cost)}
    ours = {"cost": "macs", "params": "params"}[cost.convention.counts] if cost else None
    usual = [COST if key == ours else key for key in USUAL]
    if text is None:
        return [columns[key] for key in usual]
    words = [word.strip().lower() for word in text.removeprefix("+").split(",")]
    if not all(words):
        raise refuse("--columns has an empty name", f"the columns are: {', '.join(columns)}")
    keys = [*(usual if text.startswith("+") else ()), *(_key(word, columns) for word in words)]
    return [columns[key] for key in dict.fromkeys([*keys, *([COST] if cost else [])])]


def _key(word: str, columns: dict[str, LayerColumn]) -> str:
    """The column that a word means."""
    figure = figure_named(word)
    if figure and figure.key in columns:
        return figure.key
    listed = f"the columns are: {', '.join(columns)}"
    if figure and (reason := objection(figure, PLACE)):
        raise refuse(f"{reason}, and no column", listed)
    help = "--as says whose cost it is, as in --as fvcore" if word == COST else guess(word, PLACE, listed)
    raise refuse(f"there is no column {quote(word)}", help)
