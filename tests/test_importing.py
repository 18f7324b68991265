"""Operations become steps: what each is in the language, what several mean together, what no kind says, what a file states."""

from __future__ import annotations

import math
from typing import Any

import pytest
from importing.models import model, operation, steps

from cnncalc import SpecError
from cnncalc.importing.imported import imported, spec_of_import
from cnncalc.importing.lowering.table import LOWERINGS, REASONS
from cnncalc.importing.operations import OPERATIONS, Operation

ROWS = [
    (
        "conv",
        {"kernel": (3, 3), "stride": (2, 2), "padding": ((1, 1), (1, 1)), "out": 4, "bias": False},
        "conv 3x3/2 4 half nobias",
    ),
    ("conv", {"kernel": (3, 3), "padding": ((0, 1), (0, 1)), "out": 4}, "conv 3x3 4 pad=0:1"),
    ("conv", {"kernel": (3, 3), "padding": "same", "out": 4}, "conv 3x3 4 same"),
    ("conv", {"kernel": (3, 3), "out": 6, "groups": 6}, "dwconv 3x3"),
    ("conv", {"kernel": (3, 3), "out": 12, "groups": 6}, "dwconv 3x3 mult=2"),
    ("conv", {"kernel": (3, 3), "out": 4, "groups": 2, "dilation": (2, 2)}, "conv 3x3 4 dilation=2 groups=2"),
    ("deconv", {"kernel": (4, 4), "stride": (2, 2), "padding": ((1, 1), (1, 1)), "out": 3}, "deconv 4x4/2 3 pad=1"),
    ("dense", {"out": 10, "axis": 0}, "conv 1x1 10"),
    ("bn", {}, "bn"),
    ("bn", {"scale": False, "shift": False}, "bn noaffine"),
    ("ln", {"axes": (0,)}, "ln"),
    ("gn", {"groups": 3}, "gn 3"),
    ("maxpool", {"kernel": (3, 3), "stride": (2, 2), "padding": ((1, 1), (1, 1)), "ceil": True}, "maxpool 3x3/2 half ceil"),
    ("avgpool", {"kernel": (2, 2), "stride": (2, 2), "exclude_pad": True}, "avgpool 2x2"),
    ("adaptive_avgpool", {"size": (1, 1)}, "gap"),
    ("adaptive_avgpool", {"size": (2, 2)}, "adaptive_avgpool 2x2"),
    ("reduce_mean", {"axes": (1, 2), "keep": True}, "gap"),
    ("reduce_max", {"axes": (-1, -2), "keep": True}, "gmp"),
    ("clip", {"low": 0.0, "high": 6.0}, "relu6"),
    ("clip", {"low": 0.0}, "relu"),
    ("softmax", {"axis": 0}, "softmax"),
    ("dropout", {"rate": 0.2}, "dropout 0.2"),
    ("slice", {"axis": 0, "start": 2, "stop": 4}, "slice 2:4"),
    ("slice", {"axis": 1, "start": 2}, "crop 2:0x0:0"),
    ("pad", {"padding": ((0, 0), (1, 1), (2, 2))}, "pad 1x2"),
    ("pad", {"padding": ((0, 3), (0, 0), (0, 0))}, "pad_channels 3"),
    ("resize", {"factor": (2.0, 2.0)}, "upsample 2"),
    ("resize", {"size": (12, 10), "mode": "linear"}, "resize 12x10 bilinear"),
    ("shuffle", {"groups": 2}, "shuffle 2"),
    ("pixelshuffle", {"factor": 1}, "pixelshuffle 1"),
    ("space_to_depth", {"factor": 2}, "space_to_depth 2"),
    ("flatten", {}, "flatten"),
    ("reshape", {"shape": (-1, 4, 4)}, "reshape 24x4x4"),
]


@pytest.mark.parametrize(("op", "attributes", "text"), ROWS, ids=lambda value: str(value) if isinstance(value, str) else "")
def test_an_operation_becomes_a_step(op: str, attributes: dict[str, Any], text: str) -> None:
    assert steps(model(operation(f"a: {op} of x", **attributes))) == [text]


def test_every_operation_has_a_row_or_a_reason() -> None:
    assert set(OPERATIONS) == {*LOWERINGS, *REASONS}
    assert not set(LOWERINGS) & set(REASONS)


def times(line: str, value: float) -> Operation:
    return operation(line, value=value)


PATTERNS: dict[str, tuple[list[Operation], list[str]]] = {
    "silu": ([operation("a: sigmoid of x"), operation("b: mul of x a")], ["silu"]),
    "mish": ([operation("a: softplus of x"), operation("b: tanh of a"), operation("c: mul of b x")], ["mish"]),
    "hardswish": (
        [
            times("a: plus of x", 3.0),
            operation("b: clip of a", low=0.0, high=6.0),
            operation("c: mul of x b"),
            times("d: times of c", 1 / 6),
        ],
        ["hardswish"],
    ),
    "hardswish by hardsigmoid": (
        [times("a: plus of x", 3.0), operation("b: relu6 of a"), times("c: times of b", 1 / 6), operation("d: mul of x c")],
        ["hardswish"],
    ),
    "hardsigmoid": ([times("a: plus of x", 3.0), operation("b: relu6 of a"), times("c: times of b", 1 / 6)], ["hardsigmoid"]),
    "relu6 in two": ([operation("a: clip of x", low=0.0), operation("b: clip of a", high=6.0)], ["relu6"]),
    "gelu": (
        [
            times("a: times of x", math.sqrt(0.5)),
            operation("b: erf of a"),
            times("c: plus of b", 1.0),
            operation("d: mul of x c"),
            times("e: times of d", 0.5),
        ],
        ["gelu"],
    ),
    "gelu, halved first": (
        [
            times("h: times of x", 0.5),
            times("a: times of x", math.sqrt(0.5)),
            operation("b: erf of a"),
            times("c: plus of b", 1.0),
            operation("d: mul of h c"),
        ],
        ["gelu"],
    ),
    "gelu by tanh": (
        [
            times("p: power of x", 3.0),
            times("q: times of p", 0.044715),
            operation("r: add of x q"),
            times("s: times of r", math.sqrt(2 / math.pi)),
            operation("t: tanh of s"),
            times("u: plus of t", 1.0),
            times("h: times of x", 0.5),
            operation("v: mul of h u"),
        ],
        ["gelu"],
    ),
    "a bias": (
        [
            operation("a: conv of x", kernel=(1, 1), out=4, bias=False),
            operation("b: plus of a", {"value": (4, 1, 1)}, learned=True),
        ],
        ["conv 1x1 4"],
    ),
    "scale and term": (
        [
            operation("a: times of x", {"value": (6, 1, 1)}, learned=True),
            operation("b: plus of a", {"value": (6, 1, 1)}, learned=True),
        ],
        ["scale bias"],
    ),
    "padding": (
        [
            operation("a: pad of x", padding=((0, 0), (0, 1), (0, 1))),
            operation("b: conv of a", kernel=(3, 3), stride=(2, 2), out=4),
        ],
        ["conv 3x3/2 4 pad=0:1"],
    ),
    "shuffle": (
        [
            operation("a: reshape of x", shape=(2, 3, 8, 8)),
            operation("b: transpose of a", order=(1, 0, 2, 3)),
            operation("c: reshape of b", shape=(6, 8, 8)),
        ],
        ["shuffle 2"],
    ),
    "channels last": (
        [
            operation("a: transpose of x", order=(1, 2, 0)),
            operation("b: ln of a"),
            operation("c: dense of b", out=24),
            operation("d: gelu of c"),
            operation("e: transpose of d", order=(2, 0, 1)),
        ],
        ["ln", "conv 1x1 24", "gelu"],
    ),
    "tokens": (
        [
            operation("a: reshape of x", shape=(6, 64)),
            operation("b: transpose of a", order=(1, 0)),
            operation("c: dense of b", out=12),
            operation("d: reduce_mean of c", axes=(0,)),
            operation("e: dense of d", out=10),
        ],
        ["reshape 6x64", "conv 1 12", "gap", "fc 10"],
    ),
    "layer norm in parts": (
        [
            operation("t: transpose of x", order=(1, 2, 0)),
            operation("m: reduce_mean of t", axes=(-1,), keep=True),
            operation("s: sub of t m"),
            times("q: power of s", 2.0),
            operation("v: reduce_mean of q", axes=(-1,), keep=True),
            times("p: plus of v", 1e-6),
            operation("r: sqrt of p"),
            operation("d: div of s r"),
            operation("w: times of d", {"value": (6,)}, learned=True),
            operation("b: plus of w", {"value": (6,)}, learned=True),
            operation("u: transpose of b", order=(2, 0, 1)),
        ],
        ["ln"],
    ),
    "flatten and dense": ([operation("a: flatten of x"), operation("b: dense of a", out=10)], ["fc 10"]),
    "nothing": ([operation("a: identity of x"), operation("b: relu of a")], ["relu"]),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_what_several_operations_mean_together(name: str) -> None:
    operations, wanted = PATTERNS[name]
    assert steps(model(*operations)) == wanted


def test_a_pattern_that_something_else_reads_stays_as_it_is() -> None:
    parts = [operation("a: sigmoid of x"), operation("b: mul of x a"), operation("c: add of a b")]
    assert steps(model(*parts)) == ["sigmoid", "mul", "add"]


def test_names_of_what_is_merged_are_those_of_its_module() -> None:
    found = model(
        times("act: plus of x", 3.0), operation("act_2: clip of act", low=0.0, high=6.0), times("act_3: times of act_2", 1 / 6)
    )
    assert [step.name for step in imported(found, "net.onnx").lowered.steps] == ["act"]


def test_what_no_kind_says_is_one_error() -> None:
    found = model(
        operation("a: softmax of x", axis=1),
        operation("b: softmax of a", axis=1),
        operation("l: LSTM of x"),
        operation("m: add of l b"),
        operation("d: Convolve of x"),
        operation("e: add of m d"),
    )
    with pytest.raises(SpecError) as raised:
        imported(found, "net.onnx")
    assert str(raised.value) == (
        "error: 3 of 6 in net.onnx are operations that no kind says:\n"
        "  1 x softmax over axis 1 of 6x8x8, not over the channels: a\n"
        "  1 x LSTM (recurrent layers have no kind): l\n"
        "  1 x Convolve (the nearest kind is conv): d\n"
        "  help: cnncalc kinds lists what layers it has; leave these out of what is exported"
    )


def test_what_the_file_states_is_held_against_the_rules() -> None:
    wrong = operation("c1: conv of x", {"weight": (4, 6, 5, 5)}, kernel=(3, 3), out=4, bias=False)._replace(shape=(4, 8, 8))
    with pytest.raises(SpecError) as raised:
        imported(model(wrong), "net.onnx")
    assert str(raised.value).splitlines()[1:3] == [
        "  c1: its output is 4x8x8 in the file, 4x6x6 by the rules",
        "  c1: its weight is 4x6x5x5 in the file, 4x6x3x3 by the rules",
    ]


def test_shared_weights_are_not_counted_twice() -> None:
    first, second = (operation(f"{name}: conv of x", kernel=(1, 1), out=6)._replace(weights=("w",)) for name in "ab")
    with pytest.raises(SpecError, match="weights that it shares with a: b"):
        imported(model(first, second, operation("c: add of a b")), "net.onnx")


def test_outputs_and_notes_reach_the_spec() -> None:
    found = model(operation("a: relu of x"), operation("b: leakyrelu of a", slope=0.1), outputs=("b", "a"))
    spec = spec_of_import(imported(found, "net.onnx"))
    assert spec.notes == ("a slope of 0.1 counts as much as leakyrelu's own of 0.01: b",)
    assert spec.file.lines[-4:] == ("  - leakyrelu as b", "  - head y1:", "      - from a", "  - from b")


def test_what_the_file_has_of_parameters_is_expected_of_the_spec() -> None:
    layer = operation("c: conv of x", {"weight": (4, 6, 3, 3), "bias": (4,)}, kernel=(3, 3), out=4)
    assert spec_of_import(imported(model(layer), "net.onnx")).expect["params"].word.text == "220"
    silent = operation("d: conv of c", kernel=(3, 3), out=4)
    assert not spec_of_import(imported(model(layer, silent), "net.onnx")).expect


def test_an_operation_that_reads_what_is_not_there_is_refused() -> None:
    with pytest.raises(SpecError, match="a reads b, which nothing before it makes"):
        imported(model(operation("a: relu of b"), operation("b: relu of a")), "net.onnx")
