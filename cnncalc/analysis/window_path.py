"""What people ask of a receptive field: what the path of windows sees and how it moves on, and the exact hull."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.receptive_field import Axes, Field, Path
from cnncalc.words.numbers import divide

if TYPE_CHECKING:
    from cnncalc.layers.base import Shape
    from cnncalc.words.numbers import Number


class WindowPath(NamedTuple):
    """What the path of windows to a tensor sees of the input, in input positions, for each spatial axis.

    `size` is that of the output which sees most, `least` that of the one which sees least (None where it depends on the sizes
    of symbols); `jump` is how far on the next output looks, on average; `start` the first position that output 0 sees, and
    `centre` the middle of what it sees (None where it sees nothing). Padding is counted as if the input went on there.
    `aligned` says that all outputs see the same number of positions, and that no branches of different strides or centres have
    met. `sees_all` says that a gate or a normalisation on the way saw all of its input besides: the hull tells how much.
    """

    size: Shape
    least: tuple[int | None, ...]
    jump: tuple[Number, ...]
    start: Shape
    centre: tuple[Number | None, ...]
    aligned: bool
    sees_all: bool


class Hull(NamedTuple):
    """All that outputs see, for each spatial axis: the path of windows, gates and normalisations together.

    `size` and `least` are those of the outputs that see most and least; `stride` and `start` are a `Field`'s.
    """

    size: Shape
    least: tuple[int | None, ...]
    stride: tuple[Number, ...]
    start: Shape


def window_path(field: Field) -> WindowPath | None:
    """The figures of the path of windows; None where no field can be stated.

    >>> import cnncalc
    >>> path = window_path(cnncalc.analyze(cnncalc.build(cnncalc.load("vgg16"))).rows[30].field)
    >>> path.size, path.jump, path.start, path.centre
    ((212, 212), (32, 32), (-90, -90), (Fraction(31, 2), Fraction(31, 2)))
    """
    axes, aligned = field.path or Path(field.axes, field.aligned)
    if not axes:
        return None
    outputs = field.outputs
    size = tuple(axis.size(count) for axis, count in zip(axes, outputs))
    least = tuple(axis.least(count) for axis, count in zip(axes, outputs))
    return WindowPath(
        size=size,
        least=least,
        jump=tuple(axis.stride for axis in axes),
        start=tuple(axis.start(count) for axis, count in zip(axes, outputs)),
        centre=_centres(axes),
        aligned=aligned and size == least,
        sees_all=field.path is not None,
    )


def hull(field: Field) -> Hull | None:
    """The figures of all that outputs see; None where no field can be stated."""
    if not field.axes:
        return None
    least = tuple(axis.least(count) for axis, count in zip(field.axes, field.outputs))
    return Hull(field.size, least, field.stride, field.start)


def _centres(axes: Axes) -> tuple[Number | None, ...]:
    stretches = [axis.stretch(0) for axis in axes]
    return tuple(divide(sum(stretch), 2) if stretch else None for stretch in stretches)
