"""Sweeps: every variant of a grid built and counted, on as many cores or machines as an executor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.figures import figure_named, yields
from cnncalc.design.ranges import spread
from cnncalc.design.sweeping.dispatch import Variant, run
from cnncalc.design.sweeping.grid import SweepGrid
from cnncalc.design.sweeping.journal import Journal
from cnncalc.design.sweeping.outcomes import Bench, Cell, SweepPlan
from cnncalc.design.versions import Changes, together
from cnncalc.errors import Fault, SpecError, in_order, quote, refuse
from cnncalc.language.spec import Spec
from cnncalc.limits import NODES, VARIANTS
from cnncalc.network.build import require_inputs, require_variables
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["USUAL", "Cell", "Journal", "SweepPlan", "Variant", "plan", "run", "sweep"]

USUAL = ("params", "macs", "peak_activations", "output", "receptive_field")  # figures of a row


def sweep(
    spec: Spec,
    variables: Mapping[str, str | Iterable[object]],
    inputs: str | Iterable[str] = (),
    figures: Iterable[str] = USUAL,
    *,
    layout: str | None = None,
    batch: int | str = 1,
    executor: Executor | None = None,
    ahead: int = 64,
    journal: str | None = None,
    progress: Progress = None,
) -> Iterator[Variant]:
    """The rows of a sweep: every variant of a spec on a grid of values, in the order of the grid, each as soon as it is known.

    `variables` has for each name its values, or a range such as "0.25:2:0.25"; `inputs` are shapes of the first input. Figures
    are quantities as under `expect`: `macs`, `conv2_x.params`, `params/macs`. A network that cannot be built is a row with its
    `problem`.

    Work is done here, or by any `concurrent.futures.Executor`: that of this machine's cores, or a cluster's, on whose machines
    the package is installed. `ahead` stretches of variants are given to it at a time. Of a `journal`, a file, the rows of an
    earlier run of the same sweep are taken, and others added.

    Raises a `SpecError` before any work is done where a name or a figure is wrong.

    >>> import cnncalc
    >>> for row in cnncalc.sweep(cnncalc.load("mobilenet_v2"), {"width": "0.5:1:0.5"}, figures=["params", "macs"]):
    ...     print(row.settings, row.figures)
    {'width': '0.5'} {'params': 1968680, 'macs': 97131840}
    {'width': '1'} {'params': 3504872, 'macs': 300774272}
    """
    shapes = [inputs] if isinstance(inputs, str) else list(inputs)
    changes = Changes({next(iter(spec.inputs), "input"): shapes} if shapes else {}, _values(variables))
    planned = plan(spec, changes, figures, layout, batch)
    require_figures(planned)
    return _journaled(planned, executor, ahead, journal, progress)


def _values(variables: Mapping[str, str | Iterable[object]]) -> dict[str, list[str]]:
    return {
        name: [value for text in ([values] if isinstance(values, str) else map(str, values)) for value in spread(text)]
        for name, values in variables.items()
    }


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
    dtype: str = "float32",
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
    return SweepPlan(spec, grid, names, layout, batch, max_nodes, DTYPES[dtype])


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
