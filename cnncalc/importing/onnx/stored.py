"""Tensors that a file stores: their shapes, and their numbers where they are few."""

from __future__ import annotations

import struct
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.wire import BROKEN, BYTES, VARINT, Bytes, fields, floats, numbers, text

SMALL = 4096  # bytes of a tensor whose numbers are read: shapes, scalars, no weights
TYPES = {1: "f", 2: "B", 3: "b", 4: "H", 5: "h", 6: "i", 7: "q", 9: "?", 10: "e", 11: "d", 12: "I", 13: "Q"}
MOST_AXES = 16


class StoredTensor:
    """A tensor of the file: its shape and, where it is small, its numbers."""

    def __init__(self) -> None:
        self.name = ""
        self.shape: tuple[int, ...] = ()
        self.type = 0
        self.data: tuple[Any, ...] | None = None


def stored_tensor(data: Bytes, start: int, end: int) -> StoredTensor:
    """A tensor, its numbers unread where they are many."""
    tensor, raw, listed = StoredTensor(), None, None
    shape: list[int] = []
    for found in fields(data, start, end):
        number, kind, a, b = found
        if number == 1:
            shape += numbers(data, found)
        elif number == 2 and kind == VARINT:
            tensor.type = a
        elif number == 8 and kind == BYTES:
            tensor.name = text(data, a, b)
        elif number == 9 and kind == BYTES:
            raw = a, b
        elif number in (4, 10) and kind == BYTES and b - a <= SMALL:
            listed = floats(data, found, "f" if number == 4 else "d")
        elif number in (5, 7) and (kind == VARINT or b - a <= SMALL):
            listed = [*(listed or []), *numbers(data, found)]
    if len(shape) > MOST_AXES or any(extent < 0 for extent in shape):
        raise Fault(f"the tensor {tensor.name or 'without a name'} has no shape that a tensor can have", BROKEN)
    tensor.shape = tuple(shape)
    tensor.data = _data(data, tensor, raw, listed)
    return tensor


def _data(data: Bytes, tensor: StoredTensor, raw: tuple[int, int] | None, listed: list[Any] | None) -> tuple[Any, ...] | None:
    count = 1
    for extent in tensor.shape:
        count *= extent
    code = TYPES.get(tensor.type)
    if listed is None and raw and code and raw[1] - raw[0] <= SMALL:
        size = struct.calcsize(code)
        whole = (raw[1] - raw[0]) // size
        listed = list(struct.unpack(f"<{whole}{code}", data[raw[0] : raw[0] + whole * size]))
    if count == 0:
        return ()
    return tuple(listed) if listed is not None and len(listed) == count else None
