"""What `bottleneck` shows of a network, of a layer, and of one bottleneck."""

from __future__ import annotations

from cnncalc.design.whatif.block import Bottleneck
from cnncalc.design.whatif.narrowing import Bottlenecks
from cnncalc.design.whatif.reduction import Reductions, convolution_named
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.conditions import known_conditions
from cnncalc.report.describers.bottleneck import ShownBottlenecks, bottleneck_report
from cnncalc.report.report import Report


def bottlenecks_report(found: Bottlenecks, figure: str = "params") -> Report:
    """All bottlenecks of a network; `figure` is params, or weights without biases."""
    graph = found.analysis.graph
    count = {0: "no bottlenecks", 1: "1 bottleneck"}.get(len(found), f"{len(found)} bottlenecks")
    conditions = known_conditions(found.analysis.sizes)
    return bottleneck_report(ShownBottlenecks(graph.name or "network", count, graph.name, found, figure, True, conditions))


def reductions_report(found: Reductions, figure: str = "params") -> Report:
    """Reductions before one convolution."""
    graph = found.analysis.graph
    node = convolution_named(found.analysis, found.layer, depthwise=False)
    about = f"{text_of(node.layer)} on {show_shape(node.applied.xs[0], graph.layout)}, after a 1x1 reduction"
    conditions = known_conditions(found.analysis.sizes)
    return bottleneck_report(ShownBottlenecks(found.layer, about, graph.name, found, figure, False, conditions))


def single_report(one: Bottleneck, figure: str = "params") -> Report:
    """One bottleneck."""
    return bottleneck_report(ShownBottlenecks(one.reduce.name, "", "", [one], figure, together=False))
