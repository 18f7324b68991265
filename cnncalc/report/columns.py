"""The columns that a report can have, and what each shows of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis, Figures, Row
from cnncalc.analysis.intensity import moved
from cnncalc.analysis.storage import DTYPES
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.layers.base import Ops, Shape, show_shape
from cnncalc.report.entries import Entry
from cnncalc.report.rounding import quotient

if TYPE_CHECKING:
    from cnncalc.counting.cost import Cost

Cell: TypeAlias = "int | str"


class View(NamedTuple):
    """What cells need to know besides their row."""

    analysis: Analysis
    dtype: str
    cost: Cost | None = None  # as another tool counts it, if that was asked for

    def shape(self, shape: Shape) -> str:
        """A shape in the layout of the network."""
        return show_shape(shape, self.analysis.graph.layout)


class Column(NamedTuple):
    """A column: its key on the command line and in CSV, its title, what it shows, and its total if rows add up."""

    key: str
    title: str
    cell: Callable[[View, Entry], Cell]
    total: Callable[[View], Cell] | None = None
    number: bool = True


def per_axis(values: Iterable[object]) -> str:
    """Values of all axes, once where they are the same.

    >>> per_axis([7, 7]), per_axis([1, 7])
    ('7', '1x7')
    """
    distinct = list(dict.fromkeys(values := list(values)))
    return str(distinct[0]) if len(distinct) == 1 else "x".join(map(format, values))


def _field(view: View, entry: Entry) -> str:
    return per_axis(entry.field.size) + ("" if entry.field.aligned else " ~") if entry.field.axes else "-"


def _figure(key: str, title: str) -> Column:
    return Column(key, title, lambda view, entry: _of(entry.figures, key), lambda view: _of(view.analysis.totals.figures, key))


def _of(figures: object, key: str) -> int:
    value: int = getattr(figures, key)
    return value


def _op(key: str) -> Column:
    return Column(
        key, key, lambda view, entry: _of(entry.figures.ops, key), lambda view: _of(view.analysis.totals.figures.ops, key)
    )


def _input_shapes(view: View, entry: Entry) -> str:
    nodes = view.analysis.graph.nodes
    return " ".join(view.shape(nodes[i].shape) for i in entry.inputs)


def _input_names(view: View, entry: Entry) -> str:
    nodes = view.analysis.graph.nodes
    return " ".join(nodes[i].name for i in entry.inputs)


def _moved(view: View, rows: Iterable[Row]) -> int:
    """The bytes that layers move."""
    return sum(moved(view.analysis, row) for row in rows) * DTYPES[view.dtype]


def _kept(view: View, figures: Figures) -> int:
    """The bytes of the parameters and buffers."""
    return (figures.params + figures.buffers) * DTYPES[view.dtype]


def _intensity(view: View, macs: int, rows: Iterable[Row]) -> str:
    """MACs for each byte that is moved."""
    return quotient(macs, _moved(view, rows)) if macs != 0 else "0"


def _output(view: View, entry: Entry) -> str:
    return view.shape(entry.shape) + (f" ×{entry.items}" if entry.items > 1 else "")


COLUMNS = {
    column.key: column
    for column in (
        Column("name", "name", lambda view, entry: entry.name, number=False),
        Column("kind", "kind", lambda view, entry: entry.kind, number=False),
        Column("layer", "layer", lambda view, entry: entry.text, number=False),
        Column("line", "line", lambda view, entry: str(entry.line)),
        Column("from", "from", _input_names, number=False),
        Column("input", "input", _input_shapes, number=False),
        Column("output", "output", _output, number=False),
        Column("items", "items", lambda view, entry: str(entry.items)),
        _figure("params", "params"),
        _figure("weights", "weights"),
        _figure("buffers", "buffers"),
        Column("trainable", "trainable", lambda view, entry: entry.trainable, lambda view: view.analysis.totals.trainable),
        _figure("macs", "MACs"),
        _figure("flops", "FLOPs (2·MACs)"),
        *map(_op, Ops._fields),
        _figure("activations", "activations"),
        Column(
            "bytes",
            "bytes",
            lambda view, entry: entry.figures.activations * DTYPES[view.dtype],
            lambda view: view.analysis.totals.figures.activations * DTYPES[view.dtype],
        ),
        Column(
            "weight_bytes",
            "weight bytes",
            lambda view, entry: _kept(view, entry.figures),
            lambda view: _kept(view, view.analysis.totals.figures),
        ),
        Column(
            "moved",
            "moved bytes",
            lambda view, entry: _moved(view, entry.rows),
            lambda view: _moved(view, view.analysis.rows),
        ),
        Column(
            "intensity",
            "MACs/byte",
            lambda view, entry: _intensity(view, entry.figures.macs, entry.rows),
            lambda view: _intensity(view, view.analysis.totals.figures.macs, view.analysis.rows),
        ),
        Column("field", "field", _field),
        Column("stride", "stride", lambda view, entry: per_axis(entry.field.stride) if entry.field.axes else "-"),
        Column("start", "start", lambda view, entry: per_axis(entry.field.start) if entry.field.axes else "-"),
        Column("unread", "unread", lambda view, entry: per_axis(entry.unread) if any(entry.unread) else ""),
    )
}
COST = "cost"
ALIASES = {"receptive_field": "field", "rf": "field", "output_shape": "output", "input_shape": "input", "text": "layer"}
ALIASES |= {"arithmetic_intensity": "intensity"}
USUAL = ("name", "layer", "output", "params", "macs", "field")


def cost_column(cost: Cost) -> Column:
    """The column of a cost under the tool's own word, in place of which `--columns` says cost."""
    return Column(
        COST,
        cost.convention.title,
        lambda view, entry: sum(cost.layers[row.node.name] for row in entry.rows),
        lambda view: cost.total,
    )


def chosen(text: str | None, cost: Cost | None = None) -> list[Column]:
    """The columns that `--columns` names: all of them, or with + in front of the first, the usual ones and these.

    A cost as another tool counts it stands in place of the MACs, or of the params, among the usual ones; behind all others if
    it is not named.
    """
    columns = COLUMNS if cost is None else {**COLUMNS, COST: cost_column(cost)}
    ours = {"cost": "macs", "params": "params"}[cost.convention.counts] if cost else None
    usual = [COST if key == ours else key for key in USUAL]
    if text is None:
        return [columns[key] for key in usual]
    words = [word.strip() for word in text.removeprefix("+").split(",")]
    if not all(words):
        raise refuse("--columns has an empty name", f"the columns are: {', '.join(columns)}")
    keys = [*(usual if text.startswith("+") else ()), *(ALIASES.get(word.lower(), word.lower()) for word in words)]
    for key in keys:
        if key not in columns:
            raise refuse(f"there is no column {quote(key)}", _column_help(key, columns))
    return [columns[key] for key in dict.fromkeys([*keys, *([COST] if cost else [])])]


def _column_help(key: str, columns: dict[str, Column]) -> str | None:
    if key == COST:
        return "--as says whose cost it is, as in --as fvcore"
    return did_you_mean(key, [*columns, *ALIASES], f"the columns are: {', '.join(columns)}")
