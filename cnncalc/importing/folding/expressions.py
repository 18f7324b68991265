"""Columns of values, one for each use of a block, said by one another: `4*c`, `in/4`, `divisible(in/4,8)`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cnncalc.importing.folding.tree import BlockParameter, Column
from cnncalc.words.operators import FUNCTIONS

WIDTHS = ("out", "channel", "groups", "mult", "r", "n")  # roles whose numbers may be made of one another
ALIKE = (WIDTHS, ("pad", "dilation"))  # roles that may hold the same number
LARGEST = 16  # factor of an expression
PARTS = (4, 2, 6, 8, 16)  # of which the multiple of 8 that is nearest may be meant
divisible = FUNCTIONS["divisible"][1]


def expressions(role: str, column: Column, found: Sequence[BlockParameter], entering: Column) -> Iterator[str]:
    """The ways to say a column by the parameters so far and the channels that enter, the plainest first."""
    alike = next((roles for roles in ALIKE if role in roles), (role,))
    known = [(parameter.name, parameter.column) for parameter in found if parameter.role in alike]
    yield from (name for name, base in known if is_part(column, base))
    if alike is not WIDTHS:
        return
    if role != "groups" and is_part(column, entering):
        yield "in"
    known.append(("in", entering))
    yield from (text.replace("#", name) for name, base in known if (text := _ratio(column, base)))
    yield from (f"divisible({name}/{part},8)" for name, base in known for part in PARTS if _is_divisible(column, base, part))


def is_constant(column: Column) -> bool:
    """Whether a column holds one value."""
    return len(set(column.values())) == 1


def is_part(column: Column, other: Column) -> bool:
    """Whether a column holds what another one does, wherever it holds anything."""
    return all(other.get(use) == value for use, value in column.items())


def _pairs(column: Column, base: Column) -> list[tuple[int, int]]:
    """The numbers of two columns; nothing where one lacks any."""
    if not all(value.isdigit() and base.get(use, "").isdigit() for use, value in column.items()):
        return []
    return [(int(value), int(base[use])) for use, value in column.items()]


def _ratio(column: Column, base: Column) -> str | None:
    """A column as a multiple or a part of another, which # stands for.

    >>> _ratio({0: "256", 1: "512"}, {0: "64", 1: "128"}), _ratio({0: "8"}, {0: "32"}), _ratio({0: "3"}, {0: "2"})
    ('4*#', '#/4', None)
    """
    pairs = _pairs(column, base)
    if not pairs or 0 in pairs[0]:
        return None
    times, parts = pairs[0][0] // pairs[0][1], pairs[0][1] // pairs[0][0]
    if 1 < times <= LARGEST and all(value == times * other for value, other in pairs):
        return f"{times}*#"
    if 1 < parts <= LARGEST and all(value * parts == other for value, other in pairs):
        return f"#/{parts}"
    return None


def _is_divisible(column: Column, base: Column, part: int) -> bool:
    """Whether a column holds the multiples of 8 that are nearest to a part of another, as `divisible` finds them."""
    pairs = _pairs(column, base)
    return bool(pairs) and all(value == divisible(Fraction(other, part), 8) for value, other in pairs)
