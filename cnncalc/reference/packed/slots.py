"""Planes of bytes as large integers with a few bits for each number (a slot), and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import gcd, prod


def pack(data: bytes, bits: int) -> int:
    """Bytes as an integer with an even number of bits a slot, the first one lowest.

    One, two or four slots come to whole bytes: those of each place in there are spread out alone, then shifted.

    >>> hex(pack(bytes([1, 2, 3]), 12))
    '0x3002001'
    """
    share = 8 // gcd(bits, 8)
    lane = bits * share // 8
    total = 0
    for place in range(share):
        part = data[place::share]
        spread = bytearray(lane * len(part))
        spread[::lane] = part
        total |= int.from_bytes(spread, "little") << place * bits
    return total


def unpack(halves: tuple[int, int], bits: int, count: int) -> bytearray:
    """Even and odd slots of 2*bits each, put in turns again, as `count` little-endian words of 32 bits."""
    share = 8 // gcd(2 * bits, 8)
    lane = 2 * bits * share // 8
    groups = -(-count // (2 * share))
    mask = fields(lane * 8, 2 * bits, groups)
    words = bytearray(groups * share * 8)
    for half, place in product((0, 1), range(share)):
        raw = (halves[half] >> 2 * bits * place & mask).to_bytes(lane * groups, "little")
        for k in range(min(4, -(-bits // 4))):
            words[4 * (half + 2 * place) + k :: 8 * share] = raw[k::lane]
    return words[: 4 * count]


@lru_cache(64)
def ones(bits: int, count: int) -> int:
    """A one in each of `count` slots."""
    return pack(b"\1" * count, bits)


@lru_cache(64)
def fields(bits: int, width: int, count: int) -> int:
    """A mask of the low `width` bits of each of `count` slots."""
    return ones(bits, count) * ((1 << width) - 1)


def lay(data: bytes, axes: Sequence[tuple[int, int, int, int, int]]) -> bytes:
    """One phase of a zero-padded plane; for each axis: its extent, the padding before it, phase, stride and extent wanted.

    >>> lay(b"abcde", [(5, 1, 0, 2, 4)])
    b'\\x00bd\\x00'
    """
    extent, before, phase, stride, want = axes[0]
    if len(axes) == 1:
        return (bytes(before) + data)[phase::stride][:want].ljust(want, b"\0")
    size, blank = len(data) // extent, bytes(prod(axis[-1] for axis in axes[1:]))
    places = range(phase - before, phase - before + want * stride, stride)
    return b"".join([lay(data[p * size : (p + 1) * size], axes[1:]) if 0 <= p < extent else blank for p in places])
