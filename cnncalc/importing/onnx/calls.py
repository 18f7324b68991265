"""A node on tensors of the network, with what its row in the table asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.constants import GraphConstant
from cnncalc.importing.operations import AlongBatch, Operation, Shape

if TYPE_CHECKING:
    from cnncalc.importing.onnx.graph import GraphReader
    from cnncalc.importing.onnx.protos import NodeProto


class NodeCall:
    """A node that works on tensors of the network."""

    def __init__(self, reader: GraphReader, node: NodeProto, inputs: Sequence[str | GraphConstant | None]) -> None:
        self.reader = reader
        self.node = node
        self.inputs = inputs

    def attribute(self, name: str, otherwise: Any = None) -> Any:
        """An attribute, or what it is where it is not given."""
        found = self.node.attributes.get(name)
        return otherwise if found is None else found

    def input(self, number: int) -> str | GraphConstant | None:
        """An input by its place; None where it is left out."""
        return self.inputs[number] if number < len(self.inputs) else None

    def constant(self, number: int) -> GraphConstant | None:
        """An input that is a constant, or left out."""
        found = self.input(number)
        if isinstance(found, str):
            raise Fault(f"{self.node.op} with an input {number + 1} that the network computes")
        return found

    def weight(self, number: int) -> GraphConstant:
        """An input that must be a constant."""
        found = self.constant(number)
        if found is None:
            raise Fault(f"{self.node.op} without an input {number + 1}")
        return found

    def listed(self, name: str, number: int) -> list[int]:
        """Whole numbers that are an attribute in older opsets, and an input in newer ones."""
        found = self.attribute(name)
        if found is not None:
            return list(found) if isinstance(found, list) else [found]
        constant = self.constant(number)
        return constant.whole() if constant is not None else []

    @property
    def activations(self) -> list[str]:
        """The tensors of the network that it reads, in their order."""
        return [found for found in self.inputs if isinstance(found, str)]

    @property
    def shape(self) -> Shape:
        """The shape of the first of them, batch and all."""
        return self.shape_of(self.activations[0])

    def shape_of(self, name: str) -> Shape:
        """The shape of a tensor of the network, batch and all."""
        return (self.reader.batch, *self.reader.shapes[name])

    @property
    def batch(self) -> int:
        """How many items of the input the graph is for."""
        return self.reader.batch

    def axis(self, number: int, rank: int | None = None) -> int:
        """An axis without the batch, as the vocabulary counts it."""
        axis = number % (len(self.shape) if rank is None else rank)
        if axis == 0:
            raise AlongBatch
        return axis - 1

    def made(
        self,
        op: str,
        inputs: Sequence[str] | None = None,
        weights: dict[str, GraphConstant | None] | None = None,
        **attributes: Any,
    ) -> list[str]:
        """An operation of the model, under `inputs` or the first tensor that the node reads."""
        found = {name: constant for name, constant in (weights or {}).items() if constant is not None}
        stated = {name: constant.shape for name, constant in found.items()}
        own = next((constant.name for constant in found.values()), "")
        dots = (own,) if own and op in ("conv", "deconv", "dense") else ()
        tensors = tuple(self.activations[:1] if inputs is None else inputs)
        return [self.reader.add(Operation("", op, tensors, attributes, None, stated, (), dots), self.node, own)]

    def reshaped(self, shape: Sequence[int], inputs: Sequence[str] | None = None) -> list[str]:
        """A reshape to a whole shape."""
        if shape and shape[0] not in (self.batch, -1):
            return self.made("rebatch", inputs, shape=tuple(shape))
        if not shape:
            raise AlongBatch
        return self.made("reshape", inputs, shape=tuple(shape[1:]))

    def unknown(self) -> list[str]:
        """An operation that the table does not have, under the file's own word."""
        word = f"{self.node.domain}.{self.node.op}" if self.node.domain not in ("", "ai.onnx") else self.node.op
        name = self.made(word, self.activations)[0]
        return [name, *(f"{name}.{number}" for number in range(1, len(self.node.outputs)))]
