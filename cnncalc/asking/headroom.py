"""By how much a figure keeps a budget or misses it, in the unit in which the budget is written."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from cnncalc.asking.answers import BINARY_BYTES, DECIMAL_BYTES, UNITS, WORDS, Answer
from cnncalc.asking.figure import BYTES
from cnncalc.asking.marks import show_figure
from cnncalc.words.ends import Ends
from cnncalc.words.numbers import symbolic

DIGITS = 3  # of an amount; less than one of a hundred units is told without the unit


def margin(answer: Answer, found: Any) -> Any:
    """How far a figure is on the right side of a budget, negative on the wrong one; None where symbols leave it open.

    >>> from cnncalc.asking.answers import read_answer
    >>> margin(read_answer("<= 5M"), 4200000), margin(read_answer(">= 7", "axes"), (9, 5))
    (800000, -2)
    """
    values = found if isinstance(found, tuple) else (found,)
    if not answer.sign or isinstance(answer.value, tuple) or any(symbolic(it) or isinstance(it, Ends) for it in values):
        return None
    if symbolic(answer.value) or isinstance(answer.value, Ends):
        return None
    bound = answer.value
    return min(bound - value if answer.sign.startswith("<") else value - bound for value in values)


def headroom(answer: Answer, room: Any) -> str:
    """A margin in words.

    >>> from cnncalc.asking.answers import read_answer
    >>> budget = read_answer("<= 1MiB", "bytes")
    >>> headroom(budget, 400000), headroom(budget, -524288)
    ('0.381 MiB to spare, 38.1 %', '0.5 MiB over, 50 %')
    """
    if room is None:
        return ""
    side = "to spare" if room >= 0 else "over" if answer.sign.startswith("<") else "short"
    share = "" if answer.unit == "%" or not answer.value else f", {_rounded(100 * Fraction(abs(room)) / abs(answer.value))} %"
    return f"{in_unit(abs(room), answer)} {side}" + share * bool(room != 0)


def in_unit(value: Any, answer: Answer) -> str:
    """A figure in the unit of an answer.

    >>> from cnncalc.asking.answers import read_answer
    >>> in_unit(4200000, read_answer("5M")), in_unit(1, read_answer("5M"))
    ('4.2M', '1')
    """
    unit = WORDS.get(answer.unit, answer.unit)
    if unit == "%":
        return f"{_rounded(100 * Fraction(value))} %"
    memory = answer.asked == BYTES
    worth = (UNITS | DECIMAL_BYTES | BINARY_BYTES if memory else UNITS).get(unit, 1)
    if worth == 1 or 100 * value < worth:
        return f"{show_figure(value)}{' bytes' * memory}"
    return f"{_rounded(Fraction(value) / worth)}{' ' * memory}{unit}"


def _rounded(value: Fraction) -> str:
    """A number with three digits, more where its whole part has more."""
    whole = len(str(int(value))) if value >= 1 else 0
    scale = 10 ** max(0, DIGITS - whole)
    return show_figure(Fraction(floor(value * scale + Fraction(1, 2)), scale))
