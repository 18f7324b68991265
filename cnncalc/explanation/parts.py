"""The parts of an explanation: sections of chains, each a quantity and the arithmetic that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncalc.layers.letters import Letters, filled
from cnncalc.results.shown import Listing, Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.analysis.rectangle import Rectangle, Tile


class Chain(NamedTuple):
    """A quantity, the expressions that are all equal to it (letters first, then numbers), and its value.

    An expression is arithmetic as the spec language writes it: `//` rounds down, `/` divides without a rest.
    """

    name: str
    steps: tuple[str, ...]
    value: int | str
    unit: str = ""


class Section(NamedTuple):
    """One question about a layer or a network: chains, and what there is to say before and after them.

    Where there are terms, the first chain is their sum.
    """

    title: str
    chains: tuple[Chain, ...] = ()
    remarks: tuple[str, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    givens: tuple[str, ...] = ()


class PlaceSeen(NamedTuple):
    """A position in a layer's map, and what the output there sees of the inputs."""

    position: tuple[int, ...]
    rectangle: Rectangle


class TileNeed(NamedTuple):
    """The extents of a tile of a layer's map, and what it needs of the input."""

    tile: tuple[int, ...]
    needs: Tile


class ExplanationFields(NamedTuple):
    """What an `Explanation` holds."""

    name: str
    text: str
    given: tuple[tuple[str, str], ...]  # what is known beforehand: shapes and letters
    sections: tuple[Section, ...]
    at: PlaceSeen | None = None  # where a place in the map was asked for
    tile: TileNeed | None = None  # where a tile of it was


class Explanation(Result, ExplanationFields):
    """The working of a layer, a scope or a network: its name, what it is, and the sections."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, self.text)


class Explanations(Listing[Explanation]):
    """The workings of what was asked for, one after the other."""

    def __repr__(self) -> str:
        return in_a_line(self, "", ", ".join(one.name for one in self))


def worked(name: str, formula: str, letters: Letters, value: int | str, *more: str, unit: str = "") -> Chain:
    """A chain from a formula in letters: the formula, the numbers put in, and what more there is to show."""
    steps = [formula, filled(formula, letters), *more]
    return Chain(name, tuple(step for step in dict.fromkeys(steps) if step != str(value)), value, unit)


def counted(count: int, thing: str) -> str:
    """A number of things in words.

    >>> counted(1, "row"), counted(2, "row")
    ('the last row', 'the last 2 rows')
    """
    return f"the last {thing}" if count == 1 else f"the last {count:,} {thing}s"
