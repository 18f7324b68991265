"""One operator of a .tflite."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.importing.tflite.flatbuffers import FlatTable


class LiteOperator(NamedTuple):
    """An operator: its word, the numbers of the tensors that it reads and makes, its settings."""

    word: str
    inputs: list[int]
    outputs: list[int]
    options: FlatTable

    @property
    def output(self) -> int:
        """The number of the first tensor that it makes."""
        return self.outputs[0]

    def has(self, place: int) -> bool:
        """Whether an optional input is given."""
        return place < len(self.inputs) and self.inputs[place] >= 0
