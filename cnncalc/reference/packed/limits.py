"""What the engine refuses before the memory is eaten. The shapes that the graph states are used for this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

from cnncalc.errors import refuse
from cnncalc.reference.functions import Settings, Shape
from cnncalc.reference.packed.tensor import Tensor
from cnncalc.reference.weights import WANTED
from cnncalc.reference.windows import padding_of

if TYPE_CHECKING:
    from cnncalc.network.graph import Node

ACTIVATIONS = 2**26  # in a tensor, its padding included
POSITIONS = 2**24  # in one channel
WEIGHTS = 2**30  # of a layer
TERMS = 2**27  # in one dot product: 15 times as many stay below 2**31
TAPS = 2**16  # of a kernel that has weights
STEPS = 2**24  # places of a window along an axis, times its taps
NUMBERS = {"lrn": ("size", 2**20, "neighbouring channels"), "lppool": ("p", 2**10, "factors for each power")}


def admit(node: Node, xs: Sequence[Tensor]) -> None:
    """Refuse, by its name, a layer that is too large to run; raises a `SpecError`."""
    name, layer = node.name, node.layer
    _at_most(name, prod(node.shape) * node.items, ACTIVATIONS, "activations")
    _at_most(name, prod(node.shape[1:]) * node.items, POSITIONS, "positions in each channel")
    if xs and layer.kind in WANTED:
        _admit_weights(name, layer, xs[0].shape)
    if xs and hasattr(layer, "stride"):
        _admit_windows(name, layer, xs[0])
    if layer.kind in NUMBERS:
        setting, most, what = NUMBERS[layer.kind]
        _at_most(name, getattr(layer, setting), most, what)


def _admit_weights(name: str, layer: Settings, x: Shape) -> None:
    shapes = WANTED[layer.kind](layer, x)
    _at_most(name, sum(map(prod, shapes.values())), WEIGHTS, "weights")
    if layer.kind in ("conv", "dwconv", "deconv", "fc"):
        out, *terms = shapes["weight"]
        _at_most(name, out * prod(terms[1:]) if layer.kind == "deconv" else prod(terms), TERMS, "weights for each output")
    if hasattr(layer, "kernel"):
        _at_most(name, prod(layer.kernel), TAPS, "weights in each kernel")


def _admit_windows(name: str, layer: Settings, x: Tensor) -> None:
    """Padding may be wide though the output is small."""
    dilation = getattr(layer, "dilation", (1,) * layer.rank)
    spans = [d * (k - 1) + 1 for k, d in zip(layer.kernel, dilation)]
    sides = [padding_of(layer, axis, x.extents[axis], spans[axis], layer.stride[axis]) for axis in range(layer.rank)]
    wide = [before + extent + after for extent, (before, after) in zip(x.extents, sides)]
    _at_most(name, prod(wide) * x.shape[0] * x.items, ACTIVATIONS, "activations with its padding")
    _at_most(name, prod(wide) * x.items, POSITIONS, "positions in each channel with its padding")
    for extent, kernel, stride in zip(wide, layer.kernel, layer.stride):
        _at_most(name, (extent // stride + 1) * kernel, STEPS, "places under its windows along an axis")


def _at_most(name: str, count: int, most: int, what: str) -> None:
    if count > most:
        help = f"up to {most:,} can be run; a smaller input or a narrower layer may help"
        raise refuse(f"{name} would need {count:,} {what}: too many to run it", help)
