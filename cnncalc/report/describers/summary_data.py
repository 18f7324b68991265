"""A network's figures as plain data; the layers are made one by one, so that a large network needs little memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.layers.base import Shape, arrange
from cnncalc.report.fields import field_entries, window_entry

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention
    from cnncalc.counting.cost_values import Cost

FORMAT = 1


def summary_data(analysis: Analysis, cost: Cost | None = None) -> Mapping[str, Any]:
    """Every layer and the totals; with a cost, as another tool counts it, `as` says whose, and every layer has its `cost`."""
    graph = analysis.graph
    arranged = {index: _shape(node.shape, graph.layout) for index, node in enumerate(graph.nodes) if index in _ends(analysis)}
    conditions = {} if analysis.sizes is None else {"conditions": list(map(str, analysis.conditions))}
    return {
        "format": FORMAT,
        "name": graph.name,
        "batch": analysis.batch,
        "layout": graph.layout,
        "inputs": {name: arranged[index] for name, index in graph.inputs.items()},
        "outputs": {name: arranged[index] for name, index in graph.outputs.items()},
        **(convention_entry(cost.convention) if cost else {}),
        "layers": (
            layer_entry(analysis, row) | ({"cost": cost.layers[row.node.name]} if cost else {}) for row in analysis.rows
        ),
        "totals": _totals(analysis) | ({"cost": cost.total} if cost else {}),
        **conditions,
        **({"notes": list(graph.notes)} if graph.notes else {}),
    }


def convention_entry(row: Convention) -> dict[str, Any]:
    """Whose costs a report holds besides our own."""
    return {"as": {"convention": row.name, "tool": row.tool, "version": row.version, "unit": row.unit}}


def _ends(analysis: Analysis) -> set[int]:
    return {*analysis.graph.inputs.values(), *analysis.graph.outputs.values()}


def _shape(shape: Shape, layout: str) -> list[int]:
    return list(arrange(shape, layout))


def layer_entry(analysis: Analysis, row: Row) -> dict[str, Any]:
    """A layer's entry."""
    nodes, layout, node, figures = analysis.graph.nodes, analysis.graph.layout, row.node, row.figures
    return {
        "name": node.name,
        "kind": node.layer.kind,
        "text": row.text,
        **({"sharing": row.owner.name} if row.owner else {}),
        "line": node.line,
        "inputs": [nodes[i].name for i in node.inputs],
        "input_shapes": [_shape(nodes[i].shape, layout) for i in node.inputs],
        "output_shape": _shape(node.shape, layout),
        "items": node.items,
        "params": figures.params,
        "buffers": figures.buffers,
        "trainable": row.trainable,
        "macs": figures.macs,
        "flops": figures.flops,
        "ops": figures.ops._asdict(),
        "activations": figures.activations,
        **field_entries(row.field),
        **window_entry(row),
    }


def _totals(analysis: Analysis) -> dict[str, Any]:
    figures, totals = analysis.totals.figures, analysis.totals
    return {
        "params": figures.params,
        "buffers": figures.buffers,
        "trainable": totals.trainable,
        "macs": figures.macs,
        "flops": figures.flops,
        "ops": figures.ops._asdict(),
        "activations": figures.activations,
        "peak_activations": totals.peak_activations,
    }
