"""Writes small ONNX files, field by field, for tests: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def part(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(data)) + data


def attribute(name: str, value: Any) -> bytes:
    head = part(1, name)
    if isinstance(value, float):
        return head + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1)
    if isinstance(value, int):
        return head + number(3, value) + number(20, 2)
    if isinstance(value, str):
        return head + part(4, value) + number(20, 3)
    if isinstance(value, bytes):
        return head + part(5, value) + number(20, 4)
    return head + b"".join(number(8, item) for item in value) + number(20, 7)


def node(op: str, inputs: Sequence[str], output: str, name: str = "", **attributes: Any) -> bytes:
    ends = b"".join(part(1, x) for x in inputs) + part(2, output) + part(3, name) + part(4, op)
    return ends + b"".join(part(5, attribute(key, value)) for key, value in attributes.items())


def tensor(name: str, shape: Sequence[int], numbers: Sequence[float] | None = None, external: bool = False) -> bytes:
    """A stored tensor: whole numbers or fractions, or where they are not given, one without any, as if they lay elsewhere."""
    head = b"".join(number(1, extent) for extent in shape) + part(8, name)
    if numbers is None:
        return head + number(2, 1) + (part(13, part(1, "location") + part(2, "../../etc/passwd")) + number(14, 1)) * external
    whole = all(isinstance(item, int) for item in numbers)
    return head + number(2, 7 if whole else 1) + part(9, struct.pack(f"<{len(numbers)}{'q' if whole else 'f'}", *numbers))


def value(name: str, shape: Sequence[int | str]) -> bytes:
    extents = b"".join(part(1, number(1, x) if isinstance(x, int) else part(2, x)) for x in shape)
    return part(1, name) + part(2, part(1, number(1, 1) + part(2, extents)))


def model(
    nodes: Sequence[bytes],
    constants: Sequence[bytes] = (),
    inputs: Sequence[bytes] = (value("x", (1, 3, 8, 8)),),
    outputs: Sequence[bytes] = (value("y", ()),),
    stated: Sequence[bytes] = (),
    opset: int = 17,
) -> bytes:
    graph = b"".join(part(1, item) for item in nodes) + part(2, "graph") + b"".join(part(5, item) for item in constants)
    graph += b"".join(part(11, item) for item in inputs) + b"".join(part(12, item) for item in outputs)
    graph += b"".join(part(13, item) for item in stated)
    return number(1, 8) + part(2, "writer") + part(7, graph) + part(8, part(1, "") + number(2, opset))
