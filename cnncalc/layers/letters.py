"""The letters of formulas and their numbers.

C, D, H, W and L are extents (`Cin`, `Hout` where a layer changes them), F the features of a vector; K, S, P and d are kernel,
stride, padding and dilation, followed by h, w or d where the axes differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

TERMS = 40  # of a sum that are written out
Shape: TypeAlias = "tuple[int, ...]"
Letters: TypeAlias = "dict[str, int | str]"  # a text is arithmetic itself

EXTENTS = {1: ("F",), 2: ("C", "L"), 3: ("C", "H", "W"), 4: ("C", "D", "H", "W")}
SIDES = {1: ("",), 2: ("h", "w"), 3: ("d", "h", "w")}


def extents(shape: Shape, suffix: str = "") -> tuple[str, ...]:
    """The letters of a shape.

    >>> extents((64, 7, 7), "in")
    ('Cin', 'Hin', 'Win')
    """
    return tuple(letter + suffix for letter in EXTENTS[len(shape)])


def volume(shape: Shape, suffix: str = "") -> str:
    """The elements of a shape in letters.

    >>> volume((64, 7, 7))
    'C*H*W'
    """
    return "*".join(extents(shape, suffix))


def positions(shape: Shape, suffix: str = "") -> str:
    """The positions of a shape in letters; 1 for a vector."""
    return "*".join(extents(shape, suffix)[1:]) or "1"


def of_shape(shape: Shape, suffix: str = "") -> Letters:
    """What the letters of a shape stand for."""
    return dict(zip(extents(shape, suffix), shape))


def along(letter: str, values: Sequence[object]) -> tuple[str, ...]:
    """A letter for each axis: one letter for all where their values are equal, else one per axis.

    >>> along("K", (3, 3)), along("K", (1, 7))
    (('K', 'K'), ('Kh', 'Kw'))
    """
    if len(set(values)) == 1:
        return (letter,) * len(values)
    return tuple(letter + side for side in SIDES[len(values)])


def per_axis(letter: str, values: Sequence[int]) -> Letters:
    """What a letter stands for on each axis."""
    return dict(zip(along(letter, values), values))


def filled(formula: str, letters: Letters) -> str:
    """A formula with its numbers put in.

    >>> filled("(Hin - K)//S + 1", {"Hin": 32, "K": 5, "S": 1})
    '(32 - 5)//1 + 1'
    """
    return re.sub(r"[A-Za-z]\w*", lambda match: _number(letters[match[0]]), formula)


def _number(value: int | str) -> str:
    text = str(value)
    return text if text.isalnum() else f"({text})"


def used(formulas: Iterable[str], letters: Letters) -> Letters:
    """The letters that formulas use, in the order in which they come."""
    found = re.findall(r"[A-Za-z]\w*", " ".join(formulas))
    return {letter: letters[letter] for letter in dict.fromkeys(found)}


def sum_of(terms: Sequence[str], total: int) -> int | str:
    """A sum written out, or its value where it has too many terms for anybody to read.

    >>> sum_of(["4*4", "2*2"], 20)
    '4*4 + 2*2'
    """
    return " + ".join(terms) if len(terms) <= TERMS else total
