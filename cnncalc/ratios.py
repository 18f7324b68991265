"""How many times one figure goes into another."""

from __future__ import annotations

from fractions import Fraction


def ratio(part: int, whole: int) -> Fraction | None:
    """part/whole, exactly; None where there is no such number, because the whole is 0.

    >>> ratio(49, 27), ratio(1, 0)
    (Fraction(49, 27), None)
    """
    return Fraction(part, whole) if whole else None
