"""The grid of a sweep: the values of inputs and variables, all crossed. A variant is a number on it, so none is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple


class Settings(NamedTuple):
    """What a variant gives the spec: shapes of its inputs and values of its variables, as they are written."""

    inputs: dict[str, str]
    variables: dict[str, str]

    @property
    def shown(self) -> dict[str, str]:
        """Everything, by name."""
        return self.inputs | self.variables


class SweepGrid(NamedTuple):
    """The shapes of the inputs, one for each of the versions that go together, and the values of each variable.

    >>> grid = SweepGrid(({"input": "3x32x32"},), {"width": ("1", "2"), "n": ("3", "5", "7")})
    >>> len(list(grid.numbers())), grid.at(4).shown
    (6, {'input': '3x32x32', 'width': '2', 'n': '5'})
    """

    shapes: Sequence[Mapping[str, str]]
    values: Mapping[str, Sequence[str]]

    def numbers(self) -> range:
        """The numbers of all variants, in the order in which they come: what is named last varies fastest."""
        return range(len(self.shapes) * prod(map(len, self.values.values())))

    @property
    def names(self) -> tuple[str, ...]:
        """What the settings of a variant are called."""
        return (*self.shapes[0], *self.values)

    def at(self, number: int) -> Settings:
        """The settings of the variant of a number."""
        chosen: dict[str, str] = {}
        for name, values in reversed([*self.values.items()]):
            number, digit = divmod(number, len(values))
            chosen[name] = values[digit]
        return Settings(dict(self.shapes[number]), {name: chosen[name] for name in self.values})
