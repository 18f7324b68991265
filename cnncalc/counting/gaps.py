"""The gap between two costs of one network, and what a search for a printed number finds."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.counting.cost_values import Cost
from cnncalc.counting.printed import Printed
from cnncalc.results.shown import Result, in_a_line


class CostGap(NamedTuple):
    """What a term adds under two conventions: its rules, its amounts, and what the second has more."""

    term: str
    layers: int
    rules: tuple[str, str]
    amounts: tuple[int, int]
    gap: int
    remark: str = ""


class ReconciliationFields(NamedTuple):
    """What a `Reconciliation` holds."""

    first: Cost
    second: Cost
    gaps: tuple[CostGap, ...]
    gap: int
    added: int = 0
    supposed: tuple[str, ...] = ()
    weight: int = 0


class Reconciliation(Result, ReconciliationFields):
    """Two costs of one network, the terms in which they differ and those in which they agree, and the whole gap.

    `supposed` says in a few words what the second count supposes besides its convention, for a printed number: heads left
    out, functions called where modules could stand. `added` is what these suppositions add in all to the second cost, which
    holds the whole network. `weight` is how much they suppose, 0 where nothing.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self,
            self.first.network,
            f"{self.first.convention.name} {self.first.total:,}",
            f"{self.name} {self.total:,}",
            f"gap {self.gap:,}",
        )

    @property
    def total(self) -> int:
        """What the second convention prints."""
        return self.second.total + self.added

    @property
    def name(self) -> str:
        """The second convention, with what is supposed."""
        return " ".join([self.second.convention.name, *self.supposed])


class SearchFields(NamedTuple):
    """What a `Search` holds."""

    printed: Printed
    first: Cost
    matches: tuple[Reconciliation, ...]
    nearest: tuple[Reconciliation, ...]
    left_out: dict[str, tuple[str, ...]]
    fits: tuple[Reconciliation, ...] = ()
    symbolic: tuple[str, ...] = ()
    tried: int = 0
    fitting: int = 0


class Search(Result, SearchFields):
    """A printed number, the counts that would print it, each reconciled with `first`, and the nearest if none would.

    `fits` are all of them, the likeliest first: that which supposes least, and that whose tool writes numbers in this way.
    `matches` are those that suppose nothing, or all where there is none such. `tried` is how many different counts were tried,
    `fitting` how many of them would print the number. `left_out` are the conventions that lack a rule for one of the layers,
    with the kinds; `symbolic` those whose counts depend on symbols.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self,
            self.first.network,
            f"{self.printed.text} was printed",
            "by " + (", ".join(one.name for one in self.matches) or "no convention"),
        )
