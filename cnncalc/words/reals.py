"""What a word that changes values alone can mean: a real number such as a slope or an eps, or two of them as limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, quote
from cnncalc.words.numbers import decimal, named, show, symbolic
from cnncalc.words.values import Known, Reader, expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncalc.words.env import Env
    from cnncalc.words.numbers import Number

POWER_OF_TEN = re.compile(r"([+-]?)(\d{1,15}(?:\.\d{1,15})?)[eE]([+-]?\d{1,2})")


class Real:
    """A number of any sign: `0.2`, `1/3`, `1e-3`."""

    @classmethod
    def parse(cls, text: str, known: Known) -> Reader:
        value = _real(text, known)

        def read(env: Env, rank: int) -> Number:
            number = value(env)
            cls.require(number, text)
            return number

        return read

    @classmethod
    def require(cls, value: Number, text: str) -> None:
        """A fault where the number is none that this word can mean."""

    @staticmethod
    def show(value: Number) -> str:
        """As a decimal, or as a power of ten where that has fewer zeros.

        >>> Real.show(decimal("0.001")), Real.show(decimal("0.00001"))
        ('0.001', '1e-5')
        """
        short = re.sub(r"e([+-])0+", r"e\1", f"{float(value):g}")
        return short if "e-" in short and _ten(short) == value else show(value)


class Positive(Real):
    """A number over 0."""

    @classmethod
    def require(cls, value: Number, text: str) -> None:
        if not value > 0:
            raise Fault(f"{named(quote(text), value)} is too small: it must be over 0", "write it as in 0.001 or 1e-3")


class Factor(Real):
    """A number that is not 0."""

    @classmethod
    def require(cls, value: Number, text: str) -> None:
        if value == 0:
            raise Fault(f"{named(quote(text), value)} times anything is nothing", "write a number that is not 0")


class Slope(Real):
    """A number from 0 to 1."""

    @classmethod
    def require(cls, value: Number, text: str) -> None:
        if not 0 <= value <= 1:
            raise Fault(f"{named(quote(text), value)} is no slope: a slope goes from 0 to 1", "write it as in 0.2")


class Limits:
    """`LOW:HIGH`, of which the second is over the first."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        ends = text.split(":")
        if len(ends) != 2 or not all(ends):
            raise Fault(f"{quote(text)} are not two limits", "write them as in 0:20")
        first, last = (_real(end, known) for end in ends)

        def read(env: Env, rank: int) -> tuple[Number, Number]:
            low, high = first(env), last(env)
            if not low < high:
                raise Fault(f"the limits {show(low)}:{show(high)} hold nothing", "the lower one comes first, as in 0:20")
            return low, high

        return read

    @staticmethod
    def show(value: tuple[Any, Any]) -> str:
        return ":".join(map(Real.show, value))


def _real(text: str, known: Known) -> Callable[[Env], Number]:
    """The reader of a number that is no polynomial."""
    ten = _ten(text)
    if ten is not None:
        return lambda env: ten
    code = expression(text, known).code

    def read(env: Env) -> Number:
        value: Number = code(env.number)
        if symbolic(value):
            raise Fault(f"{named(quote(text), value)} depends on the sizes, and a number is needed here", "write the number")
        return value

    return read


def _ten(text: str) -> Number | None:
    """`1e-3` as an exact number; None of what is not written so."""
    match = POWER_OF_TEN.fullmatch(text)
    if not match:
        return None
    from fractions import Fraction

    sign, digits, power = match.groups()
    value = Fraction(decimal(digits)) * Fraction(10) ** int(power) * (-1 if sign == "-" else 1)
    return value.numerator if value.denominator == 1 else value
