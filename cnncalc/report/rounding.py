"""Numbers for reading: bytes, short counts, shares and ratios."""

from collections.abc import Iterable
from typing import Any

from cnncalc.analysis.storage import DTYPES
from cnncalc.words.numbers import symbolic

VARIES = "varies"  # with the sizes of symbols


def mebibytes(elements: int, dtype: str) -> str:
    """The size of some elements in MiB (2^20 bytes), or in KiB where that is under one, rounded for reading.

    >>> mebibytes(138357544, "float32"), mebibytes(61706, "int8")
    ('527.8 MiB', '60.3 KiB')
    """
    return of_bytes(elements * DTYPES[dtype])


def of_bytes(size: int) -> str:
    """A number of bytes in MiB or KiB; a polynomial as it is."""
    if symbolic(size) or size < 2**10:
        return f"{size} bytes"
    unit, name = (2**20, "MiB") if size >= 2**20 else (2**10, "KiB")
    tenths = (size * 10 + unit // 2) // unit
    return f"{tenths // 10:,}.{tenths % 10} {name}"


def short(value: int) -> str:
    """A count in thousands, millions and so on, to four digits at most.

    >>> short(15470264320), short(999), short(61706)
    ('15.47 G', '999', '61.71 k')
    """
    if symbolic(value) or value < 1000:
        return str(value)
    power = min((len(str(value)) - 1) // 3, 5)
    unit = 1000**power
    digits = 2 if value < 100 * unit else 1
    scaled = (value * 10**digits + unit // 2) // unit
    return f"{scaled // 10**digits:,}.{scaled % 10**digits:0{digits}} {' kMGTP'[power]}"


def in_numbers(part: int, whole: int) -> tuple[int, int] | None:
    """A share as two numbers, None where it varies with the sizes of symbols."""
    if not (symbolic(part) or symbolic(whole)):
        return part, whole
    from cnncalc.symbols.ratios import ratio  # which loads fractions

    share = ratio(part, whole)
    return None if share is None else (share.numerator, share.denominator)


def quotient(part: int, whole: int) -> str:
    """How often the whole goes into a part, with two decimals.

    >>> quotient(118013952, 3851456)
    '30.64'
    """
    if (share := in_numbers(part, whole)) is None:
        return VARIES
    hundredths = (200 * share[0] + share[1]) // (2 * share[1])
    return f"{hundredths // 100}.{hundredths % 100:02}"


def percent(part: int, whole: int) -> str:
    """A share with one decimal.

    >>> percent(123642856, 138357544)
    '89.4 %'
    """
    if (share := in_numbers(part, whole)) is None:
        return VARIES
    part, whole = share
    permille = (2000 * part + whole) // (2 * whole) if whole else 0
    return f"{permille // 10}.{permille % 10} %"


def times(ratio: Any) -> str:
    """A ratio for reading; `×1` is exact, and every other one is rounded.

    >>> from fractions import Fraction
    >>> [times(ratio) for ratio in (Fraction(1), Fraction(49, 27), Fraction(1, 300), Fraction(70709, 5), None)]
    ['×1', '×1.81', '×0.0033', '×14,142', '']
    """  # noqa: RUF002
    if ratio is None:
        return ""
    from fractions import Fraction  # few reports have ratios

    if ratio in (0, 1):
        return f"×{ratio}"
    if ratio < Fraction(1, 10_000):
        return "<×0.0001"
    digits = next(
        d for d, least in ((0, 1000), (1, 100), (2, Fraction(1, 10)), (3, Fraction(1, 100)), (4, 0)) if ratio >= least
    )
    return f"×{round(ratio * 10**digits) / 10**digits:,.{digits}f}"


def per_axis(values: Iterable[object]) -> str:
    """Values of all axes, once where they are the same.

    >>> per_axis([7, 7]), per_axis([1, 7])
    ('7', '1x7')
    """
    distinct = list(dict.fromkeys(values := list(values)))
    return str(distinct[0]) if len(distinct) == 1 else "x".join(map(format, values))
