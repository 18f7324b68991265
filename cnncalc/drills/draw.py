"""Draws that a seed determines, on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A sequence of draws under a key: draw n is the SHA-256 of the key and n, as a number, reduced to the range asked for.

    That standard is all they rest on, and nothing of the `random` module, whose methods may change with Python's version.

    >>> draw = Draw("seed", 7)
    >>> [draw.below(10) for _ in range(5)]
    [6, 2, 9, 5, 6]
    """

    def __init__(self, *key: object) -> None:
        self.key = " ".join(map(str, key))
        self.drawn = 0

    def below(self, count: int) -> int:
        """A whole number from 0 up to, not including, `count`."""
        digest = sha256(f"{self.key} {self.drawn}".encode()).digest()
        self.drawn += 1
        return int.from_bytes(digest, "big") % count

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """A number of different ones, in the order in which they are drawn."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
