"""Variants of one convolution: the figures that are taught, and the law that each gives the same and sees the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, Result, Run
from strategies import examples

from cnncalc import Analysis, SpecError, analyze, build, load, parse, variants, variants_of


def weights(shape: str, step: str) -> dict[str, int]:
    """The weights of every variant."""
    found = variants(shape, step)
    return {one.key: one.figures.weights for one in (found.layer, *found.others)}


def built(shape: str, line: str, layout: str = "chw") -> Analysis:
    return analyze(build(parse(f"layout: {layout}\ninput: {shape}\nlayers:\n  - {line}\n")))


# What is taught


@pytest.mark.parametrize("c", [16, 64, 256])
def test_7x7_as_three_3x3_and_as_1x7_with_7x1(c: int) -> None:
    found = weights(f"{c}x14x14", f"conv 7x7 {c} same")
    assert found["layer"] == 49 * c**2
    assert found["stack"] == 27 * c**2
    assert found["1xn"] == 14 * c**2


def test_5x5_against_3x3(cnncalc: Run) -> None:
    found = weights("256x28x28", "conv 5x5 256 same")
    assert found["stack"] == 18 * 256**2
    assert Fraction(found["layer"], found["stack"] // 2) == Fraction(25, 9)
    assert "a 5x5 has 25/9 = 2.78 times the weights of one 3x3" in cnncalc("variants", "256x28x28", "conv 5x5 256 same").out


def test_resnets_bottleneck_is_among_the_variants_of_a_3x3() -> None:
    found = weights("256x56x56", "conv 3x3 256 half nobias")
    assert (found["layer"], found["bottleneck-64"]) == (589824, 69632)
    assert found["separable"] == 9 * 256 + 256 * 256
    assert found["groups-32"] == 589824 // 32


def test_the_relus_are_counted_with_the_one_behind() -> None:
    found = variants("8x20x20", "conv 7x7 8")
    assert {one.key: one.nonlinearities for one in (found.layer, *found.others)} == {
        "layer": 1,
        "stack": 3,
        "1xn": 2,
        "separable": 2,
        **{f"reduce-{r}": 2 for r in (4, 2, 1)},
        **{f"bottleneck-{r}": 3 for r in (4, 2, 1)},
        **{f"groups-{n}": 1 for n in (2, 4, 8)},
    }


LINES = [
    ("8x9x9", "conv 5x5 4 same", "stack", "conv 3x3 4 same, relu, conv 3x3 4 same"),
    ("8x9x9", "conv 5x5 4 same", "1xn", "conv 1x5 4 same, relu, conv 5x1 4 same"),
    ("8x9x9", "conv 7x7/2 4 half nobias", "stack", "conv 3x3 4 half nobias, relu, " * 2 + "conv 3x3/2 4 half nobias"),
    ("8x9x9", "conv 4x4 4", "stack", "conv 3x3 4, relu, conv 2x2 4"),
    ("8x9x9", "conv 4x4 4 same", "stack", "conv 3x3 4 same, relu, conv 2x2 4 same"),
    ("8x9x9", "conv 5x7 4 half", "stack", "conv 3x3 4 half, relu, conv 3x3 4 half, relu, conv 1x3 4 half"),
    ("8x9x9", "conv 5x5 4 pad=1", "stack", "conv 3x3 4 half, relu, conv 3x3 4"),
    ("8x40", "conv 5 4 dilation=3 half", "stack", "conv 3 4 dilation=3 half, relu, conv 3 4 dilation=3 half"),
    ("8x9x9", "dwconv 5x5/2 mult=3 half", "stack", "dwconv 3x3 mult=3 half, relu, dwconv 3x3/2 half"),
    (
        "8x9x9x9",
        "conv 3x3x3/2 4 half",
        "1xn",
        "conv 1x1x3/1x1x2 4 half, relu, conv 1x3x1/1x2x1 4 half, relu, conv 3x1x1/2x1x1 4 half",
    ),
    (
        "8x9x9",
        "conv 5x5 4 half groups=2",
        "bottleneck-2",
        "conv 1x1 2 groups=2, relu, conv 5x5 2 groups=2 half, relu, conv 1x1 4 groups=2",
    ),
    ("8x9x9", "conv 3x3/2 4 half", "separable", "dwconv 3x3/2 half, relu, conv 1x1 4"),
]


@pytest.mark.parametrize(("shape", "step", "key", "line"), LINES)
def test_the_lines_to_paste(shape: str, step: str, key: str, line: str) -> None:
    assert variants(shape, step).named(key).line == line


@pytest.mark.parametrize(
    ("shape", "step", "left_out"),
    [
        ("8x9x9", "conv 3x3 8", {"stack": "3x3 is as small as the kernels of a stack"}),
        ("8x9", "conv 5 8", {"1xn": "the data has a single axis"}),
        ("8x9x9", "conv 1x5 8", {"1xn": "1x5 does not reach along two axes"}),
        (
            "8x9x9",
            "conv 1x1 8",
            {
                "stack": "1x1 is as small as the kernels of a stack",
                "1xn": "1x1 does not reach along two axes",
                "bottleneck": "a 1x1 has no kernel to put between two more; reduce is its bottleneck",
                "separable": "a 1x1 has no spatial part",
            },
        ),
        (
            "8x9x9",
            "dwconv 5x5",
            {
                "bottleneck": "no kernel of a depthwise convolution sees a second channel",
                "separable": "the layer is depthwise already",
                "groups": "each channel of a depthwise convolution is a group of its own",
            },
        ),
        (
            "1x9x9",
            "conv 5x5 7",
            {
                "bottleneck": "the input has too few channels to narrow: 1",
                "groups": "1 and 7 channels cannot be shared out among more groups",
            },
        ),
        ("4x999x999", "conv 301x301 4", {"stack": "301x301 would take 150 convolutions"}),
    ],
)
def test_what_is_left_out_has_its_reason(shape: str, step: str, left_out: dict[str, str]) -> None:
    assert dict(variants(shape, step).left_out) == left_out


# The law


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[str, str]:
    """An input and a convolution on it, of any rank, kernel, stride, dilation, padding and groups."""
    rank, groups = draw(st.integers(1, 3)), draw(st.sampled_from([1, 1, 2, 3]))
    most = {1: 11, 2: 8, 3: 5}[rank]

    def per_axis(low: int, high: int) -> list[int]:
        return [draw(st.integers(low, high)) for _ in range(rank)]

    kernel, stride, dilation = per_axis(1, most), per_axis(1, 3), per_axis(1, 2)
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    extents = [span + draw(st.integers(0, 6)) for span in spans]
    into, out = (groups * draw(st.integers(1, 8)) for _ in range(2))
    pads = [f"{draw(st.integers(0, span))}:{draw(st.integers(0, span))}" for span in spans]
    padding = draw(st.sampled_from(["", "half", "full", "same", "same_lower", "causal", "valid", f"pad={'x'.join(pads)}"]))
    words = [padding, draw(st.sampled_from(["", "nobias"])), f"dilation={'x'.join(map(str, dilation))}"]
    size = f"{'x'.join(map(str, kernel))}/{'x'.join(map(str, stride))}"
    kind = f"conv {size} {out} groups={groups}" if draw(st.booleans()) else f"dwconv {size} mult={draw(st.integers(1, 3))}"
    return "x".join(map(str, [into, *extents])), " ".join([kind, *filter(None, words)])


@examples(150)
@given(convolutions())
def test_every_variant_gives_the_shape_and_sees_the_field_of_the_layer(drawn: tuple[str, str]) -> None:
    shape, step = drawn
    found = variants(shape, step)
    assert not any("see" in reason and "channel" not in reason for _, reason in found.left_out)
    layer = built(shape, step).rows[-1]
    for one in found.others:
        last = built(shape, one.line).rows[-1]
        assert last.node.shape == layer.node.shape
        assert (last.field.size, last.field.stride, last.field.start) == (
            layer.field.size,
            layer.field.stride,
            layer.field.start,
        )
        assert last.field.aligned
        assert ("nobias" in one.line) == ("nobias" in step)


def test_of_a_layer_in_a_network() -> None:
    analysis = analyze(build(load("googlenet")))
    found = variants_of(analysis, "inception_3a.conv_5x5")
    assert (found.shape, found.layer.line) == ("16x28x28", "conv 5x5 32 half")
    row = next(row for row in analysis.rows if row.node.name == "inception_3a.conv_5x5")
    assert found.layer.figures == row.figures


def test_layouts_give_the_same() -> None:
    first, last = variants("8x9x11", "conv 5x3 4 same"), variants("9x11x8", "conv 5x3 4 same", layout="hwc")
    assert [(one.line, one.figures) for one in first.others] == [(one.line, one.figures) for one in last.others]


def test_widths_can_be_chosen() -> None:
    found = variants("64x9x9", "conv 3x3 64", widths=[48, 5])
    assert [one.key for one in found.others][1:5] == ["reduce-48", "reduce-5", "bottleneck-48", "bottleneck-5"]
    with pytest.raises(SpecError, match="a bottleneck of 64 channels does not narrow the input, which has 64"):
        variants("64x9x9", "conv 3x3 64", widths=[64])


# The command


def test_every_format_has_the_same_figures(cnncalc: Run) -> None:
    args = ("variants", "64x56x56", "conv 7x7/2 64 half")
    found = variants(*args[1:])
    expected = [(one.key, one.figures.params, one.figures.macs) for one in (found.layer, *found.others)]
    rows = csv.DictReader(io.StringIO(cnncalc(*args, "--format", "csv").out))
    assert [(row["variant"], int(row["params"]), int(row["macs"])) for row in rows] == expected
    report = json.loads(cnncalc(*args, "--format", "json").out)
    assert [(one["name"], one["params"], one["macs"]) for one in report["variants"]] == expected
    assert {tuple(one["receptive_field"]["size"]) for one in report["variants"]} == {(7, 7)}
    for form in ("table", "markdown"):
        out = cnncalc(*args, "--format", form).out
        assert all(f"{params:,}" in out and f"{macs:,}" in out for _, params, macs in expected)


@pytest.mark.parametrize("layout", ["chw", "hwc"])
def test_a_variant_as_a_spec_can_be_read_again(layout: str, cnncalc: Run, tmp_path: Path) -> None:
    shape = "64x28x30" if layout == "chw" else "28x30x64"
    args = ("variants", shape, "conv 7x7 64 half", "--layout", layout)
    path = str(tmp_path / "stack.yaml")
    assert cnncalc(*args, "--variant", "stack", "-o", path) == Result(0, "", "")
    totals = json.loads(cnncalc("summarize", path, "--format", "json").out)["totals"]
    assert totals["params"] == variants("64x28x30", "conv 7x7 64 half").named("stack").figures.params


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["vgg16", "pool1"], "pool1 is no convolution: maxpool 2x2\n  help: its convolutions are: conv1_1, conv1_2, "),
        (["vgg16", "conv9_1"], "the network has no layer conv9_1\n  help: did you mean conv5_1?"),
        (["vgg16", "conv 3x3 64"], "conv 3x3 64 is a step, and vgg16 is a spec\n  help: give a layer's name, or a shape"),
        (["8x9x9", "maxpool 2x2"], "maxpool 2x2 is no convolution\n  help: variants are those of a conv or a dwconv"),
        (["8x9x9", "deconv 2x2 4"], "deconv 2x2 4 is no convolution\n  help: variants are those of a conv or a dwconv"),
        (["8x9x9", "conv 3x3 8, relu"], "conv 3x3 8, relu has more than one step\n  help: give one convolution"),
        (["8x9x9", "conv 3x3 8 smae"], "conv does not know the word smae\n --> STEP:1:12\n"),
        (["8x9x9", "conv 11x11 8"], "the window spans 11 along the height, but the input has 9 (its input is 8x9x9)\n"),
        (["8x9x", "conv 3x3 8"], "8x9x is not a size\n --> SHAPE:1:1\n"),
        (["8x9x9", "conv"], "conv lacks its SIZE\n --> STEP:1:1\n"),
        (["", "conv 3x3 8"], "SPEC is empty\n"),
        (["8x9x9", ""], "a step is empty\n"),
        (["8x9x9", "conv 3x3 8", "--widths", "8"], "a bottleneck of 8 channels does not narrow the input, which has 8\n"),
        (["8x9x9", "conv 3x3 8 groups=4", "--widths", "6"], "the layer has 4 groups, among which 6 channels cannot be shared"),
        (["8x9x9", "conv 3x3 8", "--widths", "1,,2"], "--widths 1,,2 is no list of counts\n  help: write it as in --widths 64"),
        (["8x9x9", "conv 3x3 8", "--variant", "stack"], "there is no variant stack of this layer\n  help: 3x3 is as small"),
        (["8x9x9", "conv 5x5 8", "--variant", "stakc"], "there is no variant stakc of this layer\n  help: did you mean stack?"),
        (["8x9x9", "conv 5x5 8", "--variant", "stack", "--format", "csv"], "--format is for the list of variants"),
        (["8x9x9", "conv 5x5 8", "--set", "a=1"], "--set and --input are for a spec; here the shape is given\n"),
    ],
)
def test_what_makes_no_sense_is_refused(args: list[str], message: str, cnncalc: Run) -> None:
    result = cnncalc("variants", *args)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("variants_7x7", ["256x14x14", "conv 7x7 256 same nobias"]),
        ("variants_stem", ["resnet50", "conv1.conv1", "--format", "markdown"]),
    ],
)
def test_golden_output(name: str, args: list[str], cnncalc: Run, golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "tests" / "golden" / f"{name}.txt", cnncalc("variants", *args).out)
