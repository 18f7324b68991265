"""Amounts before and after an axis that differ, as `2:3` writes them."""

from __future__ import annotations

from typing import Any


class Ends:
    """Two amounts, one before an axis and another after it. It is no number: nothing is reckoned with it.

    >>> str(Ends(2, 3)), Ends(2, 3) == Ends(2, 3), Ends(2, 3) == 2
    ('2:3', True, False)
    """

    __slots__ = ("after", "before")

    def __init__(self, before: Any, after: Any) -> None:
        self.before = before
        self.after = after

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ends) and (self.before, self.after) == (other.before, other.after)

    def __hash__(self) -> int:
        return hash((self.before, self.after))

    def __repr__(self) -> str:
        return f"{self.before}:{self.after}"


def ends(before: Any, after: Any) -> Any:
    """The amounts at the ends of an axis: one number where they are the same.

    >>> ends(1, 1), ends(0, 1)
    (1, 0:1)
    """
    return before if before == after else Ends(before, after)
