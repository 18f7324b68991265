"""What a stretch of a sweep comes to: each of its variants built, counted and asked for its figures."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from cnncalc.analysis.analyze import analyze
from cnncalc.analysis.window_path import hull, window_path
from cnncalc.asking.case import Case
from cnncalc.asking.figure import AXES, SHAPE
from cnncalc.asking.figures import figure_named
from cnncalc.asking.marks import along, exact
from cnncalc.asking.questions import question
from cnncalc.design.sweeping.grid import SweepGrid
from cnncalc.errors import CnncalcError, Fault, Problem
from cnncalc.language.spec import Spec
from cnncalc.layers.base import show_shape
from cnncalc.network.build import build
from cnncalc.network.graph import Stock

Cell: TypeAlias = "int | str | None"
STOCKED = 20_000  # shaped layers that variants share before all are forgotten, so that memory does not grow


class SweepPlan(NamedTuple):
    """What a sweep is of: the spec, the grid of variants, the figures that each is asked for, and how networks are built.

    `width` is the bytes that one number takes.
    """

    spec: Spec
    grid: SweepGrid
    figures: tuple[str, ...]
    layout: str | None
    batch: int | str
    max_nodes: int
    width: int

    @property
    def shows_field(self) -> bool:
        """Whether a receptive field is asked for, so that rows have its `beside`."""
        return any(is_field(name) for name in self.figures)


def is_field(name: str) -> bool:
    """Whether a word means the field of the whole network."""
    figure = figure_named(name)
    return figure is not None and figure.key == "field"


class VariantOutcome(NamedTuple):
    """The figures of a variant, behind them what stands beside a field, or what is wrong with it."""

    figures: tuple[Cell, ...]
    problem: Problem | None = None


class Bench:
    """Where variants of one plan are worked out, one after the other."""

    def __init__(self, plan: SweepPlan) -> None:
        self.plan = plan
        self.stock = Stock()

    def outcome(self, number: int) -> VariantOutcome:
        """The outcome of the variant of a number."""
        try:
            return VariantOutcome(self._figures(number))
        except Fault as fault:
            return VariantOutcome((), Problem(fault.message, None, (), fault.help))
        except CnncalcError as error:
            return VariantOutcome((), error.problems[0])

    def knows(self, number: int) -> bool | Fault:
        """Whether a variant has all the figures, or what is wrong with one of them; not, where it cannot be built."""
        try:
            self._figures(number)
        except Fault as fault:
            return fault
        except CnncalcError:
            return False
        return True

    def _figures(self, number: int) -> tuple[Cell, ...]:
        case = self._case(number)
        return (*(figure(case, name) for name in self.plan.figures), *(beside(case) if self.plan.shows_field else ()))

    def _case(self, number: int) -> Case:
        spec, grid, _, layout, batch, max_nodes, width = self.plan
        settings = grid.at(number)
        graph = build(spec, settings.inputs, settings.variables, layout, max_nodes, stock=self.stock)
        analysis = analyze(graph, batch, stock=self.stock)
        if len(self.stock.applied) > STOCKED:
            self.stock = Stock()
        return Case(analysis, width)


def figure(case: Case, name: str) -> Cell:
    """A figure of a network as a row has it: a whole number, or a text as in the JSON report; None where it has none."""
    asked = question(case.analysis, name)
    value = asked.value(case) if asked.code else asked.terms[name].found(case)
    if asked.asked == SHAPE:
        return show_shape(value, case.analysis.graph.layout)
    return along(value) if asked.asked == AXES else exact(value)


def beside(case: Case) -> tuple[Cell, Cell]:
    """What stands beside the field of a network: its marks, and the hull."""
    field = case.main()[-1].field
    path, whole = window_path(field), hull(field)
    return (path.marks, along(whole.size)) if path and whole else ("", None)


@lru_cache(maxsize=1)
def _bench(packed: bytes) -> Bench:
    return Bench(pickle.loads(packed))


def outcomes(packed: bytes, first: int, last: int, run: str = "") -> list[VariantOutcome]:
    """The outcomes of the variants from one number up to another, in any process that gets the plan packed (pickled).

    `run` keeps the calls of one run apart from those of another: Dask takes equal calls for one, and cancels both together.
    """
    bench = _bench(packed)
    return [bench.outcome(number) for number in range(first, last)]
