"""How many times one figure goes into another, and which of several is the least."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault
from cnncalc.words.numbers import symbolic

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


def ratio(part: int, whole: int) -> Fraction | None:
    """part/whole, exactly; None where there is no such number: the whole is 0, or it depends on the sizes of symbols.

    >>> ratio(49, 27), ratio(1, 0)
    (Fraction(49, 27), None)
    """
    if symbolic(part) or symbolic(whole):
        return _constant(part, whole)
    return Fraction(part, whole) if whole else None


def _constant(part: int, whole: int) -> Fraction | None:
    """The quotient of figures with symbols, if it is the same at every size; of the largest of several, if it is for each."""
    parts, wholes = (getattr(figure, "values", (figure,)) for figure in (part, whole))
    quotients = {_quotient(a, b) for a, b in zip(parts, wholes)}
    return quotients.pop() if len(parts) == len(wholes) and len(quotients) == 1 else None


def _quotient(part: int, whole: int) -> Fraction | None:
    if not symbolic(part) and part == 0:
        return Fraction(0)
    try:
        quotient = part / whole if symbolic(part) or symbolic(whole) else Fraction(part, whole)
    except (Fault, ZeroDivisionError, TypeError):  # a `Largest` of several polynomials divides nothing
        return None
    return None if symbolic(quotient) else Fraction(quotient)


def least(values: Sequence[Any], sizes: Sizes | None) -> frozenset[int]:
    """Which figures are less than all others, at every size that symbols may have; none where all are the same.

    >>> sorted(least([3, None, 2, 2], None)), sorted(least([2, 2], None))
    ([2, 3], [])
    """
    distinct = dict.fromkeys(value for value in values if value is not None)
    low = next(iter(distinct), None)
    for value in distinct:
        low = value if _less(value, low, sizes) else low
    alone = len(distinct) > 1 and all(value == low or _less(low, value, sizes) for value in distinct)
    return frozenset(i for i, value in enumerate(values) if alone and value == low)


def _less(a: Any, b: Any, sizes: Sizes | None) -> bool:
    if sizes is None:
        return bool(a < b)
    from cnncalc.symbols.together import surely_less

    return surely_less(a, b, sizes)
