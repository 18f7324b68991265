"""Flatbuffers: tables whose fields are found through a table of offsets, vectors and texts behind offsets of their own."""

from __future__ import annotations

import struct
from mmap import mmap

from cnncalc.errors import Fault

TABLES = 50_000  # in one vector
NUMBERS = 1_024  # of one vector that are read; weights are not
TEXT = 300  # characters of a name that are read


class FlatTable:
    """One table; fields count from 0 as the schema lists them. Reading past the end raises `struct.error`."""

    def __init__(self, data: mmap, at: int) -> None:
        self.data = data
        self.at = at

    def _field(self, number: int) -> int:
        """Where a field is; 0 where it is not given."""
        offsets = self.at - self._unpack("<i", self.at)
        size = self._unpack("<H", offsets)
        place = 4 + 2 * number
        offset = self._unpack("<H", offsets + place) if place + 2 <= size else 0
        return self.at + offset if offset else 0

    def _unpack(self, form: str, at: int) -> int:
        if at < 0:
            raise struct.error
        value: int = struct.unpack_from(form, self.data, at)[0]
        return value

    def number(self, field: int, form: str = "i", default: int = 0) -> int:
        """A number, in struct's word for its type."""
        at = self._field(field)
        return self._unpack(f"<{form}", at) if at else default

    def decimal(self, field: int, default: float = 0.0) -> float:
        """A number with a point."""
        at = self._field(field)
        return float(self._unpack("<f", at)) if at else default

    def _behind(self, field: int) -> int:
        at = self._field(field)
        return at + self._unpack("<I", at) if at else 0

    def table(self, field: int) -> FlatTable:
        """A table; an empty one where the field is not given, so that every field in it has its default."""
        at = self._behind(field)
        return FlatTable(self.data, at) if at else NoTable(self.data, 0)

    def tables(self, field: int) -> list[FlatTable]:
        """A vector of tables."""
        at = self._behind(field)
        count = self._unpack("<I", at) if at else 0
        if count > TABLES:
            raise Fault(f"the file lists {count:,} things in one place; the limit is {TABLES:,}")
        offsets = struct.unpack_from(f"<{count}I", self.data, at + 4) if count else ()
        return [FlatTable(self.data, at + 4 + 4 * place + offset) for place, offset in enumerate(offsets)]

    def numbers(self, field: int, form: str = "i", most: int = NUMBERS) -> list[int]:
        """A vector of numbers, where it is a short one; of a long one its beginning."""
        at = self._behind(field)
        count = min(self._unpack("<I", at), most) if at else 0
        return list(struct.unpack_from(f"<{count}{form}", self.data, at + 4)) if count else []

    def text(self, field: int) -> str:
        """A text, or its beginning."""
        return bytes(self.numbers(field, "B", TEXT)).decode(errors="replace")


class NoTable(FlatTable):
    """A table that is not there."""

    def _field(self, number: int) -> int:
        return 0


def root(data: mmap) -> FlatTable:
    """The table that a file is."""
    return FlatTable(data, struct.unpack_from("<I", data, 0)[0])
