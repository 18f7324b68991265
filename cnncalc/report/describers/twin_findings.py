"""What `fc-to-conv` found: the twin with both networks' figures, and what the options add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.analyze import Analysis, sizes_of
from cnncalc.design.twin.convert import Twin
from cnncalc.layers.base import Shape, show_shape
from cnncalc.network.graph import Graph
from cnncalc.report.conditions import known_conditions
from cnncalc.report.model import Values

if TYPE_CHECKING:
    from cnncalc.design.twin.larger import Larger
    from cnncalc.design.twin.pooled import Pooled
    from cnncalc.design.twin.proof import Proof


class TwinFindings(NamedTuple):
    """All that was asked for: the twin with both networks' figures, and what the options add."""

    twin: Twin
    before: Analysis
    after: Analysis
    larger: Larger | None = None
    proof: Proof | None = None
    pooled: Pooled | None = None

    @property
    def equal(self) -> bool:
        """Whether every pair and both networks have the same params and MACs, each counted by its own rules."""
        before, after = self.before.totals.figures, self.after.totals.figures
        networks = (before.params, before.macs) == (after.params, after.macs)
        return networks and all(pair.agree for pair in self.twin.pairs)

    @property
    def conditions(self) -> list[str] | None:
        """At which sizes all figures hold, if there are symbols."""
        return known_conditions(sizes_of([self.before, self.after, self.larger.analysis if self.larger else None]))

    def shape(self, shape: Shape) -> str:
        """A shape in the layout of the network."""
        return show_shape(shape, self.twin.graph.layout)


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
