"""What to look at in a network: rows that no window reads, results that nothing reads, the marks of fields."""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis
from cnncalc.layers import windows
from cnncalc.layers.base import AXES
from cnncalc.network.graph import Node
from cnncalc.report.fields import mark_notes, marks_in

SHOWN_NOTES = 8
HULL = "; --columns +hull shows all that is seen"


def warnings(analysis: Analysis) -> list[str]:
    """What was taken for granted of an imported file, unread rows and results, the marks of fields."""
    found = [note for row in analysis.rows if (note := _unread(row.node))]
    extra = [f"and {len(found) - SHOWN_NOTES:,} more layers leave rows unread"] if len(found) > SHOWN_NOTES else []
    return [*analysis.graph.notes, *found[:SHOWN_NOTES], *extra, *_unused(analysis), *_marks(analysis)]


def _unread(node: Node) -> str:
    """Which rows of the input itself lie past the last window; unread padding is no loss and not noted."""
    layer, xs = node.layer, node.applied.xs
    rests = layer.unread(xs[0])
    if not any(rests):
        return ""
    lost = [rest - min(rest, pad[1]) for rest, pad in zip(rests, windows.pads(layer, xs[0]))]
    words = {"height": "row", "width": "column"}
    sides = [
        f"the last {count if count > 1 else ''} {words.get(axis, 'position')}{'s' * (count > 1)}".replace("  ", " ")
        for axis, count in zip(AXES[layer.rank], lost)
        if count
    ]
    return f"{node.name} never reads {' and '.join(sides)} of its input {layer.shown(xs[0])}" if sides else ""


def _unused(analysis: Analysis) -> list[str]:
    graph = analysis.graph
    read = {i for node in graph.nodes for i in node.inputs} | set(graph.outputs.values())
    loose = [node.name for index, node in enumerate(graph.nodes) if index not in read]
    return [f"nothing reads {', '.join(loose[:5])}{', ...' if len(loose) > 5 else ''}"] if loose else []


def _marks(analysis: Analysis) -> list[str]:
    """What the marks behind fields mean."""
    return mark_notes(marks_in(row.field for row in analysis.rows), HULL)
