"""What names a network: a bundled name, a path, the text of a spec, a Spec, a Graph, an Analysis. This is the one place that
tells them apart."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.errors import refuse
from cnncalc.language.spec import Spec
from cnncalc.limits import NODES
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from cnncalc.network.graph import Stock

Named: TypeAlias = "str | os.PathLike[str] | Spec | Graph | Analysis"
Shapes: TypeAlias = "Mapping[str, str] | str | None"
Values: TypeAlias = "Mapping[str, object] | None"
NAMED = (str, os.PathLike, Spec, Graph, Analysis)
TEXT = "<text>"  # what errors call a text that came from no file


class Options(TypedDict, total=False):
    """The options of every call on a network."""

    input: Shapes
    set: Values
    layout: str | None
    max_nodes: int
    progress: Progress


class Given(NamedTuple):
    """What a call changes in a network, as the options --input, --set, --layout and --max-nodes do."""

    input: Shapes = None
    set: Values = None
    layout: str | None = None
    max_nodes: int = NODES
    progress: Progress = None

    @property
    def changes(self) -> list[str]:
        """The names of those that are given."""
        return [name for name in ("input", "set", "layout") if getattr(self, name)]


def is_text(x: object) -> bool:
    """Whether it is the text of a spec: a name has no second line."""
    return isinstance(x, str) and "\n" in x


def spec_of(x: Named, progress: Progress = None, inputs: Shapes = None) -> Spec:
    """The spec that is meant. A graph is written out first. `inputs` are for model files that leave theirs open."""
    from cnncalc.bundled.find import base_beside, load, part_beside
    from cnncalc.language.read import parse

    if isinstance(x, Spec):
        return x
    if isinstance(x, str) and is_text(x):
        return parse(x, TEXT, base_beside(os.curdir), progress, part_beside(os.curdir))
    if isinstance(x, (str, os.PathLike)):
        return load(os.fspath(x), progress, {"": inputs} if isinstance(inputs, str) else inputs)
    if isinstance(x, (Graph, Analysis)):
        return _written(x.graph if isinstance(x, Analysis) else x)
    raise _no_network(x)


def _written(graph: Graph) -> Spec:
    from cnncalc.language.read import parse
    from cnncalc.network.write import spec_lines

    if graph.sizes:
        raise refuse("a network with symbols is not written as a spec", "give the spec, or its extents as numbers")
    return parse("\n".join([*spec_lines(graph), ""]), graph.name or TEXT)


def _no_network(x: Any) -> Exception:
    help = "give a bundled name, a path, the text of a spec, a Spec, a Graph or an Analysis"
    return refuse(f"a value of type {type(x).__name__} is no network", help)


def graph_of(x: Named, given: Given = Given(), stock: Stock | None = None) -> Graph:  # noqa: B008 -- it is immutable
    """The graph of a network, with what is given changed in it; a graph that is built already stays as it is."""
    if isinstance(x, Analysis):
        x = x.graph
    if isinstance(x, Graph):
        if given.changes:
            help = "give its spec, or its name"
            raise refuse(f"{given.changes[0]} has no place beside a network that is built already", help)
        return x
    spec = spec_of(x, given.progress, given.input)
    return build(spec, given.input, given.set, given.layout, given.max_nodes, given.progress, stock)


def analysis_of(x: Named, given: Given = Given(), batch: int | str | None = None) -> Analysis:  # noqa: B008
    """The figures of a network; those of an analysis are kept unless another batch is given."""
    if isinstance(x, Analysis) and (batch is None or batch == x.batch) and not given.changes:
        return x
    return analyze(graph_of(x, given), 1 if batch is None else batch, given.progress)
