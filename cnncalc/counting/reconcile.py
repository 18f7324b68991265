"""Why two numbers for one network differ: the gap between two conventions, term by term, and the tools that print a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.conventions import CONVENTIONS
from cnncalc.counting.cost import Cost, cost, costs, lacking
from cnncalc.counting.printed import Printed, printed_number
from cnncalc.errors import refuse
from cnncalc.words.numbers import symbolic

OURS = {"cost": "macs", "params": "params"}  # what other conventions are held against
ADDED = "biases added"  # the term of what Keras's networks have and others leave out


class CostGap(NamedTuple):
    """What a term adds under two conventions: its rules, its amounts, and what the second has more."""

    term: str
    layers: int
    rules: tuple[str, str]
    amounts: tuple[int, int]
    gap: int
    remark: str = ""


class Reconciliation(NamedTuple):
    """Two costs of one network, the terms in which they differ and those in which they agree, and the whole gap.

    `added` are parameters that the spec does not have and that must be added to come to `total`: Keras's own networks have
    biases in convolutions that bn follows.
    """

    first: Cost
    second: Cost
    gaps: tuple[CostGap, ...]
    gap: int
    added: int = 0

    @property
    def total(self) -> int:
        """What the second convention prints."""
        return self.second.total + self.added


class Search(NamedTuple):
    """A printed number, the conventions that would print it, each reconciled with `first`, and the nearest if none would.

    `left_out` are the conventions that lack a rule for one of the layers, with the kinds.
    """

    printed: Printed
    first: Cost
    matches: tuple[Reconciliation, ...]
    nearest: tuple[Reconciliation, ...]
    left_out: dict[str, tuple[str, ...]]


def reconcile(analysis: Analysis, first: str, second: str) -> Reconciliation:
    """The gap between two conventions, term by term; its sum is exactly the difference of the totals.

    Raises a `SpecError` where a convention is not known, lacks a rule, or where one counts costs and the other parameters.

    >>> from cnncalc import analyze, build, load
    >>> found = reconcile(analyze(build(load("resnet50"))), "macs", "fvcore")
    >>> found.gap, [(gap.term, gap.gap) for gap in found.gaps if gap.gap]
    (22328320, [('bn', 22227968), ('gap', 100352)])
    """
    return held_against(cost(analysis, first), cost(analysis, second))


def held_against(first: Cost, second: Cost, added: int = 0) -> Reconciliation:
    """Two costs of the same network, term by term."""
    one, other = first.convention, second.convention
    if one.counts != other.counts:
        what = {"cost": "what a run costs", "params": "parameters"}
        message = f"{one.name} counts {what[one.counts]}, and {other.name} counts {what[other.counts]}"
        alike = [row.name for row in CONVENTIONS.values() if row.counts == one.counts and row is not one]
        raise refuse(message, f"hold {one.name} against {', '.join(alike)}")
    gaps = (*_gaps(first, second), *([CostGap(ADDED, 0, ("0", "0"), (0, added), added)] if added else []))
    return Reconciliation(first, second, gaps, second.total + added - first.total, added)


def _gaps(first: Cost, second: Cost) -> Iterator[CostGap]:
    """The terms to which either side adds anything."""
    for term, mine in first.terms.items():
        other = second.terms[term]
        if mine.amount == other.amount == 0:
            continue
        gap = other.amount - mine.amount
        yield CostGap(
            term, mine.layers, (mine.rule, other.rule), (mine.amount, other.amount), gap, _remark(first, second, term, gap)
        )


def _remark(first: Cost, second: Cost, term: str, gap: int) -> str:
    """What surprises people of a term: in what the second adds, or in what the first had more."""
    less = f"{gap}".startswith("-")  # of a polynomial too
    return second.convention.remarks.get(term) or (first.convention.remarks.get(term, "") if less else "")


def reconcile_printed(analysis: Analysis, printed: str, first: str | None = None) -> Search:
    """The conventions that would print a number, in the precision in which it is printed, and why it differs from `first`.

    `printed` is a number as tools and papers write it: 4.13G, 4.13 GMac, 4.13e9, 4,132,436,968. `first` is what it is held
    against: "macs", or "params" for what only counts of parameters come to. Where no convention would print the number, the
    nearest are given. Raises a `SpecError` where the number cannot be read, or where sizes are symbols.

    >>> from cnncalc import analyze, build, load
    >>> found = reconcile_printed(analyze(build(load("resnet50"))), "4.13G")
    >>> [match.second.convention.name for match in found.matches]
    ['ptflops-pytorch', 'thop']
    """
    number = printed_number(printed)
    if symbolic(analysis.totals.figures.macs) or symbolic(analysis.totals.figures.params):
        raise refuse("a printed number is held against numbers", "give the input in numbers, as in 256x56x56")
    against = _against(analysis, first)
    plain = [held_against(mine, other) for mine in against for other in costs(analysis, mine.convention.counts)]
    matches = [it for it in plain if number.rounds(it.total)] or [
        it for it in _with_biases(analysis, against) if number.rounds(it.total)
    ]
    least = min(abs(it.total - number.value) for it in plain)
    nearest = [it for it in plain if abs(it.total - number.value) == least and not matches]
    return Search(number, matches[0].first if matches else against[0], tuple(matches), tuple(nearest), _left_out(analysis))


def _against(analysis: Analysis, first: str | None) -> list[Cost]:
    """What conventions are held against: the one that is named, or our cost and our parameters."""
    return [cost(analysis, name) for name in ([first] if first else OURS.values())]


def _with_biases(analysis: Analysis, against: list[Cost]) -> Iterator[Reconciliation]:
    """The counts of parameters with a bias in every convolution."""
    added = missing_biases(analysis)
    for mine in against if added else ():
        if mine.convention.counts == "params":
            yield from (held_against(mine, other, added) for other in costs(analysis, "params"))


def _left_out(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    missing = {row.name: tuple(lacking(analysis, row)) for row in CONVENTIONS.values()}
    return {name: kinds for name, kinds in missing.items() if kinds}


def missing_biases(analysis: Analysis) -> int:
    """How many biases the convolutions would have that have none."""
    nodes = (row.node for row in analysis.rows)
    return sum(node.shape[0] for node in nodes if node.layer.family == "convolution" and node.layer.nobias)
