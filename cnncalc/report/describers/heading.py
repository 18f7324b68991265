"""The heading of a report on a network: its name, what goes in and comes out, and its source."""

from __future__ import annotations

from typing import TypedDict

from cnncalc.analysis.analyze import Analysis
from cnncalc.layers.base import show_shape
from cnncalc.network.graph import Graph


class Heading(TypedDict):
    """Whose report it is, of what, and where that is from."""

    title: str
    about: str
    subtitle: str


def heading_of(analysis: Analysis) -> Heading:
    """The heading for a network at its inputs and batch."""
    graph = analysis.graph
    batch = f", batch {analysis.batch}" if analysis.batch != 1 else ""
    about = f"{ends(graph, graph.inputs)} -> {ends(graph, graph.outputs)}{batch}"
    return {"title": graph.name or "network", "about": about, "subtitle": graph.source}


def ends(graph: Graph, found: dict[str, int]) -> str:
    """The shapes of some nodes, in the layout of the network."""
    return ", ".join(show_shape(graph.nodes[index].shape, graph.layout) for index in found.values())


def exact(analysis: Analysis) -> list[str]:
    """At which sizes the figures hold, in a line, if symbols stand for sizes."""
    if analysis.sizes is None:
        return []
    from cnncalc.report.conditions import exact_where  # which numbers alone have no use for

    return exact_where(analysis.conditions)
