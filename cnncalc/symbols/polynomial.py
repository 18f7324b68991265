"""Exact polynomials in symbols. They add, multiply, divide and compare as numbers do, and can be used as extents."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

from cnncalc.errors import Fault
from cnncalc.results.frozen import FrozenDict
from cnncalc.symbols import terms as of
from cnncalc.symbols.text import polynomial_text
from cnncalc.words.numbers import symbolic

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class Polynomial:
    """A sum of terms, never a constant: arithmetic that comes to a number gives an `int` or a `Fraction`.

    `sizes` is what is known of the symbols. Where a division, a comparison or a count needs to know more, the sizes at which
    the answer would be another are ruled out there: that is how conditions come about. Equality is that of the terms.

    >>> from cnncalc.symbols.sizes import Sizes
    >>> sizes = Sizes()
    >>> H, W = sizes.symbol("H"), sizes.symbol("W")
    >>> print(256 * H * W * 9 * 256, (H + 1) * (H - 1), (H - 1) // 2 + 1)
    589824*H*W H**2 - 1 H/2
    >>> [str(condition) for condition in sizes.conditions()]
    ['H % 2 == 0']
    """

    __slots__ = ("_hash", "sizes", "terms")
    _hash: int
    sizes: Sizes
    terms: of.Terms

    def __init__(self, terms: of.Terms, sizes: Sizes) -> None:
        for name, value in zip(self.__slots__, (hash(frozenset(terms.items())), sizes, FrozenDict(terms))):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"polynomials do not change: {name} stays as it is", name=name, obj=self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Polynomial, (dict(self.terms), self.sizes)

    @property
    def symbols(self) -> list[str]:
        """The names of its symbols, in alphabetical order."""
        return of.symbols_in(self.terms)

    def at(self, values: Mapping[str, Any]) -> Any:
        """The value where every symbol has one: an `int`, a `Fraction` where it is not whole (no condition allows that)."""
        return of.value(self.terms, values)

    def _made(self, terms: of.Terms) -> Any:
        """The terms as a polynomial, or as a number if they are one."""
        of.require_few(terms)
        if not terms:
            return 0
        return terms[()] if len(terms) == 1 and () in terms else Polynomial(terms, self.sizes)

    # The ring. What is neither a number nor a polynomial is left to others.

    def __add__(self, other: Any) -> Any:
        added = _terms(other)
        return NotImplemented if added is None else self._made(of.plus(self.terms, added))

    def __sub__(self, other: Any) -> Any:
        taken = _terms(other)
        return NotImplemented if taken is None else self._made(of.plus(self.terms, of.scaled(taken, -1)))

    def __mul__(self, other: Any) -> Any:
        factor = _terms(other)
        return NotImplemented if factor is None else self._made(of.product(self.terms, factor))

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Any:
        return self._made(of.scaled(self.terms, -1))

    def __pos__(self) -> Polynomial:
        return self

    def __pow__(self, power: int) -> Any:
        result: Any = 1
        for _ in range(power):
            result = result * self
        return result

    __radd__ = __add__
    __rmul__ = __mul__

    # Division: exact, or rounded down where the symbols are multiples of what it takes.

    def __truediv__(self, other: Any) -> Any:
        divisor = _terms(other)
        if divisor is None:
            return NotImplemented
        quotient = of.quotient(self.terms, divisor)
        if quotient is None:
            raise Fault(f"whether {other} divides {self} depends on the sizes", "give the input in numbers, as in 256x56x56")
        return self._made(quotient)

    def __rtruediv__(self, other: Any) -> NoReturn:
        raise Fault(f"{other} cannot be divided by {self}, whose size is open", "give the input in numbers, as in 256x56x56")

    def __floordiv__(self, other: Any) -> Any:
        exact = self / other
        if not symbolic(exact):
            return exact // 1
        self.sizes.require_whole(exact.terms)
        rest = {monomial: coefficient for monomial, coefficient in exact.terms.items() if monomial}
        return self._made(of.plus(rest, of.constant(exact.terms.get((), 0) // 1)))

    __rfloordiv__ = __rtruediv__

    def __mod__(self, other: Any) -> Any:
        return self - other * (self // other)

    __rmod__ = __rtruediv__

    def __divmod__(self, other: Any) -> tuple[Any, Any]:
        rounds = self // other
        return rounds, self - other * rounds

    # Comparison: what holds for large sizes is made to hold for all.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        self.sizes.rule_out_equality(self, 0)
        return True

    def __gt__(self, other: Any) -> bool:
        return self.sizes.positive(self - other)

    def __ge__(self, other: Any) -> bool:
        return self.sizes.positive(self - other, or_zero=True)

    def __lt__(self, other: Any) -> bool:
        return self.sizes.positive(other - self)

    def __le__(self, other: Any) -> bool:
        return self.sizes.positive(other - self, or_zero=True)

    # Text.

    def __str__(self) -> str:
        return polynomial_text(self.terms)

    def __repr__(self) -> str:
        return f"<{self:,}>"

    def __format__(self, spec: str) -> str:
        """Inside a larger text a sum is put in parentheses, `3*(H-2)`; with a spec, as for a figure by itself, it does not."""
        text = str(self)
        return text if spec or len(self.terms) == 1 else f"({text.replace(' ', '')})"

    def __index__(self) -> NoReturn:
        """Where nothing but a number will do."""
        raise Fault(f"a number is needed here, and {self} depends on the sizes", "give the input in numbers, as in 256x56x56")

    __int__ = __float__ = __index__


def _terms(value: Any) -> of.Terms | None:
    if isinstance(value, Polynomial):
        return value.terms
    return of.constant(value) if isinstance(value, (int, Fraction)) else None
