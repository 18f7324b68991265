"""A network's cost under a convention, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.rules import Convention
from cnncalc.results.shown import Result, in_a_line


class CostTerm(NamedTuple):
    """What a kind of layer, or the biases of one, cost in all: the rule, how many layers there are, and the amount."""

    rule: str
    layers: int
    amount: int


class CostFields(NamedTuple):
    """What a `Cost` holds."""

    convention: Convention
    layers: Mapping[str, int]
    terms: Mapping[str, CostTerm]
    total: int
    trainable: int | None = None
    analysis: Analysis | None = None


class Cost(Result, CostFields):
    """A network's cost, or its parameters, under a convention.

    `layers` holds the cost of every layer by its name, `terms` the sums by kind ("conv", "conv bias", "bn noaffine"), which
    together make `total`. `trainable` is the part of a number of parameters that is trained; None of a cost.
    `analysis` is the network, if the cost is that of a whole one.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.network, f"{self.convention.name} {self.total:,} {self.convention.unit}")

    @property
    def network(self) -> str:
        """The name of the network."""
        return self.analysis.graph.name if self.analysis else ""
