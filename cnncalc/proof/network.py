"""A whole network's figures beside what the exact engine was seen to do, layer by layer, on whole inputs and on lines."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.layers.settings import text_of
from cnncalc.progress import Progress
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.sight import sights
from cnncalc.reference.packed.network import PackedRun, run
from cnncalc.reference.windows import sweeps


def ran(analysis: Analysis, seed: int = 0, cores: int = 0, progress: Progress = None) -> Iterator[LayerClaims]:
    """What the rules say of each layer of a network, beside what it did as a whole; `progress` counts MACs."""
    total, done = analysis.totals.figures.macs, 0
    rows = iter(analysis.rows)
    for step in run(analysis.graph, seed, cores):
        if step.node.inputs:
            done += step.macs
            yield _finding(next(rows), step)
        if progress:
            progress("MACs of the network", done, total)


def _finding(row: Row, step: PackedRun) -> LayerClaims:
    node, figures = row.node, row.figures
    layer, xs, y = node.layer, node.applied.xs, node.shape
    working = dict(layer.working(y, *xs))
    shape = ", ".join(f"{axis} {arithmetic}" for axis, arithmetic in layer.shape_working(y, *xs))
    claims = (
        Claim("items", node.items, step.tensor.items, how="tensors that came out"),
        Claim("shape", y, step.tensor.shape, shape, "the numbers that came out, measured"),
        Claim("params", figures.params, step.params, working.get("params", ""), "weights that were drawn for it"),
        Claim("buffers", figures.buffers, step.buffers, working.get("buffers", ""), "statistics that were drawn for it"),
        Claim("macs", figures.macs, step.macs, working.get("macs", ""), "multiplications of its dot products"),
    )
    return LayerClaims(node.name, text_of(layer), node.line, claims, _on_padding(row, step))


def _on_padding(row: Row, step: PackedRun) -> int:
    """How many of a convolution's multiplications had a zero of the padding as a factor, by the places of its windows."""
    if row.node.layer.kind not in ("conv", "dwconv"):
        return 0
    windows = sweeps(row.node.layer, row.node.applied.xs[0][1:])
    taps = prod(sum(map(len, window.outputs)) for window in windows)
    inside = prod(sum(map(len, window.kept(padding=False))) for window in windows)
    return step.macs - step.macs * inside // taps


def seen(analysis: Analysis) -> Iterator[LayerClaims]:
    """What the rules say of each layer's receptive field, beside what its positions saw."""
    for row, claim in zip(analysis.rows, sights(analysis), strict=True):
        yield LayerClaims(row.node.name, text_of(row.node.layer), row.node.line, (claim,) if claim else ())
