"""What stands under the rows: shares by family, memory, and what a reader should be warned of."""

from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.layers import windows
from cnncalc.layers.base import AXES
from cnncalc.network.graph import Node
from cnncalc.report.columns import View
from cnncalc.report.conditions import exact_where
from cnncalc.report.hints import hints
from cnncalc.report.rounding import VARIES, mebibytes, percent, short
from cnncalc.words.numbers import symbolic

SHOWN_NOTES = 8


class Share(NamedTuple):
    """What a family of layers holds of the whole."""

    family: str
    layers: int
    params: int
    macs: int


def shares(analysis: Analysis) -> list[Share]:
    """The families that hold parameters or MACs, in the order they first appear."""
    sums: dict[str, list[int]] = {}
    for row in analysis.rows:
        line = sums.setdefault(row.node.layer.family, [0, 0, 0])
        line[0] += 1
        line[1] += row.figures.params
        line[2] += row.figures.macs
    return [Share(family, *line) for family, line in sums.items() if line[1] or line[2]]


def facts(view: View) -> list[tuple[str, str]]:
    """The totals as pairs of a word and what to say of it."""
    totals, figures, dtype = view.analysis.totals, view.analysis.totals.figures, view.dtype
    frozen = figures.params - totals.trainable
    batch = f", batch {view.analysis.batch}" if view.analysis.batch != 1 else ""
    parameters = f"{figures.params:,}" + (f", {totals.trainable:,} of them trainable" if frozen else "")
    if figures.buffers:
        parameters += f"; {figures.buffers:,} buffers"
    return [
        ("params", parameters),
        ("MACs", f"{_counted(figures.macs, batch)}; FLOPs {short(figures.flops)}, 2 a MAC"),
        *_cost(view),
        (
            "weights",
            f"{mebibytes(figures.params + figures.buffers, dtype)} as {dtype}" + ", with buffers" * bool(figures.buffers),
        ),
        (
            "activations",
            f"peak {mebibytes(totals.peak_activations, dtype)}, all {mebibytes(figures.activations, dtype)}{batch}",
        ),
    ]


def _cost(view: View) -> list[tuple[str, str]]:
    """What another tool would print, if that was asked for."""
    if view.cost is None:
        return []
    from cnncalc.report.describers.conventions import as_printed

    return [("as counted", f"{as_printed(view.cost)} by {view.cost.convention.source}")]


def _counted(macs: int, batch: str) -> str:
    return f"{macs:,}{batch}" if symbolic(macs) else f"{macs:,} ({short(macs)}{batch})"


def conditions(view: View) -> list[str]:
    """At which sizes the figures hold, in a line, if symbols stand for sizes."""
    return exact_where(None if view.analysis.sizes is None else view.analysis.conditions)


def _portion(part: int, whole: int) -> str:
    share = percent(part, whole)
    return "a varying share" if share == VARIES else share


def summary_lines(view: View) -> list[str]:
    """The totals and the shares as lines of text."""
    figures = view.analysis.totals.figures
    lines = [f"{name}: {fact}" for name, fact in facts(view)]
    for share in shares(view.analysis):
        params, macs = _portion(share.params, figures.params), _portion(share.macs, figures.macs)
        lines.append(f"{share.family}: {params} of the params, {macs} of the MACs")
    return lines


def notes(view: View) -> list[str]:
    """What to look at: the warnings, and hints to other commands."""
    return [*warnings(view), *hints(view.analysis)]


def warnings(view: View) -> list[str]:
    """Rows that no window reads, results that nothing reads, fields that do not line up."""
    found = [note for row in view.analysis.rows if (note := _unread(row.node))]
    extra = [f"and {len(found) - SHOWN_NOTES:,} more layers leave rows unread"] if len(found) > SHOWN_NOTES else []
    return [*found[:SHOWN_NOTES], *extra, *_unused(view.analysis), *_misaligned(view.analysis)]


def _unread(node: Node) -> str:
    """Which rows of the input itself lie past the last window; unread padding is no loss and not told."""
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


def _misaligned(analysis: Analysis) -> list[str]:
    if all(row.field.aligned for row in analysis.rows):
        return []
    return ["~ marks receptive fields in which branches of different strides or centres have met"]
