"""The rows of `fc-to-conv` for programs: one table of all that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cnncalc.design.twin.findings import TwinFindings
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.cells import FACTOR
from cnncalc.report.describers.twin_findings import networks
from cnncalc.report.model import Table, words

if TYPE_CHECKING:
    from cnncalc.design.twin.convert import Pair

WORDS = ("part", "name", "input", "layer", "convolution", "filters", "kernels", "size", "output", "positions")
COLUMNS = (*WORDS, "params", "macs", "slid_macs", "ratio", "equal")


def twin_rows(found: TwinFindings) -> Table:
    """`part` says what a row is about; a cell that its part has no use for is empty."""
    return Table(words(*COLUMNS), [[row.get(key, "") for key in COLUMNS] for row in _rows(found)])


def _rows(found: TwinFindings) -> Iterator[dict[str, Any]]:
    yield from (_pair(found, pair) for pair in found.twin.pairs)
    for network in networks(found):
        yield {"part": "network", **dict(zip(("name", "input", "output", "params", "macs"), network))}
    for scores in found.larger.maps if found.larger else ():
        cells = (
            scores.output,
            found.shape(scores.shape),
            scores.positions,
            scores.macs,
            scores.slid_macs,
            FACTOR.plain(scores.saving),
        )
        yield {"part": "score map", **dict(zip(("name", "output", "positions", "macs", "slid_macs", "ratio"), cells))}
    for layer in found.pooled.layers if found.pooled else ():
        after = {"params": layer.after.params, "macs": layer.after.macs}
        yield {"part": "behind gap", "name": layer.pair.fc.name, "input": found.shape(layer.x), **after}
    if found.proof:
        yield {"part": "proof", "name": found.proof.scope, "equal": _yes(found.proof.holds)}


def _pair(found: TwinFindings, pair: Pair) -> dict[str, Any]:
    return {
        "part": "pair",
        "name": pair.fc.name,
        "input": found.shape(pair.x),
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
