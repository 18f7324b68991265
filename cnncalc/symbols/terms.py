"""The terms of polynomials: monomials, each with its coefficient, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from cnncalc.errors import Fault
from cnncalc.limits import DEGREE, TERMS

Number: TypeAlias = "int | Fraction"
Monomial: TypeAlias = "tuple[tuple[str, int], ...]"  # symbols in alphabetical order, each with its power; () is 1
Terms: TypeAlias = "dict[Monomial, Number]"  # no coefficient is 0


def constant(value: Number) -> Terms:
    """A number as terms."""
    return {(): value} if value else {}


def plus(a: Terms, b: Terms) -> Terms:
    """The sum."""
    summed = dict(a)
    for monomial, coefficient in b.items():
        summed[monomial] = summed.get(monomial, 0) + coefficient
    return _collected(summed)


def scaled(terms: Terms, factor: Number) -> Terms:
    """Every coefficient times a factor."""
    return _collected({monomial: coefficient * factor for monomial, coefficient in terms.items()})


def product(a: Terms, b: Terms) -> Terms:
    """The product, multiplied out."""
    found: Terms = {}
    for left, c in a.items():
        for right, d in b.items():
            monomial = _times(left, right)
            found[monomial] = found.get(monomial, 0) + c * d
    return _collected(found)


def quotient(a: Terms, b: Terms) -> Terms | None:
    """The exact quotient by long division, None where there is a remainder."""
    if not b:
        raise Fault("a division by zero")
    if () in b and len(b) == 1:
        return scaled(a, Fraction(1) / b[()])
    rest, found = dict(a), dict[Monomial, Number]()
    order = ranking([*symbols_in(a), *symbols_in(b)])
    first = max(b, key=order)
    while rest:
        monomial = max(rest, key=order)
        step = _divided(monomial, first)
        if step is None:
            return None
        found[step] = Fraction(rest[monomial]) / b[first]
        rest = plus(rest, scaled(product({step: found[step]}, b), -1))
    return _collected(found)


def value(terms: Terms, values: Mapping[str, Any]) -> Any:
    """The sum of the terms where symbols have values, which may be of any kind that multiplies."""
    total: Any = 0
    for monomial, coefficient in terms.items():
        part: Any = coefficient
        for symbol, power in monomial:
            part = part * values[symbol] ** power
        total = total + part
    return _tidied(total)


def symbols_in(terms: Iterable[Monomial]) -> list[str]:
    """The symbols in alphabetical order."""
    return sorted({symbol for monomial in terms for symbol, _ in monomial})


def ranking(symbols: Iterable[str]) -> Any:
    """A key that puts monomials in order: by degree, then by the powers of the symbols, the first in the alphabet first."""
    alphabet = sorted(set(symbols))

    def key(monomial: Monomial) -> tuple[int, ...]:
        powers = dict(monomial)
        return (sum(powers.values()), *(powers.get(symbol, 0) for symbol in alphabet))

    return key


def require_few(terms: Terms) -> None:
    """A fault if there are too many terms to read, or to compute with quickly."""
    if len(terms) > TERMS:
        raise Fault(f"a figure here is a sum of more than {TERMS} terms", "give some of the symbols numbers")
    if any(sum(power for _, power in monomial) > DEGREE for monomial in terms):
        raise Fault(f"a figure here multiplies more than {DEGREE} symbols", "give some of the symbols numbers")


def _times(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for symbol, power in b:
        powers[symbol] = powers.get(symbol, 0) + power
    return tuple(sorted(powers.items()))


def _divided(a: Monomial, b: Monomial) -> Monomial | None:
    powers = dict(a)
    for symbol, power in b:
        powers[symbol] = powers.get(symbol, 0) - power
    return None if min(powers.values(), default=0) < 0 else tuple(sorted(pair for pair in powers.items() if pair[1]))


def _collected(terms: Terms) -> Terms:
    return {monomial: _tidied(coefficient) for monomial, coefficient in terms.items() if coefficient}


def _tidied(number: Any) -> Any:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number
