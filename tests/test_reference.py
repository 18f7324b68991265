"""Proof by execution: the network is run on numbers that count, and what they counted is compared with the table."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import reduce
from itertools import product
from math import isnan
from typing import Any

import pytest
from running import ROOT
from test_lines import ENTRIES, FIGURES, Entry, spec_of

import cnncalc
from cnncalc.language.read import parse
from cnncalc.layers import KINDS
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.reference.counting import Counted, Observation, merged, observe
from cnncalc.reference.kinds import FORWARD
from cnncalc.reference.run import forward
from cnncalc.reference.tensors import flatten, measure

QUICK = 100_000  # operations that a test may take
DOTS = ("conv", "dwconv", "deconv", "fc")
RULES = ("cnncalc.layers", "cnncalc.analysis.analyze", "cnncalc.analysis.receptive_field", "cnncalc.analysis.lifetimes")


def graph(shape: str, *lines: str) -> Graph:
    return build(parse(f"input: {shape}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)))


def last_of(entry: Entry) -> Observation:
    return list(observe(build(parse(spec_of(entry)))))[-1]


QUICK_ENTRIES = [entry for entry in ENTRIES if max(entry.figures.values()) < QUICK]
each_entry = pytest.mark.parametrize("entry", QUICK_ENTRIES, ids=lambda entry: f"{entry.line} ({entry.input})")


@pytest.mark.sample(2, per=lambda entry: entry.line.split()[0])
@each_entry
def test_what_is_counted_is_in_the_table(entry: Entry) -> None:
    last = last_of(entry)
    macs = last.counts.mul if last.node.layer.kind in DOTS else 0
    figures = dict(zip(FIGURES, (last.numbers(), last.numbers(kept=True), macs, *last.counts[:6]), strict=True))
    assert (len(last.items), last.shape, figures) == (entry.items, entry.shape, entry.figures)


def clipped(low: int, size: int, extent: int) -> tuple[int, int] | None:
    """The stretch of an axis, without what lies in the padding; None where that is all of it."""
    first, last = max(low, 0), min(low + size, extent) - 1
    return (first, last) if first <= last else None


SLIDING = [
    entry
    for entry in QUICK_ENTRIES
    if entry.field.size and entry.field.aligned and all(isinstance(s, int) for s in entry.field.stride)
    if not {"reflect", "replicate", "edge"} & set(entry.line.split())  # whose additions stand for what is inside
    if "dilation" not in entry.line and ("deconv" not in entry.line and "upsample" not in entry.line)
]


@pytest.mark.sample(2, per=lambda entry: entry.line.split()[0])
@pytest.mark.parametrize("entry", SLIDING, ids=lambda entry: f"{entry.line} ({entry.input})")
def test_each_position_sees_the_field_of_the_table(entry: Entry) -> None:
    extents = [int(extent) for extent in entry.input.split("x")[1:]]
    tensor, field = last_of(entry).items[0], entry.field
    columns = list(zip(*map(flatten, tensor)))  # the field is what the channels see together
    spots = list(product(*map(range, entry.shape[1:])))
    if not any(field.stride):  # and where the input's axes are gone, what all numbers do
        spots, columns = [(0,) * len(extents)], [tuple(flatten(tensor))]
    for spot, column in zip(spots, columns, strict=True):
        axes = zip(field.start, field.stride, spot, field.size, extents)
        stretches = tuple(clipped(int(a + s * o), int(size), w) for a, s, o, size, w in axes)
        seen = Counted(0, column[0].tally, reduce(merged, (number.box for number in column))).sees
        assert seen == stretches or (seen == () and None in stretches)


def test_every_kind_has_a_function() -> None:
    assert set(FORWARD) == set(KINDS)


@pytest.mark.parametrize("path", sorted((ROOT / "cnncalc" / "reference").glob("*.py")), ids=lambda path: path.name)
def test_no_rule_is_imported(path: Any) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    modules = [name for node in nodes for name in modules_of(node)]
    assert not [name for name in modules if name.startswith(RULES)]


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_products_with_padding_are_told_apart() -> None:
    # along an axis three windows of three taps have nine, two of them on padding: 7*7 products are with numbers of the input
    counts = list(observe(graph("1x3x3", "conv 3x3 1 half")))[-1].counts
    assert (counts.mul, counts.mul_on_padding) == (81, 81 - 49)


def test_a_number_tells_which_inputs_it_came_from() -> None:
    two = "input: {left: 1x4x4, right: 1x4x4, tail: 1x9}\nlayers:\n  - mul:\n      - crop 1\n      - from right, maxpool 2x2\n"
    number: Counted = list(observe(build(parse(two))))[-1].items[0][0][1][0]
    assert number.sees == ((2, 2), (1, 1), (2, 3), (0, 1), None)


def test_the_constant_nought_sees_nothing_but_a_weight_of_nought_does() -> None:
    (middle,) = list(observe(graph("1x3", "resize 1 bilinear")))[-1].items[0][0]
    assert middle.sees == ((1, 1),), "the neighbour's share is exactly 0"
    weight, tally = Counted(0, middle.tally), middle.tally
    assert (weight * Counted(5, tally, (1, -1))).sees == ((1, 1),)


def test_forward_gives_every_output_and_every_tensor_by_name() -> None:
    spec = "input: 2x4x4\nlayers:\n  - conv 1x1 3 as a\n  - head side:\n      - gap\n  - fc 2\n"
    ran = cnncalc.forward(build(parse(spec)))
    assert {name: measure(x) for name, x in ran.outputs.items()} == {"output": (2,), "side": (3, 1, 1)}
    assert {name: measure(x) for name, x in ran.tensors.items()} == {
        "input": (2, 4, 4), "a": (3, 4, 4), "gap1": (3, 1, 1), "fc1": (2,),
    }  # fmt: skip


def test_what_is_missing_is_drawn_from_the_seed() -> None:
    made = [forward(graph("2x5x5", "conv 3x3 4", "bn"), seed=seed) for seed in (0, 0, 1)]
    assert made[0] == made[1]
    assert made[0].weights["conv1"] != made[2].weights["conv1"]
    assert all(type(value) is int for value in flatten(made[0].tensors["conv1"]))


def test_what_is_given_is_used_and_only_the_rest_drawn() -> None:
    norm = {"running_mean": [1.0], "running_var": [4.0 - 1e-5], "weight": [6.0], "bias": [0.5], "num_batches_tracked": 7}
    ran = forward(graph("1x2", "bn"), {"input": ((3, 5),)}, {"bn1": norm})
    assert ran.outputs["output"] == [[6.5, 12.5]]


@pytest.mark.parametrize(
    ("inputs", "weights", "message"),
    [
        ({}, {"conv1": {"weight": [[[[1, 2]]]]}}, "the weight of the layer conv1 must be 2x1x2x2; what came is 1x1x1x2"),
        ({}, {"conv1": {"bias": [1, 2, 3]}}, "the bias of the layer conv1 must be 2; what came is 3"),
        ({}, {"conv1": {"bias": 1}}, "the bias of the layer conv1 must be 2; what came is a number"),
        ({}, {"conv1": {"bias": [1, "x"]}}, "the bias of the layer conv1 must be 2; what came is one with 'x' in it"),
        ({}, {"conv1": {"wieght": []}}, "the layer conv1 has no tensor wieght\n  help: did you mean weight?"),
        ({}, {"relu1": {"weight": [1]}}, "the layer relu1 has no tensor weight\n  help: it has no weights"),
        ({}, {"conv2": {}}, "the network has no layer conv2\n  help: did you mean conv1?"),
        ({"input": [[1]]}, {}, "the input input must be 1x3x3; what came is 1x1"),
        ({"input": [[[1, 2, 3], [4, 5], [6]]]}, {}, "the input input must be 1x3x3; what came is lists of different lengths"),
        ({"inptu": []}, {}, "the network has no input inptu\n  help: did you mean input?"),
        (
            {"input": [[[10**400] * 3] * 3]},
            {"conv1": {"weight": [[[[0.5] * 2] * 2]] * 2}},
            "the numbers outgrow floats at conv1",
        ),
    ],
)
def test_what_does_not_fit_is_refused(inputs: dict[str, Any], weights: dict[str, Any], message: str) -> None:
    with pytest.raises(cnncalc.SpecError) as refused:
        forward(graph("1x3x3", "conv 2x2 2", "relu"), inputs, weights)
    assert message in str(refused.value)


def test_behind_regions_a_tensor_is_a_list_of_items() -> None:
    net = graph("1x4x4", "roipool 1x1 rois=2", "fc 1 nobias")
    picture = [[[row * 4 + column for column in range(4)] for row in range(4)]]
    ran = forward(net, {"input": picture}, {"fc1": {"weight": [[10]]}}, regions={"roipool1": [[0, 0, 4, 4], [1, 0, 2, 2]]})
    assert ran.outputs["output"] == [[150], [50]]
    with pytest.raises(
        cnncalc.SpecError, match=r"the region \(0, 0, 5, 4\) of the layer roipool1 does not lie on its map of 4x4"
    ):
        forward(net, regions={"roipool1": [[0, 0, 5, 4]] * 2})


def convolution(x: list[list[int]], w: list[list[int]]) -> list[list[int]]:
    """y[p] = sum over all q of x[q]*w[p - q]: convolution as mathematics has it, at every p where anything meets."""
    y = [[0] * (len(x[0]) + len(w[0]) - 1) for _ in range(len(x) + len(w) - 1)]
    for (i, row), (k, taps) in product(enumerate(x), enumerate(w)):
        for (j, value), (m, tap) in product(enumerate(row), enumerate(taps)):
            y[i + k][j + m] += value * tap
    return y


def test_cross_correlation_with_a_flipped_kernel_is_convolution() -> None:
    x, w = [[1, 2, -3], [0, 4, 5], [7, -1, 2], [3, 3, 8]], [[1, -2, 3], [4, 0, 6]]
    flipped = [row[::-1] for row in w[::-1]]
    net = graph("1x4x3", "conv 2x3 1 full nobias")
    run = {
        name: forward(net, {"input": [x]}, {"conv1": {"weight": [[taps]]}}) for name, taps in (("w", w), ("flipped", flipped))
    }
    assert run["flipped"].outputs["output"] == [convolution(x, w)]
    assert run["w"].outputs["output"] == [convolution(x, flipped)] != [convolution(x, w)]


def test_fractions_stay_exact() -> None:
    net = graph("1x3", "conv 2 1", "leakyrelu", "avgpool 2", "upsample 2 bilinear", "fc 1 nobias")
    third = Fraction(1, 3)
    weights = {"conv1": {"weight": [[[third, -3]]], "bias": [third]}, "fc1": {"weight": [[third, third]]}}
    ran = forward(net, {"input": [[third, 0, Fraction(-1, 7)]]}, weights)
    values = (third * third + third, Fraction(3, 7) + third)
    assert ran.outputs["output"] == [sum(values) / 2 * 2 * third]
    assert all(isinstance(value, Fraction) for value in flatten(ran.outputs["output"]))


def test_values_far_out_overflow_nothing() -> None:
    net = graph("2x2", "softplus", "mish", "tanh", "sigmoid", "silu", "gelu", "softmax")
    assert forward(net, {"input": [[5000, -5000.0], [0, 10**6]]}).tensors["softplus1"][0] == [5000, 0.0]
    assert forward(graph("2", "tanh"), {"input": [5000.0, -5000]}).outputs["output"] == [1.0, -1.0]


@pytest.mark.parametrize("where", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "lines",
    [
        *(["relu"], ["relu6"], ["leakyrelu"], ["prelu"], ["elu"], ["selu"], ["celu"], ["gelu"], ["silu"], ["hardswish"]),
        *(["sigmoid"], ["hardsigmoid"], ["tanh"], ["softplus"], ["softsign"], ["mish"], ["softmax"], ["maxout 4", "l2norm"]),
        *(["flatten", "reshape 1x4", "maxpool 4"], ["reshape 1x4", "gmp"], ["reshape 1x4", "adaptive_maxpool 1"]),
        *(["reshape 1x2x2", "spp 1x1"], ["reshape 1x2x2", "roipool 1x1 rois=1"], ["max:\n      - relu\n      - identity"]),
    ],
    ids=lambda lines: lines[-1].split()[0],
)
def test_what_is_no_number_stays_so(lines: list[str], where: int) -> None:
    values = [float("nan") if place == where else 0.5 * place - 1 for place in range(4)]
    output = flatten(forward(graph("4", *lines), {"input": values}).outputs["output"])
    assert isnan(output[where if len(output) > 1 else 0])
