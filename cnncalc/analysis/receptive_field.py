"""Receptive fields: which stretch of the network's input each output of a layer sees, axis by axis, through any graph.

Two fields are followed. The hull is all that an output sees, exactly. The path of windows leaves out what is the same for every
output: the statistics of group and instance normalisation, and at joins the branches that see the same everywhere, such as the
gates of squeeze-and-excitation (Hu et al. 2018).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.seen import Seen, held, meet, only, require_stated
from cnncalc.layers.base import Shape
from cnncalc.layers.reach import Reach, TooManyPhases
from cnncalc.network.graph import Applied
from cnncalc.words.numbers import alike

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

Axes = tuple[Seen, ...]


class Path(NamedTuple):
    """What the path of windows sees, where it is not the hull: some gate or normalisation on the way sees everything."""

    axes: Axes
    aligned: bool


class Field(NamedTuple):
    """The receptive field of a tensor on a grid of input positions: the hull of all that its outputs see.

    `axes` is empty where no field can be stated: on vectors, where inputs of different extents meet, or where the stretches of
    neighbouring outputs differ in more than a thousand ways.
    """

    grid: Shape  # the spatial extents of the input
    shape: Shape  # the tensor's own
    axes: Axes
    aligned: bool = True  # False once branches with different strides or centres have met
    whole: bool = False  # the tensor's own axes are gone: every number sees all that went in
    path: Path | None = None  # None: the path of windows sees what the hull is

    @property
    def by_windows(self) -> Path:
        """The path of windows, which is the hull where nothing on the way sees all."""
        return self.path or Path(self.axes, self.aligned)

    @property
    def outputs(self) -> Shape:
        """How many positions the tensor has along each axis of the grid."""
        return positions(self.shape, len(self.grid))

    @property
    def size(self) -> Shape:
        """Input positions that the output which sees most sees, for each axis."""
        return tuple(axis.size(outputs) for axis, outputs in zip(self.axes, self.outputs))

    @property
    def stride(self) -> "tuple[Number, ...]":
        """Input positions between neighbouring outputs; 0 after global layers, a fraction after upsampling."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def start(self) -> Shape:
        """The first input position that output 0 sees, or the first output that sees any; negative inside the padding."""
        return tuple(axis.start(outputs) for axis, outputs in zip(self.axes, self.outputs))


def positions(shape: Shape, rank: int) -> Shape:
    """The extents of a shape along so many axes: the last one again for axes that it lacks; a vector has one position."""
    own = len(shape) - 1
    return shape[1:] if own == rank else tuple(shape[1 + min(axis, own - 1)] if own else 1 for axis in range(rank))


def input_field(shape: Shape) -> Field:
    """An input sees itself."""
    return Field(shape[1:], shape, (only(Reach((0,), (0,), 1)),) * (len(shape) - 1))


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


def field_of(applied: Applied, window: tuple[Reach, ...] | None, fields: Sequence[Field]) -> Field:
    """The field of a layer's output from those of its inputs; `window` is the layer's own reach."""
    field = fields[0]._replace(shape=applied.y) if len(fields) == 1 else _union(applied, fields)
    if window and field.axes:
        path = _path_through(applied, window, field)
        field = field._replace(axes=_through(field.axes, window), whole=field.whole or _ends_axes(applied), path=path)
    elif len(fields) == 1:
        return field
    for axes in (field.axes, field.path.axes if field.path else ()):
        if any(len(axis.ways) > 1 for axis in axes):
            for axis, outputs in zip(axes, field.outputs):
                require_stated(axis, outputs)
    return field


def _through(axes: Axes, window: tuple[Reach, ...]) -> Axes:
    pairs = [(axis, window[min(number, len(window) - 1)]) for number, axis in enumerate(axes)]
    if len(set(pairs)) == 1:
        return (pairs[0][0].through(pairs[0][1]),) * len(pairs)
    return tuple(axis.through(own) for axis, own in pairs)


def _path_through(applied: Applied, window: tuple[Reach, ...], field: Field) -> Path | None:
    """The path of windows behind a layer; one that only normalises by all that it sees leaves the path as it is."""
    if _normalises(applied, window):
        return field.by_windows
    return field.path and field.path._replace(axes=_through(field.path.axes, window))


def _normalises(applied: Applied, window: tuple[Reach, ...]) -> bool:
    """Whether each output sees all of the input, and yet has its own position there."""
    return (
        all(own.is_constant for own in window) and applied.y == applied.xs[0] and any(extent != 1 for extent in applied.y[1:])
    )


def _ends_axes(applied: Applied) -> bool:
    """Whether the output's axes are no longer the input's: after fc, flatten, reshape and pyramid pools."""
    return len(applied.y) != len(applied.xs[0]) or (
        applied.layer.renames and not all(map(alike, zip(applied.y, applied.xs[0])))
    )


def _union(applied: Applied, fields: Sequence[Field]) -> Field:
    seeing = [(field, x) for field, x in zip(fields, applied.xs) if field.grid]
    if not seeing:
        return fields[0]
    grid = seeing[0][0].grid
    if any(not _same_grid(field.grid, grid) or not field.axes for field, _ in seeing):
        return Field(grid, applied.y, ())
    extents = positions(applied.y, len(grid))
    hulls = [Path(_broadcast(field.axes, x, extents), field.aligned) for field, x in seeing]
    axes, aligned = _met(hulls, extents)
    union = Field(grid, applied.y, axes, aligned, all(field.whole for field, _ in seeing))
    if not any(field.path for field, _ in seeing):
        return union._replace(path=_path_met(hulls, extents)) if _is_gated(hulls) else union
    paths = [
        field.path._replace(axes=_broadcast(field.path.axes, x, extents)) if field.path else hull
        for (field, x), hull in zip(seeing, hulls)
    ]
    return union._replace(path=_path_met(paths, extents))


def _met(branches: Sequence[Path], extents: Shape) -> Path:
    """What branches see together along each axis, and whether their strides and centres are the same."""
    columns = zip(*(branch.axes for branch in branches))
    met = [meet(list(dict.fromkeys(column)), extent) for column, extent in zip(columns, extents)]
    return Path(tuple(axis for axis, _ in met), all(branch.aligned for branch in branches) and all(same for _, same in met))


def _is_gated(branches: Sequence[Path]) -> bool:
    """Whether along some axis one branch moves and another does not."""
    return any(len({axis.is_constant for axis in column}) > 1 for column in zip(*(branch.axes for branch in branches)))


def _path_met(branches: Sequence[Path], extents: Shape) -> Path:
    """What branches see together by their windows: along each axis those that move, if any does."""
    moving = [branch for branch in branches if not all(axis.is_constant for axis in branch.axes)] or branches
    columns = [_moving([branch.axes[number] for branch in moving]) for number in range(len(extents))]
    met = [meet(column, extent) for column, extent in zip(columns, extents)]
    return Path(tuple(axis for axis, _ in met), all(branch.aligned for branch in moving) and all(same for _, same in met))


def _moving(column: Sequence[Seen]) -> list[Seen]:
    return list(dict.fromkeys([axis for axis in column if not axis.is_constant] or column))


def _same_grid(a: Shape, b: Shape) -> bool:
    return len(a) == len(b) and all(map(alike, zip(a, b)))


def _broadcast(axes: Axes, x: Shape, extents: Shape) -> Axes:
    """A branch whose extent of 1 is broadcast shows every output the same."""
    own = positions(x, len(axes))
    return tuple(held(axis) if have == 1 < want else axis for axis, have, want in zip(axes, own, extents))
