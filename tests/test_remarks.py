"""Remarks on odd inputs: channels at the other end, a batch among the extents, a size that makes another network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Result, bundled_spec

import cnncalc
from cnncalc import SpecError, build, parse
from cnncalc.bundled.names import bundled_names

Run = Callable[..., Result]

TURNED = "input 32x32x3 has 32 channels; with layout hwc it has 3"
BATCH = "input 1x3x32x32 has 1 channel and 3 axes; a batch is no part of a shape: 3x32x32 is one picture"
# fc6 on 512 maps of 7x7 has 512*7*7*4096 + 4096 parameters; five pools leave 1x1 of 32x32, and 512*4096 + 4096
OTHER = "at 3x32x32 fc6 has 2,101,248 parameters, at the spec's own 3x224x224 it has 102,764,544: this is another network"
ODD = [
    ("input: 32x32x3\nlayers: conv 3x3 4\n", [TURNED]),
    ("input: 3x32x32\nlayers: conv 3x3 4\n", []),
    ("layout: hwc\ninput: 32x32x3\nlayers: conv 3x3 4\n", []),
    ("layout: hwc\ninput: 3x32x32\nlayers: conv 3x3 4\n", ["input 3x32x32 has 32 channels; with layout chw it has 3"]),
    ("input: 64x64x64\nlayers: conv 3x3 4\n", []),
    ("input: 512x7x7\nlayers: conv 3x3 4\n", []),
    ("input: HxHx3\nlayers: conv 1x1 4\n", []),
    ("input: 1x3x32x32\nlayers: conv 3x3x3 4\n", [BATCH]),
    ("input: 1x3x480x640\nlayers: conv 3x3x3 4\n", [BATCH.replace("32x32", "480x640")]),
    ("input: 3x16x112x112\nlayers: conv 3x3x3 4\n", []),
    ("input: 1x64x64x64\nlayers: conv 3x3x3 4\n", []),
    ("input: {a: 3x8x8, b: 8x8x3}\nlayers: conv 3x3 4\n", ["b 8x8x3 has 8 channels; with layout hwc it has 3"]),
]


@pytest.mark.parametrize(("text", "remarks"), ODD)
def test_odd_inputs_are_remarked_on(text: str, remarks: list[str]) -> None:
    assert list(build(parse(text)).remarks) == remarks


@pytest.mark.parametrize(
    ("name", "input", "remarks"),
    [
        ("vgg16", "3x32x32", [OTHER]),
        ("vgg16", "3x224x224", []),
        ("vgg16_tv", "3x448x448", []),  # an adaptive pool of 7x7 comes before the dense layers
        ("resnet18", "3x32x32", []),
    ],
)
def test_a_size_that_makes_another_network_is_remarked_on(name: str, input: str, remarks: list[str]) -> None:
    assert list(build(bundled_spec(name), input).remarks) == remarks


def test_several_dense_layers_that_change_are_counted() -> None:
    text = "input: 3x8x8\nlayers:\n  - head a: fc 2\n  - head b: fc 3\n  - fc 4\n"
    (remark,) = build(parse(text), "3x4x4").remarks
    assert remark.startswith("at 3x4x4 fc1 has 98 parameters, at the spec's own 3x8x8 it has 386, and 2 more layers differ: ")


SPEC = """
input: 3x32x32
vars: {w: 8}
layers:
  - conv 3x3 w half as c, relu
  - fc 10
expect: {c.params: 224}
"""
# At 3x64x64 fc1 has 8*64*64*10 + 10 parameters, at 3x32x32 8*32*32*10 + 10.
CHANGED = "at 3x64x64 fc1 has 327,690 parameters, at the spec's own 3x32x32 it has 81,930: this is another network"
COMMANDS = (
    "summarize", "explain", "memory", "check", "bottleneck", "verify", "reconcile macs fvcore", "expand", "export",
    "variants c", "compare vgg16", "sweep --set w=8,9",
)  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_takes_an_input_says_so(command: str, form: str, tmp_path: Path, cnncalc: Run) -> None:
    (tmp_path / "net.yaml").write_text(SPEC, encoding="utf-8")
    name, *words = command.split()
    how = () if name in ("expand", "export") else ("--format", form)
    result = cnncalc(name, str(tmp_path / "net.yaml"), *words, "--input", "3x64x64", *how)
    assert result.status == 0, result.err
    if form == "json" and how and name != "variants":
        assert any(CHANGED in note for note in json.loads(result.out)["notes"])
    else:
        assert CHANGED in result.out + result.err


@pytest.mark.parametrize("shape", ["32x32x3", "1x3x32x32"])
@pytest.mark.parametrize("command", ["compare", "sweep", "check", "fc-to-conv", "summarize"])
def test_a_shape_that_is_turned_or_has_a_batch_is_noticed(command: str, shape: str, tmp_path: Path, cnncalc: Run) -> None:
    (tmp_path / "net.yaml").write_text(SPEC.replace("3x3", "1x1" if shape == "32x32x3" else "3x3"), encoding="utf-8")
    more = ",3x32x32" if command in ("compare", "sweep") else ""
    result = cnncalc(command, str(tmp_path / "net.yaml"), "--input", f"{shape}{more}")
    said = "has 32 channels; with" if shape == "32x32x3" else "a batch is no part of a shape: write --input 3x32x32"
    if command != "sweep" or shape == "32x32x3":  # where no variant of a sweep can be built, each row has its error
        assert said in result.out + result.err


def test_a_result_says_so_too() -> None:
    shown = cnncalc.summarize("vgg16", input="3x32x32")
    assert f"note: {OTHER}" in str(shown)
    assert shown.to_dict()["notes"] == [OTHER]
    assert "notes" not in cnncalc.summarize("vgg16").to_dict()


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("input: 1x3x32x32\nlayers: conv 3x3 4\n", "a batch is no part of a shape: write 3x32x32 as the input"),
        ("input: 8x3x32x32\nlayers: maxpool 2x2\n", "a batch is no part of a shape: write 3x32x32 as the input"),
        ("input: 3x16x32x32\nlayers: conv 3x3 4\n", "write conv 3x3x3 4"),
        ("input: 32x32x3\nlayers: conv 5x5 4\n", "32x32x3 has 32 channels; with layout hwc it has 3; or use a kernel that "),
    ],
)
def test_errors_say_what_was_meant_by_a_shape(text: str, help: str) -> None:
    with pytest.raises(SpecError) as raised:
        build(parse(text))
    assert str(raised.value.problems[0].help).startswith(help)


@pytest.mark.parametrize(("name", "shape"), [("inception_v3", "3x128x128"), ("googlenet", "3x64x64")])
def test_an_error_in_an_auxiliary_head_says_how_to_do_without(name: str, shape: str) -> None:
    with pytest.raises(SpecError) as raised:
        build(bundled_spec(name), shape)
    assert str(raised.value.problems[0].help).endswith("; or without the auxiliary heads: --set heads=0")
    assert build(bundled_spec(name), shape, {"heads": 0}).outputs.keys() == {"output"}


def test_a_spec_without_such_a_variable_is_not_told_of_it() -> None:
    with pytest.raises(SpecError) as raised:
        build(parse("input: 3x4x4\nlayers:\n  - head a: conv 5x5 2\n  - relu\n"))
    assert "heads" not in str(raised.value)


DETECTORS = (
    "faster_rcnn_vgg16",
    "retinanet_resnet50_fpn",
    "ssd300_vgg16",
)  # whose outputs are boxes too, and many scores a place
TELL_NO_CLASSES = ("siamese_koch",)


@pytest.mark.sample(12)
@pytest.mark.parametrize("name", [name for name in bundled_names() if name not in TELL_NO_CLASSES])
def test_every_bundled_network_that_tells_classes_apart_has_them_as_a_variable(name: str) -> None:
    """10 classes change the outputs alone: every layer but those that give scores, and what follows them, stays as it is."""
    spec = bundled_spec(name)
    assert "classes" in spec.vars, name
    ten = build(spec, variables={"classes": 10})
    own = build(spec, variables={"classes": spec.vars["classes"].word.text})
    assert [node.name for node in ten.nodes] == [node.name for node in own.nodes]
    for output, index in ten.outputs.items():
        if name not in DETECTORS:
            assert ten.nodes[index].shape[0] == 10, output


# Two convolutions of 64 channels on 32x32, one after the other: 2*(3*3*64*64 + 64) parameters, 2*3*3*64*64*32*32 MACs.
TRAP = "input: 64x32x32\nlayers:\n  - add:\n      - conv 3x3 64 same\n      - relu\n      - conv 3x3 64 same\n"
MEANT = "- conv 3x3 64 same, relu, conv 3x3 64 same and - identity"


def test_branches_that_were_meant_one_after_the_other_are_remarked_on() -> None:
    (remark,) = build(parse(TRAP)).remarks
    assert remark == (
        "add1 adds 3 branches side by side; for one after the other beside the input write "
        f"{MEANT}: 64x32x32, 73,856 params, 75,497,472 MACs"
    )
    line, _, identity = MEANT.partition(" and ")
    followed = cnncalc.analyze(build(parse(f"input: 64x32x32\nlayers:\n  - add:\n      {line}\n      {identity}\n")))
    assert (followed.graph.remarks, followed.params, followed.macs) == ((), 73_856, 75_497_472)
    assert followed.graph.nodes[-1].shape == (64, 32, 32)
    assert followed.rows[-1].field.size == (5, 5)


@pytest.mark.parametrize(
    "branches", [["conv 1x1 64", "bn"], ["identity", "relu"], ["conv 1x1 64, relu", "conv 3x3 64 half"], ["relu", "tanh"]]
)
def test_other_sums_are_not(branches: list[str]) -> None:
    lines = "".join(f"      - {line}\n" for line in branches)
    assert build(parse(f"input: 64x8x8\nlayers:\n  - add:\n{lines}")).remarks == ()


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("name: ResNet of issue #42\n", ["the name ends before #42, which YAML takes for a comment: put the text in quotes"]),
        ("name: a\nsource: b #2 c\n", ["the source ends before #2 c, which YAML takes for a comment: put the text in quotes"]),
        ("name: a  # a comment\n", []),
        ("name: 'ResNet of issue #42'\n", []),
        ("name: C#\n", []),
    ],
)
def test_a_text_that_a_comment_cuts_is_remarked_on(text: str, remarks: list[str]) -> None:
    assert list(build(parse(f"{text}input: 3x8x8\nlayers: relu\n")).remarks) == remarks


@pytest.mark.parametrize(
    ("shape", "remarks"),
    [
        ("3xHxW", ["H in 3xHxW is the variable of the spec, 7, and no symbol"]),
        ("3xWxW", []),
        ("3x9x9", []),
        ("kxSxS", ["k in kxSxS is the variable of the spec, 3, and no symbol"]),
    ],
)
def test_a_variable_that_hides_a_symbol_is_told(shape: str, remarks: list[str]) -> None:
    spec = parse("input: 3x8x8\nvars: {H: 7, k: 3}\nlayers: conv 3x3 k\n")
    assert list(build(spec, shape).remarks) == remarks


@pytest.mark.sample(12)
@pytest.mark.parametrize("name", bundled_names())
def test_no_bundled_network_is_odd(name: str) -> None:
    assert build(bundled_spec(name)).remarks == ()
