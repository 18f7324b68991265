"""Tensors as nested lists, channels first: x[channel][row][column]; a vector is a flat list. The elements are any numbers.

A plane is one channel: as many levels of lists as there are spatial axes; the plane of a vector is a bare number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import mul
from typing import Any

from cnncalc.reference.functions import Number, Plane, Shape, Tensor


class Ragged(Exception):
    """Lists side by side have different lengths."""


def shape_of(x: Any) -> Shape:
    """The extents of nested lists, measured along the first of each.

    >>> shape_of([[1, 2, 3], [4, 5, 6]])
    (2, 3)
    """
    return (len(x), *shape_of(x[0])) if isinstance(x, list) else ()


def measure(x: Any) -> Shape:
    """As `shape_of`, with every list looked at; raises `Ragged` where they differ."""
    if not isinstance(x, (list, tuple)):
        return ()
    inner = set(map(measure, x))
    if len(inner) > 1:
        raise Ragged
    return (len(x), *(inner.pop() if inner else ()))


def flatten(x: Any) -> list[Number]:
    """All elements as one list, the last axis fastest."""
    parts = list(x) if isinstance(x, (list, tuple)) else [x]
    while parts and isinstance(parts[0], (list, tuple)):
        parts = list(chain.from_iterable(parts))
    return parts


def reshape(values: Iterable[Number], shape: Shape) -> Any:
    """A flat sequence as nested lists of a shape.

    >>> reshape(range(6), (2, 3))
    [[0, 1, 2], [3, 4, 5]]
    """
    parts = list(values)
    for extent in reversed(shape[1:]):
        parts = [parts[i : i + extent] for i in range(0, len(parts), extent)]
    return parts if shape else parts[0]


def each(f: Callable[..., Number], *xs: Any) -> Any:
    """A function of the elements at the same position of nested lists of equal shape, for every position."""
    return [each(f, *parts) for parts in zip(*xs)] if isinstance(xs[0], list) else f(*xs)


def across(f: Callable[[list[Number]], list[Number]], x: Tensor) -> Tensor:
    """A function from the channels' values at one position to as many new ones, for every position."""
    columns = zip(*map(flatten, x))
    return [reshape(plane, shape_of(x)[1:]) for plane in zip(*(f(list(column)) for column in columns))]


def grid(axes: Sequence[Sequence[Any]], f: Callable[..., Number], *chosen: Any) -> Plane:
    """A plane: f of one item of each axis, for every combination.

    >>> grid([[1, 2], [10, 20, 30]], lambda a, b: a + b)
    [[11, 21, 31], [12, 22, 32]]
    """
    if len(chosen) == len(axes):
        return f(*chosen)
    return [grid(axes, f, *chosen, item) for item in axes[len(chosen)]]


def gather(plane: Plane, picks: Sequence[Iterable[int]]) -> list[Number]:
    """The elements at the positions picked on each axis, as one list: what lies under a window."""
    if not picks:
        return [plane]
    if len(picks) == 1:
        return [plane[i] for i in picks[0]]
    return [value for i in picks[0] for value in gather(plane[i], picks[1:])]


def take(plane: Plane, picks: Sequence[Iterable[int]]) -> Plane:
    """The elements at the positions picked on each axis, as a plane.

    >>> take([[1, 2, 3], [4, 5, 6]], [[0, 1], [0, 2]])
    [[1, 3], [4, 6]]
    """
    return [take(plane[i], picks[1:]) for i in picks[0]] if picks else plane


def padded(plane: Plane, sides: Sequence[tuple[int, int]], fill: Number) -> Plane:
    """A plane with fills before and after each axis."""
    if not sides:
        return plane
    (before, after), *rest = sides
    inner = [padded(part, rest, fill) for part in plane]
    blank = each(lambda _: fill, inner[0])
    return [blank] * before + inner + [blank] * after


def total(values: Iterable[Number]) -> Number:
    """The sum. The first value starts it, so that n values cost n-1 additions."""
    rest = iter(values)
    first = next(rest)
    return sum(rest, first)


def mean(values: list[Number]) -> Number:
    """The mean: n-1 additions and a division."""
    return total(values) / len(values)


def dot(xs: Iterable[Number], ws: Iterable[Number]) -> Number:
    """The dot product: n multiplications and n-1 additions."""
    return total(map(mul, xs, ws))
