"""What is known of the symbols' sizes. Every answer that a rule gets holds at every size that meets the conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.errors import Fault
from cnncalc.limits import EXTENT, SYMBOLS
from cnncalc.symbols import terms as of
from cnncalc.symbols.polynomial import Polynomial
from cnncalc.words.numbers import symbolic

SEARCHED = 10_000


class Condition(NamedTuple):
    """What sizes must meet: `H % 32 == 0`, `H >= 64` or `H != 14`."""

    left: Any
    relation: str
    right: Any

    def __str__(self) -> str:
        return f"{self.left} % {self.right} == 0" if self.relation == "%" else f"{self.left} {self.relation} {self.right}"

    @property
    def symbols(self) -> set[str]:
        """The names of the symbols that it is about."""
        return {name for side in (self.left, self.right) if symbolic(side) for name in side.symbols}

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it holds where the symbols have these values."""
        left, right = (side.at(values) if symbolic(side) else side for side in (self.left, self.right))
        return bool(left % right == 0 if self.relation == "%" else left >= right if self.relation == ">=" else left != right)


class Sizes:
    """The symbols of a network. Each is a multiple of a number and at least another; at first they are whole, from 1 to 10^15.

    What is asked later only adds to the conditions, so that earlier answers stay true.
    """

    def __init__(self) -> None:
        self.multiples: dict[str, int] = {}
        self.bounds: dict[str, int] = {}
        self.unequal: dict[Polynomial, None] = {}  # differences that are not 0

    def __eq__(self, other: object) -> bool:
        """What is known grows with what is asked, and tells no two networks apart: polynomials and conditions do."""
        return isinstance(other, Sizes)

    def __hash__(self) -> int:
        return hash(Sizes)

    def symbol(self, name: str) -> Any:
        """The symbol of a name. Typed as anything, since it goes wherever an `int` does."""
        if name not in self.multiples and len(self.multiples) == SYMBOLS:
            raise Fault(f"there are more than {SYMBOLS} symbols", "give some of the extents numbers")
        self.multiples.setdefault(name, 1)
        self.bounds.setdefault(name, 1)
        return Polynomial({((name, 1),): 1}, self)

    def conditions(self) -> tuple[Condition, ...]:
        """All that the sizes must meet, besides that they are whole, from 1 to 10^15."""
        return tuple(self._conditions())

    def _conditions(self) -> Iterator[Condition]:
        for name, multiple in self.multiples.items():
            if multiple > 1:
                yield Condition(self.symbol(name), "%", multiple)
        for name in self.bounds:
            if self.least(name) > self.multiples[name]:
                yield Condition(self.symbol(name), ">=", self.least(name))
        for difference in self.unequal:
            if self._may_vanish(difference):
                yield _inequality(difference)

    def least(self, name: str) -> int:
        """The smallest size that a symbol may have, as far as its own conditions go."""
        multiple = self.multiples[name]
        return -(-self.bounds[name] // multiple) * multiple

    # Whole numbers

    def require_whole(self, terms: of.Terms) -> None:
        """Make symbols multiples of what it takes for every term, the constant aside, to be whole."""
        for monomial, coefficient in terms.items():
            if monomial:
                self._require_whole(monomial, coefficient)

    def _require_whole(self, monomial: of.Monomial, coefficient: of.Number) -> None:
        denominator = of.value({monomial: Fraction(coefficient)}, self.multiples).denominator
        if denominator == 1:
            return
        name, power = monomial[0]
        small = range(2, min(denominator, SEARCHED))  # of H**2/4 it is enough that H is even
        factor = next((n for n in small if n**power % denominator == 0), denominator) if power > 1 else denominator
        if self.multiples[name] * factor > EXTENT:
            raise Fault(f"{name} would have to be a multiple of more than 10^15", "give the input in numbers, as in 256x56x56")
        self.multiples[name] *= factor

    # Order

    def positive(self, value: Any, or_zero: bool = False) -> bool:
        """Whether a value is over 0 (or just that) at every size. If only large sizes agree, small ones are ruled out."""
        if not symbolic(value):
            return bool(value >= 0 if or_zero else value > 0)
        if self.proves(value, or_zero):
            return True
        if self.proves(-value, not or_zero):
            return False
        for claim, zero, answer in ((value, or_zero, True), (-value, not or_zero, False)):
            bounds = self._bounds(claim, zero)
            if bounds:
                self.bounds.update(bounds)
                return answer
        one, other = _sides(value)
        message = f"which of {one:,} and {other:,} is larger depends on the sizes"
        raise Fault(message, "give the input in numbers, as in 256x56x56")

    def proves(self, value: Any, or_zero: bool = True, bounds: Mapping[str, int] | None = None) -> bool:
        """Whether a value is known to be over 0 (or just that): as a polynomial in what the symbols have above their least
        sizes it has no negative coefficient."""
        if not symbolic(value):
            return bool(value >= 0 if or_zero else value > 0)
        if (line := _line(value)) and bounds is None:
            name, slope, root = line
            worst = self.least(name) if slope > 0 else EXTENT
            return (worst - root) * slope >= 0 if or_zero else (worst - root) * slope > 0
        least = {name: self.least(name) if bounds is None else bounds[name] for name in value.symbols}
        shifted = of.value(value.terms, {name: self.symbol(name) + least[name] for name in least}).terms
        return all(coefficient > 0 for coefficient in shifted.values()) and (or_zero or () in shifted)

    def _bounds(self, value: Polynomial, or_zero: bool) -> dict[str, int] | None:
        """The smallest bounds of its symbols, none under what they have, from which on a value is proven to be over 0."""
        bounds = {name: self.least(name) for name in value.symbols}
        if line := _line(value):
            name, slope, root = line
            return {name: max(-(-root // 1) if or_zero else root // 1 + 1, bounds[name])} if slope > 0 else None
        together = self._smallest(lambda n: {name: max(n, bound) for name, bound in bounds.items()}, value, or_zero)
        if together is None:
            return None
        raised = {name: max(together, bound) for name, bound in bounds.items()}
        for name, bound in bounds.items():  # each as low as the others allow
            alone = self._smallest(lambda n, name=name, bound=bound: raised | {name: max(n, bound)}, value, or_zero)
            raised[name] = max(alone or 0, bound)
        return raised

    def _smallest(self, bounds: Any, value: Polynomial, or_zero: bool) -> int | None:
        """The smallest n whose bounds prove that a value is over 0. Larger bounds prove all that smaller ones do."""
        if not self.proves(value, or_zero, bounds(EXTENT)):
            return None
        low, high = 1, EXTENT
        while low < high:
            middle = (low + high) // 2
            if self.proves(value, or_zero, bounds(middle)):
                high = middle
            else:
                low = middle + 1
        return high

    # Equality

    def rule_out_equality(self, a: Any, b: Any) -> None:
        """Leave out the sizes at which two values that are written differently are the same number."""
        difference = a - b
        if symbolic(difference) and self._may_vanish(difference) and -difference not in self.unequal:
            self.unequal[difference] = None

    def _may_vanish(self, difference: Polynomial) -> bool:
        if self.proves(difference, or_zero=False) or self.proves(-difference, or_zero=False):
            return False
        line = _line(difference)
        if line is None:
            return True
        name, _, root = line
        return root >= self.least(name) and root % self.multiples[name] == 0


def _line(value: Polynomial) -> tuple[str, of.Number, Fraction] | None:
    """The symbol, the slope and the root of a line in one symbol; None for anything else."""
    first, *others = [(monomial, coefficient) for monomial, coefficient in value.terms.items() if monomial]
    (monomial, slope) = first
    if others or len(monomial) > 1 or monomial[0][1] > 1:
        return None
    return monomial[0][0], slope, Fraction(-value.terms.get((), 0)) / slope


def _inequality(difference: Polynomial) -> Condition:
    if line := _line(difference):
        name, _, root = line
        return Condition(difference.sizes.symbol(name), "!=", root)
    left, right = _sides(difference)
    return Condition(left, "!=", right)


def _sides(difference: Polynomial) -> tuple[Any, Any]:
    """Two sums without a minus whose difference it is, the one with symbols first."""
    added = {monomial: coefficient for monomial, coefficient in difference.terms.items() if coefficient > 0}
    taken = {monomial: -coefficient for monomial, coefficient in difference.terms.items() if coefficient < 0}
    one, other = (Polynomial(side, difference.sizes) if set(side) - {()} else side.get((), 0) for side in (added, taken))
    return (one, other) if symbolic(one) else (other, one)
