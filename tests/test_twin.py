"""The fully convolutional twin: equal figures, equal numbers, and a score map that is the original run at every position."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Result, Run, bundled_text
from strategies import examples, specs

from cnncalc import (
    Graph,
    SpecError,
    Twin,
    analyze,
    build,
    enlarged,
    forward,
    fully_convolutional,
    judge,
    load,
    parse,
    pooled,
    prove_twin,
)  # fmt: skip
from cnncalc.network.write import spec_lines
from cnncalc.reference.tensors import flatten, reshape

NETWORKS = ("alexnet", "alexnet_tv", "vgg16", "lenet5", "zfnet", "googlenet", "resnet50")


def graph(shape: str, *lines: str) -> Graph:
    """A network of some lines; a shape may be a mapping of inputs."""
    return build(parse(f"input: {shape}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)))


def twin_of(name: str) -> Twin:
    return fully_convolutional(build(load(name)))


# Figures


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("vgg16", [(4096, 512, (7, 7)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]),
        ("alexnet", [(4096, 256, (6, 6)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]),
        ("alexnet_tv", [(4096, 256, (6, 6)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]),
        ("zfnet", [(4096, 256, (6, 6)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]),
        ("lenet5", [(84, 120, (1, 1)), (10, 84, (1, 1))]),
        ("resnet50", [(1000, 2048, (1, 1))]),
        ("googlenet", [(1024, 128, (4, 4)), (1000, 1024, (1, 1))] * 2 + [(1000, 1024, (1, 1))]),
    ],
)
def test_filters_kernels_and_their_size(name: str, pairs: list[tuple[int, int, tuple[int, ...]]]) -> None:
    assert [(pair.filters, pair.kernels, pair.size) for pair in twin_of(name).pairs] == pairs


@pytest.mark.parametrize("name", NETWORKS)
def test_the_twin_has_the_figures_of_the_original_and_so_has_its_spec(name: str) -> None:
    twin = twin_of(name)
    again = analyze(build(parse("\n".join(spec_lines(twin.graph)))))
    before, after = analyze(twin.original), analyze(twin.graph)
    assert all(pair.agree for pair in twin.pairs)
    for figures in (after.totals.figures, again.totals.figures):
        assert (figures.params, figures.macs) == (before.totals.figures.params, before.totals.figures.macs)
    assert [(row.node.name, row.node.shape, row.figures) for row in again.rows] == [
        (row.node.name, row.node.shape, row.figures) for row in after.rows
    ]
    assert again.graph.outputs.keys() == twin.original.outputs.keys()
    assert [verdict.right for verdict in judge(again)] == [True] * (len(twin.original.expect) - 1)  # all but the output's shape
    assert not [node for node in twin.graph.layers() if node.layer.kind in ("fc", "flatten")]


def test_a_pool_that_was_the_identity_is_dropped() -> None:
    twin = twin_of("alexnet_tv")
    assert [(dropped.node.name, dropped.why) for dropped in twin.dropped] == [
        ("adaptive_avgpool1", "at 256x6x6 it is the identity")
    ]
    (larger,) = enlarged(twin, "3x384x384").maps
    assert larger.shape == (1000, 6, 6)
    kept = fully_convolutional(build(load("alexnet_tv"), "3x256x256"))
    assert not kept.dropped


def test_the_score_map_of_vgg16_and_what_sliding_costs() -> None:
    larger = enlarged(twin_of("vgg16"), "3x384x384")
    (scores,) = larger.maps
    assert (scores.shape, scores.positions, scores.stride) == ((1000, 6, 6), 36, (32, 32))
    assert scores.slid_macs == 36 * 15470264320
    # Every convolution but the last three runs on (384/224)^2 as many positions, those three on 36.
    features, dense = 15470264320 - 123633664, 123633664
    assert scores.macs == larger.analysis.totals.figures.macs == features * 144 // 49 + 36 * dense
    assert scores.saving == Fraction(36 * 15470264320, scores.macs)


def test_every_output_has_its_own_score_map_but_for_those_behind_a_global_pool() -> None:
    maps = enlarged(twin_of("googlenet"), "3x384x384").maps
    assert [(scores.output, scores.shape) for scores in maps] == [("loss1", (1000, 4, 4)), ("loss2", (1000, 4, 4))]
    rows = analyze(build(load("googlenet"))).rows  # the first side branch comes right behind what it needs
    names = [row.node.name for row in rows]
    assert maps[0].slid_macs == 16 * sum(row.figures.macs for row in rows[: names.index("loss1.classifier") + 1])
    assert enlarged(twin_of("resnet50"), "3x384x384").maps == ()


def test_what_gap_would_save() -> None:
    found = pooled(twin_of("vgg16"))
    (fc6,) = found.layers
    assert (fc6.before.params, fc6.before.macs) == (102764544, 102760448)
    assert (fc6.after.params, fc6.after.macs) == (512 * 4096 + 4096, 512 * 4096)
    lines = bundled_text("vgg16").partition("expect:")[0].replace("- fc 4096 as fc6", "- gap, fc 4096 as fc6")
    by_hand = analyze(build(parse(lines))).totals.figures
    assert (found.after.params, found.after.macs) == (by_hand.params, by_hand.macs)
    assert not pooled(twin_of("resnet50")).layers


# What carries over, and what does not

CARRIED = {
    "relu between": ("2x4x4", ["flatten, relu, dropout, fc 5, bn, softmax"]),
    "1-D": ("2x9", ["conv 3 4, fc 5, ln, fc 2 nobias"]),
    "3-D": ("2x3x4x5", ["conv 2x2x2 3, fc 5, gn 5, fc 2 nobias"]),
    "vector first": ("48", ["reshape 3x4x4, conv 3x3 4, flatten, fc 5"]),
    "and back": ("1x8x8", ["conv 3x3 4, fc 6, relu, fc 36, reshape 4x3x3, deconv 3x3 1"]),
    "squeeze": ("4x6x6", ["mul:\n      - gap, fc 2, relu, fc 4, sigmoid, reshape 4x1x1\n      - identity", "relu, fc 3"]),
    "residual": ("2x4x4", ["fc 5", "add:\n      - fc 5, relu\n      - identity", "fc 3"]),
    "dense": ("2x4x4", ["fc 5", "concat:\n      - fc 3\n      - identity", "fc 2"]),
    "maps": ("2x4x4", ["concat:\n      - conv 3x3 3, flatten\n      - maxpool 3x3/1, flatten", "fc 2"]),
    "two inputs": ("{a: 2x4x4, b: 6x1x1}", ["fc 5", "concat:\n      - identity\n      - from b, fc 3", "fc 2"]),
    "regions": ("2x9x9", ["conv 3x3 3, roipool 2x2 rois=3, fc 5, relu", "head box:\n      - fc 4", "fc 2"]),
    "split": ("2x4x4", ["fc 6", "split:\n      - relu\n      - fc 2", "maxout 5, fc 1"]),
    "channels": ("2x4x4", ["flatten, prelu shared, fc 6, prelu, lrn 3, l2norm, scale, shuffle 2, slice 1:4, fc 1"]),
    "from": ("2x4x4", ["flatten as flat", "fc 3", "head a:\n      - from flat, fc 2", "from flat, fc 1"]),
    "gap": ("2x4x4", ["gap, flatten, dropout, fc 3"]),
    "one position": ("2x3x3", ["conv 3x3 4, gap, fc 3"]),
    "empty branch": ("2x1x1", ["add:\n      - gap\n      - conv 1x1 2", "fc 2"]),
    "pyramid": ("2x9x9", ["head a:\n      - fc 3", "conv 3x3 3, spp 2x2 1x1, fc 5"]),
    "ends flat": ("2x4x4", ["head a:\n      - fc 2", "flatten"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_the_twin_gives_the_same_numbers(name: str) -> None:
    twin = fully_convolutional(graph(CARRIED[name][0], *CARRIED[name][1]))
    require_equal(twin)
    proof = prove_twin(twin)
    assert proof.holds and proof.scope.startswith("the whole network at ")


def require_equal(twin: Twin) -> None:
    """The twin's outputs, its figures and its spec, each compared here with what the original has."""
    again = build(parse("\n".join(spec_lines(twin.graph))))
    assert [(n.name, n.shape, n.layer.kind) for n in again.nodes] == [(n.name, n.shape, n.layer.kind) for n in twin.graph.nodes]
    assert (again.outputs, again.frozen) == (twin.graph.outputs, twin.graph.frozen)
    before, after = analyze(twin.original).totals.figures, analyze(again).totals.figures
    assert (before.params, before.macs, before.buffers) == (after.params, after.macs, after.buffers)
    first = forward(twin.original)
    second = forward(again, {name: first.tensors[name] for name in twin.original.inputs}, convolved(twin, first.weights))
    assert second.outputs.keys() == first.outputs.keys()
    for name, tensor in first.outputs.items():
        pairs = zip(flatten(second.outputs[name]), flatten(tensor), strict=True)
        assert all(a == b or (a != a and b != b) for a, b in pairs)  # nan is nan


def convolved(twin: Twin, weights: dict[str, Any]) -> dict[str, Any]:
    """The original's weights, with a kernel of each filter for each channel."""
    made = dict(weights)
    for pair in twin.pairs:
        rows, positions = weights[pair.fc.name]["weight"], prod(pair.size)
        starts = range(0, pair.kernels * positions, positions)
        kernels = [[reshape(row[start : start + positions], pair.size) for start in starts] for row in rows]
        made[pair.fc.name] = {**weights[pair.fc.name], "weight": kernels}
    return made


@pytest.mark.parametrize(
    ("shape", "lines", "message", "help"),
    [
        ("2x4x4", ["conv 3x3 4"], "the network has no fully connected layer, so there", "cnncalc summarize with --input"),
        ("12", ["fc 5"], r"no fully .* sees a spatial map: fc1 \(line 3\) sees the vector 12", "as in input: 12x1x1"),
        ("2x9x9", ["spp 2x2 1x1, fc 5"], "sees a spatial map: .* the vector 10", "such as spp, takes larger inputs as it is"),
        ("2x4x4", ["flatten, bn, fc 5"], r"bn1 \(line 3\) has no place in the twin: it takes the 32 features", "before"),
        ("2x4x4", ["flatten, slice 0:9, fc 5"], r"slice1 \(line 3\) .* the map 2x4x4 with 2 channels", "before"),
        (
            "2x4x4", ["concat:\n      - conv 3x3 3, flatten\n      - fc 4", "fc 2"],
            r"concat1 \(line 3\) .*: the vectors that it joins are 3x2x2, 4x1x1 in the twin", "at the same size",
        ),
        (
            "{a: 2x4x4, b: 6}", ["fc 5", "concat:\n      - identity\n      - from b, fc 3", "fc 2"],
            "the vectors that it joins are 5x1x1, 3 in the twin", "give the vector spatial axes, as in 3x1x1",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_is_refused_with_a_reason(shape: str, lines: list[str], message: str, help: str) -> None:
    with pytest.raises(SpecError, match=message) as refused:
        fully_convolutional(graph(shape, *lines))
    assert help in str(refused.value)


def test_all_that_cannot_be_carried_is_told_at_once() -> None:
    with pytest.raises(SpecError) as refused:
        fully_convolutional(
            graph("2x4x4", "head a:\n      - flatten, bn, relu, fc 2", "head b:\n      - flatten, softmax, fc 2", "fc 3")
        )
    assert [problem.message.split()[0] for problem in refused.value.problems] == ["bn1", "softmax1"]


def test_what_is_frozen_stays_frozen_and_patterns_of_dropped_layers_go() -> None:
    spec = "input: 2x4x4\nlayers:\n  - flatten as flat\n  - fc 3 as fc6, relu, fc 2\nfreeze:\n  - flat\n  - fc6\n"
    twin = fully_convolutional(build(parse(spec)))
    assert [twin.graph.nodes[i].name for i in twin.graph.frozen] == ["fc6"]
    assert [text.word.text for text in twin.graph.freeze] == ["fc6"]


@st.composite
def classifiers(draw: st.DrawFn) -> Graph:
    """Some features of one to three axes, then fully connected layers with what may stand between them."""
    rank = draw(st.integers(1, 3))
    extents = draw(st.lists(st.integers(3, 5), min_size=rank, max_size=rank))
    one, three = "x".join(["1"] * rank), "x".join(["3"] * rank)
    features = draw(
        st.lists(
            st.sampled_from([f"conv {three} 3 half", f"conv {one} 4", "relu", "bn", f"maxpool {three}/1 half"]), max_size=2
        )
    )
    flat = draw(
        st.sampled_from(["identity", "flatten", "flatten, relu", "gap", f"adaptive_avgpool {'x'.join(map(str, extents))}"])
    )
    between = ["relu", "bn", "dropout", "ln", "scale bias", "prelu", "softmax", "maxout 2", "gn 2", "flatten", "reshape 4"]
    dense = st.tuples(st.sampled_from(["fc 4", "fc 4 nobias"]), st.sampled_from(between)).map(", ".join)
    lines = ["head side:\n      - fc 3"] * draw(st.booleans()) + draw(st.lists(dense, min_size=1, max_size=1))
    return graph(f"2x{'x'.join(map(str, extents))}", *features, flat, *lines, "fc 2")


@examples(60)
@given(classifiers())
def test_the_twin_of_any_classifier_gives_the_same_numbers(net: Graph) -> None:
    require_equal(fully_convolutional(net))


@examples(60)
@given(specs())
def test_any_network_has_an_equal_twin_or_is_refused(text: str) -> None:
    try:
        twin = fully_convolutional(build(parse(text)))
    except SpecError as refused:
        assert all(problem.help for problem in refused.problems)
        return
    assert all(pair.agree for pair in twin.pairs)
    again = build(parse("\n".join(spec_lines(twin.graph))))
    assert [(n.name, n.shape, n.layer.kind) for n in again.nodes] == [(n.name, n.shape, n.layer.kind) for n in twin.graph.nodes]


# The meaning of the twin


@pytest.mark.parametrize(
    ("window", "larger", "lines"),
    [
        ((2, 8, 8), (2, 12, 14), ["conv 3x3 3", "relu", "maxpool 2x2", "fc 4", "bn", "relu", "fc 3"]),
        ((1, 7, 6), (1, 9, 9), ["conv 3x3 2", "relu", "flatten", "dropout", "fc 4", "ln", "fc 2 nobias", "softmax"]),
        ((2, 9), (2, 17), ["conv 3/2 3", "lrn 3", "fc 4", "maxout 2", "fc 2"]),
        ((1, 4, 5, 4), (1, 6, 5, 5), ["conv 2x2x2 2", "fc 3", "add:\n      - fc 3\n      - identity"]),
        ((2, 8, 8), (2, 12, 12), ["conv 3x3 3", "avgpool 6x6/1", "fc 4"]),
    ],
)  # fmt: skip
def test_a_position_of_the_score_map_is_the_original_run_on_its_crop(
    window: tuple[int, ...], larger: tuple[int, ...], lines: list[str]
) -> None:
    original = graph("x".join(map(str, window)), *lines)
    twin = fully_convolutional(original)
    found = enlarged(twin, "x".join(map(str, larger)))
    weights = forward(original).weights
    ran = forward(found.analysis.graph, weights=convolved(twin, weights))
    (scores,) = found.maps
    picture, stride = ran.tensors["input"], [int(step) for step in scores.stride]
    spots = list(product(*map(range, scores.shape[1:])))
    assert scores.positions == len(spots) > 1
    for spot in spots:
        starts = [place * step for place, step in zip(spot, stride)]
        crop = [cropped(plane, list(zip(starts, window[1:]))) for plane in picture]
        by_itself = forward(original, {"input": crop}, weights).outputs["output"]
        assert [at(plane, spot) for plane in ran.outputs["output"]] == flatten(by_itself)


def cropped(plane: Any, axes: list[tuple[int, int]]) -> Any:
    """A stretch of every axis."""
    if not axes:
        return plane
    (start, length), *rest = axes
    return [cropped(part, rest) for part in plane[start : start + length]]


def at(plane: Any, spot: tuple[int, ...]) -> Any:
    """The number at a position."""
    return at(plane[spot[0]], spot[1:]) if spot else plane


# Proof


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("lenet5", "the whole network at 1x32x32"),
        ("vgg16", "the part after pool5 (512x7x7), at most 64 outputs per layer"),
        ("resnet50", "the part after gap1 (2048x1x1), at most 256 outputs per layer"),
    ],
)
@pytest.mark.sample(1)
def test_the_proof_says_what_was_run(name: str, scope: str) -> None:
    proof = prove_twin(twin_of(name))
    assert (proof.holds, proof.scope) == (True, scope)
    assert proof.numbers >= 64


def test_where_features_follow_a_fully_connected_layer_each_is_run_alone() -> None:
    net = graph("8x64x64", "mul:\n      - gap, fc 8, reshape 8x1x1\n      - identity", "conv 3x3 64", "conv 3x3 8", "fc 7")
    proof = prove_twin(fully_convolutional(net))
    assert (proof.holds, proof.scope, proof.numbers) == (True, "each fully connected layer alone", 15)


def test_a_wrong_twin_is_disproved() -> None:
    twin = fully_convolutional(graph("2x4x4", "conv 3x3 2", "fc 5", "relu", "fc 3"))
    wrong = fully_convolutional(graph("2x4x4", "conv 3x3 2", "fc 5", "sigmoid as relu1", "fc 3"))
    proof = prove_twin(twin._replace(graph=wrong.graph))
    assert (proof.holds, proof.different) == (False, ("relu1", "fc2"))


def test_what_is_too_large_to_run_is_refused() -> None:
    twin = fully_convolutional(graph("4000x50x50", "fc 5"))
    with pytest.raises(SpecError, match="too large to be run in seconds"):
        prove_twin(twin)


# The command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NETWORKS)
def test_the_written_spec_is_read_by_summarize_with_the_same_totals(name: str, here: Path, cnncalc: Run) -> None:
    result = cnncalc("fc-to-conv", name, "-o", "twin.yaml")
    assert (result.status, result.err) == (0, "")
    before, after = (json.loads(cnncalc("summarize", spec, "--format", "json").out) for spec in (name, "twin.yaml"))
    for figure in ("params", "trainable", "buffers", "macs"):
        assert before["totals"][figure] == after["totals"][figure]
    assert {layer["kind"] for layer in after["layers"]}.isdisjoint({"fc", "flatten"})


def test_at_a_larger_input_the_spec_has_it_too(here: Path, cnncalc: Run) -> None:
    cnncalc("fc-to-conv", "vgg16", "--input", "3x384x384", "-o", "twin.yaml")
    report = json.loads(cnncalc("summarize", "twin.yaml", "--format", "json").out)
    assert (report["outputs"], report["totals"]["macs"]) == ({"output": [1000, 6, 6]}, 49551114240)


def test_a_dash_gives_the_spec_in_place_of_the_report(here: Path, cnncalc: Run) -> None:
    cnncalc("fc-to-conv", "lenet5", "-o", "twin.yaml")
    assert cnncalc("fc-to-conv", "lenet5", "-o", "-") == Result(0, (here / "twin.yaml").read_text(), "")


def test_json_holds_all_that_was_asked_for(cnncalc: Run) -> None:
    report = json.loads(cnncalc("fc-to-conv", "vgg16", "--input", "3x384x384", "--gap", "--format", "json").out)
    fc6 = report["pairs"][0]
    assert (fc6["filters"], fc6["kernels"], fc6["kernel"], fc6["equal"]) == (4096, 512, [7, 7], True)
    assert fc6["fc_figures"] == fc6["conv_figures"] == {"params": 102764544, "macs": 102760448}
    assert report["larger"]["outputs"] == {"output": [1000, 6, 6]}
    assert report["larger"]["score_maps"][0]["slid_macs"] == 556929515520
    assert report["gap"]["after"]["params"] == 138357544 - 100663296
    assert report["equal"] is True
    proof = json.loads(cnncalc("fc-to-conv", "lenet5", "--prove", "--format", "json").out)
    assert (proof["proof"]["holds"], proof["proof"]["scope"]) == (True, "the whole network at 1x32x32")
    assert {"larger", "gap"}.isdisjoint(proof) and "proof" not in report


@pytest.mark.sample(1 / 3)
def test_csv_is_one_table(cnncalc: Run) -> None:
    out = cnncalc("fc-to-conv", "vgg16", "--input", "3x384x384", "--gap", "--prove", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["part"] for row in rows] == [*["pair"] * 3, *["network"] * 4, "score map", "behind gap", "proof"]
    assert (rows[0]["filters"], rows[0]["kernels"], rows[0]["size"]) == ("4096", "512", "7x7")
    assert (rows[7]["positions"], rows[7]["ratio"]) == ("36", "11.24")


def test_a_global_pool_is_told_of_and_what_to_do(cnncalc: Run) -> None:
    out = cnncalc("fc-to-conv", "resnet50", "--input", "3x384x384", "--gap").out
    assert (
        "gap1 (gap) gives one value per channel at every input; avgpool 7x7/1 in its place gives the same here and a map" in out
    )
    assert "no output of the twin grows into a score map at this input" in out
    assert "gap would save nothing" in out


@pytest.mark.parametrize(
    ("lines", "larger", "note"),
    [
        ("flatten as f, fc 5", "2x9x9", "f (flatten) is dropped: a convolution reads the map as it is"),
        (
            "adaptive_avgpool 3x3, fc 5",
            "2x9x9",
            "adaptive_avgpool1 gives the same grid at every input, so what follows does not",
        ),
        (
            "gn 2, fc 5",
            "2x9x9",
            "gn1 takes its statistics over the whole map: at a larger input a score is not that of its",
        ),
        (
            "conv 3x3 2 half, maxpool 4x4 ceil, fc 5",
            "2x9x9",
            "conv1 and maxpool1 look past the border of a crop, where the larger",
        ),
        ("fc 5, head a: spp 1x1, fc 5", "2x9x9", "fc1 stays as it is: it reads the vector 2, which comes from no map"),
        ("fc 8, reshape 2x2x2", "2x6x6", "reshape1 gives one shape alone: a larger input fits only where it leaves that as it"),
        (
            "gmp, fc 5",
            "2x9x9",
            "gmp1 (gmp) gives one value per channel at every input; maxpool 6x6/1 in its place gives the same here",
        ),
        ("conv 3x3 2, fc 5", "2x9x9", ""),
    ],
)
def test_what_a_reader_should_know_is_noted(lines: str, larger: str, note: str, here: Path, cnncalc: Run) -> None:
    first, _, branch = lines.partition(", head a: ")
    items = [f"head a:\n      - {branch}", first] if branch else [first]
    (here / "net.yaml").write_text("input: 2x6x6\nlayers:\n" + "".join(f"  - {item}\n" for item in items))
    notes = [line for line in cnncalc("fc-to-conv", "net.yaml", "--input", larger).out.splitlines() if "note: " in line]
    assert any(line.startswith(f"note: {note}") for line in notes) if note else not notes


def test_the_advice_holds() -> None:
    text = bundled_text("resnet50").partition("expect:")[0].replace("- gap\n", "- avgpool 7x7/1\n")
    twin = fully_convolutional(build(parse(text)))
    assert [scores.shape for scores in enlarged(twin, "3x384x384").maps] == [(1000, 6, 6)]


@pytest.mark.parametrize(
    ("args", "message", "help"),
    [
        ("unet", "the network has no fully connected layer", "cnncalc summarize"),
        ("vgg16 --input 1x384x384", "the twin takes 3x224x224 as input and cannot take 1x384x384", "as many channels"),
        ("vgg16 --input 3x100x100", "the window spans 7 along the height, but the input has 3", "a larger input"),
        ("vgg16 --input 3x384", r"the size 3x3 has 2 extents", "write conv 3 64 same"),
        ("vgg16 --input left=3x384x384", "the spec has no input left", "its inputs are: input"),
        ("vgg16 --input left=", "--input left= is not NAME=VALUE", "--input 3x224x224"),
        ("vgg61", "there is no file or bundled spec vgg61", "did you mean"),
        ("vgg16 --prov", "cnncalc fc-to-conv has no option --prov", "did you mean --prove"),
    ],
)
def test_a_bad_request_is_an_error_that_helps(args: str, message: str, help: str, cnncalc: Run) -> None:
    result = cnncalc("fc-to-conv", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")
    assert re.search(rf"  help: .*{help}", result.err)


def test_a_twin_that_is_disproved_ends_in_1(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    from cnncalc.design.twin import proof

    monkeypatch.setattr(proof, "_same", lambda a, b: False)
    result = cnncalc("fc-to-conv", "lenet5", "--prove")
    assert result.status == 1
    assert (
        "disproof: the whole network at 1x32x32, run with the same inputs and weights: the twin differs at C1, tanh1"
        in result.out
    )


def test_summarize_mentions_the_twin_where_there_is_one(cnncalc: Run) -> None:
    line = "fc6 on 512x7x7 is conv 7x7 4096: cnncalc fc-to-conv shows the fully convolutional twin\n"
    assert cnncalc("summarize", "vgg16").out.endswith(f"note: {line}")
    assert cnncalc("summarize", "vgg16", "--format", "markdown").out.endswith(f"- {line}")
    for form in ("json", "csv"):
        assert "fc-to-conv" not in cnncalc("summarize", "vgg16", "--format", form).out
    assert "fc-to-conv" not in cnncalc("summarize", "unet").out


@pytest.mark.parametrize(
    ("line", "mention"),
    [
        ("flatten, relu, dropout, fc 5 nobias", "note: fc1 on 2x4x4 is conv 4x4 5 nobias: "),
        ("flatten, softmax, fc 5", ""),
        ("flatten, bn, fc 5", ""),
        ("spp 1x1, fc 5", ""),
    ],
)
def test_summarize_looks_behind_what_leaves_numbers_in_place(line: str, mention: str, here: Path, cnncalc: Run) -> None:
    (here / "net.yaml").write_text(f"input: 2x4x4\nlayers: {line}\n")
    out = cnncalc("summarize", "net.yaml").out
    assert mention in out if mention else "fc-to-conv" not in out
