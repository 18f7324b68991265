"""Every bundled spec is held to the figures that its source publishes."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.expectations import judge, meets
from cnncalc.find import EXERCISES, bundled_names, load
from cnncalc.report.spec import spec_lines

NAMES = [*bundled_names(), *bundled_names(EXERCISES)]
# zoo.md's exact parameters, so that a spec cannot agree with itself alone.
PARAMS = {
    "alexnet": 60965224,
    "alexnet_tv": 61100840,
    "densenet121": 7978856,
    "googlenet": 13378280,
    "lenet5": 61706,
    "mobilenet_v2": 3504872,
    "resnet18": 11689512,
    "resnet34": 21797672,
    "resnet50": 25557032,
    "resnet101": 44549160,
    "resnet152": 60192808,
    "shufflenet_v2_x1_0": 2278604,
    "unet": 31037633,
    "vgg11": 132863336,
    "vgg13": 133047848,
    "vgg16": 138357544,
    "vgg19": 143667240,
}
MACS = {
    "alexnet_tv": "0.714G",
    "densenet121": "2.834G",
    "lenet5": "416520",
    "mobilenet_v2": "0.301G",
    "resnet18": "1.814G",
    "resnet34": "3.664G",
    "resnet50": "4089184256",
    "resnet101": "7.801G",
    "resnet152": "11.514G",
    "shufflenet_v2_x1_0": "0.145G",
    "vgg11": "7.609G",
    "vgg13": "11.308G",
    "vgg16": "15470264320",
    "vgg19": "19.632G",
}
ASKED_FOR = {*PARAMS, "zfnet", "nin"}


def analysis_of(name: str) -> cnncalc.Analysis:
    return cnncalc.analyze(cnncalc.build(load(f"{name}.yaml")))


def test_all_that_were_asked_for_are_there() -> None:
    assert set(NAMES) >= ASKED_FOR


@pytest.mark.parametrize("name", NAMES)
def test_it_meets_what_it_expects(name: str) -> None:
    analysis = analysis_of(name)
    verdicts = judge(analysis)
    assert verdicts, "a bundled spec carries its published figures"
    assert [verdict for verdict in verdicts if not verdict.right] == []
    assert analysis.graph.name
    assert analysis.graph.source


@pytest.mark.parametrize("name", sorted(PARAMS))
def test_published_parameters(name: str) -> None:
    assert analysis_of(name).totals.figures.params == PARAMS[name]


@pytest.mark.parametrize("name", sorted(MACS))
def test_published_macs(name: str) -> None:
    assert meets(analysis_of(name).totals.figures.macs, MACS[name])


@pytest.mark.parametrize("name", NAMES)
def test_expanding_keeps_every_figure(name: str) -> None:
    analysis = analysis_of(name)
    again = cnncalc.analyze(cnncalc.build(cnncalc.parse("\n".join(spec_lines(analysis.graph)))))
    assert [(row.node.name, row.node.shape, row.figures, row.field) for row in again.rows] == [
        (row.node.name, row.node.shape, row.figures, row.field) for row in analysis.rows
    ]
    assert again.totals == analysis.totals
    assert judge(again) == judge(analysis)


def test_a_wrong_expectation_is_noticed() -> None:
    text = "input: 3x8x8\nlayers:\n  - conv 3x3 4\nexpect:\n  params: 113\n  conv1: 6x6x4\n  macs: <= 3.8k\n"
    verdicts = judge(cnncalc.analyze(cnncalc.build(cnncalc.parse(text))))
    assert [(v.right, v.found) for v in verdicts] == [(False, "112"), (True, "4x6x6"), (False, "3,888")]
    assert "other layout" in verdicts[1].remark


def test_the_fully_connected_layers_hold_most_of_vgg16(capsys: pytest.CaptureFixture[str]) -> None:
    dense = [row.figures.params for row in analysis_of("vgg16").rows if row.node.layer.family == "dense"]
    assert round(1000 * sum(dense) / 138357544) == 894
