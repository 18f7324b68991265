"""The sizes of what enters, by name: `height`, `width`, `length`, `depth`, and `positions`, their product."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.errors import Fault

# What the spatial axes of data are called, by how many there are.
AXES = {0: (), 1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
SIZES = ("height", "width", "length", "depth", "positions")  # a parameter or variable of such a name wins


def size_of(name: str, shape: tuple[Any, ...] | None) -> Any:
    """The size that a name means for what enters.

    >>> size_of("width", (3, 224, 200)), size_of("positions", (3, 224, 200))
    (200, 44800)
    """
    if shape is None:
        raise Fault(f"{name} has no meaning here", f"{name} is that of what enters a block or a line of layers")
    extents = shape[1:]
    if name == "positions":
        return prod(extents)
    axes: tuple[str, ...] = AXES[len(extents)]
    if name not in axes:
        what = f"has {' and '.join(axes)} alone" if axes else "is a vector"
        raise Fault(f"there is no {name} here: what enters {what}")
    return extents[axes.index(name)]
