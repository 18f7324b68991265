"""The CSV of `fc-to-conv`: one table of all that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.columns import Cell
from cnncalc.report.text import csv_line
from cnncalc.report.twin import networks, times

if TYPE_CHECKING:
    from cnncalc.design.twin.convert import Pair
    from cnncalc.report.twin import Report

WORDS = ("part", "name", "input", "layer", "convolution", "filters", "kernels", "size", "output", "positions")
COLUMNS = (*WORDS, "params", "macs", "slid_macs", "ratio", "equal")


def twin_csv(report: Report) -> Iterator[str]:
    """The lines of one table: `part` says what a row is about, and a cell that its part has no use for is empty."""
    yield csv_line(COLUMNS)
    yield from (csv_line([row.get(key, "") for key in COLUMNS]) for row in _rows(report))


def _rows(report: Report) -> Iterator[dict[str, Cell]]:
    yield from (_pair(report, pair) for pair in report.twin.pairs)
    for network in networks(report):
        yield {"part": "network", **dict(zip(("name", "input", "output", "params", "macs"), network))}
    for scores in report.larger.maps if report.larger else ():
        cells = scores.output, report.shape(scores.shape), scores.positions, scores.macs, scores.slid_macs, times(scores)
        yield {"part": "score map", **dict(zip(("name", "output", "positions", "macs", "slid_macs", "ratio"), cells))}
    for layer in report.pooled.layers if report.pooled else ():
        after = {"params": layer.after.params, "macs": layer.after.macs}
        yield {"part": "behind gap", "name": layer.pair.fc.name, "input": report.shape(layer.x), **after}
    if report.proof:
        yield {"part": "proof", "name": report.proof.scope, "equal": _yes(report.proof.holds)}


def _pair(report: Report, pair: Pair) -> dict[str, Cell]:
    return {
        "part": "pair",
        "name": pair.fc.name,
        "input": report.shape(pair.x),
        "layer": text_of(pair.fc.layer),
        "convolution": text_of(pair.conv.layer),
        "filters": pair.filters,
        "kernels": pair.kernels,
        "size": show_shape(pair.size, "chw"),
        "params": pair.conv_figures.params,
        "macs": pair.conv_figures.macs,
        "equal": _yes(pair.agree),
    }


def _yes(right: bool) -> str:
    return "yes" if right else "no"
