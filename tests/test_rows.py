"""A kind that a table of another program or of an engine has no row for is refused in words."""

from __future__ import annotations

import pytest
from running import graph_of

import cnncalc
from cnncalc.checking.slipped.costs import inputs_left_out
from cnncalc.errors import SpecError
from cnncalc.exporting.torch.kinds import TORCH
from cnncalc.layers import KINDS
from cnncalc.reference.packed.kinds import BYTES
from cnncalc.reference.packed.network import run

NETS = {
    "conv": "input: 3x8x8\nlayers: conv 3x3 4\n",
    "relu": "input: 3x8x8\nlayers: relu\n",
    "bn": "input: 3x8x8\nlayers: bn\n",
    "maxpool": "input: 3x8x8\nlayers: maxpool 2x2\n",
    "add": "input: 3x8x8\nlayers:\n  - add:\n      - relu\n      - identity\n",
}


def test_every_kind_has_its_rows() -> None:
    assert KINDS.keys() == TORCH.keys() == BYTES.keys()


@pytest.mark.parametrize("kind", NETS)
def test_a_kind_without_a_row_is_refused_in_words(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of(NETS[kind])
    monkeypatch.delitem(TORCH, kind)
    monkeypatch.delitem(BYTES, kind)
    with pytest.raises(SpecError, match=f"{kind}1 cannot be exported: no PyTorch module is known for {kind}"):
        cnncalc.export(graph, "torch")
    with pytest.raises(SpecError, match=f"{kind}1 cannot be run: the exact engine has no {kind}"):
        list(run(graph))


# Filters that read one channel have K*K*Cout weights; the layer's own are K*K*(Cin/groups)*Cout.
GROUPED = [
    ("conv 2x2 8 groups=2", 2 * 2 * 2 * 8, 2 * 2 * 8),
    ("conv 2x2 8", 2 * 2 * 4 * 8, 2 * 2 * 8),
    ("deconv 2x2/2 8 groups=2", 2 * 2 * 4 * 4, 2 * 2 * 8),
    ("deconv 2x2/2 8", 2 * 2 * 4 * 8, 2 * 2 * 8),
    ("fc 8", 4 * 6 * 6 * 8, 6 * 6 * 8),
]


@pytest.mark.parametrize(("line", "weights", "slipped"), GROUPED)
def test_filters_without_their_input_channels_read_one_channel(line: str, weights: int, slipped: int) -> None:
    (row,) = cnncalc.analyze(graph_of(f"input: 4x6x6\nlayers: {line}\n")).rows
    assert row.figures.weights == weights
    assert inputs_left_out(row).weights == slipped
