"""How many numbers a layer keeps, whatever runs."""

from __future__ import annotations

from collections.abc import Iterable

from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Shape
from cnncalc.network.graph import Applied


def stored(applied: Applied) -> tuple[int, int, int]:
    """The parameters of a layer, those of them that are no biases, and its buffers.

    >>> from cnncalc import build, load
    >>> stored(build(load("lenet5")).nodes[1].applied)
    (156, 150, 0)
    """
    learned = applied.layer.learned(*applied.xs)
    weights = (shape for name, shape in learned.items() if name != "bias")
    return _sizes(learned.values()), _sizes(weights), _sizes(applied.layer.kept(*applied.xs).values())


def _sizes(shapes: Iterable[Shape]) -> int:
    return sum(map(elements, shapes))
