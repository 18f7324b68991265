"""A model while its reader writes it: the operations so far, and the shape of every tensor."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.names import Names
from cnncalc.importing.operations import InModule, Operation, Shape
from cnncalc.limits import OPERATIONS


class ModelDraft:
    """Takes operations one after the other; `shapes` knows every tensor by its name, inputs too."""

    def __init__(self) -> None:
        self.inputs: dict[str, Shape | None] = {}
        self.operations: list[Operation] = []
        self.shapes: dict[str, Shape] = {}
        self.notes: dict[str, None] = {}  # in order, each once
        self.names = Names()
        self._places: dict[str, int] = {}

    def input(self, name: str, shape: Shape) -> str:
        """An input; its name as a tensor."""
        own = self.names.own(name)
        self.inputs[own] = self.shapes[own] = shape
        return own

    def add(
        self,
        name: str,
        op: str,
        inputs: tuple[str, ...],
        shape: Shape | None,
        attributes: dict[str, Any] | None = None,
        scope: tuple[InModule, ...] = (),
        stated: dict[str, Shape] | None = None,
        weights: tuple[str, ...] = (),
    ) -> str:
        """An operation whose output has that shape by its tool's arithmetic, if it is known; the name of its tensor."""
        if len(self.operations) >= OPERATIONS:
            raise Fault(f"the file has more than {OPERATIONS:,} operations")
        own = self.names.own(name)
        self.operations.append(Operation(own, op, inputs, attributes or {}, shape, stated or {}, scope, weights))
        self._places[own] = len(self.operations) - 1
        if shape is not None:
            self.shapes[own] = shape
        return own

    def state(self, tensor: str, shape: Shape) -> None:
        """Keep the shape that the file itself states of a tensor, in place of the one that was worked out here."""
        if tensor in self._places:
            place = self._places[tensor]
            self.operations[place] = self.operations[place]._replace(shape=shape)

    def note(self, sentence: str) -> None:
        """Say once what was skipped or taken for granted."""
        self.notes[sentence] = None
