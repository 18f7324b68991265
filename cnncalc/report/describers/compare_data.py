"""A comparison as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnncalc.analysis.storage import DTYPES
from cnncalc.analysis.window_path import Hull, WindowPath
from cnncalc.design.compare import Measure, Network, Value, is_shape
from cnncalc.layers.base import Shape, arrange
from cnncalc.report.conditions import known_conditions
from cnncalc.report.describers.ablation_words import ablations, held
from cnncalc.report.describers.compare_view import ComparisonView
from cnncalc.report.describers.summary_data import FORMAT, convention_entry
from cnncalc.report.fields import hull_entry, path_entry

KEYS = {"hull": "receptive_field"}  # what JSON calls a figure, where that differs


def comparison_data(view: ComparisonView) -> Mapping[str, Any]:
    """Every network with its figures, ratios and what it costs least; the groups, if any."""
    networks = view.comparison.networks
    batch = next((network.analysis.batch for network in networks if network.analysis), 1)
    row, conditions = view.comparison.convention, known_conditions(view.comparison.sizes)
    wholes = {id(network): whole for whole, network in ablations(view.comparison)}
    return {
        "format": FORMAT,
        "batch": batch,
        "dtype": view.dtype,
        "by": view.by,
        **(convention_entry(row) if row else {}),
        "networks": [_network(view, index, wholes.get(id(network))) for index, network in enumerate(networks)],
        "rows": [{"name": group.name, **{it.key: it.values for it in group.measures}} for group in view.groups()],
        **({} if conditions is None else {"conditions": conditions}),
    }


def _network(view: ComparisonView, index: int, whole: Network | None) -> dict[str, Any]:
    network, measures = (
        view.comparison.networks[index],
        view.comparison.measures[1:],
    )  # not input: inputs has all
    graph = network.analysis.graph if network.analysis else None
    peak = view.comparison.measure("peak_activations").values[index]
    return {
        "label": network.label,
        "name": graph.name if graph else None,
        "layout": graph.layout if graph else None,
        "inputs": {name: _value(graph.nodes[i].shape, graph.layout) for name, i in graph.inputs.items()} if graph else None,
        **{_key(measure): _value(measure.values[index], view.layout(index)) for measure in measures},
        "peak_bytes": peak * DTYPES[view.dtype] if peak is not None else None,
        "ratios": {_key(measure): _number(measure, index) for measure in measures if measure.key != "output"},
        "exact_ratios": {_key(measure): measure.ratios[index] for measure in measures if measure.key != "output"},
        "least": [measure.key for measure in measures if index in measure.least],
        "without": _without(whole, network) if whole else None,
    }


def _key(measure: Measure) -> str:
    return KEYS.get(measure.key, measure.key)


def _value(value: Value, layout: str) -> object:
    if isinstance(value, WindowPath):
        return path_entry(value)
    if isinstance(value, Hull):
        return hull_entry(value)
    return list(arrange(value, layout)) if is_shape(value) else value


def _number(measure: Measure, index: int) -> float | None:
    ratio = measure.ratios[index]
    return None if ratio is None else float(ratio)


def _without(whole: Network, network: Network) -> dict[str, Any]:
    """What was taken away: the layers and what they hold, and how the others change, or where the network breaks."""
    assert network.ablation is not None and whole.analysis is not None
    gone, nodes, layout = held(whole, network), whole.analysis.graph.nodes, whole.analysis.graph.layout

    def shapes(found: tuple[Shape, ...]) -> list[list[int]]:
        return [list(arrange(shape, layout)) for shape in found]

    return {
        "patterns": list(network.ablation.patterns),
        "layers": [nodes[index].name for index in network.ablation.taken],
        "params": gone.params,
        "macs": gone.macs,
        "others": dict(zip(("params", "macs"), gone.others)) if gone.others else None,
        "breaks": [
            {"name": it.name, "text": it.text, "came": shapes(it.came), "had": shapes(it.had), "message": it.message}
            for it in network.ablation.breaks
        ],
    }
