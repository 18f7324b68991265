"""`fc-to-conv`: each fully connected layer beside its convolution, the networks, the score maps, what gap would save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cnncalc.design.twin.convert import Pair, Twin
from cnncalc.design.twin.findings import TwinFindings, findings
from cnncalc.errors import printable
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.cells import COUNT, FACTOR, FIGURE, TEXT, Cells
from cnncalc.report.conditions import exact_where
from cnncalc.report.describers.twin_data import twin_data
from cnncalc.report.describers.twin_findings import inputs_of, networks
from cnncalc.report.describers.twin_notes import notes as twin_notes
from cnncalc.report.describers.twin_rows import twin_rows
from cnncalc.report.model import CONDITION, NOTE, Block, Column, Table, Values, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import per_axis

if TYPE_CHECKING:
    from cnncalc.design.twin.pooled import Pooled
    from cnncalc.design.twin.proof import Proof


def _columns(**cells: Cells) -> list[Column]:
    return [Column(key, key.replace("_", " "), kind) for key, kind in cells.items()]


PAIRS = _columns(name=TEXT, layer=TEXT, convolution=TEXT, filters=COUNT, kernels_each=TEXT, params=COUNT, MACs=COUNT)
NETWORKS = _columns(network=TEXT, input=TEXT, output=TEXT, params=COUNT, MACs=COUNT)
SCORES = _columns(output=TEXT, score_map=TEXT, positions=COUNT, step=FIGURE, twin_MACs=COUNT, sliding_MACs=COUNT, times=FACTOR)
POOLED = _columns(name=TEXT, sees=TEXT, after_gap=TEXT, params=COUNT, then_params=COUNT, MACs=COUNT, then_MACs=COUNT)


def twin_report(found: TwinFindings) -> Report:
    """The tables of all that was asked for, and what was found."""
    return Report(
        title=printable(found.twin.original.name) or "The network",
        about="the fully convolutional twin",
        blocks=lambda: _blocks(found),
        data=lambda: twin_data(found),
        main=lambda: twin_rows(found),
        long=["pairs"],
        aside=exact_where(found.conditions),
    )


def bare_twin_report(twin: Twin) -> Report:
    """A twin of which nothing more was asked."""
    return twin_report(findings(twin))


def _blocks(found: TwinFindings) -> Iterator[Block]:
    yield Table(PAIRS, [_pair(pair) for pair in found.twin.pairs])
    yield Table(NETWORKS, list(networks(found)))
    if found.larger and found.larger.maps:
        first = 1 if len(found.larger.maps) == 1 else 0  # one output needs no name
        title = f"sliding the original over {inputs_of(found, found.larger.analysis.graph)}"
        yield Table(SCORES[first:], [row[first:] for row in _scores(found)], title)
    if found.pooled and found.pooled.layers:
        yield Table(POOLED, list(_pooled(found)), "with gap instead of flattening")
    yield notes(conclusions(found))
    exact = exact_where(found.conditions)
    yield from [notes(exact, CONDITION)] * bool(exact)
    more = list(twin_notes(found.twin, found.larger))
    yield from [notes(more, NOTE)] * bool(more)


def _pair(pair: Pair) -> list[Any]:
    layers = text_of(pair.fc.layer), text_of(pair.conv.layer)
    kernels = f"{pair.kernels:,} of {show_shape(pair.size, 'chw')}"
    return [pair.fc.name, *layers, pair.filters, kernels, pair.conv_figures.params, pair.conv_figures.macs]


def _scores(found: TwinFindings) -> Iterator[Values]:
    for scores in found.larger.maps if found.larger else ():
        stride = per_axis(scores.stride) if scores.stride and all(scores.stride) else "-"
        figures = scores.macs, scores.slid_macs, scores.saving
        yield [scores.output, found.shape(scores.shape), scores.positions, stride, *figures]


def _pooled(found: TwinFindings) -> Iterator[Values]:
    for layer in found.pooled.layers if found.pooled else ():
        fc, before, after = layer.pair.fc, layer.before, layer.after
        words = [fc.name, found.shape(layer.x), found.shape((layer.x[0], *[1] * len(layer.x[1:])))]
        yield [*words, before.params, after.params, before.macs, after.macs]


def conclusions(found: TwinFindings) -> Iterator[str]:
    """What was found, a sentence each."""
    yield (
        "params and MACs are equal, layer by layer and in all; each layer was counted by its own rule"
        if found.equal
        else "params or MACs differ"
    )
    if found.proof:
        yield _proved(found.proof)
    if found.pooled:
        yield _saved(found.pooled)


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
    return f"gap instead of flattening saves {params:,} params and {macs:,} MACs; this changes the network, so train it again"
