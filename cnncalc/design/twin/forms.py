"""What becomes of each layer in the twin: carried over, turned into a convolution, dropped, or refused with a reason.

Everywhere in the twin a tensor holds the numbers of the original's in the original's order, flattened as PyTorch flattens.
Only its shape may differ: where the original has a vector, the twin may have the map that the vector was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnncalc.errors import Fault
from cnncalc.layers import KINDS
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import make
from cnncalc.network.graph import Applied


def is_map(shape: Shape) -> bool:
    """Whether a tensor has spatial axes."""
    return len(shape) > 1


def is_point(shape: Shape) -> bool:
    """Whether a map has one position, so that its channels are a vector's features.

    >>> is_point((4096, 1, 1)), is_point((512, 7, 7)), is_point((4096,))
    (True, False, False)
    """
    return is_map(shape) and set(shape[1:]) == {1}


def convolution(fc: Layer, x: Shape) -> Layer:
    """A fully connected layer as the convolution whose kernel covers the whole map x (Long et al. 2015, section 3.1)."""
    if not all(str(extent).isdecimal() for extent in x[1:]):
        raise Fault(
            f"its kernel would cover all of {fc.shown(x)}, and a kernel has numbers for extents", "give the input numbers"
        )
    given: dict[str, Any] = {"size": (x[1:], None), "out": fc.out} | ({"nobias": True} if fc.nobias else {})
    return make(KINDS["conv"], tuple(given.items()), len(x) - 1, fc.layout)


def why_dropped(applied: Applied, x: Shape) -> str:
    """Why the twin does without a layer that it would give the map x; empty where it does not."""
    layer = applied.layer
    if layer.adaptive and applied.y == x:
        return f"at {layer.shown(x)} it is the identity"
    if layer.flattens and is_map(x):
        return "a convolution reads the map as it is"
    if layer.fixes_shape and is_map(x) and (not is_map(applied.y) or applied.y == x):
        return "the map keeps its shape"
    return ""


def carried(applied: Applied, xs: Sequence[Shape]) -> Layer:
    """The layer that does to the maps `xs` what the original's does to its vectors. A `Fault` where there is none."""
    layer = applied.layer
    if tuple(xs) == applied.xs:
        return layer
    rank = len(xs[0]) - 1
    if layer.joins:
        _require_alike(layer, xs)
    elif not layer.fixes_shape and not layer.same_everywhere() and not is_point(xs[0]):
        raise Fault(
            f"it takes the {applied.xs[0][0]:,} features of its vector for channels, and in the twin these are the map "
            f"{layer.shown(xs[0])} with {xs[0][0]:,} channels",
            "put it before the flattening, or after the fully connected layer",
        )
    return make(type(layer), tuple(layer.given.items()), rank, layer.layout)


def _require_alike(layer: Layer, xs: Sequence[Shape]) -> None:
    """Vectors join as their maps do where all of these have the same positions."""
    if len({x[1:] for x in xs}) == 1 and is_map(xs[0]):
        return
    shown = ", ".join(dict.fromkeys(map(layer.shown, xs)))
    vector = next((x for x in xs if not is_map(x)), None)
    help = "flatten the branches at the same size, or end each in a fully connected layer"
    if vector:
        help = f"give the vector spatial axes, as in {'x'.join([str(vector[0]), *['1'] * (max(map(len, xs)) - 1)])}"
    raise Fault(f"the vectors that it joins are {shown} in the twin", help)
