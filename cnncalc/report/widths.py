"""How wide the columns of a table may be where a terminal is narrow: words give way, figures never do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

NARROWEST = 10  # columns that a column of words keeps, however narrow the terminal

asked: ContextVar[int | None] = ContextVar("asked", default=None)  # the columns that a table may have, where somebody says so


@contextmanager
def limited(width: int) -> Iterator[None]:
    """Meanwhile tables are at most that number of columns wide, on a terminal or not."""
    token = asked.set(width)
    try:
        yield
    finally:
        asked.reset(token)


def widest(cells: Iterable[str]) -> int:
    """The columns that some cells need, each of one line or more."""
    return max((len(line) for cell in cells for line in cell.split("\n")), default=0)


def squeezed(widths: Sequence[int], words: Sequence[bool], room: int) -> list[int]:
    """The widths with the room that is left shared out among the columns of words: to each what it needs, if it can be.

    >>> squeezed([12, 9, 40, 7], [False, False, True, True], 50)
    [12, 9, 22, 7]
    """
    left = room - sum(width for width, folds in zip(widths, words) if not folds)
    wishes = sorted((width, index) for index, width in enumerate(widths) if words[index])
    found = list(widths)
    for number, (wish, index) in enumerate(wishes):
        found[index] = max(min(wish, NARROWEST), min(wish, left // (len(wishes) - number)))
        left -= found[index]
    return found


def at_dots(name: str, width: int) -> str:
    """A long name broken behind its dots.

    >>> at_dots("stage2.body1.conv1", 14)
    'stage2.body1.\\nconv1'
    """
    if len(name) <= width or " " in name:
        return name
    lines = [""]
    for part in name.replace(".", ".\0").split("\0"):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
