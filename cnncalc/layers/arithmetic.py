"""Small arithmetic that many rules share, as numbers and, for the working, as text."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from cnncalc.errors import Fault
from cnncalc.words.numbers import symbolic


def product(numbers: Iterable[int]) -> int:
    """The product, by plain operators, so that an extent may be anything that multiplies."""
    result = 1
    for number in numbers:
        result = result * number
    return result


def elements(shape: tuple[int, ...]) -> int:
    """How many numbers a tensor of this shape holds."""
    return product(shape)


def area(shape: tuple[int, ...]) -> int:
    """How many positions a tensor has: its elements a channel."""
    return product(shape[1:])


def common(extent: int, number: int) -> int:
    """The greatest common divisor. Of a symbolic extent its rest is what counts, which is known."""
    return gcd(extent % number, number)


def most(values: Iterable[int]) -> int:
    """The largest. Polynomials that cross stay side by side in it."""
    values = list(values)
    if not any(map(symbolic, values)):
        return max(values)
    from cnncalc.symbols.largest import largest

    largest_of_all: int = largest(values)
    return largest_of_all


def times(*factors: int | str) -> str:
    """A product as text.

    >>> times(7, 7, 3)
    '7*7*3'
    """
    return "*".join(map(format, factors)) or "1"


def require_divides(part: int, whole: int, what: str, slot: str, name: str = "") -> int:
    """The quotient, if `part` divides `whole`. `name` is what to call the part where that is not its slot."""
    if whole % part:
        message = (
            f"{name or slot} = {part} does not divide the {whole} {what}: {whole} = {whole // part}*{part} + {whole % part}"
        )
        if symbolic(whole):
            help = f"symbols stand for multiples of {part} here; sizes between them are written as in {part}*n+1"
            raise Fault(message, None if symbolic(part) else help, slot=slot)
        if name:
            raise Fault(message, f"make the {what} a multiple of {part}", slot=slot)
        raise Fault(message, lambda: f"numbers near {part} that do: {_divisors_near(part, whole)}", slot=slot)
    return whole // part


def _divisors_near(part: int, whole: int) -> str:
    """The largest divisor below and the smallest above, looked for only where looking is cheap."""
    reach = range(1, min(whole, 10_000) + 1)
    divisors = [n for n in reach if whole % n == 0]
    below = [n for n in divisors if n < part][-1:]
    above = [n for n in divisors if n > part][:1]
    return " and ".join(map(str, below + above)) or str(whole)
