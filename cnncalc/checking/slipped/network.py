"""A network with some layers set otherwise, or counted otherwise, and all that follows from that."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeAlias

from cnncalc.analysis.analyze import Figures, Row, analyze
from cnncalc.asking.case import Case
from cnncalc.layers.base import Layer, Shape
from cnncalc.network.graph import Applied, Node

Where: TypeAlias = Collection[int]  # the nodes at which the slip is made
Reset: TypeAlias = "Callable[[Layer, tuple[Shape, ...]], Layer | None]"  # another layer, None where there is nothing to slip on
Recount: TypeAlias = "Callable[[Row], Figures]"


def reset(change: Reset) -> Callable[[Case, Where], Case]:
    """A slip that takes layers for others: every later shape and figure follows. It may raise a `Fault`."""

    def slipped(case: Case, where: Where) -> Case:
        graph = case.analysis.graph
        made: dict[Any, Applied] = {}
        nodes: list[Node] = []
        for index, node in enumerate(graph.nodes):
            xs = tuple(nodes[i].shape for i in node.inputs)
            key = node.layer, xs, index in where
            if not node.inputs:
                made[key] = node.applied
            elif key not in made:
                made[key] = _applied(change if index in where else None, node.layer, xs)
            nodes.append(node._replace(applied=made[key]))
        return case._replace(analysis=analyze(graph._replace(nodes=tuple(nodes)), case.analysis.batch))

    return slipped


def _applied(change: Reset | None, layer: Layer, xs: tuple[Shape, ...]) -> Applied:
    layer = (change(layer, xs) if change else None) or layer
    return Applied(layer, xs, layer.shape(*xs))


def recount(change: Recount) -> Callable[[Case, Where], Case]:
    """A slip that counts what layers cost by another rule."""

    def slipped(case: Case, where: Where) -> Case:
        analysis = case.analysis
        first = len(analysis.graph.inputs)
        rows = (row._replace(figures=change(row)) if i in where else row for i, row in enumerate(analysis.rows, first))
        return case._replace(analysis=analysis._replace(rows=tuple(rows)))

    return slipped


def with_settings(layer: Layer, **settings: Any) -> Layer:
    """The layer with other settings.

    >>> from cnncalc.layers import KINDS
    >>> from cnncalc.layers.settings import make
    >>> pool = make(KINDS["maxpool"], (("size", ((3, 3), (2, 2))),), 2)
    >>> with_settings(pool, ceil=True).shape((8, 6, 6)), pool.shape((8, 6, 6))
    ((8, 3, 3), (8, 2, 2))
    """
    return layer.changed(**settings)
