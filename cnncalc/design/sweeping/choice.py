"""Choosing among the rows of a sweep: those that meet conditions, the best by a column, the Pareto front of several."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.design.sweeping.conditions import RowCondition, Unstated, number_of
from cnncalc.design.sweeping.dispatch import Variant
from cnncalc.errors import did_you_mean, quote, refuse

MOST, LEAST = "max", "min"


class Goal(NamedTuple):
    """A column and whether more of it is better; less is otherwise."""

    name: str
    most: bool = False

    def value(self, variant: Variant) -> Any:
        """A number that is less where the row is better."""
        number = number_of(self.name, variant.settings, variant.figures)
        return -number if self.most else number


class RowChoice(NamedTuple):
    """Which rows are wanted, and in which order.

    Of the rows that meet every condition, those that no other beats in all goals of the Pareto front; sorted, the least of the
    goal first; of these the first `top`. With nothing chosen all rows are wanted, in the order of the grid.
    """

    where: tuple[RowCondition, ...] = ()
    front: tuple[Goal, ...] = ()
    sort: Goal | None = None
    top: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The settings and figures that it speaks of, each once."""
        goals = [goal.name for goal in (*self.front, *([self.sort] if self.sort else []))]
        return tuple(dict.fromkeys([*(name for one in self.where for name in sorted(one.names)), *goals]))

    @property
    def picks(self) -> bool:
        """Whether rows may be left out or change places; those without figures then are."""
        return bool(self.where or self.front or self.sort)


def goal(text: str) -> Goal:
    """The goal that a text states: `macs`, `macs:min` or, where more is better, `field:max`."""
    name, colon, direction = (part.strip() for part in text.partition(":"))
    if not name or (colon and direction not in (MOST, LEAST)):
        otherwise = "write it as in macs, or field:max where more is better"
        guess = did_you_mean(direction, (MOST, LEAST), otherwise) if name else otherwise
        raise refuse(f"{quote(text, 80)} is not a column, with or without :min or :max", guess)
    return Goal(name, direction == MOST)


def choose(variants: Iterable[Variant], choice: RowChoice) -> Iterator[Variant]:
    """The rows that are wanted. Only a front, or what is sorted, is held in memory."""
    if not choice.picks:
        yield from variants
        return
    for one in choice.where:
        variants = _meeting(variants, one)
    variants = (variant for variant in variants if variant.problem is None)
    if choice.front:
        variants = _front(variants, choice.front)
    yield from _sorted(variants, choice.sort, choice.top) if choice.sort else variants


def _meeting(variants: Iterable[Variant], one: RowCondition) -> Iterator[Variant]:
    return (each for each in variants if each.problem is None and one.meets(each.settings, each.figures))


def _sorted(variants: Iterable[Variant], sort: Goal, top: int | None) -> list[Variant]:
    """The rows with the least first; of equals the earlier in the grid. Those that lack the figure are left out."""
    keyed = ((key, number, variant) for number, (key, variant) in enumerate(_valued(variants, [sort])))
    rows = sorted(keyed) if top is None else heapq.nsmallest(top, keyed)
    return [variant for _, _, variant in rows]


def _valued(variants: Iterable[Variant], goals: Sequence[Goal]) -> Iterator[tuple[tuple[Any, ...], Variant]]:
    for variant in variants:
        try:
            yield tuple(goal.value(variant) for goal in goals), variant
        except Unstated:
            continue


def _front(variants: Iterable[Variant], goals: Sequence[Goal]) -> list[Variant]:
    """The rows that no other beats: is nowhere worse and somewhere better. The first goal's best come first."""
    front: list[tuple[tuple[Any, ...], Variant]] = []
    for values, variant in _valued(variants, goals):
        if not any(_beats(other, values) for other, _ in front):
            front = [kept for kept in front if not _beats(values, kept[0])] + [(values, variant)]
    return [variant for _, variant in sorted(front, key=lambda row: row[0])]


def _beats(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other))
