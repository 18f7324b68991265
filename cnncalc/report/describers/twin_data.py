"""The findings of `fc-to-conv` as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncalc.analysis.analyze import Analysis, Figures
from cnncalc.design.twin.convert import Pair
from cnncalc.design.twin.findings import TwinFindings
from cnncalc.layers.base import Shape, arrange
from cnncalc.layers.settings import text_of
from cnncalc.report.describers.twin_notes import notes

if TYPE_CHECKING:
    from cnncalc.design.twin.larger import ScoreMap

FORMAT = 1


def twin_data(found: TwinFindings) -> dict[str, Any]:
    """What was not asked for is left out."""
    twin, layout = found.twin, found.twin.graph.layout
    whole: dict[str, Any] = {
        "format": FORMAT,
        "name": twin.original.name,
        "layout": layout,
        "pairs": [_pair(pair, layout) for pair in twin.pairs],
        "dropped": [{"name": node.name, "text": text_of(node.layer), "why": why} for node, why in twin.dropped],
        "left": [node.name for node in twin.left],
        "original": _network(found.before),
        "twin": _network(found.after),
        "equal": found.equal,
    }
    if found.larger:
        scores = [_scores(each, layout) for each in found.larger.maps]
        whole["larger"] = {**_network(found.larger.analysis), "score_maps": scores}
    if found.pooled:
        layers = [{"name": each.pair.fc.name, **_figures(each.after)} for each in found.pooled.layers]
        whole["gap"] = {"layers": layers, "before": _figures(found.pooled.before), "after": _figures(found.pooled.after)}
    if found.proof:
        whole["proof"] = {**found.proof._asdict(), "holds": found.proof.holds}
    if found.conditions is not None:
        whole["conditions"] = found.conditions
    whole["notes"] = list(notes(twin, found.larger))
    return whole


def _pair(pair: Pair, layout: str) -> dict[str, Any]:
    return {
        "name": pair.fc.name,
        "fc": text_of(pair.fc.layer),
        "conv": text_of(pair.conv.layer),
        "input_shape": _shape(pair.x, layout),
        "filters": pair.filters,
        "kernels": pair.kernels,
        "kernel": list(pair.size),
        "fc_figures": _figures(pair.fc_figures),
        "conv_figures": _figures(pair.conv_figures),
        "equal": pair.agree,
    }


def _shape(shape: Shape, layout: str) -> list[int]:
    return list(arrange(shape, layout))


def _figures(figures: Figures) -> dict[str, int]:
    return {"params": figures.params, "macs": figures.macs}


def _network(analysis: Analysis) -> dict[str, Any]:
    graph = analysis.graph
    inputs, outputs = (
        {name: _shape(graph.nodes[i].shape, graph.layout) for name, i in ends.items()} for ends in (graph.inputs, graph.outputs)
    )
    return {"inputs": inputs, "outputs": outputs, **_figures(analysis.totals.figures)}


def _scores(scores: ScoreMap, layout: str) -> dict[str, Any]:
    return {
        "output": scores.output,
        "shape": _shape(scores.shape, layout),
        "positions": scores.positions,
        "stride": list(scores.stride),
        "macs": scores.macs,
        "slid_macs": scores.slid_macs,
        "ratio": None if scores.saving is None else str(scores.saving),
    }
