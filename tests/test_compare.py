"""`cnncalc compare`: networks and versions of one side by side, layers taken away, and what is said of nonsense."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import SAMPLE, Result, Run, written
from strategies import examples, specs

import cnncalc as package
from cnncalc.analysis.depth import depth
from cnncalc.design.compare import USUAL_SUMS, measured
from cnncalc.design.grouping import _merged as merged
from cnncalc.design.grouping import groups
from cnncalc.network.write import spec_lines
from cnncalc.report.describers.compare import comparison_report
from cnncalc.report.describers.compare_view import ComparisonView, chosen_figures


@cache
def analysis(text: str) -> package.Analysis:
    """The analysis of a bundled spec's name, or of a text."""
    return package.analyze(package.build(package.parse(text) if "\n" in text else package.load(f"{text}.yaml")))


def report(cnncalc: Run, *args: str) -> dict[str, list[dict[str, Any]]]:
    result = cnncalc("compare", *args, "--format", "json")
    assert (result.status, result.err) == (0, "")
    found: dict[str, list[dict[str, Any]]] = json.loads(result.out)
    return found


# Figures


def test_resnet50_against_vgg16() -> None:
    found = package.compare([analysis("resnet50"), analysis("vgg16")])
    assert found.measure("params").values == (25557032, 138357544)
    assert found.measure("macs").values == (4089184256, 15470264320)
    assert found.measure("flops").values == (2 * 4089184256, 2 * 15470264320)
    assert found.measure("depth").values == (50, 16)
    assert found.measure("output").values == ((1000,), (1000,))
    assert found.measure("macs").ratios == (1, Fraction(15470264320, 4089184256))
    least = {measure.key: set(measure.least) for measure in found.measures}
    assert least == {
        **{key: set() for key in ("input", "depth", "field", "hull", "output")},
        **{key: {0} for key in ("params", "weights", "macs", "flops", "peak_activations")},
        "activations": {1},
    }


@pytest.mark.parametrize("name", SAMPLE)
def test_a_spec_with_itself_is_all_ones(name: str) -> None:
    found = analysis(name)
    comparison = package.compare([found, found])
    for measure in comparison.measures:
        assert measure.values[0] == measure.values[1] is not None
        assert measure.ratios == ((None, None) if measure.key in ("input", "output") else (1, 1)), measure.key
        assert not measure.least
    assert [network.label for network in comparison.networks] == [found.graph.name, f"{found.graph.name} #2"]
    for group in groups(comparison, "kind"):
        assert all(measure.ratios[0] == measure.ratios[1] for measure in group.measures)


# The numbers in the networks' names and papers: VGG's configurations, table 1 of ResNet and of GoogLeNet, U-Net's 23
# convolutions, DenseNet-121; Keras gives MobileNet-V2 105 layers by its count, in which every norm is one: 53 are weighted.
DEPTHS = """
lenet5 5 · alexnet 8 · alexnet_tv 8 · zfnet 8 · nin 12
vgg11 11 · vgg13 13 · vgg16 16 · vgg19 19
googlenet 22 · unet 23 · densenet121 121 · mobilenet_v2 53
resnet18 18 · resnet34 34 · resnet50 50 · resnet101 101 · resnet152 152
"""


@pytest.mark.parametrize("line", re.split(r" · |\n", DEPTHS.strip()))
def test_depth_is_what_the_papers_say(line: str) -> None:
    name, expected = line.split()
    assert depth(analysis(name)) == int(expected)


def test_depth_goes_the_longest_way_to_the_output_and_leaves_heads_out() -> None:
    text = """input: 4x8x8
layers:
  - add:
      - conv 1x1 4, relu, conv 1x1 4
      - dwconv 3x3 half
  - head side:
      - conv 1x1 4, conv 1x1 4, conv 1x1 4
  - bn, prelu, deconv 2x2/2 4
"""
    assert depth(analysis(text)) == 3
    assert depth(analysis("input: 4x8x8\nlayers:\n  - head side: fc 3\n  - relu\n")) == 0


def test_the_least_is_marked_if_it_is_less_than_another() -> None:
    assert measured("params", [3, None, 2, 2], None).least == {2, 3}
    assert measured("params", [2, None, 2], None).least == frozenset()
    assert measured("depth", [2, 1], None).least == frozenset()
    assert measured("params", [0, 5], None).ratios == (None, None)


def test_receptive_fields_have_a_ratio_where_it_is_that_of_all_axes() -> None:
    fields = "conv 3x5 8", "conv 6x10 8", "conv 3x10 8"
    networks = [analysis(f"input: 4x20x20\nlayers:\n  - {line}\n") for line in fields]
    assert package.compare(networks).measure("receptive_field").ratios == (1, 2, None)


@examples(50)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), min_size=1))
def test_merging_keeps_every_name_once_and_the_order_of_the_first(orders: list[list[str]]) -> None:
    found = merged(orders)
    assert sorted(found) == sorted({name for order in orders for name in order})
    assert [name for name in found if name in orders[0]] == orders[0]


@pytest.mark.parametrize("by", ["scope", "kind", "layer"])
def test_groups_add_up_to_the_totals(by: str) -> None:
    comparison = package.compare([analysis("resnet18"), analysis("unet"), analysis("googlenet")])
    found = groups(comparison, by)
    for number, key in enumerate(USUAL_SUMS):
        for index in range(3):
            values = [group.measures[number].values[index] for group in found]
            assert sum(value for value in values if value is not None) == comparison.measure(key).values[index]


def test_scopes_and_layers_of_the_same_name_meet() -> None:
    comparison = package.compare([analysis("resnet18"), analysis("resnet34")])
    names = [group.name for group in groups(comparison, "scope")]
    assert names == ["conv1", "relu1", "maxpool1", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "gap1", "fc1"]
    (stage,) = [group for group in groups(comparison, "scope") if group.name == "conv3_x"]
    assert stage.measures[0].values == (525568, 1116416)


# Layers taken away: the patterns, what is left, or where it breaks

NET = """input: 4x8x8
blocks:
  body c: conv 3x3 c half, relu
layers:
  - conv 3x3 4 half as stem
  - add as joined:
      - body 4 as left
      - identity as pass
  - concat as wide:
      - conv 1x1 2 as a, relu as a_act
      - body 4 as b
  - split as parts:
      - identity as keep
      - conv 3x3 3 half as work
  - head side: conv 1x1 7 as extra, gap as extra_gap
  - gap as pooled, fc 10 as last
"""

# Patterns, and all that is gone then.
GONE = """
stem | stem
left | left.conv1 left.relu1 joined
pass | pass joined
left + pass | left.conv1 left.relu1 pass joined
joined | pass joined
left.relu1 | left.relu1
work | work
parts | parts.slice1 parts.slice2 work parts
extra* | extra extra_gap
last + pooled | pooled last
*.relu1 | left.relu1 b.relu1
a* | a a_act wide
wide + *.relu? | left.relu1 b.conv1 b.relu1 wide
"""


@pytest.mark.parametrize("line", GONE.strip().splitlines())
def test_what_is_gone(line: str) -> None:
    patterns, gone = line.split(" | ")
    whole = package.build(package.parse(NET))
    found = package.ablate(whole, patterns.split(" + "))
    assert found.graph is not None, found.breaks
    assert [whole.nodes[i].name for i in found.taken] == gone.split()
    assert [node.name for node in found.graph.nodes] == [node.name for node in whole.nodes if node.name not in gone.split()]
    assert ("side" in found.graph.outputs) == ("extra" not in gone.split())


def test_a_branch_of_a_concat_is_lost_with_its_channels_and_a_split_cuts_anew() -> None:
    found = package.ablate(package.build(package.parse(NET)), ["a*"])
    assert found.graph is not None
    shapes = {node.name: node.shape for node in found.graph.nodes}
    assert (shapes["b.relu1"], shapes["keep"], shapes["parts"]) == ((4, 8, 8), (2, 8, 8), (5, 8, 8))
    found = package.ablate(
        package.build(package.parse(NET.replace("body 4 as b", "body 5 as b").replace("1x1 2", "1x1 3"))), ["a*"]
    )
    assert found.breaks[0].message == "split cannot cut 5 channels evenly among 2 branches"


CASES: Sequence[tuple[str, list[str]]] = [
    ("resnet50", ["conv2_x.conv_bn1"]),
    ("resnet50", ["conv3_x"]),
    ("resnet50", ["*.bn*"]),
    ("resnet50", ["*.identity*"]),
    ("googlenet", ["loss1"]),
    ("googlenet", ["inception_3a.pool*", "inception_3a.relu6"]),
    ("unet", ["concat1"]),
    ("shufflenet_v2_x1_0", ["*.split1"]),
    ("densenet121", ["*block2*"]),
    ("vgg16", ["fc6", "fc7"]),
    ("mobilenet_v2", ["bottleneck3.residual2"]),
]


@pytest.mark.parametrize(("name", "patterns"), CASES)
def test_what_is_left_is_a_network_that_can_be_written_down(name: str, patterns: list[str]) -> None:
    whole = package.build(package.load(f"{name}.yaml"))
    try:
        found = package.ablate(whole, patterns)
    except package.SpecError as error:
        pytest.fail(str(error))
    assert found.graph is not None, found.breaks
    assert len(found.graph.nodes) == len(whole.nodes) - len(found.taken)
    before = package.analyze(found.graph)
    after = package.analyze(package.build(package.parse("\n".join(spec_lines(found.graph)))))
    assert after.totals == before.totals
    assert [(row.node.name, row.node.shape, row.field) for row in after.rows] == [
        (row.node.name, row.node.shape, row.field) for row in before.rows
    ]


def test_resnet_without_its_projections_is_short_of_just_these(cnncalc: Run) -> None:
    projections = "+".join(f"conv{stage}_x.conv_bn1" for stage in (2, 3, 4, 5))
    whole, plain = report(cnncalc, "resnet50", "--without", projections)["networks"]
    assert whole["params"] == 25557032
    # He et al. 2015: 1x1 of 64-256, 256-512, 512-1024, 1024-2048 without bias, and their norms
    gone = 64 * 256 + 256 * 512 + 512 * 1024 + 1024 * 2048 + 2 * (256 + 512 + 1024 + 2048)
    assert plain["params"] == 25557032 - gone
    assert plain["depth"] == 50
    assert plain["without"]["params"] == gone
    assert plain["without"]["others"] == {"params": 0, "macs": 0}


def test_a_whole_stage(cnncalc: Run) -> None:
    whole, without = report(cnncalc, "resnet50", "--without", "conv3_x")["networks"]
    told = without["without"]
    assert (told["params"], told["macs"]) == (1219584, 1027604480)
    assert without["depth"] == 50 - 3 * 4
    for figure in ("params", "macs"):
        assert without[figure] == whole[figure] - told[figure] + told["others"][figure]


BREAKS = """
resnet50     | conv2_x.body1.conv_bn3 | conv2_x.add1 | 64x56x56 256x56x56 | 256x56x56 256x56x56 | branches of add differ
mobilenet_v2 | *k2.*2.body1.conv_bn2 | bottleneck2.residual2.add1 | 144x56x56 24x56x56 | 24x56x56 24x56x56 | branches of add
"""


@pytest.mark.parametrize("line", BREAKS.strip().splitlines())
def test_where_it_breaks(line: str) -> None:
    spec, pattern, name, came, had, message = (cell.strip() for cell in line.split("|"))
    found = package.ablate(package.build(package.load(spec)), [pattern])
    assert found.graph is None
    (broken,) = found.breaks
    assert broken.name == name
    assert ["x".join(map(str, shape)) for shape in broken.came] == came.split()
    assert ["x".join(map(str, shape)) for shape in broken.had] == had.split()
    assert message in broken.message


def test_a_break_is_told_and_is_no_failure(cnncalc: Run) -> None:
    result = cnncalc("compare", "resnet50", "--without", "conv2_x.body1.conv_bn3,*.conv_bn3")
    assert (result.status, result.err) == (0, "")
    assert "without conv2_x.body1.conv_bn3: 2 layers gone, with 16,896 params and 51,380,224 MACs" in result.out
    assert "conv2_x.add1 breaks: the branches of add differ: 64x56x56 and 256x56x56\n" in result.out
    assert "came 64x56x56 and 256x56x56; wanted 256x56x56 and 256x56x56" in result.out
    assert "and 13 more layers break" in result.out


def test_data_of_another_rank_breaks_what_has_a_window(tmp_path: Path, cnncalc: Run) -> None:
    text = "input: 16\nlayers:\n  - reshape 1x4x4, conv 3x3 2, bn, relu, gap, fc 3\n"
    found = package.ablate(package.build(package.parse(text)), ["reshape1"])
    assert [broken.name for broken in found.breaks][:1] == ["conv1"]
    assert "needs spatial axes" in found.breaks[0].message
    text = "input: 1x16\nlayers:\n  - reshape 1x4x4, conv 3x3 2, bn, relu, gap, fc 3\n"
    found = package.ablate(package.build(package.parse(text)), ["reshape1"])
    assert found.breaks[0].message == "conv is written for data with 2 spatial axes, and its input has 1 spatial axis"
    found = package.ablate(package.build(package.parse(text)), ["conv1"])
    assert found.graph is not None and found.graph.nodes[-1].shape == (3,)


def test_freezing_survives() -> None:
    text = "input: 4x8x8\nlayers:\n  - conv 3x3 4 as a, conv 3x3 4 as b, conv 3x3 4 as c\nfreeze: [a, b]\n"
    found = package.ablate(package.build(package.parse(text)), ["a"])
    assert found.graph is not None
    assert package.analyze(found.graph).totals.trainable == 148
    assert [text.word.text for text in found.graph.freeze] == ["b"]


# Versions of one file


def test_values_are_crossed_and_labelled(cnncalc: Run) -> None:
    args = ["mobilenet_v2", "--set", "width=0.5,1.0", "--input", "3x192x192,3x224x224"]
    labels = [network["label"] for network in report(cnncalc, *args)["networks"]]
    assert labels == [f"{size}, width={width}" for size in ("3x192x192", "3x224x224") for width in ("0.5", "1.0")]
    again = [*args[:3], "width=0.5", "--set", "width=1.0", "--input", "3x192x192", "--input", "3x224x224"]
    assert report(cnncalc, *again[:2], *again[3:]) == report(cnncalc, *args)


def test_mobilenets_widths(cnncalc: Run) -> None:
    """Sandler et al. 2018, as Keras ships them: 1,968,680 and 2,636,424 parameters at 0.5 and 0.75."""
    networks = report(cnncalc, "mobilenet_v2", "--set", "width=0.5,0.75,1.0")["networks"]
    assert [network["params"] for network in networks] == [1968680, 2636424, 3504872]


def test_several_inputs_of_one_network(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(
        "input: {left: 1x8x8, right: 1x8x8}\nlayers:\n  - concat:\n      - conv 1x1 2\n      - from right\n  - relu\n"
    )
    together = "left=1x4x4,1x8x8,right=1x4x4,1x8x8"
    apart = ["--input", "left=1x4x4", "--input", "left=1x8x8", "--input", "right=1x4x4", "--input", "right=1x8x8"]
    networks = report(cnncalc, str(path), "--input", together)["networks"]
    assert [network["label"] for network in networks] == ["left=1x4x4, right=1x4x4", "left=1x8x8, right=1x8x8"]
    assert networks == report(cnncalc, str(path), *apart)["networks"]
    networks = report(cnncalc, str(path), "--input", "left=1x4x4,right=1x4x4", "--without", "conv1")["networks"]
    assert [network["label"] for network in networks] == ["whole", "without conv1"]
    assert networks[0]["inputs"] == {"left": [1, 4, 4], "right": [1, 4, 4]}
    uneven = cnncalc("compare", str(path), "--input", "left=1x4x4,1x8x8,1x9x9,right=1x4x4,1x8x8")
    assert uneven.err.startswith("error: the input right has 2 shapes where another has 3; they go together in their order\n")


def test_commas_inside_parentheses_are_part_of_a_value(cnncalc: Run) -> None:
    networks = report(cnncalc, "mobilenet_v2", "--set", "width=max(0.25,0.5),1.0")["networks"]
    assert [network["params"] for network in networks] == [1968680, 3504872]


def test_names_that_are_the_same_are_told_apart(tmp_path: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text("name: Net\ninput: 3x8x8\nlayers:\n  - conv 3x3 4\n")
    Path("c.yaml").write_text("input: 3x8x8\nlayers:\n  - conv 3x3 4\n")
    networks = report(cnncalc, "a.yaml", "b.yaml", "c.yaml", "c.yaml")["networks"]
    assert [network["label"] for network in networks] == ["Net (a.yaml)", "Net (b.yaml)", "c.yaml", "c.yaml #2"]


# Formats


def test_csv_has_a_line_a_network_and_plain_numbers(cnncalc: Run) -> None:
    out = cnncalc("compare", "resnet50", "vgg16", "--format", "csv", "--dtype", "int8").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["network"] for row in rows] == ["ResNet-50", "VGG-16"]
    assert [row["macs"] for row in rows] == ["4089184256", "15470264320"]
    assert [row["peak_bytes"] for row in rows] == ["2408448", "6422528"]
    assert rows[0]["macs_ratio"] == "1.0"
    assert float(rows[1]["macs_ratio"]) == pytest.approx(15470264320 / 4089184256)


def test_csv_by_kind(cnncalc: Run) -> None:
    out = cnncalc("compare", "resnet50", "vgg16", "--by", "kind", "--format", "csv", "--figures", "params").out
    rows = {row["kind"]: row for row in csv.DictReader(io.StringIO(out))}
    assert rows["bn"] == {"kind": "bn", "ResNet-50 params": "53120", "VGG-16 params": ""}
    assert rows["fc"]["VGG-16 params"] == "123642856"


def test_json_agrees_with_summarize(cnncalc: Run) -> None:
    found = report(cnncalc, "googlenet", "unet", "--batch", "3", "--by", "kind")
    for name, network in zip(("googlenet", "unet"), found["networks"]):
        totals = json.loads(cnncalc("summarize", name, "--batch", "3", "--format", "json").out)["totals"]
        for key in ("params", "macs", "flops", "activations", "peak_activations"):
            assert network[key] == totals[key]
    rows = {row["name"]: row for row in found["rows"]}
    assert rows["deconv"]["params"] == [None, 2 * 2 * (1024 * 512 + 512 * 256 + 256 * 128 + 128 * 64) + 960]


def test_markdown_marks_the_least(cnncalc: Run) -> None:
    lines = cnncalc("compare", "resnet50", "vgg16", "--format", "markdown").out.splitlines()
    assert "| MACs | **4,089,184,256** | 15,470,264,320 (×3.78) |" in lines


def printed(width: int, names: Sequence[str], **options: str) -> list[str]:
    """What a terminal of some width shows."""
    by = options.get("by")
    view = ComparisonView(package.compare(map(analysis, names)), "float32", chosen_figures(options.get("figures"), by), by)
    return [line.rstrip() for line in written(comparison_report(view), width=width).splitlines()]


@pytest.mark.parametrize("width", range(60, 145, 5))
@pytest.mark.parametrize("by", [None, "kind"])
def test_it_stays_within_the_terminal_and_figures_are_never_cut(width: int, by: str | None) -> None:
    names = ["lenet5", "alexnet", "vgg16", "resnet18", "googlenet", "mobilenet_v2", "unet"]
    lines = printed(width, names, **({"by": by} if by else {}))
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    if not by:  # every table names every network, and no name is folded
        assert len(re.findall("^MobileNetV2", text, re.MULTILINE)) == len(re.findall("^─+$", text, re.MULTILINE))
    for name in names:
        figures = analysis(name).totals.figures
        for figure in (figures.params, figures.macs):
            assert re.search(rf"(?<![\d,]){figure:,}(?![\d,])", text)


def test_few_networks_are_columns_and_many_are_rows() -> None:
    assert any(re.fullmatch(r" +ResNet-18 +VGG-16", line) for line in printed(80, ["resnet18", "vgg16"]))
    rows = printed(80, ["resnet18", "vgg16", "resnet50", "googlenet", "lenet5"])
    assert any(re.match(r"VGG-16 +3x224x224 +138,357,544", line) for line in rows)


def test_the_mark_is_explained_wherever_it_stands() -> None:
    narrow = "input: 4x8x8\nlayers:\n  - conv 1x1 2, conv 1x1 4\n"
    wide = "input: 4x8x8\nlayers:\n  - conv 1x1 4 nobias, fc 1\n"
    assert "* costs least" in printed(80, [narrow, wide], by="kind")[-1]
    assert printed(80, [narrow, narrow])[-1] == "× times network; memory as float32"


def test_bars_are_as_long_as_the_figures() -> None:
    bars = [line for line in printed(100, ["resnet50", "vgg16"]) if "━" in line]
    assert re.fullmatch(r"VGG-16 +━{16} +━{16} +━{16}", bars[1])
    assert re.fullmatch(r"ResNet-50 +━{3}╌{13} +━{4}╌{12} +━{6}╌{10}", bars[0])


# Nonsense


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("lenet5", "one network alone has nothing to be compared with\n  help: name another SPEC, or vary this one: "),
        ("lenet5 --input 1x32x32", "one network alone has nothing to be compared with\n"),
        ("resnet50 --without conv9_x", "nothing to go without: no layer or scope is called conv9_x\n  help: did you mean conv"),
        ("lenet5 --without C1+zzz", "nothing to go without: no layer or scope is called zzz\n  help: cnncalc summarize"),
        ("lenet5 --without input", "nothing to go without: no layer or scope is called input\n"),
        ("lenet5 alexnet --without C1", "AlexNet: nothing to go without: no layer or scope is called C1\n"),
        ("lenet5 --without ?*", "without ?* no layer is left\n  help: take fewer layers away\n"),
        ("lenet5 --without C1,,C3", "--without C1,,C3 has an empty value\n"),
        ("lenet5 --without C1+", "--without C1+ has an empty value\n"),
        ("mobilenet_v2 --set widht=0.5,1", "the spec has no variable widht\n  help: did you mean width?\n"),
        (
            "mobilenet_v2 lenet5 --set width=0.5,1",
            "LeNet-5: the spec has no variable width\n  help: its variables are: classes",
        ),
        ("mobilenet_v2 --set width", "--set width is not NAME=VALUE\n  help: write it as in --set width=0.5\n"),
        (
            "mobilenet_v2 --set width=1,",
            "--set width=1, has an empty value\n  help: put commas between values\n",
        ),
        ("lenet5 --input lef=1x32x32,1x28x28", "the spec has no input lef\n  help: its inputs are: input\n"),
        ("lenet5 vgg16 --by foo", "invalid value for '--by': 'foo' is not one of 'scope', 'kind', 'layer'\n"),
        (
            "lenet5 vgg16 --by kin",
            "invalid value for '--by': 'kin' is not one of 'scope', 'kind', 'layer'\n  help: did you mean kind?",
        ),
        ("lenet5 vgg16 --figures prams", "there is no figure prams\n  help: did you mean params?\n"),
        ("lenet5 vgg16 --figures params,", "--figures has an empty name\n"),
        (
            "lenet5 vgg16 --by kind --figures depth",
            "depth does not add up over layers\n  help: with --by, the figures are: params",
        ),
        ("lenet5 vgg16 --by kind --dtype int8", "--dtype has no place beside --by, which shows no memory\n"),
        ("lenet5 vgg16 --format json --figures macs", "--figures has no place in the JSON report, which holds them all\n"),
        ("lenet5 vgg61", "there is no file or bundled spec vgg61\n  help: did you mean vgg1"),
        ("lenet5 lenet5 --max-nodes 20", "the networks have at least 24 nodes together; the limit is 20\n"),
        ("- -", "standard input can be read once\n"),
        ("resnet50 --set n2=" + ",".join(map(str, range(1, 102))), "this makes 101 networks of one spec; the limit is 100\n"),
    ],
)
def test_a_bad_request_is_answered(args: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("compare", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


def test_an_error_says_in_which_version_it_is(cnncalc: Run) -> None:
    result = cnncalc("compare", "lenet5", "--input", "1x32x32,1x3x3")
    assert result.status == 2
    assert "  = in the version 1x3x3\n" in result.err
    assert "window spans 5" in result.err


def test_no_network_at_all_is_refused() -> None:
    with pytest.raises(package.SpecError, match="no network to compare"):
        package.compare([])


def test_output_goes_to_a_file(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "out.txt"
    assert cnncalc("compare", "lenet5", "alexnet", "-o", str(path)) == Result(0, "", "")
    assert path.read_text() == cnncalc("compare", "lenet5", "alexnet").out
    assert "\x1b[" in cnncalc("compare", "lenet5", "alexnet", "--color", "always").out
    assert os.listdir(tmp_path) == ["out.txt"]


# Any network at all


def test_a_loose_end_goes_with_what_it_hangs_on() -> None:
    text = "input: 4x8x8\nlayers:\n  - add:\n      - relu\n      - bn as b, conv 1x1 4 as loose, from b\n  - tanh\n"
    whole = package.build(package.parse(text))
    found = package.ablate(whole, ["add1"])
    assert [whole.nodes[index].name for index in found.taken] == ["b", "loose", "add1"]


@examples(60)
@given(specs(), st.data())
def test_any_layers_can_be_taken_away_from_any_network(text: str, data: st.DataObject) -> None:
    whole = package.build(package.parse(text))
    names = [node.name for node in whole.layers()]
    assume(names)
    patterns = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4))
    try:
        found = package.ablate(whole, patterns)
    except package.SpecError as error:
        assert "no layer is left" in str(error)
        return
    assert {index for index, node in enumerate(whole.nodes) if node.name in patterns and node.inputs} <= set(found.taken)
    if found.graph is None:
        assert found.breaks
        return
    analysed = package.analyze(found.graph)
    again = package.analyze(package.build(package.parse("\n".join(spec_lines(found.graph)))))
    assert (again.totals, [row.node.name for row in again.rows]) == (analysed.totals, [row.node.name for row in analysed.rows])
    assert [row.field for row in again.rows] == [row.field for row in analysed.rows]
