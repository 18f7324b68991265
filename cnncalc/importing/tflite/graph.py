"""The main graph of a .tflite on its way to a model: which tensors the network computes, and which are constants."""

from __future__ import annotations

import struct
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.channels_last import first
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import Shape
from cnncalc.importing.tflite.flatbuffers import FlatTable

AXES = 8  # of a tensor that are read
FORMS = {0: "f", 2: "i", 4: "q"}  # struct's words for the types of constants that are settings: float32, int32, int64


class LiteTensor:
    """A tensor as the file has it: its extents with the batch, its name, where its numbers are."""

    def __init__(self, table: FlatTable) -> None:
        self.dims = tuple(table.numbers(0, most=AXES))
        self.type = table.number(1, "b")
        self.buffer = table.number(2, "I")
        self.name = table.text(3).partition(";")[0]

    @property
    def shape(self) -> Shape:
        """Its shape without the batch, channels first; a tensor of one axis has no batch."""
        return first(self.dims[1:]) if len(self.dims) > 1 else self.dims


class LiteGraph:
    """The tensors by their numbers, and the operations so far."""

    def __init__(self, model: FlatTable, graph: FlatTable) -> None:
        self.draft = ModelDraft()
        self.codes = model.tables(1)
        self.tensors = [LiteTensor(table) for table in graph.tables(0)]
        self.buffers = model.tables(4)
        self.made: dict[int, str] = {}
        self.ends = graph.numbers(2)
        for number in graph.numbers(1):
            tensor = self.tensor(number)
            if not tensor.shape or min(tensor.shape) < 1:
                raise Fault(f"the input {tensor.name} has the shape {tensor.dims}")
            self.made[number] = self.draft.input(tensor.name or "input", tensor.shape)

    def tensor(self, number: int) -> LiteTensor:
        """A tensor by its number."""
        if number < 0:
            raise struct.error
        return self.tensors[number]

    def constant(self, number: int) -> list[Any]:
        """The numbers of a constant that is a setting: axes, amounts of padding, a single factor."""
        tensor = self.tensor(number)
        form = FORMS.get(tensor.type)
        data = bytes(self.buffers[tensor.buffer].numbers(0, "B"))
        return [value for (value,) in struct.iter_unpack(f"<{form}", data)] if form and data else []

    def add(
        self,
        number: int,
        op: str,
        inputs: list[str],
        shape: Shape,
        attributes: dict[str, Any] | None = None,
        part: str = "",
        stated: dict[str, Shape] | None = None,
    ) -> str:
        """An operation that makes a tensor, or a part of the way to it."""
        name = self.tensor(number).name or op
        return self.draft.add(f"{name}{part}", op, tuple(inputs), shape, attributes, stated=stated)

    def outputs(self) -> dict[str, str]:
        """The outputs by their names; the last operation where the file names none that is computed."""
        found = {self.tensor(number).name or "output": self.made[number] for number in self.ends if number in self.made}
        return found or {"output": self.draft.operations[-1].name}
