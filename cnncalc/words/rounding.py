"""Ratios for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def factor(value: Fraction | None, places: int = 2) -> str:
    """A ratio as a decimal, rounded half up; a dash where there is none.

    >>> from fractions import Fraction
    >>> factor(Fraction(25, 9)), factor(Fraction(2)), factor(None)
    ('2.78', '2.00', '-')
    """
    if value is None:
        return "-"
    scale = 10**places
    hundredths = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    return f"{hundredths // scale:,}.{hundredths % scale:0{places}}"


def rounded(value: Fraction) -> str:
    """A number as it is where it is whole, else as a decimal.

    >>> from fractions import Fraction
    >>> rounded(Fraction(1152, 7)), rounded(Fraction(126))
    ('164.57', '126')
    """
    return f"{value.numerator:,}" if value.denominator == 1 else factor(value)
