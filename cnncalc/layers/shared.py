"""Rules that several kinds share. Each is a method that a class takes over by name: `reach = sees_everything`."""

from __future__ import annotations

from cnncalc.layers.base import Formulas, Layer, Shape, axis_names
from cnncalc.layers.letters import extents
from cnncalc.layers.reach import Reach, everything


def sees_everything(layer: Layer, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
    """The reach where every output sees the whole input."""
    return tuple(map(everything, xs[0][1:]))


def shape_is_size(layer: Layer, *xs: Shape) -> Shape:
    """The shape where the setting `size` gives the spatial extents."""
    return (xs[0][0], *layer.size)


def formulas_of_size(layer: Layer, y: Shape, *xs: Shape) -> Formulas:
    """The formulas of that shape."""
    return zip(axis_names(y), ("Cin", *extents(y, "out")[1:]))
