"""The versions of one spec that several sizes, several values of variables and layers taken away make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.design.compare import Network
from cnncalc.errors import SpecError, quote, refuse
from cnncalc.language.spec import Spec
from cnncalc.limits import NETWORKS, NODES
from cnncalc.network.ablation import ablate
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.progress import Progress


class Changes(NamedTuple):
    """What is to be varied: inputs by name, variables by name, and patterns of layers to go without.

    Each holds alternatives, and all are crossed, except that the shapes of several inputs go together in their order. The whole
    network always comes before those that go without something; `+` in a pattern goes without several at once.
    """

    inputs: Mapping[str, Sequence[str]] = {}
    variables: Mapping[str, Sequence[str]] = {}
    without: Sequence[str] = ()

    def networks(self) -> int:
        """How many networks they make."""
        made = (1 + len(self.without)) * max(map(len, self.inputs.values()), default=1)
        for values in self.variables.values():
            made *= len(values)
        return made


def versions(
    spec: Spec,
    changes: Changes,
    layout: str | None = None,
    batch: int | str = 1,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Iterator[Network]:
    """The networks that the changes make of a spec, each labelled by what varies; the label of the only one is empty.

    >>> from cnncalc import load
    >>> [network.label for network in versions(load("mobilenet_v2"), Changes(variables={"width": ["0.5", "1.0"]}))]
    ['width=0.5', 'width=1.0']
    """
    if changes.networks() > NETWORKS:
        raise refuse(f"this makes {changes.networks():,} networks of one spec; the limit is {NETWORKS}", "vary less at once")
    for inputs in together(changes.inputs):
        for variables in _crossed(changes.variables):
            label = ", ".join([*_varied(inputs, changes.inputs, len(spec.inputs) == 1), *_varied(variables, changes.variables)])
            with _naming(label):
                graph = build(spec, inputs or None, variables, layout, max_nodes, progress)
            yield Network(label or ("whole" if changes.without else ""), analyze(graph, batch, progress))
            yield from (_reduced(graph, pattern, label, batch) for pattern in changes.without)


@contextmanager
def _naming(label: str) -> Iterator[None]:
    """Add to every problem which version it is in."""
    try:
        yield
    except SpecError as error:
        trail = (f"in the version {label}",) if label else ()
        raise SpecError(problem._replace(trail=(*problem.trail, *trail)) for problem in error.problems) from None


def _crossed(values: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip(values, chosen)) for chosen in product(*values.values())]


def together(values: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The shapes of several inputs, the first of each, the second of each and so on; one shape goes with all."""
    most = max(map(len, values.values()), default=1)
    for name, shapes in values.items():
        if len(shapes) not in (1, most):
            message = (
                f"the input {quote(name)} has {len(shapes)} shapes where another has {most}; they go together in their order"
            )
            raise refuse(message, "give every input as many shapes, or one")
    return [{name: shapes[min(i, len(shapes) - 1)] for name, shapes in values.items()} for i in range(most)]


def _varied(chosen: Mapping[str, str], values: Mapping[str, Sequence[str]], bare: bool = False) -> Iterator[str]:
    """What distinguishes a version: the settings that have more than one value; `bare` ones go without their names."""
    for name, value in chosen.items():
        if len(values[name]) > 1:
            yield value if bare else f"{name}={value}"


def _reduced(graph: Graph, pattern: str, label: str, batch: int | str) -> Network:
    ablation = ablate(graph, pattern.split("+"))
    analysis: Analysis | None = analyze(ablation.graph, batch) if ablation.graph else None
    return Network(f"{label}, without {pattern}".removeprefix(", "), analysis, ablation)
