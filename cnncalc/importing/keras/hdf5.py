"""One attribute of the root of an HDF5 file, found by its address: nothing else of the file is read.

The format: HDF5 File Format Specification 3.0, sections II (superblock), IV.A.1 (object headers), IV.A.2.m (attributes) and
III.E (global heap). Only what h5py writes for an attribute that is a text is known here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

SIGNATURE = b"\x89HDF\r\n\x1a\n"
CONTINUATION, ATTRIBUTE = 0x10, 0x0C
STRING, VARIABLE = 3, 9
BLOCKS = 1_000  # of one header, which a file whose blocks name one another would otherwise read for ever
HEADER_BYTES = 1 << 20
HEAP_BYTES = 1 << 26


class DamagedFile(Exception):
    """The file ends too early, or points where nothing is."""


class Attribute(NamedTuple):
    """The class of an attribute's data type, and its bytes or what refers to them."""

    kind: int
    data: bytes


def root_attribute(file: BinaryIO, name: str) -> bytes | None:
    """The bytes of a text attribute of the root; None where there is none of that name. Raises `DamagedFile`."""
    for message in _messages(file, _root(file)):
        try:
            attribute = _attribute(message, name.encode())
        except (struct.error, IndexError):
            raise DamagedFile from None
        if attribute and attribute.kind == VARIABLE:
            return _from_heap(file, attribute.data)
        if attribute and attribute.kind == STRING:
            return attribute.data.rstrip(b"\0")
    return None


def _root(file: BinaryIO) -> int:
    """The address of the root's object header, from the superblock."""
    block = _read(file, 0, 96)
    at = {0: 64, 1: 68, 2: 36, 3: 36}.get(block[8])
    if not block.startswith(SIGNATURE) or at is None:
        raise DamagedFile
    return int.from_bytes(block[at : at + 8], "little")


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    try:
        file.seek(at)
        data = file.read(size)
    except (OSError, OverflowError, ValueError):
        raise DamagedFile from None
    if len(data) < size:
        raise DamagedFile
    return data


def _messages(file: BinaryIO, address: int) -> Iterator[bytes]:
    """The attribute messages of an object header, in either of its two forms."""
    start = _read(file, address, 16)
    if start.startswith(b"OHDR"):
        yield from _messages_2(file, address, start[5])
    else:
        yield from _walk(file, [(address + 16, int.from_bytes(start[8:12], "little"))], 8, ("<HH", 0), 0)


def _messages_2(file: BinaryIO, address: int, flags: int) -> Iterator[bytes]:
    """Those of the newer form: shorter heads, a signature before each further block and a checksum behind each."""
    at = address + 6 + 16 * bool(flags & 0x20) + 4 * bool(flags & 0x10)
    width = 1 << (flags & 3)
    size = int.from_bytes(_read(file, at, width), "little")
    yield from _walk(file, [(at + width, size)], 4 + 2 * bool(flags & 4), ("<BH", 0), 4)


def _walk(file: BinaryIO, blocks: list[tuple[int, int]], head: int, form: tuple[str, int], frame: int) -> Iterator[bytes]:
    """The attributes of the blocks of a header; a continuation message names a further block."""
    for number, (at, size) in enumerate(blocks):
        if number > BLOCKS or size > HEADER_BYTES:
            raise DamagedFile
        block, position = _read(file, at, size), 0
        while position + head <= len(block):
            kind, length = struct.unpack_from(form[0], block, position)
            data = block[position + head : position + head + length]
            position += head + length
            if kind == CONTINUATION and len(data) >= 16:
                where, count = struct.unpack_from("<QQ", data)
                blocks.append((where + frame, max(0, count - 2 * frame)))
            elif kind == ATTRIBUTE:
                yield data


def _attribute(message: bytes, name: bytes) -> Attribute | None:
    """An attribute message, if it has that name."""
    version, _, *sizes = struct.unpack_from("<BBHHH", message)
    at = 9 if version == 3 else 8
    padded = [-(-size // 8) * 8 for size in sizes] if version == 1 else sizes
    if message[at : at + sizes[0]].rstrip(b"\0") != name:
        return None
    return Attribute(message[at + padded[0]] & 15, message[at + sum(padded) :])


def _from_heap(file: BinaryIO, reference: bytes) -> bytes:
    """The bytes that a reference into a global heap names: a length, the heap's address, a number in it."""
    if len(reference) < 16:
        raise DamagedFile
    length, address, wanted = struct.unpack_from("<IQI", reference)
    head = _read(file, address, 16)
    size = int.from_bytes(head[8:], "little")
    if not head.startswith(b"GCOL") or size > HEAP_BYTES:
        raise DamagedFile
    heap, position = _read(file, address, size), 16
    while position + 16 <= size:
        index, _, _, count = struct.unpack_from("<HHIQ", heap, position)
        if index == wanted and length <= count <= size - position - 16:
            return heap[position + 16 : position + 16 + length]
        if index == 0 or count > size:
            break
        position += 16 + -(-count // 8) * 8
    raise DamagedFile
