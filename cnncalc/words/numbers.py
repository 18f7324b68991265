"""Exact numbers: an int where the value is whole, a `Fraction` where it is not, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.limits import EXTENT, NUMBER

if TYPE_CHECKING:
    from fractions import Fraction

    Number = int | Fraction


def symbolic(value: object) -> bool:
    """Whether a value is no number but a polynomial in symbols, which few specs have.

    `cnncalc.symbols` defines such values; they go wherever a number goes, and are typed as an int.
    """
    return not isinstance(value, int) and hasattr(value, "symbols")


def alike(values: Iterable[Number]) -> bool:
    """Whether values are all the same number, at every size that a symbol among them may have."""
    first, *others = dict.fromkeys(values)
    for a, b in combinations([first, *others], 2) if others else ():
        for value in (a, b):
            if symbolic(value):
                value.sizes.rule_out_equality(a, b)  # type: ignore[union-attr]  # a polynomial, as in all below
                break
    return not others


def over(value: Number, limit: int) -> bool:
    """Whether a value is over a limit; of a polynomial, whether one of its coefficients is."""
    if symbolic(value):
        return any(abs(coefficient) > limit for coefficient in value.terms.values())  # type: ignore[union-attr]  # and no int
    return value > limit


def tidy(value: Number) -> Number:
    """The value as an int if it is whole; a fault if it is larger than anything a network needs."""
    if symbolic(value):
        if over(value, NUMBER):
            raise Fault("a number here grows beyond 10^30", "extents and counts go up to 10^15")
        return value
    if abs(value.numerator) > NUMBER or value.denominator > NUMBER:
        raise Fault("a number here grows beyond 10^30", "extents and counts go up to 10^15")
    return value.numerator if value.denominator == 1 else value


def decimal(text: str) -> Number:
    """A literal: digits, with or without a decimal point.

    >>> decimal("0.25")
    Fraction(1, 4)
    """
    if len(text) > 32:
        raise Fault("a number here has more than 32 digits", "extents and counts go up to 10^15")
    if "." not in text:
        return int(text)
    from fractions import Fraction  # only specs with decimals pay for loading it

    return tidy(Fraction(text))


def divide(a: Number, b: Number) -> Number:
    """The exact quotient."""
    if b == 0:
        raise Fault("a division by zero")
    if isinstance(a, int) and isinstance(b, int) and a % b == 0:
        return a // b
    if symbolic(a) or symbolic(b):
        return tidy(a / b)  # type: ignore[arg-type]  # of polynomials it is one
    from fractions import Fraction

    return tidy(Fraction(a) / Fraction(b))


def whole(value: Number, what: str, least: int = 1) -> int:
    """The value, if it is a whole number that can be an extent or a count."""
    if symbolic(value):
        message = f"{named(what, value)} depends on the sizes, and a number is needed here"
        raise Fault(message, "give the input in numbers, as in 256x56x56")
    if value.denominator != 1:
        help = "// rounds down; round(), ceil() and floor() give whole numbers"
        raise Fault(f"{named(what, value)} is not whole, and a count or an extent must be", help)
    if value < least:
        raise Fault(f"{named(what, value)} is too small: it must be at least {least}")
    if value > EXTENT:
        raise Fault(f"{named(what, value)} is too large: the limit is 10^15")
    return int(value)


def extent(value: Number, what: str, least: int = 1) -> int:
    """As `whole`, or a polynomial that is whole and large enough."""
    if not symbolic(value):
        return whole(value, what, least)
    if (rounded := value // 1) != value:
        raise Fault(f"{named(what, value)} is not whole, and a count or an extent must be", "// rounds down")
    if value < least:
        raise Fault(f"{named(what, value)} is too small: it must be at least {least}")
    if over(value, EXTENT):
        raise Fault(f"{named(what, value)} is too large: the limit is 10^15")
    return rounded


def named(what: str, value: Number) -> str:
    """A value after its expression: `n-1 = -1`, but `0` or `0 in 0x3` alone."""
    return what if what.partition(" in ")[0] == show(value) else f"{what} = {show(value)}"


def show(value: Number) -> str:
    """The number as the language writes it: whole, as a decimal where that is exact, else as a quotient."""
    if symbolic(value):
        return f"{value}"
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.12f}".rstrip("0")
    return text if decimal(text) == value else f"{value.numerator}/{value.denominator}"
