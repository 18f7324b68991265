"""Conventions: the figures that the tools print, every rule on small layers, gaps term by term, printed numbers, --as."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from running import ROOT, Run, analysis_of, bundled_analysis
from strategies import specs

import cnncalc as package
from cnncalc.bundled.names import bundled_names
from cnncalc.counting.called import FUNCTIONS
from cnncalc.counting.conventions import BIAS, CONVENTIONS, NA, QUANTITIES, parsed
from cnncalc.counting.cost import BIASED, BY_RANK, FACTS, FLAGS, terms_of, why_not
from cnncalc.counting.guesses import missing_biases
from cnncalc.counting.printed import printed_number
from cnncalc.layers import KINDS
from cnncalc.report.describers.conventions import convention_report
from cnncalc.report.describers.reconcile import brief, in_words

SPECS = ROOT / "specs"


@cache
def analysis(text: str) -> package.Analysis:
    """The analysis of a bundled spec's name, or of a text."""
    return analysis_of(text) if "\n" in text else bundled_analysis(text)


def layers(given: str, *lines: str) -> package.Analysis:
    return analysis("\n".join([f"input: {given}", "layers:", *(f"  - {line}" for line in lines), ""]))


def changed(name: str, old: str, new: str) -> package.Analysis:
    """A bundled spec with a piece of its text replaced."""
    text = next(SPECS.rglob(f"{name}.yaml")).read_text(encoding="utf-8")
    assert old in text
    return analysis(text.partition("expect:")[0].replace(old, new))


# The figures of the tools

MEASURED = """
macs            | 714188480  | 15470264320 | 4089184256
calflops-macs   | 714188480  | 15470264320 | 4089184256
torchvision     | 714188480  | 15470264320 | 4089184256
torch           | 1428376960 | 30940528640 | 8178368512
torchinfo       | 714682664  | 15483821032 | 4089238376
fvcore          | 714197696  | 15470289408 | 4111512576
ptflops-aten    | 714682664  | 15483821032 | 4089185256
pycls           | 714682664  | 15483821032 | 4089185256
ptflops-pytorch | 716441128  | 15523225576 | 4132436968
thop            | 714206912  | 15470314496 | 4133742592
calflops-flops  | 1429741184 | 30973778432 | 8211108352
"""


@pytest.mark.parametrize("line", MEASURED.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_network_costs_what_the_tool_prints(line: str) -> None:
    convention, *figures = (cell.strip() for cell in line.split("|"))
    vgg16 = changed("vgg16", "maxpool 2x2 as pool5\n", "maxpool 2x2 as pool5\n  - adaptive_avgpool 7x7\n")  # as torchvision's
    found = [package.cost(network, convention).total for network in (analysis("alexnet_tv"), vgg16, analysis("resnet50"))]
    assert found == list(map(int, figures))


YOLO = """
input: 3x416x416
blocks:
  c k n: conv k n half nobias, bn, leakyrelu
layers:
  - c 3x3 32, maxpool 2x2
  - c 3x3 64, maxpool 2x2
  - c 3x3 128, c 1x1 64, c 3x3 128, maxpool 2x2
  - c 3x3 256, c 1x1 128, c 3x3 256, maxpool 2x2
  - c 3x3 512, c 1x1 256, c 3x3 512, c 1x1 256, c 3x3 512 as pass
  - maxpool 2x2
  - c 3x3 1024, c 1x1 512, c 3x3 1024, c 1x1 512, c 3x3 1024
  - c 3x3 1024, c 3x3 1024 as deep
  - concat:
    - from pass, PASS
    - from deep
  - c 3x3 1024
  - conv 1x1 125
"""


@pytest.mark.parametrize(
    ("passed", "printed", "figure"),
    [("c 1x1 64, space_to_depth 2", "29.371 BF", 29_371_064_320), ("space_to_depth 2", "Total BFLOPS 34.909", 34_908_856_320)],
)
def test_the_fork_of_darknet_counts_max_pools(passed: str, printed: str, figure: int) -> None:
    """The logs of yolov2-voc.cfg and yolo-voc.2.0.cfg: maxpool_layer.c has size*size*c*out_h*out_w, 10,729,472 in all."""
    found = analysis(YOLO.replace("PASS", passed))
    assert package.cost(found, "darknet-alexeyab").total == figure == package.cost(found, "darknet").total + 10_729_472
    assert [match.name for match in package.reconcile_printed(found, printed).matches] == ["darknet-alexeyab"]


def test_the_fork_of_darknet_counts_shortcuts_and_nothing_of_connected_layers() -> None:
    """shortcut_layer.c: out_w*out_h*out_c for each layer besides its own; connected_layer.c sets no bflops."""
    found = layers("4x6x6", "add:\n      - identity\n      - identity\n      - identity", "avgpool 3x3/3", "fc 5")
    assert package.cost(found, "darknet-alexeyab").layers == {"add1": 2 * 144, "avgpool1": 9 * 16, "fc1": 0} | {
        row.node.name: 0 for row in found.rows if row.node.layer.kind == "identity"
    }
    assert package.cost(found, "darknet").total == 2 * 16 * 5


def test_figures_of_live_tools() -> None:
    """ptflops 0.7.5 of mobilenet_v2 with nn.AdaptiveAvgPool2d: nn.ReLU6 counts once. calflops 0.3.2 of a U-Net."""
    assert package.cost(analysis("mobilenet_v2"), "ptflops-pytorch").total == 320_362_728
    assert package.cost(analysis("unet"), "calflops-flops").total == 96_439_140_352


def test_keras_counts_running_statistics_and_its_networks_have_biases() -> None:
    found = package.cost(analysis("resnet50"), "keras")
    assert (found.total, found.trainable) == (25_557_032 + 53_120, 25_557_032)
    biased = package.cost(changed("resnet50", " nobias", ""), "keras")
    assert (biased.total, biased.trainable) == (25_636_712, 25_636_712 - 53_120)
    assert missing_biases(analysis("resnet50")) == 26_560
    mixed = layers("3x8x8", "conv 1x1 4 nobias", "dwconv 3x3 nobias", "deconv 2x2 5 nobias", "conv 1x1 7", "fc 2 nobias")
    assert missing_biases(mixed) == 4 + 4 + 5


def test_frozen_parameters_are_not_trainable_under_keras() -> None:
    text = "input: 3x8x8\nlayers:\n  - conv 3x3 4 as a, bn as b\n  - conv 3x3 5 as c\nfreeze: [a]\n"
    found = package.cost(analysis(text), "keras")
    assert (found.total, found.trainable) == (112 + 16 + 185, 8 + 185)


# The rules, on layers that are small enough for a pencil: a dash where a tool has none

NAMES = ("torch", "torchinfo", "fvcore", "ptflops-aten", "ptflops-pytorch", "thop")
NAMES += ("calflops-macs", "calflops-flops", "pycls", "darknet")
RULES = """
3x8x8 | conv 3x3 4                  | 7776 4032 3888 4032 4032 3888 3888 7920 4032 7776
3x8x8 | conv 3x3 4 nobias           | 7776 3888 3888 3888 3888 3888 3888 7776 3888 7776
3x8x8 | conv 3x3/2 6 groups=3       | 972 540 486 540 540 486 486 1026 540 972
3x8x8 | dwconv 3x3 mult=2           | 3888 2160 1944 2160 2160 1944 1944 4104 2160 3888
3x4x4 | fc 10                       | 960 490 480 490 490 480 480 960 490 960
3x4x4 | fc 10 nobias                | 960 480 480 480 480 480 480 960 480 960
3x4x4 | deconv 2x2/2 5              | 1920 4160 960 1280 1280 3840 960 1940 - -
4x4x4 | deconv 2x2/2 6 groups=2 nobias | 1536 3072 768 768 768 3072 256 512 - -
4x5x5 | deconv 3x3/2 6 pad=1 groups=2 | 5400 9234 2700 3186 3186 8748 900 1827 - -
4x5x5 | deconv 3x3 4 groups=4       | 1800 1960 900 1096 1096 1764 0 9 - -
4x5 | deconv 2/2 6                  | 480 540 240 300 300 480 240 492 - -
1x1 | deconv 4/2 1                  | 8 20 4 8 8 16 4 7 - -
4x5x5 | bn                          | 0 8 200 0 200 400 0 200 0 0
4x5x5 | bn noaffine                 | 0 0 100 0 100 200 0 100 0 0
4x5x5 | relu                        | 0 0 0 0 200 0 0 100 0 0
4x5x5 | relu6                       | 0 0 0 0 100 0 0 0 0 0
4x5x5 | elu                         | 0 0 0 0 200 0 0 100 0 0
4x5x5 | gelu                        | 0 0 0 0 200 0 0 100 0 0
4x6x6 | maxpool 2x2                 | 0 0 0 0 288 0 0 144 0 0
4x6x6 | avgpool 2x2                 | 0 0 0 0 288 36 0 144 0 0
4x6x6 | gap                         | 0 0 144 0 288 148 0 144 0 0
4x5x7 | adaptive_avgpool 2x3        | 0 0 140 0 280 164 0 140 0 0
4x5x5 | identity                    | 0 0 0 0 0 0 0 0 0 0
4x5x5 | dropout                     | 0 0 0 0 0 0 0 0 0 0
4x5x5 | flatten                     | 0 0 0 0 0 0 0 0 0 0
4x5x5 | add                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | mul                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | concat                      | 0 0 0 0 0 0 0 0 0 0
4x5x5 | ln                          | 0 8 500 0 100 400 0 500 0 0
4x5x5 | gn 2                        | 0 8 500 0 200 0 0 500 0 0
4x5x5 | instnorm                    | 0 0 400 0 100 200 0 400 0 0
4x5x5 | instnorm affine             | 0 8 500 0 200 400 0 500 0 0
4x5x5 | prelu                       | 0 4 0 0 200 100 0 100 0 0
4x5x5 | leakyrelu                   | 0 0 0 0 100 0 0 100 0 0
4x5x5 | silu                        | 0 0 0 0 100 0 0 100 0 0
4x5x5 | sigmoid                     | 0 0 0 0 0 0 0 0 0 0
4x5x5 | softmax                     | 0 0 0 0 100 275 0 100 0 0
4x5x5 | gmp                         | 0 0 0 0 200 0 0 100 0 0
4x5x5 | upsample 2                  | 0 0 400 0 800 400 0 100 0 0
4x5x5 | upsample 2 bilinear         | 0 0 1600 0 800 4400 0 100 0 0
4x5x5 | lrn 3                       | 0 0 0 0 450 0 0 450 0 0
4x5x5 | lrn                         | 0 0 0 0 500 0 0 500 0 0
4x5 | gap                           | 0 0 0 0 40 24 0 20 0 0
4x5x5x5 | gap                       | 0 0 0 0 1000 504 0 500 0 0
4x5x5x5 | adaptive_avgpool 2x2x2    | 0 0 0 0 1000 532 0 500 0 0
4x5 | upsample 2                    | 0 0 0 0 80 40 0 20 0 0
4x5 | upsample 2 bilinear           | 0 0 0 0 80 200 0 20 0 0
4x5x5x5 | upsample 2 bilinear       | 0 0 0 0 8000 0 0 500 0 0
4x5 | resize 7 bilinear             | 0 0 0 0 56 140 0 7 0 0
4x5x5 | scale                       | 0 4 0 0 - 0 0 - 0 0
4x5x5 | selu                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | celu                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | hardswish                   | 0 0 0 0 0 0 0 0 0 0
4x5x5 | hardsigmoid                 | 0 0 0 0 0 0 0 0 0 0
4x5x5 | tanh                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | softplus                    | 0 0 0 0 0 0 0 0 0 0
4x5x5 | softsign                    | 0 0 0 0 0 0 0 0 0 0
4x5x5 | mish                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | maxout 2                    | 0 0 0 0 - 0 0 - 0 0
4x5x5 | prelu shared                | 0 1 0 0 200 100 0 100 0 0
4x6x6 | lppool 2x2                  | 0 0 0 0 - 0 0 - 0 0
4x5x7 | adaptive_maxpool 2x3        | 0 0 0 0 280 0 0 140 0 0
4x6x6 | spp 2x2 1x1                 | 0 0 0 0 - 0 0 - 0 0
4x6x6 | roipool 2x2 rois=3          | 0 0 0 0 0 0 0 0 0 0
4x6x6 | roialign 2x2 rois=3         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | bn noscale                  | 0 4 100 0 - - 0 100 0 0
4x5x5 | bn noshift                  | 0 4 200 0 - - 0 200 0 0
4x5x5 | l2norm                      | 0 0 0 0 0 0 0 0 0 0
4x5x5 | scale bias                  | 0 8 0 0 - 0 0 - 0 0
4x5x5 | resize 10x10                | 0 0 400 0 800 400 0 100 0 0
4x5x5 | resize 10x10 bilinear       | 0 0 1600 0 800 4400 0 100 0 0
4x5x5 | pad 1                       | 0 0 0 0 0 0 0 0 0 0
4x5x5 | crop 1                      | 0 0 0 0 0 0 0 0 0 0
4x5x5 | shuffle 2                   | 0 0 0 0 0 0 0 0 0 0
4x5x5 | pixelshuffle 2              | 0 0 0 0 0 0 0 0 0 0
4x6x6 | space_to_depth 2            | 0 0 0 0 0 0 0 0 0 0
4x5x5 | slice 0:2                   | 0 0 0 0 0 0 0 0 0 0
4x5x5 | pad_channels 2              | 0 0 0 0 0 0 0 0 0 0
4x5x5 | reshape 100                 | 0 0 0 0 0 0 0 0 0 0
4x5x5 | hardtanh                    | 0 0 0 0 0 0 0 0 0 0
4x5x5 | shift                       | 0 4 0 0 - 0 0 - 0 0
4x5x5 | grn                         | 0 8 0 0 - 0 0 - 0 0
4x5x5 | abs                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | square                      | 0 0 0 0 0 0 0 0 0 0
4x5x5 | sqrt                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | times 2                     | 0 0 0 0 0 0 0 0 0 0
4x5x5 | plus 2                      | 0 0 0 0 0 0 0 0 0 0
4x5x5 | mean_over channels          | 0 0 0 0 0 0 0 0 0 0
4x5x5 | max_over positions          | 0 0 0 0 0 0 0 0 0 0
4x5x5 | softmax positions           | 0 0 0 0 100 296 0 100 0 0
4x5x5 | softmax groups=2            | 0 0 0 0 100 250 0 100 0 0
4x5x5 | sub                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | div                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | min                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | max                         | 0 0 0 0 0 0 0 0 0 0
4x5x5 | mean                        | 0 0 0 0 0 0 0 0 0 0
4x5x5 | split                       | 0 0 0 0 0 0 0 0 0 0
"""


@pytest.mark.parametrize("line", RULES.strip().splitlines(), ids=lambda line: line.split("|")[1].strip())
def test_each_kind_costs_what_its_rule_says(line: str) -> None:
    given, step, figures = (cell.strip() for cell in line.split("|"))
    branches = ":\n      - identity\n      - identity" if KINDS[step.split()[0]].joins else ""
    found = layers(given, step + branches)
    assert [_total(found, name) for name in NAMES] == figures.split()


def _total(network: package.Analysis, convention: str) -> str:
    try:
        return str(package.cost(network, convention).total)
    except package.SpecError as error:
        assert "it has no rule for" in str(error)
        return "-"


def test_rules_name_terms_that_there_are_and_quantities_that_are_known() -> None:
    flagged = [f"{kind} {flag}" for kind, flags in FLAGS.items() for flag in flags]
    flagged += [f"{kind} {rank}d" for kind in (*BY_RANK, "upsample bilinear", "resize bilinear") for rank in (1, 3)]
    terms = {*KINDS, *flagged, *(kind + BIAS for kind in BIASED), "*"}
    assert set(FACTS) == set(QUANTITIES)
    for convention in CONVENTIONS.values():
        assert set(convention.rules) <= terms
        assert {key for key in convention.remarks if convention.rule(key) in ("0", NA)} == set()
        quantities = {quantity for rule in convention.rules.values() if rule != NA for _, quantity in parsed(rule)}
        assert quantities <= set(FACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_by_every_convention_is_a_rule_or_is_refused_with_its_reason(kind: str) -> None:
    given, line = KINDS[kind].example
    step = line if not KINDS[kind].joins else f"{kind}:\n" + "\n".join(f"      - {branch}" for branch in line.split(" | "))
    found = layers(given, step)
    row = next(row for row in found.rows if row.node.layer.kind == kind)
    assert row.node.layer.dots == bool(row.figures.macs)
    assert package.cost(found).total == found.totals.figures.macs
    for convention in CONVENTIONS.values():
        rules = {convention.rule(term) for term in terms_of(row.node.layer)}
        assert NA in rules or {quantity for rule in rules for _, quantity in parsed(rule)} <= set(FACTS)
        assert (f"no rule for {kind} (" in why_not(found, convention)) == (NA in rules)


def test_a_kind_that_a_convention_does_not_name_is_refused_and_never_0(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unheard(KINDS["relu6"]):
        usage = "unheard"

    class Weighing(KINDS["bn"]):
        usage = "weighing"

    for kind in (Unheard, Weighing):
        monkeypatch.setitem(KINDS, kind.kind, kind)
    rules = {name: [row.rule("unheard"), row.rule("weighing")] for name, row in CONVENTIONS.items()}
    named = {"ptflops-pytorch", "thop", "calflops-flops"}  # by what they look up a module in their own lists
    assert {name for name, (unheard, _) in rules.items() if unheard == NA} == named
    assert {name for name, (_, weighing) in rules.items() if weighing != NA} == {"macs", "exact", "params", "keras"}
    assert [CONVENTIONS[name].unnamed() for name in ("thop", "torch", "keras")] == [["unheard", "weighing"], ["weighing"], []]
    listed = [row["layer"] for row in convention_report(CONVENTIONS["thop"]).data()["rules"] if row["costs"] == NA]
    assert listed == ["bn noscale", "bn noshift", "unheard", "weighing"]
    found = package.analyze(package.build(package.parse("input: 4x5x5\nlayers:\n  - relu\n  - unheard")))
    assert why_not(found, CONVENTIONS["thop"]) == "it has no rule for unheard (unheard1)"
    assert package.cost(found, "torch").total == 0


# Laws

COSTS = [name for name, row in CONVENTIONS.items() if row.counts == "cost"]


@pytest.mark.sample(12)
@pytest.mark.parametrize("name", bundled_names())
def test_layers_and_terms_add_up_and_gaps_are_the_differences(name: str) -> None:
    network, totals = analysis(name), analysis(name).totals.figures
    able = [row for row in COSTS if _total(network, row) != "-"]
    assert set(COSTS) - set(able) <= {"pycls", "darknet", "darknet-alexeyab", "ptflops-pytorch", "calflops-flops"}
    found = {row: package.cost(network, row) for row in [*able, "params", "keras"]}
    for each in found.values():
        assert sum(each.layers.values()) == sum(term.amount for term in each.terms.values()) == each.total
    assert found["macs"].total == totals.macs
    assert found["exact"].total == sum(totals.ops)
    assert (found["params"].total, found["keras"].total) == (totals.params, totals.params + totals.buffers)
    for one, other in [*combinations(able, 2), ("keras", "params")]:
        gap = package.reconcile(network, one, other)
        assert gap.gap == sum(it.gap for it in gap.gaps) == found[other].total - found[one].total


def test_a_batch_multiplies_costs_and_never_parameters() -> None:
    eight = package.analyze(analysis("resnet18").graph, batch=8)
    for name, row in CONVENTIONS.items():
        times = 8 if row.counts == "cost" else 1
        assert package.cost(eight, name).total == times * package.cost(analysis("resnet18"), name).total


def test_regions_multiply_what_comes_behind_them() -> None:
    found = layers("4x9x9", "roipool 3x3 rois=5", "relu", "fc 2")
    assert package.cost(found, "ptflops-aten").total == 5 * (36 * 2 + 2)
    assert package.cost(found, "calflops-flops").layers == {"roipool1": 0, "relu1": 5 * 36, "fc1": 5 * 2 * 36 * 2}
    assert package.cost(layers("4x9x9", "relu", "fc 2"), "torchinfo").total == 324 * 2 + 2


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_symbols_give_what_numbers_give(convention: str) -> None:
    symbolic = package.cost(package.analyze(package.build(package.load("resnet18"), "3xHxW"), "N"), convention)
    plain = package.cost(package.analyze(package.build(package.load("resnet18"), "3x64x96"), 3), convention)
    sizes = {"H": 64, "W": 96, "N": 3}
    assert package.evaluate(symbolic.total, sizes) == plain.total
    for term, found in symbolic.terms.items():
        assert package.evaluate(found.amount, sizes) == plain.terms[term].amount


@given(specs())
def test_any_network_is_counted_or_refused_with_its_reason(text: str) -> None:
    found = package.analyze(package.build(package.parse(text)))
    for name, row in CONVENTIONS.items():
        if reason := why_not(found, row):
            assert reason.startswith("it has no rule for ")
            continue
        each = package.cost(found, name)
        assert list(each.layers) == [it.node.name for it in found.rows]
        assert sum(each.layers.values()) == sum(term.amount for term in each.terms.values()) == each.total
        assert each.total >= 0 or name == "calflops-flops"  # whose bias of a deconv may be negative, as in the tool
        base = "macs" if row.counts == "cost" else "params"
        assert package.reconcile(found, base, name).gap == each.total - package.cost(found, base).total


# Printed numbers

NUMBERS = """
4.13G           | 4130000000  10000000
4.13 GMac       | 4130000000  10000000
4.13GMACs       | 4130000000  10000000
4.089 GFLOPS    | 4089000000  1000000
8.178 BFLOPs    | 8178000000  1000000
4.1 billion     | 4100000000  100000000
4.13e9          | 4130000000  10000000
3.8*10^9        | 3800000000  100000000
3.8 x 10**9     | 3800000000  100000000
25.6M params    | 25600000    100000
714 m mult-adds | 714000000   1000000
61706           | 61706       1
4,132,436,968   | 4132436968  1
4 132 436 968   | 4132436968  1
5k              | 5000        1000
4133742592.0    | 4133742592  1
8178368512.00   | 8178368512  1
603.134720.0 MMac | 603134720 1
65.86 Bn        | 65860000000 10000000
29.371 BF       | 29371000000 1000000
41.3亿          | 4130000000  10000000
41.3亿次        | 4130000000  10000000
1.2億           | 120000000   10000000
3.65万          | 36500       100
2.56千万        | 25600000    100000
４．１３Ｇ      | 4130000000  10000000
4,13 GMac       | 4130000000  10000000
1,234 M         | 1234000000  1000000
1.234 M         | 1234000     1000
4.132.436.968   | 4132436968  1
1.2340k         | 1234        1
3.8×10^9        | 3800000000  100000000
569M MAdds      | 569000000   1000000
~4.1G           | 4100000000  100000000
Total mult-adds (G): 4.09                | 4090000000  10000000
Total mult-adds (Units.GIGABYTES): 4.09  | 4090000000  10000000
Total BFLOPS 29.371                      | 29371000000 1000000
FLOPs:8.2111 GFLOPS                      | 8211100000  100000
Total params: 25,636,712 (97.80 MB)      | 25636712    1
Number of parameters: 25.56 M            | 25560000    10000
Computational complexity:       4.13 GMac | 4130000000 10000000
"""


@pytest.mark.parametrize("line", NUMBERS.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_printed_number_is_read_with_its_precision(line: str) -> None:
    text, figures = line.split("|")
    assert list(printed_number(text)[1:3]) == list(map(int, figures.split()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "abc is no printed number"),
        ("", "--printed is given no number"),
        ("4.13", "4.13 is not whole, and costs are"),
        ("1.2345k", "1.2345k is not whole, and costs are"),
        ("4.13X", "4.13X is no printed number"),
        ("-3G", "-3G is no printed number"),
        ("4.1.3G", "4.1.3G is no printed number"),
        ("4133742592.5", "4133742592.5 is not whole, and costs are"),
        ("5 G G", "5 G G is no printed number"),
        ("1e99", "1e99 is beyond 10^30"),
        ("9" * 70, f"{'9' * 39}… is no printed number"),
        ("9" * 40, f"{'9' * 40} is beyond 10^30"),
        ("nan", "nan is no printed number"),
    ],
)
def test_what_is_no_printed_number_is_refused(text: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("reconcile", "lenet5", f"--printed={text}")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}\n  help: ")


SEARCHES = """
resnet50   | 4.13G       | ptflops-pytorch thop
resnet50   | 4.1324 G    | ptflops-pytorch
resnet50   | 4.11G       | fvcore
resnet50   | 8.18G       | torch darknet darknet-alexeyab
resnet50   | 8.21 GFLOPs | exact calflops-flops
resnet50   | 4.0892 G    | macs torchvision torchinfo ptflops-aten calflops-macs pycls
resnet50   | 4089238376  | torchinfo
resnet50   | 25.56M      | params
resnet50   | 25.61 M     | keras
resnet50   | 25,636,712  | keras
alexnet_tv | 716.44 M    | ptflops-pytorch
resnet50   | 3.8G        |
"""


@pytest.mark.parametrize("line", SEARCHES.strip().splitlines(), ids=lambda line: line.split("|")[1].strip())
def test_the_conventions_that_would_print_a_number_are_named(line: str) -> None:
    name, text, wanted = (cell.strip() for cell in line.split("|"))
    found = package.reconcile_printed(analysis(name), text)
    assert [match.second.convention.name for match in found.matches] == wanted.split()
    assert bool(found.nearest) == (not wanted)


# What is usual besides the plain counts: the likeliest match. Sources: the tools at their versions on the networks of
# torchvision 0.28 (to the last digit), ptflops's own table (two decimals), the lists of Keras and torchvision, the papers.
SUPPOSED = """
googlenet_tv       | 1.51 GMac   | ptflops-pytorch functions: activations
googlenet_tv       | 1513907448  | ptflops-pytorch functions: activations
mnasnet1_0         | 334926312   | ptflops-pytorch functions: mean for global pools
mnasnet1_0         | 325329152   | fvcore functions: mean for global pools
mnasnet1_0         | 644543104   | calflops-flops functions: mean for global pools
mobilenet_v2       | 0.32 GMac   | ptflops-pytorch
mobilenet_v2       | 320300008   | ptflops-pytorch functions: global pools
mobilenet_v2       | 327486720.0 | thop functions: global pools
inception_v3       | 5747660552  | ptflops-pytorch functions: activations, pools in branches - heads
inception_v3       | 5749219168.0 | thop functions: pools in branches - heads
inception_v3       | 5713251528  | torchinfo - heads
inception_v3       | 23,834,568  | params - heads
googlenet          | 6.99M       | params - heads cut off
googlenet          | 7.0M        | params - heads
inception_resnet_v2 | 55,873,736 | keras - scales of bn
resnet50           | 25,636,712  | keras + biases
resnet50           | 23,587,712  | keras + biases - classifier
vgg16              | 14,714,688  | params - classifier
resnet50           | 4133742592.0 | thop
resnet50           | 4.13 GMac   | ptflops-pytorch
resnet50           | 32.7G       | macs * 8
resnet50           | 8267485184  | thop * 2
resnet50           | 4.08G       | macs cut off
"""


@pytest.mark.parametrize("line", SUPPOSED.strip().splitlines(), ids=lambda line: " ".join(line.split("|")[:2]))
def test_what_is_usual_is_tried_and_the_likeliest_comes_first(line: str) -> None:
    name, text, wanted = (cell.strip() for cell in line.split("|"))
    found = package.reconcile_printed(analysis(name), text)
    assert found.fits[0].name == wanted
    for match in found.fits:
        assert match.gap == sum(gap.gap for gap in match.gaps) == match.total - match.first.total
        assert len([gap for gap in match.gaps if not gap.layers]) <= len(match.supposed)


def test_it_is_said_how_little_two_digits_prove(cnncalc: Run) -> None:
    found = package.reconcile_printed(analysis("resnet50"), "4.1G")
    assert (found.printed.digits, found.fitting, found.tried) == (2, 24, 40)
    out = cnncalc("reconcile", "resnet50", "--printed", "4.1G").out
    assert "24 of the 40 different counts that were tried would print it: 2 digits prove little" in " ".join(out.split())
    out = cnncalc("reconcile", "resnet50", "--printed", "4089238376").out
    assert "were tried" not in out


def test_a_bn_without_a_scale_has_what_keras_prints() -> None:
    found = package.reconcile_printed(layers("32x8x8", "bn"), "96")
    assert [match.name for match in found.matches] == ["keras - scales of bn"]


@pytest.mark.parametrize(
    ("printed", "names"), [("30", ["macs", "torchvision", "calflops-macs"]), ("40 params", ["params", "keras"])]
)
def test_symbols_leave_the_counts_that_are_numbers(printed: str, names: list[str]) -> None:
    found = package.reconcile_printed(layers("3xHxW", "relu", "gap", "fc 10"), printed)
    assert set(names) <= {match.name for match in found.fits}
    assert found.symbolic == ("exact", "fvcore", "ptflops-pytorch", "thop", "calflops-flops")


def test_symbols_that_all_counts_depend_on_are_a_reason(cnncalc: Run, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("input: 3xHxW\nlayers:\n  - relu, gap, fc 10\n", encoding="utf-8")
    result = cnncalc("reconcile", str(tmp_path / "spec.yaml"), "--printed", "4.13G")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: a printed number is held against numbers\n  help: give the input in numbers")
    result = cnncalc("summarize", "unet", "--input", "1xHxW", "--as", "calflops-flops")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: calflops-flops counts the bias of a deconv at positions that it rounds down")


def test_a_number_is_what_rounds_to_it_halves_either_way() -> None:
    number = printed_number("4.13G")
    assert [number.rounds(figure) for figure in (4_125_000_000, 4_124_999_999, 4_135_000_000, 4_135_000_001)] == [1, 0, 1, 0]
    assert not printed_number("4130000000").rounds(4_130_000_001)


# In words


def test_the_gap_is_told_as_people_say_it() -> None:
    words = in_words(package.reconcile(analysis("resnet50"), "macs", "ptflops-pytorch"))
    assert words == "+22.2 M bn, +21.0 M relu and pools counted twice, +1,000 fc bias"
    assert in_words(package.reconcile(analysis("resnet50"), "macs", "torch")) == "+4.09 G conv and fc at 2 per MAC"
    assert in_words(package.reconcile(analysis("resnet50"), "macs", "torchvision")) == "the same in every term"
    assert in_words(package.reconcile(analysis("vgg16"), "ptflops-aten", "macs")) == "-13.6 M biases"
    assert in_words(package.reconcile(analysis("resnet50"), "torch", "macs")) == "-4.09 G conv and fc at 2 per MAC"
    words = in_words(package.reconcile(analysis("resnet50"), "torchinfo", "thop"))
    assert words == "+44.4 M bn, +102 k global average pool, -1,000 fc bias"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (99_999, "+99,999"),
        (100_000, "+100 k"),
        (-999_499, "-999 k"),
        (1_000_000, "+1.00 M"),
        (9_996_000, "+10.00 M"),
        (22_227_968, "+22.2 M"),
        (4_089_184_256, "+4.09 G"),
        (7 * 10**15, "+7.00 P"),
        (7 * 10**18, "+7,000 P"),
    ],
)
def test_amounts_have_three_digits(value: int, text: str) -> None:
    assert brief(value) == text


# The command line


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("reconcile resnet50 macs fvcor", "there is no convention fvcor\n  help: did you mean fvcore?"),
        ("reconcile resnet50", "there is nothing to reconcile\n  help: name two conventions, as in macs fvcore"),
        ("reconcile resnet50 macs thop --printed 4G", "--printed replaces a second convention\n  help: leave one"),
        (
            "reconcile resnet50 macs keras",
            "macs counts what a run costs, and keras counts parameters\n  help: hold macs against",
        ),
        (
            "reconcile unet macs darknet",
            "darknet cannot count this network: it has no rule for deconv (up4, up3, up2 and 1 more)",
        ),
        (
            "reconcile resnet18 --printed 4G --input 3xHxW",
            "a printed number is held against numbers\n  help: give the input in",
        ),
        ("conventions ptflop", "there is no convention ptflop\n  help: did you mean ptflops-"),
        ("summarize lenet5 --as troch", "there is no convention troch\n  help: did you mean torch?"),
        ("summarize unet --as pycls", "pycls cannot count this network: it has no rule for deconv (up4, up3, up2 and 1 more)"),
        ("summarize lenet5 --columns name,cost", "there is no column cost\n  help: --as says whose cost it is"),
        ("summarize lenet5 --as thop --columns nmae", "there is no column nmae\n  help: did you mean name?"),
        ("compare lenet5 vgg16 --as zzz", "there is no convention zzz\n  help: the conventions are: macs, exact, "),
        ("compare lenet5 vgg16 --figures cost", "there is no figure cost\n  help: "),
        ("zoo --as Keras2", "there is no convention Keras2\n  help: did you mean keras?"),
        ("zoo vgg16 --as keras", "--as is for the list"),
    ],
)
def test_a_wrong_word_is_an_error(args: str, message: str, cnncalc: Run) -> None:
    result = cnncalc(*args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


def test_the_status_says_whether_any_convention_prints_a_number(cnncalc: Run) -> None:
    assert cnncalc("reconcile", "resnet50", "--printed", "4.13G").status == 0
    unknown = cnncalc("reconcile", "resnet50", "--printed", "3.8G")
    assert (unknown.status, unknown.err) == (1, "")
    assert "the number is 7.1 % less than that" in unknown.out


@pytest.mark.parametrize(
    ("spec", "printed", "told"),
    [
        ("resnet50", "3.8G", "7.1 % less than that"),
        ("resnet50", "4.5G", "8.9 % more than that"),
        ("lenet5", "1G", "1,146.94 times that"),
        ("resnet50", "1", "far less than that"),
        ("input: 3x4x4\nlayers:\n  - flatten\n", "7", "far more than that"),
    ],
)
def test_how_far_a_number_lies_from_the_nearest(spec: str, printed: str, told: str, cnncalc: Run, tmp_path: Path) -> None:
    if "\n" in spec:
        (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")
        spec = str(tmp_path / "spec.yaml")
    result = cnncalc("reconcile", spec, "--printed", printed)
    assert (result.status, result.err) == (1, "")
    assert f"the number is {told}: perhaps another variant" in result.out


def test_the_formats_of_reconcile_hold_the_same(cnncalc: Run) -> None:
    args = ("reconcile", "resnet50", "fvcore", "thop")
    report = json.loads(cnncalc(*args, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(cnncalc(*args, "--format", "csv").out)))
    assert (report["first"]["total"], report["second"]["total"], report["gap"]) == (4111512576, 4133742592, 22230016)
    assert [(row["term"], int(row["gap"])) for row in rows] == [(term["term"], term["gap"]) for term in report["terms"]]
    assert rows[1]["fvcore rule"] == "2*in"
    found = json.loads(cnncalc("reconcile", "resnet50", "--printed", "4.13G", "--format", "json").out)
    assert [match["second"]["convention"] for match in found["matches"]] == ["ptflops-pytorch", "thop"]
    assert found["printed"] == {"text": "4.13G", "value": 4130000000, "step": 10000000}


def test_symbols_are_reconciled_with_their_conditions(cnncalc: Run) -> None:
    result = cnncalc("reconcile", "resnet18", "ptflops-pytorch", "--input", "3xHxW")
    assert result.out.endswith(
        "+99*H*W bn, +125*H*W relu and pools counted twice, +1,000 fc bias\n\nexact where H % 32 == 0, W % 32 == 0\n"
    )


def test_as_takes_the_place_of_our_own_figure(cnncalc: Run) -> None:
    def header(*args: str) -> str:
        return cnncalc("summarize", "resnet50", "--depth", "0", "--format", "csv", *args).out.split("\n")[0]

    assert header("--as", "fvcore") == "name,layer,output,params,cost,field"
    assert header("--as", "keras") == "name,layer,output,cost,macs,field"
    assert header("--as", "thop", "--columns", "name,macs") == "name,macs,cost"
    assert header("--as", "thop", "--columns", "cost,name") == "cost,name"


def test_as_in_the_json_report_only_adds_keys(cnncalc: Run) -> None:
    plain, report = (
        json.loads(cnncalc("summarize", "lenet5", "--format", "json", *more).out) for more in ([], ["--as", "thop"])
    )
    assert report.pop("as") == {"convention": "thop", "tool": "thop", "version": "0.1.1", "unit": "macs"}
    costs = [layer.pop("cost") for layer in report["layers"]]
    assert sum(costs) == report["totals"].pop("cost") == package.cost(analysis("lenet5"), "thop").total
    assert report == plain


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_tools_own_word_stands_over_its_cost(convention: str, cnncalc: Run) -> None:
    row = CONVENTIONS[convention]
    result = cnncalc("summarize", "lenet5", "--as", convention)
    assert f"{row.unit} ({convention})" in result.out
    assert f"{package.cost(analysis('lenet5'), convention).total:,} {row.unit}" in result.out
    assert row.source in result.out


def test_a_tool_that_prints_billions_is_shown_with_three_decimals(cnncalc: Run) -> None:
    out = cnncalc("summarize", "vgg16", "--depth", "0", "--as", "darknet").out
    assert "as counted 30,940,528,640 FLOPs (30.941 BFLOPs) by darknet" in " ".join(out.split())


@pytest.mark.sample(1 / 3)
def test_compare_and_zoo_leave_out_what_has_no_rule_and_say_why(cnncalc: Run) -> None:
    reason = "has no figure in FLOPs (darknet): it has no rule for deconv (up4, up3, up2 and 1 more)\n"
    result = cnncalc("compare", "resnet50", "unet", "--as", "darknet")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith(f"\nU-Net {reason}")
    report = json.loads(cnncalc("compare", "resnet50", "unet", "--as", "darknet", "--format", "json").out)
    assert [network["cost"] for network in report["networks"]] == [8178368512, None]
    listed = cnncalc("zoo", "--as", "darknet", "--format", "json")
    costs = {row["spec"]: row["FLOPs (darknet)"] for row in json.loads(listed.out)["networks"]}
    assert (costs["resnet50"], costs["unet"]) == (8178368512, None)
    assert "note: unet has no figure: it has no rule for deconv" in listed.err


def test_compare_gathers_costs(cnncalc: Run) -> None:
    out = cnncalc("compare", "resnet50", "vgg16", "--as", "thop", "--by", "kind", "--format", "csv").out
    rows = {row["kind"]: row for row in csv.DictReader(io.StringIO(out))}
    assert (rows["bn"]["ResNet-50 cost"], rows["bn"]["VGG-16 cost"]) == ("44455936", "")
    assert sum(int(row["ResNet-50 cost"] or 0) for row in rows.values()) == 4133742592


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_conventions_are_listed_in_every_format(form: str, cnncalc: Run) -> None:
    result = cnncalc("conventions", "--format", form)
    assert (result.status, result.err) == (0, "")
    assert all(name in result.out for name in CONVENTIONS)
    one = cnncalc("conventions", "ptflops-pytorch", "--format", form)
    assert (one.status, one.err) == (0, "")
    assert "counted twice" in one.out


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_page_of_a_convention_says_what_calls_of_functions_cost(name: str, cnncalc: Run) -> None:
    """Every rule of FUNCTIONS is in the column, also of a kind that has no row of its own."""
    rules = json.loads(cnncalc("conventions", name, "--format", "json").out)["rules"]
    shown = {row["layer"]: row["as a function"] for row in rules if row["as a function"]}
    assert shown == dict(FUNCTIONS.get(name, {}))
    assert len({row["layer"] for row in rules}) == len(rules)
    (entry,) = [
        row for row in json.loads(cnncalc("conventions", "--format", "json").out)["conventions"] if row["convention"] == name
    ]
    assert all(f"{rule}: " in entry["functions"] and term in entry["functions"] for term, rule in shown.items())
