"""Tensors of a graph that do not depend on its input."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.errors import Fault
from cnncalc.importing.onnx.stored import StoredTensor
from cnncalc.importing.operations import Shape

MOST = 4096  # numbers of a constant that are worked out


class GraphConstant(NamedTuple):
    """A tensor that does not depend on the input: its shape, its numbers where they are few and known, who stored it."""

    shape: Shape
    data: tuple[Any, ...] | None = None
    name: str = ""  # of the stored tensor that it is, maybe turned round; empty where several are in it

    def whole(self) -> list[int]:
        """Its numbers, which must be known and whole."""
        if self.data is None or not all(isinstance(x, (int, float)) and math.isfinite(x) for x in self.data):
            raise Fault("a shape that depends on the input's numbers")
        return [int(x) for x in self.data]


def of_stored(tensor: StoredTensor) -> GraphConstant:
    """The constant that a stored tensor is."""
    return GraphConstant(tensor.shape, tensor.data, tensor.name)


def of(x: GraphConstant | None) -> GraphConstant:
    """The constant, which must be there."""
    if x is None:
        raise Fault("a constant that is missing")
    return x


Constants: TypeAlias = "Sequence[GraphConstant | None]"
Attribute: TypeAlias = "Callable[[str, int], list[int]]"  # one that newer opsets give as an input, by its name and place
