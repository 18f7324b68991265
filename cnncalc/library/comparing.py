"""Calls that weigh networks against one another: side by side, on a grid of values, and without layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from cnncalc.analysis.analyze import Analysis
from cnncalc.design.compare import Comparison, Network
from cnncalc.design.compare import compare as compared
from cnncalc.design.versions import Changes
from cnncalc.design.versions import versions as versions_of
from cnncalc.errors import refuse
from cnncalc.language.spec import Spec
from cnncalc.library.networks import NAMED, Given, Named, analysis_of, spec_of
from cnncalc.limits import NODES
from cnncalc.network.graph import Graph
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from typing_extensions import Unpack

    from cnncalc.design.sweeping import SweepRows
    from cnncalc.design.sweeping.choice import RowChoice

Several: TypeAlias = "Mapping[str, object] | None"  # values by name: one, a range, or several
ShapesOf: TypeAlias = "str | Iterable[str] | Mapping[str, str | Iterable[str]] | None"


def compare(
    *networks: Named | Network | Iterable[Named | Network],
    convention: str | None = None,
    input: ShapesOf = None,
    set: Several = None,
    without: str | Iterable[str] = (),
    batch: int | str | None = None,
    layout: str | None = None,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Comparison:
    """Networks side by side: their costs, depth, receptive field and output. The first is what the others are held against.

    Each network is named as in `summarize`, or is a `Network` with a label; one list of them is taken too. `input`, `set` and
    `without` may have several values each, and make versions of every network, as `versions` says. `convention` is the name of
    a way of counting: what it comes to is the measure `cost`, after flops. Raises a `SpecError` where there is no network, or
    no such convention.

    >>> import cnncalc
    >>> macs = cnncalc.compare("resnet50", "vgg16").measure("macs")
    >>> macs.values, round(float(macs.ratios[1]), 2), macs.least
    ((4089184256, 15470264320), 3.78, frozenset({0}))
    >>> [network.label for network in cnncalc.compare("mobilenet_v2", set={"width": [0.5, 1]}).networks]
    ['width=0.5', 'width=1']
    """
    named, counted = _flat(networks)
    found: list[Network] = []
    for x in named:
        given = Given(layout=layout, max_nodes=max_nodes, progress=progress)
        if isinstance(x, (Network, Graph, Analysis)):
            if input or set or without:
                raise refuse("versions are made of specs, and this network is built already", "give its spec, or its name")
            found.append(x if isinstance(x, Network) else _one(analysis_of(x, given, batch)))
            continue
        spec = spec_of(x, progress)
        changes = _changes(spec, input, set, without)
        name = "" if len(named) == 1 and changes.networks() > 1 else spec.name or (x if isinstance(x, str) else "")
        found += _labelled(name, versions_of(spec, changes, layout, 1 if batch is None else batch, max_nodes, progress))
    return compared(found, counted if counted is not None else convention)


def _flat(networks: tuple[Any, ...]) -> tuple[list[Any], str | None]:
    """The networks of a call, and the convention where it is the second of two, after a list."""
    one = (*NAMED, Network)
    if not networks or isinstance(networks[0], one):
        return list(networks), None
    first, *more = networks
    if not isinstance(first, Iterable) or len(more) > 1:
        return list(networks), None
    return list(first), more[0] if more else None


def _one(analysis: Analysis) -> Network:
    return Network(analysis.graph.name, analysis)


def _labelled(name: str, networks: Iterable[Network]) -> Iterator[Network]:
    for network in networks:
        yield network._replace(label=f"{name} {network.label}".strip())


def _changes(spec: Spec, shapes: ShapesOf, values: Several, without: str | Iterable[str]) -> Changes:
    from cnncalc.design.sweeping import spread_values

    first = next(iter(spec.inputs), "input")
    given = shapes if isinstance(shapes, Mapping) else {first: shapes} if shapes else {}
    patterns = [without] if isinstance(without, str) else list(without)
    return Changes({name: _listed(of) for name, of in given.items()}, spread_values(values or {}), patterns)


def _listed(texts: str | Iterable[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def versions(
    x: Named,
    changes: Changes,
    layout: str | None = None,
    batch: int | str = 1,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Iterator[Network]:
    """The networks that `Changes` make of one, each labelled by what varies; the label of the only one is empty.

    Raises a `SpecError` where they are too many, or one cannot be built.

    >>> import cnncalc
    >>> changes = cnncalc.Changes(variables={"width": ["0.5", "1.0"]})
    >>> [network.label for network in cnncalc.versions("mobilenet_v2", changes)]
    ['width=0.5', 'width=1.0']
    """
    return versions_of(spec_of(x, progress), changes, layout, batch, max_nodes, progress)


class SweepKeywords(TypedDict, total=False):
    """How a sweep is worked out."""

    layout: str | None
    batch: int | str
    dtype: str | None
    max_nodes: int
    jobs: int | None
    executor: Executor | None
    ahead: int
    journal: str | None
    progress: Progress


def sweep(
    x: Named,
    variables: Several = None,
    inputs: str | Iterable[str] = (),
    figures: Iterable[str] | None = None,
    *,
    set: Several = None,
    input: str | Iterable[str] = (),
    where: str | Iterable[str] = (),
    pareto: Iterable[str] = (),
    sort: str | None = None,
    top: int | None = None,
    **how: Unpack[SweepKeywords],
) -> SweepRows:
    """The rows of a sweep: every variant of a network on a grid of values, in the order of the grid.

    `set` (or `variables`) has for each name its values, or a range such as "0.25:2:0.25"; `input` (or `inputs`) are shapes of
    the first input. `figures` are quantities as under `expect`: `macs`, `conv2_x.params`, `params/macs`. Each row has its
    `settings` and `figures`, and where it cannot be built its `problem`.

    Those rows are chosen that meet each condition in `where` ("params <= 5M and width > 0.5") and that no other beats in all
    columns of `pareto` ("params", "field:max"); `sort` puts the least of a column first, or with ":max" the
    greatest, and `top` takes the first so many.

    Work is done here, by so many `jobs`, or by a `concurrent.futures.Executor`, which gets `ahead` stretches at a time. Of a
    `journal`, a file, the rows of an earlier run are taken. Raises a `SpecError` before any work where a figure is wrong.

    >>> import cnncalc
    >>> for row in cnncalc.sweep("mobilenet_v2", {"width": "0.5:1:0.5"}, figures=["params", "macs"]):
    ...     print(row.settings, row.figures)
    {'width': '0.5'} {'params': 1968680, 'macs': 97131840}
    {'width': '1'} {'params': 3504872, 'macs': 300774272}
    """
    from cnncalc.design.sweeping import USUAL, sweep

    shown = USUAL if figures is None else figures
    return sweep(spec_of(x), set or variables or {}, input or inputs, shown, choice=_choice(where, pareto, sort, top), **how)


def _choice(where: str | Iterable[str], pareto: Iterable[str], sort: str | None, top: int | None) -> RowChoice:
    from cnncalc.design.sweeping.choice import RowChoice, goal
    from cnncalc.design.sweeping.conditions import condition

    if top is not None and sort is None:
        raise refuse("top needs an order of the rows", "add sort, the name of a column")
    front = (pareto,) if isinstance(pareto, str) else tuple(pareto)
    if len(front) == 1:
        raise refuse("a Pareto front is of two columns or more", 'give it as in ["params", "field:max"]')
    return RowChoice(tuple(map(condition, _listed(where))), tuple(map(goal, front)), None if sort is None else goal(sort), top)
