"""Protocol buffers as they lie in a file: fields, one after the other, none read before it is wanted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from cnncalc.errors import Fault

if TYPE_CHECKING:
    from mmap import mmap

Bytes: TypeAlias = "mmap | bytes"
Field: TypeAlias = "tuple[int, int, int, int]"  # number, wire type, then a number and 0, or where its bytes start and end
VARINT, EIGHT, BYTES, FOUR = 0, 1, 2, 5
BROKEN = "the file is cut off or broken: copy or export it again"
MOST_NUMBERS = 65_536  # of a list that is read


def fields(data: Bytes, at: int, end: int) -> Iterator[Field]:
    """The fields of a message.

    >>> list(fields(b"\\x08\\x96\\x01", 0, 3))
    [(1, 0, 150, 0)]
    """
    while at < end:
        key, at = varint(data, at, end)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = varint(data, at, end)
            yield number, kind, value, 0
            continue
        if kind == BYTES:
            length, at = varint(data, at, end)
        elif kind in (EIGHT, FOUR):
            length = 8 if kind == EIGHT else 4
        else:
            raise Fault(f"byte {at:,} starts no field", BROKEN)
        if at + length > end:
            raise Fault(f"field {number} at byte {at:,} says that it has {length:,} bytes, and {end - at:,} are left", BROKEN)
        yield number, kind, at, at + length
        at += length


def varint(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """A number of one to ten bytes, and where what follows it starts."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise Fault(f"the number at byte {at:,} does not end", BROKEN)


def signed(value: int) -> int:
    """A number that may be below 0."""
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def text(data: Bytes, start: int, end: int) -> str:
    """A text; a long one by its beginning."""
    return bytes(data[start : min(end, start + 4096)]).decode("utf-8", "replace")


def numbers(data: Bytes, field: Field) -> list[int]:
    """The whole numbers of a field: one, or many packed together."""
    _, kind, start, end = field
    if kind != BYTES:
        return [signed(start)]
    found: list[int] = []
    while start < end:
        value, start = varint(data, start, end)
        found.append(signed(value))
        if len(found) > MOST_NUMBERS:
            raise Fault(f"a list at byte {start:,} has more than {MOST_NUMBERS:,} numbers", BROKEN)
    return found


def floats(data: Bytes, field: Field, code: str = "f") -> list[float]:
    """The fractions of a field: one, or many packed together."""
    _, _, start, end = field
    size = struct.calcsize(code)
    if end - start > MOST_NUMBERS * size:
        raise Fault(f"a list at byte {start:,} has more than {MOST_NUMBERS:,} numbers", BROKEN)
    count = (end - start) // size
    return list(struct.unpack(f"<{count}{code}", data[start : start + count * size]))
