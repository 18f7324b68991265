"""The operators and functions of expressions, exact on whole numbers and fractions."""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from cnncalc.errors import Fault
from cnncalc.limits import NUMBER
from cnncalc.words.numbers import alike, divide, symbolic

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

Binary: TypeAlias = "Callable[[Number, Number], Number]"


def divisible(value: "Number", unit: "Number") -> "Number":
    """The multiple of `unit` nearest to `value`, at least `unit`, never under 0.9 of `value` (Sandler et al. 2018).

    >>> divisible(33, 8), divisible(11, 8)
    (32, 16)
    """
    if unit <= 0:
        raise Fault(f"divisible needs a divisor over 0, not {unit}", "write it as in divisible(c*width,8)")
    if value < 0:
        raise Fault(f"divisible makes a number of channels, and {value} is under 0", "let the variables in it be over 0")
    near = max((value + divide(unit, 2)) // unit * unit, unit)
    return near + unit if 10 * near < 9 * value else near


def log2(value: "Number") -> "Number":
    """The exponent of a power of 2, and no other number's, whose logarithm would have to be rounded.

    >>> log2(64), log2(1)
    (6, 0)
    """
    if symbolic(value) or value < 1 or value.denominator != 1 or int(value).bit_count() != 1:
        shown = value if symbolic(value) else f"{value}, which is none"
        raise Fault(f"log2 takes a power of 2, not {shown}", "only there is it a whole number")
    return int(value).bit_length() - 1


def _power(a: "Number", b: "Number") -> "Number":
    if symbolic(b):
        raise Fault(f"an exponent must be a whole number from 0 to 100; {b} depends on the sizes")
    if b.denominator != 1 or not 0 <= b <= 100:
        raise Fault(f"an exponent must be a whole number from 0 to 100; it is {b}")
    if not symbolic(a) and max(abs(a.numerator), a.denominator).bit_length() * int(b) > 2 * NUMBER.bit_length():
        raise Fault("a number here grows beyond 10^30", "extents and counts go up to 10^15")
    return a ** int(b)


def _whole_division(function: "Binary") -> "Binary":
    def checked(a: "Number", b: "Number") -> "Number":
        if b == 0:
            raise Fault("a division by zero")
        return function(a, b)

    return checked


# Operator: how tightly it binds, what it does.
BINARY: "dict[str, tuple[int, Binary]]" = {
    "or": (1, lambda a, b: a or b),  # _apply does these two lazily: `n == 0 or 8/n > 1` may not divide
    "and": (2, lambda a, b: a and b),
    "==": (4, lambda a, b: alike((a, b))),
    "!=": (4, lambda a, b: not alike((a, b))),
    "<": (4, operator.lt),
    "<=": (4, operator.le),
    ">": (4, operator.gt),
    ">=": (4, operator.ge),
    "+": (5, operator.add),
    "-": (5, operator.sub),
    "*": (6, operator.mul),
    "/": (6, divide),
    "//": (6, _whole_division(operator.floordiv)),
    "%": (6, _whole_division(operator.mod)),
    "**": (8, _power),
}
# Function: how many arguments it takes (None: one or more), what it does.
FUNCTIONS: "dict[str, tuple[int | None, Callable[..., Number]]]" = {
    "min": (None, lambda *values: min(values)),
    "max": (None, lambda *values: max(values)),
    "round": (1, lambda value: (2 * value + 1) // 2),
    "ceil": (1, lambda value: -(-value // 1)),
    "floor": (1, lambda value: value // 1),
    "divisible": (2, divisible),
    "log2": (1, log2),
}
LATER = frozenset({"log2"})  # functions that came later: a file may use them as names
CONSTANTS = {"true": 1, "false": 0}
WORDS = frozenset({"and", "or", "not", *FUNCTIONS, *CONSTANTS} - LATER)
