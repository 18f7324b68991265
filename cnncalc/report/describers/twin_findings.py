"""The networks that `fc-to-conv` shows: the original, its twin, and what the options add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.analysis.analyze import Analysis
from cnncalc.design.twin.findings import TwinFindings
from cnncalc.network.graph import Graph
from cnncalc.report.model import Values


def networks(found: TwinFindings) -> Iterator[Values]:
    """The networks: the original, the twin, the twin at a larger input, the original with gap."""
    twin = found.twin
    yield ["original", *_ends(found, twin.original), *_figures(found.before)]
    yield ["twin", *_ends(found, twin.graph), *_figures(found.after)]
    if found.larger:
        yield ["twin", *_ends(found, found.larger.analysis.graph), *_figures(found.larger.analysis)]
    if found.pooled and found.pooled.layers:
        yield ["with gap", *_ends(found, twin.original), found.pooled.after.params, found.pooled.after.macs]


def _figures(analysis: Analysis) -> list[Any]:
    return [analysis.totals.figures.params, analysis.totals.figures.macs]


def _ends(found: TwinFindings, graph: Graph) -> list[Any]:
    return [inputs_of(found, graph), ", ".join(found.shape(graph.nodes[i].shape) for i in graph.outputs.values())]


def inputs_of(found: TwinFindings, graph: Graph) -> str:
    return ", ".join(found.shape(graph.nodes[i].shape) for i in graph.inputs.values())
