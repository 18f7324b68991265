"""What the formulas need beyond + - * / and <. Another class of the same methods (`counting.Counting`) makes them count."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, exp, inf, log, nan, sqrt
from typing import Any, TypeAlias

Number: TypeAlias = Any  # int, float, Fraction, a counting number: whatever has + - * / and <
Tensor: TypeAlias = "list[Any]"
Plane: TypeAlias = Any
Shape: TypeAlias = "tuple[int, ...]"
Settings: TypeAlias = Any  # a layer, of which only the settings are read
Weights: TypeAlias = "dict[str, Tensor]"


class Functions:
    """The functions on plain numbers. Where a formula leaves the real numbers it gives nan, as PyTorch does."""

    zero: Number = 0  # what padding holds
    lowest: Number = -inf  # what padding holds where the largest wins

    def given(self, name: str, x: Tensor) -> Tensor:
        """An input, as the network is to see it."""
        return x

    def learned(self, x: Tensor) -> Tensor:
        """Weights, as the layers are to see them."""
        return x

    def aside(self, work: Callable[[], Any]) -> Any:
        """What is worked out before inference, or only guards against overflow: no operation of the layer."""
        return work()

    def larger(self, a: Number, b: Number) -> Number:
        """max(a, b), which is one comparison. Neither a < nan nor nan < b; it stays, as in PyTorch."""
        return b if a < b or b != b else a

    def smaller(self, a: Number, b: Number) -> Number:
        """min(a, b), which is one comparison; nan stays."""
        return b if b < a or b != b else a

    def quotient(self, a: Number, b: Number) -> Number:
        """a/b, also where b is 0: infinite, or nan for 0/0."""
        return a / b if b else (nan if a != a or not a else inf if a > 0 else -inf)

    def exp(self, x: Number) -> Number:
        """e^x; from e^700 on it stays there, so that quotients of it still come out right."""
        return exp(min(max(x, -800), 700))

    def log(self, x: Number) -> Number:
        """The natural logarithm."""
        return log(x)

    def erf(self, x: Number) -> Number:
        """The error function."""
        return erf(x)

    def power(self, x: Number, exponent: float) -> Number:
        """x^exponent for an exponent that is not whole."""
        return nan if x < 0 else x**exponent

    def sqrt(self, x: Number) -> Number:
        """The square root."""
        return nan if x < 0 else sqrt(x)
