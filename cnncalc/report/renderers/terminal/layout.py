"""How columns find room on a terminal: words give way, then spare columns, then columns go into several tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

GAP = 2  # columns between two
NARROWEST = 10  # columns that a column of words keeps, however narrow the terminal
LONGEST = 28  # columns for a word that is not to be broken
_BREAKS = re.compile(r"[\s.]+")


class Laid(NamedTuple):
    """A column with its cells, ready to be laid out; `width` 0 is as wide as its widest cell."""

    title: str
    cells: Sequence[str | Text]
    number: bool = True
    spare: int = 0
    joined: bool = False
    width: int = 0

    @property
    def wide(self) -> int:
        """The columns that it takes."""
        return self.width or max(1, widest([self.title, *self.cells]))

    @property
    def least(self) -> int:
        """The columns that it needs."""
        if self.number or self.width:
            return self.wide
        word = max((len(word) for cell in self.cells for word in _BREAKS.split(str(cell))), default=0)
        return min(self.wide, max(NARROWEST, min(word + 1, LONGEST)))


class Placed(NamedTuple):
    """Columns as they find room: in one table, or in several one below the other; and the titles of those left out."""

    tables: list[list[Laid]]
    left_out: list[str]


def widest(cells: Iterable[str | Text]) -> int:
    """The columns that some cells need, each of one line or more."""
    lines = (line for cell in cells for line in str(cell).split("\n"))
    return max(map(columns_of, lines), default=0)


def columns_of(line: str) -> int:
    """The columns that a line takes: two for a character of Chinese."""
    return len(line) if line.isascii() else cell_len(line)


def place(columns: Sequence[Laid], room: int) -> Placed:
    """Find room for columns: without the spare ones if need be, with words over several lines, in several tables at last."""
    kept, left_out = list(columns), list[str]()
    while _least(kept) > room and any(column.spare for column in kept):
        worst = max(range(len(kept)), key=lambda index: kept[index].spare)
        left_out.append(kept.pop(worst).title)
    if _least(kept) <= room:
        return Placed([_squeezed(kept, room)], left_out)
    return Placed([_squeezed(table, room) for table in _stacked(kept, room)], left_out)


def _least(columns: Sequence[Laid]) -> int:
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)


def _stacked(columns: Sequence[Laid], room: int) -> Iterator[list[Laid]]:
    """The columns in as few tables as hold them, each beginning with the first column."""
    first, *others = columns
    chunk = [first]
    for strip in _strips(others):
        if len(chunk) > 1 and _least([*chunk, *strip]) > room:
            yield chunk
            chunk = [first]
        chunk += strip
    yield chunk


def _strips(columns: Iterable[Laid]) -> Iterator[list[Laid]]:
    """Columns that stay together."""
    strip: list[Laid] = []
    for column in columns:
        if strip and not column.joined:
            yield strip
            strip = []
        strip.append(column)
    if strip:
        yield strip


def _squeezed(columns: Sequence[Laid], room: int) -> list[Laid]:
    """The columns with their widths: what room is left is shared out among those of words, to each what it needs if it can be.

    A number is never cut: where it alone is too wide for the room, its lines run over.
    """
    left = room - GAP * (len(columns) - 1) - sum(column.wide for column in columns if column.number)
    wishes = sorted((column.wide, index) for index, column in enumerate(columns) if not column.number)
    found = {index: column.wide for index, column in enumerate(columns)}
    for number, (wish, index) in enumerate(wishes):
        found[index] = max(columns[index].least, min(wish, left // (len(wishes) - number)))
        left -= found[index]
    return [column._replace(width=found[index]) for index, column in enumerate(columns)]
