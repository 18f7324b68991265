"""Writes flatbuffers for the tests: enough of them for a .tflite."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple


class Num(NamedTuple):
    """A number and struct's word for its type."""

    form: str
    value: float


Fields = dict[int, Any]  # a Num, a text, bytes, a list of whole numbers, a list of tables, or a table; None is not given


def flatbuffer(fields: Fields, mark: bytes = b"TFL3") -> bytes:
    """A file whose root has those fields."""
    data = bytearray(8)
    data[4:8] = mark
    struct.pack_into("<I", data, 0, _table(data, fields))
    return bytes(data)


def _table(data: bytearray, fields: Fields) -> int:
    """Write a table behind what is there, and what its fields refer to behind it; where it begins."""
    given = {number: value for number, value in fields.items() if value is not None}
    count = max(given, default=-1) + 1
    offsets, size = [0] * count, 4
    for number, value in given.items():
        offsets[number] = size
        size += 8 if isinstance(value, Num) and value.form in "qd" else 4
    start = len(data)
    data += struct.pack(f"<HH{count}H", 4 + 2 * count, size, *offsets)
    data += bytes(-len(data) % 8)
    table = len(data)
    data += bytes(size)
    struct.pack_into("<i", data, table, table - start)
    for number, value in given.items():
        at = table + offsets[number]
        if isinstance(value, Num):
            struct.pack_into(f"<{value.form}", data, at, value.value)
        else:
            struct.pack_into("<I", data, at, _behind(data, value) - at)
    return table


def _behind(data: bytearray, value: Any) -> int:
    """Write what stands behind an offset."""
    if isinstance(value, dict):
        return _table(data, value)
    data += bytes(-len(data) % 4)
    start = len(data)
    if isinstance(value, str | bytes):
        text = value.encode() if isinstance(value, str) else value
        data += struct.pack("<I", len(text)) + text + b"\0"
        return start
    data += struct.pack("<I", len(value)) + bytes(4 * len(value))
    for place, item in enumerate(value):
        at = start + 4 + 4 * place
        if isinstance(item, dict):
            struct.pack_into("<I", data, at, _table(data, item) - at)
        else:
            struct.pack_into("<i", data, at, item)
    return start
