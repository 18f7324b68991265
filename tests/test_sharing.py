"""Shared weights in every part of the tool: kept once, used each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

import cnncalc as library
from cnncalc import Analysis, analyze, build, cost, forward, parse, verify
from cnncalc.analysis.intensity import moved
from cnncalc.analysis.memory import memory_of
from cnncalc.counting.conventions import CONVENTIONS
from cnncalc.errors import SpecError
from cnncalc.network.ablation import ablate
from cnncalc.network.write import spec_lines

ROUNDS = """
input: 4x6x6
layers:
  - conv 3x3 4 half as rec
  - repeat 3: conv 3x3 4 half sharing rec, relu
"""
TOWERS = """
input: {left: 1x9x9, right: 1x9x9}
blocks:
  tower: conv 3x3 4, bn, relu, fc 6
layers:
  - tower as t
  - concat:
      - t
      - from right, tower sharing t
  - fc 1
"""


def unshared(text: str) -> str:
    """The same network, every use with weights of its own."""
    return text.replace(" sharing rec", "").replace(" sharing t", "")


def analysis_of(text: str) -> Analysis:
    return analyze(build(parse(text)))


@pytest.mark.parametrize(("text", "params", "buffers"), [(ROUNDS, 148, 0), (TOWERS, 40 + 8 + (196 * 6 + 6) + 13, 8)])
def test_weights_count_once_and_operations_each_time(text: str, params: int, buffers: int) -> None:
    shared, apart = analysis_of(text), analysis_of(unshared(text))
    assert (shared.totals.figures.params, shared.totals.trainable) == (params, params)
    assert shared.totals.figures.buffers == buffers
    assert apart.totals.figures.params > params
    for figure in ("macs", "ops", "activations"):
        assert getattr(shared.totals.figures, figure) == getattr(apart.totals.figures, figure)
    assert shared.totals.peak_activations == apart.totals.peak_activations


def test_rows_of_later_uses_have_no_weights_and_say_whose_they_use(cnncalc: Run, tmp_path: Path) -> None:
    first, second, *_ = analysis_of(ROUNDS).rows
    assert (first.figures.params, second.figures.params, second.alone.params) == (148, 0, 148)
    assert second.text == "conv 3x3 4 half sharing rec"
    path = tmp_path / "rounds.yaml"
    path.write_text(ROUNDS, encoding="utf-8")
    assert "conv 3x3 4 half sharing rec" in cnncalc("summarize", str(path)).out
    layers = json.loads(cnncalc("summarize", str(path), "--format", "json").out)["layers"]
    assert [layer.get("sharing") for layer in layers[:3]] == [None, "rec", None]
    assert "its weights are those of rec: 148, counted there" in cnncalc("explain", str(path), "conv2").out


def test_memory_of_training_has_gradients_and_states_once() -> None:
    shared, apart = (memory_of(analysis_of(text), optimizer="adam") for text in (TOWERS, unshared(TOWERS)))
    assert (shared.weights, shared.gradients, shared.states) == (1243 * 4, 1243 * 4, 1243 * 8)
    assert (shared.kept, shared.activations) == (apart.kept, apart.activations)


@pytest.mark.parametrize("frozen", ["t.fc1", "tower2.fc1"])
def test_what_freezes_one_freezes_all(frozen: str) -> None:
    analysis = analysis_of(f"{TOWERS}freeze: {frozen}\n")
    assert {row.node.name for row in analysis.rows if row.frozen} == {"t.fc1", "tower2.fc1"}
    assert analysis.totals.trainable == 1243 - 1182


def test_the_forward_pass_uses_one_set_of_weights() -> None:
    graph = build(parse(TOWERS))
    x = [[[(i * 7 + j * 3) % 5 for j in range(9)] for i in range(9)]]
    found = forward(graph, {"left": x, "right": x})
    assert set(found.weights) == {"t.conv1", "t.bn1", "t.fc1", "fc1"}
    assert found.tensors["t.fc1"] == found.tensors["tower2.fc1"]
    with pytest.raises(SpecError, match=r"uses the weights of t\.fc1"):
        forward(graph, {}, {"tower2.fc1": {}})


@pytest.mark.parametrize("text", [ROUNDS, TOWERS])
def test_verify_agrees_and_a_rule_that_counts_each_time_is_noticed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = parse(text)
    assert not verify(spec).disagreement
    monkeypatch.setattr("cnncalc.analysis.analyze.Figures._replace", lambda figures, **changes: figures)
    assert verify(spec).disagreement


def test_what_is_opened_is_the_same_network() -> None:
    for text in (ROUNDS, TOWERS):
        graph = build(parse(text))
        again = build(parse("\n".join(spec_lines(graph))))
        assert again.shared == graph.shared
        assert analyze(again).totals == analyze(graph).totals


def test_without_the_layer_that_has_them_the_next_one_has_the_weights() -> None:
    left = ablate(build(parse(ROUNDS)), ["rec"]).graph
    assert left is not None
    rows = analyze(left).rows
    assert [row.figures.params for row in rows if row.node.layer.kind == "conv"] == [148, 0, 0]


def test_without_what_made_them_alike_it_breaks() -> None:
    text = "input: 3x6x6\nlayers:\n  - conv 1x1 4 as up\n  - conv 3x3 4 half as a\n  - conv 3x3 4 half sharing a\n"
    (broken,) = ablate(build(parse(text)), ["up"]).breaks
    assert broken.name == "conv3"
    assert "weights of a" in broken.message


def test_the_twin_shares_them_as_well() -> None:
    twin = library.fully_convolutional(build(parse(TOWERS.replace("fc 6", "fc 6, relu"))))
    totals = analyze(twin.graph).totals.figures
    assert totals.params == 1243
    assert library.prove_twin(twin).holds


COSTS = [name for name, row in CONVENTIONS.items() if row.counts == "cost"]


@pytest.mark.parametrize("name", COSTS)
def test_tools_count_what_a_run_costs_at_each_use(name: str) -> None:
    """Their hooks and traces see every call: torchinfo and thop add to a module's count, the tracers meet each operation."""
    if not CONVENTIONS[name].shares:
        with pytest.raises(SpecError, match="it has no rule for shared weights"):
            cost(analysis_of(ROUNDS), name)
        return
    assert cost(analysis_of(ROUNDS), name).total == cost(analysis_of(unshared(ROUNDS)), name).total


def test_tools_count_shared_parameters_once() -> None:
    assert cost(analysis_of(TOWERS), "params").total == 1243
    assert cost(analysis_of(TOWERS), "keras").total == 1251


def test_a_later_use_reads_its_weights_again() -> None:
    shared, apart = (analysis_of(text) for text in (ROUNDS, unshared(ROUNDS)))
    assert [moved(shared, row) for row in shared.rows] == [moved(apart, row) for row in apart.rows]


def test_export_makes_one_module_and_calls_it_twice() -> None:
    text = library.export(build(parse(TOWERS)))
    assert (text.count("Tower()"), text.count("self.t(")) == (1, 2)
    text = library.export(build(parse(ROUNDS)))
    assert (text.count("nn.Conv2d("), text.count("self.rec(")) == (1, 4)
