"""Bottlenecks: the figures of papers and lectures, which blocks are found, and the width under which they pay."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import Run, analysis_of
from strategies import examples

from cnncalc import Analysis, analyze, bottlenecks, build, evaluate, load, parse, reduction
from cnncalc.bundled.names import EXERCISES, bundled_names, bundled_sheets
from cnncalc.design.whatif.block import BlockCost, Bottleneck, total_cost
from cnncalc.design.whatif.breakeven import break_even
from cnncalc.symbols.ratios import ratio


def net(*lines: str, shape: str = "64x20x20") -> Analysis:
    """A network of these lines."""
    return analysis_of("\n".join([f"input: {shape}", "layers:", *(f"  {line}" for line in lines)]))


def found_in(*lines: str, shape: str = "64x20x20") -> tuple[Bottleneck, ...]:
    return bottlenecks(net(*lines, shape=shape))


def bundled(name: str) -> tuple[Bottleneck, ...]:
    return bottlenecks(analyze(build(load(name))))


def sums(found: tuple[Bottleneck, ...]) -> tuple[BlockCost, BlockCost]:
    return total_cost(one.block for one in found), total_cost(one.direct for one in found)


# Published figures


def test_inception_3a_has_the_papers_weights_with_reductions_and_without() -> None:
    block, direct = sums(bundled("googlenet_3a"))
    one_by_one = 192 * 64
    assert direct.weights + one_by_one == 387072
    assert block.weights + one_by_one == 157184
    assert analyze(build(load("googlenet_3a_direct"))).totals.figures.weights == 387072


def test_resnets_block_on_256_channels() -> None:
    (one,) = bundled("resnet_block")
    macs = one.direct.macs, one.block.macs
    assert list(map(str, macs)) == ["589824*H*W", "69632*H*W"]
    assert evaluate(macs, {"H": 56, "W": 56}) == (589824 * 56 * 56, 69632 * 56 * 56)
    assert ratio(*macs) == Fraction(144, 17) and round(Fraction(144, 17), 2) == Fraction("8.47")
    even = break_even(one)
    assert even is not None
    assert (even.working, even.width) == ("256*r + 9*r*r + 256*r < 9*256*256", 229)


def test_the_lectures_module_and_its_slide() -> None:
    assert analyze(build(load("lecture_module"))).totals.figures.macs == 854196224
    reduced = analyze(build(load("lecture_module_reduced")))
    assert reduced.totals.figures.macs == 271351808
    assert [one.reduce.name for one in bottlenecks(reduced)] == ["reduce_3x3", "reduce_5x5"]
    slide = analyze(build(load("lecture_module_slide")))
    again = sum(row.figures.macs for row in slide.rows if row.node.name == "again.conv_3x3")
    assert slide.totals.figures.macs - again == 271351808
    assert round(slide.totals.figures.macs, -6) == 358_000_000


@pytest.mark.parametrize(
    ("name", "count"),
    [("resnet50", 16), ("resnet101", 33), ("resnet152", 50), ("googlenet", 18), ("densenet121", 54)]
    + [(name, 0) for name in ("vgg16", "nin", "resnet18", "mobilenet_v2", "shufflenet_v2_x1_0", "lenet5")],
)
def test_how_many_a_network_has(name: str, count: int) -> None:
    assert len(bundled(name)) == count


def test_the_blocks_of_resnet50_are_alike_where_the_paper_has_them_alike() -> None:
    found = bundled("resnet50")
    narrow = [one for one in found if one.reduce.applied.xs[0][0] == 4 * one.width]
    assert len(narrow) == 12
    assert {Fraction(one.direct.macs, one.block.macs) for one in narrow} == {Fraction(144, 17)}
    assert sum(one.block.macs for one in found) == 3609460736


# Which blocks there are


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["- conv 1x1 16, conv 3x3 64 half"], ["conv1"]),
        (["- conv 1x1 16, bn, relu, dropout, identity, pad 1, conv 3x3 64"], ["conv1"]),
        (["- conv 1x1/2 16, conv 3x3 64 half"], ["conv1"]),
        (["- conv 1x1 16, dwconv 3x3 half"], ["conv1"]),
        (["- conv 1x1 64, conv 3x3 64 half, conv 1x1 256"], ["conv1"]),  # ResNet's first block
        (["- conv 1x1 64, conv 3x3 64 half"], []),  # narrows nothing
        (["- conv 1x1 128, dwconv 3x3 half, conv 1x1 64"], []),  # an inverted residual
        (["- conv 1x1 16, conv 1x1 64"], []),
        (["- conv 1x1 16, maxpool 2x2, conv 3x3 64"], []),
        (["- conv 1x1 16, maxout 2, conv 3x3 64"], []),
        (["- conv 1x1 16 pad=1, conv 3x3 64"], []),
        (["- conv 3x3 16, conv 3x3 64"], []),
        (["- conv 1x1 16"], []),
        (["- conv 1x1 16 as a", "- head h:", "    - identity", "- conv 3x3 64"], []),  # the narrow tensor is an output
        (["- conv 1x1 16", "- add:", "    - conv 3x3 16 half", "    - identity"], []),  # a join needs it
        (["- conv 1x1 16", "- concat:", "    - conv 1x1 64", "    - conv 3x3 64 half"], ["conv1"]),  # a fire module
    ],
)
def test_what_a_bottleneck_is(lines: list[str], names: list[str]) -> None:
    assert [one.reduce.name for one in found_in(*lines)] == names


def test_a_shared_reduction_is_paid_for_once() -> None:
    (fire,) = found_in(
        "- conv 1x1 16, relu", "- concat:", "    - conv 1x1 64, relu", "    - conv 3x3 64 half, relu", shape="96x9x9"
    )
    assert fire.block.weights == 96 * 16 + 16 * 64 + 9 * 16 * 64
    assert fire.direct.weights == 96 * 64 + 9 * 96 * 64


def test_a_widening_1x1_that_others_share_the_convolution_with_is_none_of_the_block() -> None:
    lines = "- conv 1x1 16, conv 3x3 16 half", "- add:", "    - conv 1x1 64, conv 1x1 16", "    - identity"
    (one,) = found_in(*lines)
    assert [branch.widen for branch in one.branches] == [None]


@pytest.mark.parametrize(
    ("line", "groups", "weights"),
    [
        ("conv 1x1 32, conv 3x3 32 half groups=4, conv 1x1 64", 1, 9 * 64 * 64),  # ResNeXt: the direct one sees every channel
        ("conv 1x1 32 groups=4, conv 3x3 32 half groups=4, conv 1x1 64 groups=2", 2, 9 * 64 * 64 // 2),
        ("conv 1x1 32 groups=8, dwconv 3x3 half, conv 1x1 64 groups=8", 8, 9 * 64 * 64 // 8),
        ("conv 1x1 32, dwconv 3x3 half, conv 1x1 64", 1, 9 * 64 * 64),
    ],
)
def test_groups_of_the_direct_convolution(line: str, groups: int, weights: int) -> None:
    (one,) = found_in(f"- {line}")
    assert (one.branches[0].direct.groups, one.direct.weights) == (groups, weights)


@pytest.mark.parametrize("line", ["conv 1x1/2 16, conv 3x3 32 half", "conv 1x1 16, conv 3x3/2 16 half, conv 1x1/2 32"])
def test_the_direct_convolution_has_the_strides_of_all(line: str) -> None:
    analysis = net(f"- {line}")
    (one,) = bottlenecks(analysis)
    assert one.branches[0].direct.applied.y == analysis.rows[-1].node.shape
    assert one.direct.macs == 9 * 64 * 32 * analysis.rows[-1].node.shape[1] ** 2


def test_rank_batch_and_regions() -> None:
    (one,) = found_in("- conv 1 16, conv 5 64 half", shape="64x100")
    assert one.direct.macs == 100 * 5 * 64 * 64
    graph = build(parse("input: 64x9x9\nlayers:\n  - roialign 7x7 rois=10\n  - conv 1x1 16 nobias, conv 3x3 64 half nobias\n"))
    (one,) = bottlenecks(analyze(graph, batch=2))
    assert one.block == BlockCost(64 * 16 + 9 * 16 * 64, 64 * 16 + 9 * 16 * 64, 20 * 49 * (64 * 16 + 9 * 16 * 64))


# Laws


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, int, Callable[[int], str]]:
    """An input, a width, and the line of the block for any width."""
    kernel, stride, groups = draw(st.sampled_from([2, 3, 5])), draw(st.integers(1, 3)), draw(st.sampled_from([1, 2, 4]))
    into, out = (groups * draw(st.integers(1, 12)) for _ in range(2))
    point, bias, share = draw(st.integers(1, 2)), draw(st.sampled_from(["", " nobias"])), draw(st.integers(1, 2))
    widen, depthwise = draw(st.booleans()), draw(st.booleans())
    width = groups * draw(st.integers(1, 12))

    def line(r: int) -> str:
        middle = share * r if widen else out
        larger = (
            f"dwconv {kernel}/{stride} half" if widen and depthwise else f"conv {kernel}/{stride} {middle} groups={groups} half"
        )
        last = f", conv 1 {out} groups={groups}{bias}" if widen else ""
        return f"conv 1/{point} {r} groups={groups}{bias}, {larger}{bias}{last}"

    return f"{into}x{draw(st.integers(7, 40))}", width, line


@examples(150)
@given(blocks(), st.sampled_from(["params", "weights", "macs"]))
def test_below_the_break_even_a_block_pays_and_above_it_does_not(
    drawn: tuple[str, int, Callable[[int], str]], figure: str
) -> None:
    shape, width, line = drawn
    analysis = net(f"- {line(width)}", shape=shape)
    found = bottlenecks(analysis)
    assume(found and found[0].branches[0].last.name == analysis.rows[-1].node.name)  # what widens nothing is none of the block
    conv = found[0].branches[0].conv
    assume(conv.applied.layer.kind == "dwconv" or not width == conv.groups > 1)  # of which nobody knows how its groups grow
    assert len(found) == 1
    assert found[0].block == BlockCost(*(getattr(analysis.totals.figures, key) for key in BlockCost._fields))
    even = break_even(found[0], figure)
    assert even is not None
    direct = getattr(found[0].direct, figure)
    for r, pays in ((even.width, True), (even.width + even.step, False)):
        if r:
            cost = getattr(net(f"- {line(r)}", shape=shape).totals.figures, figure)
            assert (cost < direct) == pays


@examples(60)
@given(blocks())
def test_the_direct_convolution_gives_what_the_block_gives(drawn: tuple[str, int, Callable[[int], str]]) -> None:
    shape, width, line = drawn
    analysis = net(f"- {line(width)}", shape=shape)
    shapes = {row.node.name: row.node.shape for row in analysis.rows}
    for one in bottlenecks(analysis):
        assert one.branches[0].direct.applied.y == shapes[one.branches[0].last.name]


# What if there were a reduction


def test_a_reduction_in_front_of_a_layer() -> None:
    analysis = analyze(build(load("vgg16")))
    one = reduction(analysis, "conv4_1", 64)
    assert one.direct == BlockCost(256 * 512 * 9 + 512, 256 * 512 * 9, 256 * 512 * 9 * 28 * 28)
    assert one.block == BlockCost(
        256 * 64 + 64 + 64 * 512 * 9 + 512, 256 * 64 + 64 * 512 * 9, (256 * 64 + 64 * 512 * 9) * 28 * 28
    )
    even = break_even(one, "weights")
    assert even is not None
    assert (even.quotient, even.bound, even.width) == ("9*256*512/(256 + 9*512)", Fraction(4608, 19), 242)


def test_groups_and_a_stride_weigh_in_front_of_a_layer() -> None:
    even = break_even(reduction(net("- conv 3x3/2 64 half groups=4"), "conv1", 16))
    assert even is not None
    assert (even.quotient, even.step) == ("9*64*64/4/(4*64 + 9*64/4)", 4)
    assert even.width == 20  # r < 23.04, and a multiple of 4


# The command


def test_csv_and_json_agree_with_the_library(cnncalc: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(cnncalc("bottleneck", "googlenet", "--format", "csv", "--weights-only").out)))
    report = json.loads(cnncalc("bottleneck", "googlenet", "--format", "json").out)
    found = bundled("googlenet")
    assert [row["reduction"] for row in rows] == [one.reduce.name for one in found]
    assert [(int(row["weights"]), int(row["direct_macs"])) for row in rows] == [
        (one.block.weights, one.direct.macs) for one in found
    ]
    assert [entry["block"] for entry in report["bottlenecks"]] == [one.block._asdict() for one in found]
    block, direct = sums(found)
    assert report["totals"]["direct"] == direct._asdict()
    assert Fraction(report["totals"]["ratio"]["macs"]) == Fraction(direct.macs, block.macs)


def test_biases_are_left_out_where_asked_for(cnncalc: Run) -> None:
    assert " params " in cnncalc("bottleneck", "googlenet_3a").out
    out = cnncalc("bottleneck", "googlenet_3a", "--weights-only").out
    assert " params " not in out
    assert "weights: 144,896 in place of 374,784, 2.59 times fewer; 229,888 saved" in out


def test_a_network_without_bottlenecks_says_so(cnncalc: Run) -> None:
    assert "no 1x1 convolution narrows the channels" in cnncalc("bottleneck", "vgg16").out
    assert json.loads(cnncalc("bottleneck", "vgg16", "--format", "json").out)["bottlenecks"] == []
    assert cnncalc("bottleneck", "vgg16", "--format", "csv").out.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("--layer conv9_1", "the network has no layer conv9_1\n  help: did you mean conv5_1?"),
        ("--layer pool1", "pool1 is no convolution: maxpool 2x2\n  help: its convolutions are: conv1_1, conv1_2, "),
        ("--layer conv4_1 --reduce 256", "a reduction to 256 does not narrow the input of conv4_1, which has 256 channels\n"),
        ("--layer conv4_1 --reduce 0", "a reduction to 0 does not narrow the input of conv4_1, which has 256 channels\n"),
        ("--layer conv4_1 --reduce many", "--reduce many is no list of counts\n  help: write it as in --reduce 64"),
        ("--reduce 64", "--reduce is given without --layer\n  help: name the convolution"),
    ],
)
def test_what_makes_no_sense_is_refused(args: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("bottleneck", "vgg16", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("step", "args", "message"),
    [
        ("dwconv 3x3", "--layer dwconv1", "dwconv1 is depthwise: no kernel of it sees a second channel"),
        ("conv 3x3 8 groups=4", "--layer conv1 --reduce 6", "conv1 has 4 groups, among which 6 channels cannot be shared out"),
    ],
)
def test_groups_are_refused_where_they_do_not_go(step: str, args: str, message: str, cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x9x9\nlayers:\n  - {step}\n")
    assert cnncalc("bottleneck", str(path), *args.split()).err.startswith(f"error: {message}")


def test_a_scope_is_no_layer(cnncalc: Run) -> None:
    err = cnncalc("bottleneck", "resnet50", "--layer", "conv2_x").err
    assert "help: conv2_x is a scope; name a layer in it, such as conv2_x.body1.conv_bn1.conv1" in err


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_summarize_mentions_the_totals(form: str, cnncalc: Run) -> None:
    line = "16 bottlenecks take 3.61 G MACs in place of 25.43 G, 7.05 times fewer (cnncalc bottleneck)"
    assert line in cnncalc("summarize", "resnet50", "--format", form).out
    assert "bottleneck" not in cnncalc("summarize", "vgg16", "--format", form).out


def test_json_and_csv_of_summarize_do_not(cnncalc: Run) -> None:
    for form in ("json", "csv"):
        assert "bottlenecks take" not in cnncalc("summarize", "resnet50", "--format", form).out


# The exercises


def test_exercises_resolve_by_name_from_anywhere(cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text("extends: googlenet_3a\n")
    for name in bundled_names(EXERCISES):
        assert cnncalc("summarize", name, "--format", "csv") == cnncalc("summarize", f"{name}.yaml", "--format", "csv")
    assert "192x28x28 -> 416x28x28" in cnncalc("summarize", "own.yaml").out
    assert "did you mean googlenet_3a" in cnncalc("summarize", "googlenet_3b").err
    assert os.listdir(tmp_path) == ["own.yaml"]


def test_zoo_lists_networks_and_exercises_apart(cnncalc: Run) -> None:
    networks, exercises = (
        {row[key] for row in csv.DictReader(io.StringIO(cnncalc("zoo", *args, "--format", "csv").out))}
        for key, *args in (["spec"], ["name", "exercises"])
    )
    assert networks == set(bundled_names())
    assert exercises == {*bundled_names(EXERCISES), *bundled_sheets()} >= {"googlenet_3a", "resnet_block", "lenet_c1"}
    assert not networks & exercises
    assert "weights: 157184" in cnncalc("zoo", "googlenet_3a").out
