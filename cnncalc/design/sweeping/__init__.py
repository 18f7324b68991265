"""Sweeps: every variant of a grid built and counted, on as many cores or machines as an executor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.figures import figure_named, yields
from cnncalc.design.ranges import spread
from cnncalc.design.sweeping.choice import RowChoice, choose
from cnncalc.design.sweeping.dispatch import Variant, run
from cnncalc.design.sweeping.grid import SweepGrid
from cnncalc.design.sweeping.journal import Journal
from cnncalc.design.sweeping.outcomes import Bench, Cell, SweepPlan
from cnncalc.design.sweeping.swept import SweepRows
from cnncalc.design.versions import Changes, together
from cnncalc.errors import Fault, SpecError, in_order, quote, refuse
from cnncalc.language.spec import Spec
from cnncalc.limits import NODES, VARIANTS
from cnncalc.network.build import require_variables
from cnncalc.network.inputs import require_inputs
from cnncalc.progress import Progress
from cnncalc.words.dtypes import USUAL as USUAL_DTYPE

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["USUAL", "Cell", "Journal", "SweepPlan", "SweepRows", "Variant", "plan", "run", "sweep"]

USUAL = ("params", "macs", "peak_activations", "output", "field")  # figures of a row


def sweep(
    spec: Spec,
    variables: Mapping[str, object],
    inputs: str | Iterable[str] = (),
    figures: Iterable[str] = USUAL,
    *,
    layout: str | None = None,
    batch: int | str = 1,
    dtype: str | None = None,
    max_nodes: int = NODES,
    executor: Executor | None = None,
    ahead: int = 64,
    journal: str | None = None,
    progress: Progress = None,
    choice: RowChoice = RowChoice(),  # noqa: B008 -- it is immutable
    jobs: int | None = None,
) -> SweepRows:
    """The rows of a sweep, in the order of the grid: `cnncalc.library.comparing` says what goes in.

    Rows are chosen and put in order as `choice` says. Work is done here, by so many processes (`jobs`), or by an executor, also
    of a cluster on whose machines the package is installed. Raises a `SpecError` before any work is done where a name or a
    figure is wrong.
    """
    shapes = [inputs] if isinstance(inputs, str) else list(inputs)
    changes = Changes({next(iter(spec.inputs), "input"): shapes} if shapes else {}, spread_values(variables))
    shown = tuple(dict.fromkeys(figures))
    varied = {*changes.inputs, *changes.variables}
    asked = [*shown, *(name for name in choice.names if name not in varied)]
    planned = plan(spec, changes, asked, layout, batch, dtype, max_nodes)
    require_figures(planned)
    work = partial(_worked_out, planned, executor, jobs, ahead, journal, progress)
    return SweepRows(lambda: choose(work(), choice), planned.grid.names, shown, choice.picks)


def spread_values(variables: Mapping[str, object]) -> dict[str, list[str]]:
    """The values of each name: one value or several, and ranges spread out."""
    return {name: [value for text in _texts(values) for value in spread(text)] for name, values in variables.items()}


def _texts(values: object) -> list[str]:
    return list(map(str, values)) if isinstance(values, Iterable) and not isinstance(values, str) else [str(values)]


def _worked_out(
    planned: SweepPlan,
    executor: Executor | None,
    jobs: int | None,
    ahead: int,
    path: str | None,
    progress: Progress,
) -> Iterator[Variant]:
    if jobs is None:
        yield from _journaled(planned, executor, ahead, path, progress)
        return
    from cnncalc.design.sweeping.cores import Cores

    with Cores(jobs) as cores:
        yield from _journaled(planned, cores, ahead, path, progress)


def _journaled(
    planned: SweepPlan, executor: Executor | None, ahead: int, path: str | None, progress: Progress
) -> Iterator[Variant]:
    if path is None:
        yield from run(planned, executor, ahead, None, progress)
        return
    with Journal(path, planned) as journal:
        yield from run(planned, executor, ahead, journal, progress)


def plan(
    spec: Spec,
    changes: Changes,
    figures: Iterable[str] = USUAL,
    layout: str | None = None,
    batch: int | str = 1,
    dtype: str | None = None,
    max_nodes: int = NODES,
) -> SweepPlan:
    """The plan of a sweep; what the spec does not have is refused."""
    if spec.problems:  # of every variant alike
        raise SpecError(in_order(spec.problems))
    require_variables(spec, changes.variables)
    require_inputs(spec, changes.inputs)
    for name in changes.variables:
        if not changes.variables[name]:
            raise refuse(f"the variable {quote(name)} is given no value")
        if name in changes.inputs:
            raise refuse(f"{quote(name)} is both an input and a variable of the spec, and a row has one column of a name")
    names = tuple(dict.fromkeys(figures))
    _require_apart(names, spec, changes)
    if changes.networks() > VARIANTS:
        raise refuse(f"this makes {changes.networks():,} variants; the limit is {VARIANTS:,}", "vary less at once")
    grid = SweepGrid(together(changes.inputs), {name: tuple(values) for name, values in changes.variables.items()})
    return SweepPlan(spec, grid, names, layout, batch, max_nodes, DTYPES[dtype or spec.dtype or USUAL_DTYPE])


def _require_apart(figures: Iterable[str], spec: Spec, changes: Changes) -> None:
    """Refuse figures that are variables."""
    for name in figures:
        if name in changes.variables or name in changes.inputs:
            message = f"{quote(name)} is what varies here, and a row has one column of a name"
            raise refuse(message, "leave it out of the figures")
        if name in spec.vars and (yields(name) or not figure_named(name)):
            raise refuse(f"the variable {quote(name)} does not vary here, and is no figure", _instead(name, spec))


def _instead(name: str, spec: Spec) -> str:
    """What to do with a variable that does not vary; where a figure has its name too, another word for that."""
    figure = figure_named(name)
    others = [word for word in (figure.key, *figure.aliases) if word not in spec.vars] if figure else []
    return f"vary it: --set {name}=VALUE,VALUE" + (f"; the figure is also called {others[0]}" if others else "")


def require_figures(planned: SweepPlan) -> None:
    """Refuse a figure that neither the first variant nor the last has; the others may have layers that these lack."""
    bench, numbers = Bench(planned), planned.grid.numbers()
    found = [bench.knows(number) for number in dict.fromkeys((numbers[0], numbers[-1]))]
    for fault in found:
        if isinstance(fault, Fault) and True not in found:
            raise refuse(fault.message, fault.help)
