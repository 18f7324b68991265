"""Quantities: what can be asked of a network, by name (design, section 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis.analyze import Analysis, Figures, Row
from cnncalc.analysis.receptive_field import input_field
from cnncalc.analysis.sliding import kernel, overlap, padding, positions
from cnncalc.asking.answers import AXES, NUMBER, SHAPE
from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import AXES as AXIS_NAMES
from cnncalc.layers.base import Ops


class ToolFigures(NamedTuple):
    """What another tool would print: the name of its convention, our quantities that it stands for, its figures by layer.

    Where the convention has no rule for a layer there are no figures, and `why_not` says so.
    """

    convention: str
    stands_for: tuple[str, ...]
    layers: Mapping[str, Any]
    total: Any = None
    why_not: str = ""


class Case(NamedTuple):
    """A network's figures, how many bytes a number takes, and what another tool would print, if one is named."""

    analysis: Analysis
    width: int = 4
    counted: ToolFigures | None = None

    def row(self, node: int) -> Row:
        """The row of a node; an input has one that costs nothing."""
        inputs = len(self.analysis.graph.inputs)
        if node >= inputs:
            return self.analysis.rows[node - inputs]
        made = self.analysis.graph.nodes[node]
        figures = Figures(0, 0, 0, 0, Ops(), elements(made.shape) * self.analysis.batch)
        return Row(made, figures, False, input_field(made.shape))


Rows = Sequence[Row]


class Quantity(NamedTuple):
    """How a quantity is found from rows; `last` tells that it is that of the last row, not a sum."""

    of: Callable[[Case, Rows], Any]
    asked: str = NUMBER
    last: bool = False


def _sum(figure: Callable[[Row], Any]) -> Quantity:
    return Quantity(lambda case, rows: sum(map(figure, rows)))


def _last(value: Callable[[Row], Any], asked: str = AXES) -> Quantity:
    return Quantity(lambda case, rows: value(rows[-1]), asked, last=True)


def _connections(row: Row) -> Any:
    """Weights in use, counted as LeCun et al. 1998 do: every output's dot product, and its bias."""
    biased = row.figures.params > row.figures.weights
    return row.figures.macs + (row.figures.activations if row.figures.macs and biased else 0)


def _cost(case: Case, rows: Rows) -> Any:
    if case.counted is None:
        raise Fault("cost is what another tool would print, and none is named", "cnncalc check names one, as in --as fvcore")
    if case.counted.why_not:
        raise Fault(f"{case.counted.convention} cannot count this network: {case.counted.why_not}")
    return sum(case.counted.layers.get(row.node.name, 0) for row in rows)


def _peak(case: Case, rows: Rows) -> Any:
    if len(rows) < len(case.analysis.rows):
        raise Fault("peak_activations is a figure of the whole network", "ask for activations of a layer or a scope")
    return case.analysis.totals.peak_activations


def _extent(axis: str) -> Quantity:
    def extent(row: Row) -> Any:
        names = AXIS_NAMES[len(row.node.shape) - 1]
        if axis not in names:
            raise Fault(f"{row.node.name} has no {axis}: its shape is {row.node.layer.shown(row.node.shape)}")
        return row.node.shape[1 + names.index(axis)]

    return _last(extent, NUMBER)


def _op(name: str) -> Quantity:
    return _sum(lambda row: getattr(row.figures.ops, name))


COST = "cost"
QUANTITIES = {
    "params": _sum(lambda row: row.figures.params),
    "weights": _sum(lambda row: row.figures.weights),
    "macs": _sum(lambda row: row.figures.macs),
    "flops": _sum(lambda row: row.figures.flops),
    COST: Quantity(_cost),
    "ops": _sum(lambda row: sum(row.figures.ops)),
    **{name: _op(name) for name in Ops._fields},
    "buffers": _sum(lambda row: row.figures.buffers),
    "trainable": _sum(lambda row: row.trainable),
    "activations": _sum(lambda row: row.figures.activations),
    "neurons": _sum(lambda row: row.figures.activations if row.figures.macs else 0),
    "connections": _sum(_connections),
    "layers": _sum(lambda row: 1),
    "peak_activations": Quantity(_peak),
    "output": _last(lambda row: row.node.shape, SHAPE),
    "channels": _last(lambda row: row.node.shape[0], NUMBER),
    **{axis: _extent(axis) for axis in ("length", "height", "width")},
    "receptive_field": _last(lambda row: row.field.size),
    "stride": _last(lambda row: row.field.stride),
    "positions": _last(positions, NUMBER),
    "kernel": _last(kernel),
    "padding": _last(padding),
    "overlap": _last(overlap),
    "unread": _last(lambda row: row.node.layer.unread(row.node.applied.xs[0]) if row.node.inputs else ()),
}
STORED = ("params", "weights", "buffers", "trainable", "activations", "neurons", "peak_activations")  # have .bytes
