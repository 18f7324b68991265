"""How many times one figure goes into another."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.errors import Fault
from cnncalc.words.numbers import symbolic


def ratio(part: int, whole: int) -> Fraction | None:
    """part/whole, exactly; None where there is no such number: the whole is 0, or it depends on the sizes of symbols.

    >>> ratio(49, 27), ratio(1, 0)
    (Fraction(49, 27), None)
    """
    if symbolic(part) or symbolic(whole):
        return _constant(part, whole)
    return Fraction(part, whole) if whole else None


def _constant(part: int, whole: int) -> Fraction | None:
    """The quotient of figures with symbols, if it is the same at every size."""
    if not symbolic(part) and part == 0:
        return Fraction(0)
    try:
        quotient = part / whole
    except (Fault, TypeError):  # a `Largest` of several polynomials divides nothing
        return None
    return None if symbolic(quotient) else Fraction(quotient)
