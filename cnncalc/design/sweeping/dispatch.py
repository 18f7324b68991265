"""Running a sweep: stretches of variants go out to an executor, and their rows come back in the order of the grid."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.design.sweeping.outcomes import Cell, SweepPlan, VariantOutcome, outcomes
from cnncalc.progress import Progress
from cnncalc.results.shown import Result, in_a_line

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from cnncalc.design.sweeping.journal import Journal
    from cnncalc.errors import Problem

LONGEST = 32  # variants that go out together
STRETCHES = 256  # that a small sweep is cut into, so that many cores have some


class VariantFields(NamedTuple):
    """What a `Variant` holds."""

    settings: dict[str, str]
    figures: dict[str, Cell]
    problem: Problem | None = None
    beside: tuple[Cell, ...] = ()  # where a field is among the figures: its marks, and the hull


class Variant(Result, VariantFields):
    """A row of a sweep: what was set, the figures, and the problem in their place where the network cannot be built."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self,
            "",
            *(f"{name}={value}" for name, value in self.settings.items()),
            *([self.problem.message] if self.problem else []),
        )


def run(
    plan: SweepPlan,
    executor: Executor | None = None,
    ahead: int = 64,
    journal: Journal | None = None,
    progress: Progress = None,
) -> Iterator[Variant]:
    """The rows of a plan; see `sweep`."""
    numbers = plan.grid.numbers()
    for number, outcome in enumerate(_outcomes(plan, executor, ahead, journal)):
        if progress:
            progress("counting variants", number, len(numbers))
        count = len(plan.figures)
        figures = dict(zip(plan.figures, outcome.figures or (None,) * count))
        yield Variant(plan.grid.at(number).shown, figures, outcome.problem, outcome.figures[count:])


def _outcomes(plan: SweepPlan, executor: Executor | None, ahead: int, journal: Journal | None) -> Iterator[VariantOutcome]:
    if journal is None:
        for stretch in _worked_out(plan, 0, executor, ahead):
            yield from stretch
        return
    yield from journal.kept()
    for stretch in _worked_out(plan, journal.count, executor, ahead):
        journal.add(stretch)
        yield from stretch


def _worked_out(plan: SweepPlan, start: int, executor: Executor | None, ahead: int) -> Iterator[list[VariantOutcome]]:
    """The outcomes from a variant on, a stretch at a time, in order."""
    total = len(plan.grid.numbers())
    length = min(LONGEST, 1 + total // STRETCHES)
    packed, token = pickle.dumps(plan), token_hex(8)
    stretches = ((packed, first, min(first + length, total), token) for first in range(start, total, length))
    if executor is None:
        yield from (outcomes(*stretch) for stretch in stretches)
        return
    waiting: deque[Future[list[VariantOutcome]]] = deque()
    try:
        for stretch in stretches:
            waiting.append(executor.submit(outcomes, *stretch))
            while waiting and (len(waiting) >= ahead or waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        if not hasattr(executor, "ends_all"):
            for future in waiting:
                future.cancel()
