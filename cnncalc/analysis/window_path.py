"""What people ask of a receptive field: what the path of windows sees and how it moves on, and the exact hull."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.receptive_field import Axes, Field
from cnncalc.analysis.seen import Seen, Stretch
from cnncalc.words.numbers import divide

if TYPE_CHECKING:
    from cnncalc.layers.base import Shape
    from cnncalc.words.numbers import Number


class WindowPath(NamedTuple):
    """What the path of windows to a tensor sees of the input, in input positions, for each spatial axis.

    `size` is that of the output which sees most, `least` that of the one which sees least (None where it depends on the sizes
    of symbols); `jump` is how far on the next output looks, on average; `start` the first position that output 0 sees, and
    `first` the first and the last (None where it sees nothing). Padding is counted as if the input went on there.
    `aligned` says that all outputs see the same number of positions, and that no branches of different strides or centres have
    met. `sees_all` says that a gate or a normalisation on the way saw all of its input besides: the hull tells how much.
    """

    size: Shape
    least: tuple[int | None, ...]
    jump: tuple[Number, ...]
    start: Shape
    first: tuple[Stretch, ...]
    aligned: bool
    sees_all: bool

    @property
    def centre(self) -> tuple[Number | None, ...]:
        """The middle of what output 0 sees; None where it sees nothing."""
        return tuple(divide(sum(stretch), 2) if stretch else None for stretch in self.first)

    @property
    def marks(self) -> str:
        """What the numbers do not say: ~ where outputs are not aligned, + where something on the way sees all."""
        return "~" * (not self.aligned) + "+" * self.sees_all


class Hull(NamedTuple):
    """All that outputs see, for each spatial axis: the path of windows, gates and normalisations together.

    `size` and `least` are those of the outputs that see most and least; the others are a `Field`'s.
    """

    size: Shape
    least: tuple[int | None, ...]
    stride: tuple[Number, ...]
    start: Shape
    aligned: bool

    @property
    def marks(self) -> str:
        """As those of the path."""
        return "~" * (not self.aligned)


def window_path(field: Field) -> WindowPath | None:
    """The figures of the path of windows; None where no field can be stated.

    >>> import cnncalc
    >>> path = window_path(cnncalc.analyze(cnncalc.build(cnncalc.load("vgg16"))).rows[30].field)
    >>> path.size, path.jump, path.start, path.centre
    ((212, 212), (32, 32), (-90, -90), (Fraction(31, 2), Fraction(31, 2)))
    """
    axes, aligned = field.by_windows
    if not axes:
        return None
    size, least, start, jump, first = _along(axes, field)
    return WindowPath(size, least, jump, start, first, aligned and size == least, sees_all=field.path is not None)


def hull(field: Field) -> Hull | None:
    """The figures of all that outputs see; None where no field can be stated."""
    if not field.axes:
        return None
    return _hull(field)


def both(field: Field) -> tuple[WindowPath | None, Hull | None]:
    """The path of windows and the hull, worked out once where they are the same."""
    path = window_path(field)
    if path and field.path is None:
        return path, Hull(path.size, path.least, path.jump, path.start, field.aligned)
    return path, hull(field)


def _hull(field: Field) -> Hull:
    size, least, start, stride, _ = _along(field.axes, field)
    return Hull(size, least, stride, start, field.aligned)


def _along(axes: Axes, field: Field) -> Any:
    """The figures of each axis: size, least, start, stride, and what output 0 sees. Axes that are alike are looked at once."""
    outputs = field.outputs
    if len(set(outputs)) == 1 and all(axis is axes[0] for axis in axes):
        return [(figure,) * len(axes) for figure in _figures(axes[0], outputs[0])]
    return list(zip(*(_figures(axis, count) for axis, count in zip(axes, outputs))))


def _figures(axis: Seen, outputs: int) -> tuple[Any, ...]:
    way = axis.ways[0]
    if axis.is_plain and not way.is_blind:  # as most are: one window that moves on evenly
        low, high = way.lows[0], way.highs[0]
        size = high - low + 1
        return size, size, low, way.advance, (low, high)
    return axis.size(outputs), axis.least(outputs), axis.start(outputs), axis.stride, axis.stretch(0)
