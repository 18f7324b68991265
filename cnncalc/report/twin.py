"""The report of `fc-to-conv`: each fully connected layer beside its convolution, the networks, the score maps, the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis, sizes_of
from cnncalc.design.twin.convert import Pair, Twin
from cnncalc.errors import printable
from cnncalc.layers.base import Shape, show_shape
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Graph
from cnncalc.report.columns import Cell, per_axis
from cnncalc.report.conditions import exact_where, known_conditions
from cnncalc.report.listing import Rows, write_listing
from cnncalc.report.text import markdown_item
from cnncalc.report.twin_notes import notes
from cnncalc.words.rounding import factor

if TYPE_CHECKING:
    from cnncalc.design.twin.larger import Larger, ScoreMap
    from cnncalc.design.twin.pooled import Pooled
    from cnncalc.design.twin.proof import Proof

Titles: TypeAlias = "tuple[str, ...]"
PAIRS = ("name", "layer", "convolution", "filters", "kernels each", "params", "MACs")
NETWORKS = ("network", "input", "output", "params", "MACs")
SCORES = ("output", "score map", "positions", "step", "twin MACs", "sliding MACs", "times")
POOLED = ("name", "sees", "behind gap", "params", "then", "MACs", "then")


class Report(NamedTuple):
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


def write_twin(stream: IO[str], form: str, color: str, report: Report) -> None:
    """Write the report as a table, JSON, CSV or Markdown."""
    if form == "json":
        from cnncalc.report.twin_json import twin_json

        stream.write(twin_json(report) + "\n")
    elif form == "csv":
        from cnncalc.report.twin_csv import twin_csv

        stream.writelines(f"{line}\n" for line in twin_csv(report))
    else:
        _write_text(stream, form, color, report)


def _write_text(stream: IO[str], form: str, color: str, report: Report) -> None:
    markdown = form == "markdown"
    stream.write(f"{'## ' * markdown}{printable(report.twin.original.name) or 'The network'}: the fully convolutional twin\n\n")
    for title, titles, rows in _sections(report):
        if title:
            stream.write(f"{title}\n\n")
        write_listing(stream, form, color, *(_turned(stream, color, titles, rows) if form == "table" else (titles, rows)))
        stream.write("\n")
    lines = [
        *conclusions(report),
        *exact_where(report.conditions),
        *(f"note: {note}" for note in notes(report.twin, report.larger)),
    ]
    if markdown:
        stream.writelines(f"{markdown_item(line)}\n" for line in lines)
    else:
        from cnncalc.report.table import print_lines

        print_lines(stream, color, lines)


def _turned(stream: IO[str], color: str, titles: Titles, rows: list[list[Cell]]) -> tuple[Titles, Rows, Sequence[bool]]:
    """A table as it is, or on a terminal too narrow for its figures a column for each row, if that makes it fit."""
    from cnncalc.report.table import fits

    numbers = [not isinstance(cell, str) for cell in rows[0]]
    heads, *columns = zip(titles, *rows)
    turned = [True] * len(heads)
    better = not fits(stream, color, titles, numbers, rows) and fits(stream, color, heads, turned, columns)
    return (heads, columns, [False, *turned[1:]]) if better else (titles, rows, numbers)


def _sections(report: Report) -> Iterator[tuple[str, Titles, list[list[Cell]]]]:
    yield "", PAIRS, [_pair(pair) for pair in report.twin.pairs]
    yield "", NETWORKS, list(networks(report))
    if report.larger and report.larger.maps:
        first = 1 if len(report.larger.maps) == 1 else 0  # one output needs no name
        rows = [row[first:] for row in _scores(report)]
        yield f"sliding the original over {_inputs(report, report.larger.analysis.graph)}", SCORES[first:], rows
    if report.pooled and report.pooled.layers:
        yield "with gap in place of flattening", POOLED, list(_pooled(report))


def _pair(pair: Pair) -> list[Cell]:
    layers = text_of(pair.fc.layer), text_of(pair.conv.layer)
    kernels = f"{pair.kernels:,} of {show_shape(pair.size, 'chw')}"
    return [pair.fc.name, *layers, pair.filters, kernels, pair.conv_figures.params, pair.conv_figures.macs]


def networks(report: Report) -> Iterator[list[Cell]]:
    """The networks: the original, the twin, the twin at a larger input, the original with gap."""
    twin = report.twin
    yield ["original", *_ends(report, twin.original), *_figures(report.before)]
    yield ["twin", *_ends(report, twin.graph), *_figures(report.after)]
    if report.larger:
        yield ["twin", *_ends(report, report.larger.analysis.graph), *_figures(report.larger.analysis)]
    if report.pooled and report.pooled.layers:
        yield ["with gap", *_ends(report, twin.original), report.pooled.after.params, report.pooled.after.macs]


def _figures(analysis: Analysis) -> list[Cell]:
    return [analysis.totals.figures.params, analysis.totals.figures.macs]


def _ends(report: Report, graph: Graph) -> list[Cell]:
    return [_inputs(report, graph), ", ".join(report.shape(graph.nodes[i].shape) for i in graph.outputs.values())]


def _inputs(report: Report, graph: Graph) -> str:
    return ", ".join(report.shape(graph.nodes[i].shape) for i in graph.inputs.values())


def _scores(report: Report) -> Iterator[list[Cell]]:
    for scores in report.larger.maps if report.larger else ():
        stride = per_axis(scores.stride) if scores.stride and all(scores.stride) else "-"
        figures = scores.macs, scores.slid_macs, times(scores)
        yield [scores.output, report.shape(scores.shape), scores.positions, stride, *figures]


def times(scores: ScoreMap) -> str:
    """How many times as much sliding costs, with two decimals; a dash where sizes of symbols tell."""
    return factor(scores.saving)


def _pooled(report: Report) -> Iterator[list[Cell]]:
    for layer in report.pooled.layers if report.pooled else ():
        fc, before, after = layer.pair.fc, layer.before, layer.after
        words = [fc.name, report.shape(layer.x), report.shape((layer.x[0], *[1] * len(layer.x[1:])))]
        yield [*words, before.params, after.params, before.macs, after.macs]


def conclusions(report: Report) -> Iterator[str]:
    """What was found, a sentence each."""
    yield (
        "params and MACs are equal, layer by layer and in all; each layer was counted by its own rule"
        if report.equal
        else "params or MACs differ"
    )
    if report.proof:
        yield _proved(report.proof)
    if report.pooled:
        yield _saved(report.pooled)


def _proved(proof: Proof) -> str:
    run = f"{proof.scope}, run with the same inputs and weights"
    if not proof.holds:
        return f"disproof: {run}: the twin differs at {', '.join(proof.different[:5])}"
    kinds = "and whole" if proof.whole == proof.numbers else "to the last bit"
    return f"proof: {run}: all {proof.numbers:,} numbers of {_layers(proof)} are equal {kinds}"


def _layers(proof: Proof) -> str:
    return f"{proof.layers:,} layer{'s' * (proof.layers != 1)}"


def _saved(pooled: Pooled) -> str:
    if not pooled.layers:
        return "gap would save nothing: every fully connected layer sees a map of one position already"
    params, macs = pooled.before.params - pooled.after.params, pooled.before.macs - pooled.after.macs
    return f"gap in place of flattening saves {params:,} params and {macs:,} MACs; it is another network, to be trained anew"
