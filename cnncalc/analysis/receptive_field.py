"""Receptive fields: which stretch of the network's input each output of a layer sees, axis by axis, through any graph."""

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.layers.base import Shape
from cnncalc.layers.reach import Reach, TooManyPhases, require_phases
from cnncalc.network.graph import Applied
from cnncalc.words.numbers import alike

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class Field(NamedTuple):
    """The receptive field of a tensor on a grid of input positions.

    `axes` is empty where no field can be stated: on vectors, where inputs of different extents meet, or where the stretches of
    neighbouring outputs differ in more than a thousand ways.
    """

    grid: Shape  # the spatial extents of the input
    shape: Shape  # the tensor's own
    axes: tuple[Reach, ...]
    aligned: bool = True  # False once branches with different strides or centres have met
    whole: bool = False  # the tensor's own axes are gone: every number sees all that went in

    @property
    def size(self) -> Shape:
        """Input positions that the output which sees most sees, for each axis."""
        if self.whole:
            return tuple(axis.size(1) for axis in self.axes)
        return tuple(axis.size(outputs) for axis, outputs in zip(self.axes, self.shape[1:]))

    @property
    def stride(self) -> "tuple[Number, ...]":
        """Input positions between neighbouring outputs; 0 after global layers, a fraction after upsampling."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def start(self) -> Shape:
        """The first input position that output 0 sees, or the first output that sees any; negative inside the padding."""
        return tuple(axis.start for axis in self.axes)


def input_field(shape: Shape) -> Field:
    """An input sees itself."""
    return Field(shape[1:], shape, (Reach((0,), (0,), 1),) * (len(shape) - 1))


def field_of(applied: Applied, window: tuple[Reach, ...] | None, fields: Sequence[Field]) -> Field:
    """The field of a layer's output from those of its inputs; `window` is the layer's own reach."""
    field = fields[0]._replace(shape=applied.y) if len(fields) == 1 else _union(applied, fields)
    if window is None or field.whole or not field.axes:
        return field
    if len(set(zip(window, field.axes))) == 1:
        axes = (field.axes[0].through(window[0]),) * len(window)
    else:
        axes = tuple(axis.through(own) for axis, own in zip(field.axes, window))
    return field._replace(axes=axes, whole=_ends_axes(applied))


def windows(applied: Applied) -> tuple[Reach, ...] | None:
    """The layer's own reach; empty where it has too many phases to be stated."""
    try:
        return applied.layer.reach(applied.y, *applied.xs)
    except TooManyPhases:
        return ()


def fields_of(applied: Applied, window: tuple[Reach, ...] | None, fields: Sequence[Field]) -> Field:
    """As `field_of`, with no axes where none can be stated."""
    try:
        if window == () and len(applied.xs[0]) > 1:
            raise TooManyPhases
        return field_of(applied, window, fields)
    except TooManyPhases:
        return Field(fields[0].grid, applied.y, ())


def _ends_axes(applied: Applied) -> bool:
    """Whether the output's axes are no longer the input's: after fc, flatten, reshape and pyramid pools."""
    return len(applied.y) != len(applied.xs[0]) or (
        applied.layer.renames and not all(map(alike, zip(applied.y, applied.xs[0])))
    )


def _union(applied: Applied, fields: Sequence[Field]) -> Field:
    seeing = [(field, x[1:]) for field, x in zip(fields, applied.xs) if field.grid]
    if not seeing:
        return fields[0]
    grid = seeing[0][0].grid
    if any(not _same_grid(field.grid, grid) or not field.axes for field, _ in seeing):
        return Field(grid, applied.y, ())
    extents = applied.y[1:] if len(applied.y) == len(grid) + 1 else (1,) * len(grid)
    columns = zip(*(_stretched(field, x, extents) for field, x in seeing))
    met = [_meet(list(dict.fromkeys(column)), extent) for column, extent in zip(columns, extents)]
    aligned = all(field.aligned for field, _ in seeing) and all(same for _, same in met)
    return Field(grid, applied.y, tuple(axis for axis, _ in met), aligned, all(field.whole for field, _ in seeing))


def _same_grid(a: Shape, b: Shape) -> bool:
    return len(a) == len(b) and all(map(alike, zip(a, b)))


def _stretched(field: Field, x: Shape, extents: Shape) -> tuple[Reach, ...]:
    """A branch whose extent of 1 is broadcast shows every output the same."""
    if len(x) != len(field.axes):
        return field.axes
    pairs = zip(field.axes, x, extents)
    return tuple(Reach((axis.low(0),), (axis.high(0),), 0) if have == 1 < want else axis for axis, have, want in pairs)


def _meet(column: Sequence[Reach], outputs: int) -> tuple[Reach, bool]:
    """What the branches see together along an axis, and whether their strides and centres are the same."""
    if len(column) == 1:
        return column[0], True
    if not alike(reach.stride for reach in column):
        return _drifting(column, outputs), False
    phases = require_phases(lcm(*(len(reach.lows) for reach in column)))
    column = [reach.spread(phases) for reach in column]
    lows = tuple(map(min, zip(*(reach.lows for reach in column))))
    highs = tuple(map(max, zip(*(reach.highs for reach in column))))
    centres = zip(*([low + high for low, high in zip(reach.lows, reach.highs)] for reach in column))
    return Reach(lows, highs, column[0].advance).reduced(), all(map(alike, centres))


def _drifting(column: Sequence[Reach], outputs: int) -> Reach:
    """Branches of different strides: together they see most at one end of the axis; the stride is the least of theirs."""
    phases = require_phases(lcm(*(len(reach.lows) for reach in column)))
    outer = range(min(phases, outputs))
    ends = [*outer, *(outputs - 1 - o for o in outer)]
    size = max(max(reach.high(o) for reach in column) - min(reach.low(o) for reach in column) for o in ends) + 1
    slowest = min(column, key=lambda reach: reach.stride)
    start = min(reach.low(0) for reach in column)
    lows = tuple(start + slowest.low(o) - slowest.low(0) for o in range(len(slowest.lows)))
    return Reach(lows, tuple(low + size - 1 for low in lows), slowest.advance)
