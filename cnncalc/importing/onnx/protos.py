"""The messages of ONNX, as far as they matter here: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto."""

from __future__ import annotations

from typing import Any, TypeAlias

from cnncalc.errors import Fault
from cnncalc.importing.onnx.stored import MOST_AXES, StoredTensor, stored_tensor
from cnncalc.importing.onnx.wire import BROKEN, BYTES, VARINT, Bytes, fields, floats, numbers, signed, text
from cnncalc.limits import OPERATIONS

Declared: TypeAlias = "tuple[int | str | None, ...] | None"  # a shape; names and None are what is left open


class NodeProto:
    """A node of the graph."""

    def __init__(self) -> None:
        self.op = self.name = self.domain = ""
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.attributes: dict[str, Any] = {}
        self.metadata: dict[str, str] = {}


class GraphProto:
    """The graph."""

    def __init__(self) -> None:
        self.name = ""
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, StoredTensor] = {}
        self.inputs: list[tuple[str, Declared, int]] = []  # name, shape, type of numbers
        self.outputs: list[str] = []
        self.shapes: dict[str, Declared] = {}


class ModelProto:
    """The whole file."""

    def __init__(self) -> None:
        self.producer = self.version = ""
        self.opset = 0
        self.graph: GraphProto | None = None


def model_proto(data: Bytes) -> ModelProto:
    """The model that a file holds."""
    model = ModelProto()
    for number, kind, start, end in fields(data, 0, len(data)):
        if number == 2 and kind == BYTES:
            model.producer = text(data, start, end)
        elif number == 3 and kind == BYTES:
            model.version = text(data, start, end)
        elif number == 7 and kind == BYTES:
            model.graph = _graph(data, start, end)
        elif number == 8 and kind == BYTES:
            entry = {n: (k, a, b) for n, k, a, b in fields(data, start, end)}
            domain = text(data, *entry[1][1:]) if 1 in entry and entry[1][0] == BYTES else ""
            if domain in ("", "ai.onnx") and 2 in entry:
                model.opset = entry[2][1]
    return model


def _graph(data: Bytes, start: int, end: int) -> GraphProto:
    graph = GraphProto()
    for number, kind, a, b in fields(data, start, end):
        if kind != BYTES:
            continue
        if number == 1:
            graph.nodes.append(_node(data, a, b))
            if len(graph.nodes) > OPERATIONS:
                raise Fault(f"it has more than {OPERATIONS:,} operations, the limit")
        elif number == 2:
            graph.name = text(data, a, b)
        elif number == 5:
            tensor = stored_tensor(data, a, b)
            graph.constants[tensor.name] = tensor
        elif number == 11:
            graph.inputs.append(_value(data, a, b))
        elif number in (12, 13):
            name, shape, _ = _value(data, a, b)
            graph.shapes[name] = shape
            if number == 12:
                graph.outputs.append(name)
    return graph


def _node(data: Bytes, start: int, end: int) -> NodeProto:
    node = NodeProto()
    for number, kind, a, b in fields(data, start, end):
        if kind != BYTES:
            continue
        if number == 1:
            node.inputs.append(text(data, a, b))
        elif number == 2:
            node.outputs.append(text(data, a, b))
        elif number == 3:
            node.name = text(data, a, b)
        elif number == 4:
            node.op = text(data, a, b)
        elif number == 5:
            name, value = _attribute(data, a, b)
            node.attributes[name] = value
        elif number == 7:
            node.domain = text(data, a, b)
        elif number == 9:
            entry = {n: text(data, c, d) for n, k, c, d in fields(data, a, b) if k == BYTES}
            node.metadata[entry.get(1, "")] = entry.get(2, "")
    return node


def _attribute(data: Bytes, start: int, end: int) -> tuple[str, Any]:
    name = ""
    value: Any = None
    lists: list[Any] = []
    kinds = 0
    for found in fields(data, start, end):
        number, kind, a, b = found
        if number == 1 and kind == BYTES:
            name = text(data, a, b)
        elif number == 2 and kind != VARINT:
            value = floats(data, found)[0]
        elif number == 3 and kind == VARINT:
            value = signed(a)
        elif number == 4 and kind == BYTES:
            value = text(data, a, b)
        elif number == 5 and kind == BYTES:
            value = stored_tensor(data, a, b)
        elif number == 7 and kind != VARINT:
            lists += floats(data, found)
        elif number == 8:
            lists += numbers(data, found)
        elif number == 9 and kind == BYTES:
            lists.append(text(data, a, b))
        elif number == 20 and kind == VARINT:
            kinds = a
    return name, lists if value is None and (lists or kinds in (6, 7, 8)) else value if value is not None else _ZERO.get(kinds)


_ZERO: dict[int, Any] = {1: 0.0, 2: 0, 3: ""}  # what is not written where it is nothing


def _value(data: Bytes, start: int, end: int) -> tuple[str, Declared, int]:
    """A named tensor: its name, its shape where that is said, the type of its numbers."""
    name, shape, of = "", None, 0
    for number, kind, a, b in fields(data, start, end):
        if number == 1 and kind == BYTES:
            name = text(data, a, b)
        elif number == 2 and kind == BYTES:
            shape, of = _type(data, a, b)
    return name, shape, of


def _type(data: Bytes, start: int, end: int) -> tuple[Declared, int]:
    shape, of = None, 0
    tensors = [(a, b) for number, kind, a, b in fields(data, start, end) if number == 1 and kind == BYTES]
    for number, kind, a, b in fields(data, *tensors[0]) if tensors else ():
        if number == 1 and kind == VARINT:
            of = a
        elif number == 2 and kind == BYTES:
            extents = [(c, d) for n, k, c, d in fields(data, a, b) if n == 1 and k == BYTES]
            if len(extents) > MOST_AXES:
                raise Fault("a tensor has more axes than any that is computed with", BROKEN)
            shape = tuple(_extent(data, *extent) for extent in extents)
    return shape, of


def _extent(data: Bytes, start: int, end: int) -> int | str | None:
    found: int | str | None = None
    for number, kind, a, b in fields(data, start, end):
        if number == 1 and kind == VARINT:
            found = signed(a)
        elif number == 2 and kind == BYTES:
            found = text(data, a, b)
    return found
