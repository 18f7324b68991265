"""The largest of several figures that cannot be compared because of their symbols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnncalc.words.numbers import symbolic


class Largest:
    """The largest of polynomials none of which is the largest at every size; numbers may multiply it, no more."""

    __slots__ = ("values",)

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    @property
    def symbols(self) -> list[str]:
        """The names of its symbols, in alphabetical order."""
        return sorted({name for value in self.values if symbolic(value) for name in value.symbols})

    def at(self, values: Mapping[str, Any]) -> Any:
        """The value where every symbol has one."""
        return max(value.at(values) if symbolic(value) else value for value in self.values)

    def __mul__(self, times: Any) -> Largest:
        """The largest, `times` times; `times` is a count, which is never negative."""
        return Largest(tuple(value * times for value in self.values))

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Largest) and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.values)

    def __str__(self) -> str:
        return f"max({', '.join(map(str, self.values))})"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)


def largest(values: Iterable[Any]) -> Any:
    """The largest of figures: figures never larger than another are left out, so that one alone may remain."""
    kept: list[Any] = []
    for value in values:
        if not any(_reaches(other, value) for other in kept):
            kept = [other for other in kept if not _reaches(value, other)] + [value]
    return kept[0] if len(kept) == 1 else Largest(tuple(kept))


def _reaches(a: Any, b: Any) -> bool:
    difference = a - b
    return bool(difference.sizes.proves(difference) if symbolic(difference) else difference >= 0)
