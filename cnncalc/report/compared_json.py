"""The JSON report of `compare`, one network a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.analysis.receptive_field import Field
from cnncalc.analysis.storage import DTYPES
from cnncalc.design.compare import Measure, Network, Value, is_shape
from cnncalc.layers.base import Shape, arrange
from cnncalc.report.ablated import ablations, held
from cnncalc.report.compared import Facing
from cnncalc.report.conditions import known_conditions
from cnncalc.report.dumps import dumps
from cnncalc.report.json import FORMAT, convention_entry, field_entry


def json_comparison(facing: Facing) -> Iterator[str]:
    """The lines of the report: every network with its figures, ratios and what it costs least; the groups, if any."""
    networks = facing.comparison.networks
    batch = next((network.analysis.batch for network in networks if network.analysis), 1)
    row = facing.comparison.convention
    whose = convention_entry(row) if row else {}
    head = {"format": FORMAT, "batch": batch, "dtype": facing.dtype, "by": facing.by, **whose}
    yield dumps(head)[:-1] + ', "networks": ['
    wholes = {id(network): whole for whole, network in ablations(facing.comparison)}
    for index, network in enumerate(networks):
        yield f"  {dumps(_network(facing, index, wholes.get(id(network))))}{',' * (index < len(networks) - 1)}"
    yield '], "rows": ['
    found = facing.groups()
    for index, group in enumerate(found):
        sums = {measure.key: measure.values for measure in group.measures}
        yield f"  {dumps({'name': group.name, **sums})}{',' * (index < len(found) - 1)}"
    conditions = known_conditions(facing.comparison.sizes)
    yield "]}" if conditions is None else f'], "conditions": {dumps(conditions)}}}'


def _network(facing: Facing, index: int, whole: Network | None) -> dict[str, Any]:
    network, measures = facing.comparison.networks[index], facing.comparison.measures[1:]  # inputs tells of all
    graph = network.analysis.graph if network.analysis else None
    peak = facing.comparison.measure("peak_activations").values[index]
    return {
        "label": network.label,
        "name": graph.name if graph else None,
        "layout": graph.layout if graph else None,
        "inputs": {name: _value(graph.nodes[i].shape, graph.layout) for name, i in graph.inputs.items()} if graph else None,
        **{measure.key: _value(measure.values[index], facing.layout(index)) for measure in measures},
        "peak_bytes": peak * DTYPES[facing.dtype] if peak is not None else None,
        "ratios": {measure.key: _number(measure, index) for measure in measures if measure.key != "output"},
        "least": [measure.key for measure in measures if index in measure.least],
        "without": _without(whole, network) if whole else None,
    }


def _value(value: Value, layout: str) -> object:
    if isinstance(value, Field):
        return field_entry(value)
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
