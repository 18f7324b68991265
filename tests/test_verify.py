"""`verify`: it agrees where the rules are right, and notices every rule that is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from running import ROOT, Golden, Run, bundled_graph, bundled_spec
from strategies import examples, specs, uneven_specs
from test_lines import Entry, spec_of
from test_reference import QUICK_ENTRIES

from cnncalc import Graph, build, parse
from cnncalc.analysis.analyze import analyze
from cnncalc.bundled.names import bundled_names
from cnncalc.layers import KINDS
from cnncalc.layers.base import Ops, show_shape
from cnncalc.layers.reach import Reach, sliding
from cnncalc.layers.settings import text_of
from cnncalc.network.smallest import smallest
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.counted import counted
from cnncalc.proof.network import ran as run_whole
from cnncalc.proof.samples import Sample
from cnncalc.proof.sight import sights
from cnncalc.proof.verification import verify
from cnncalc.reference.counting import Observation, observe

# Inputs on which every rule of a kind has something to say, where those of its example do not do or take long.
INPUTS = {"fc": "8x3x3", "softmax": "8x6x6", "dropout": "8x6x6"}
LINES = {
    "reshape": ("8x6x6", "reshape 2x12x12"),
    "roipool": ("4x9x7", "roipool 2x2 rois=2"),
    "roialign": ("4x9x7", "roialign 2x2 rois=2"),
    "resize": ("3x9x7", "resize 33x17 bilinear"),
}


class Breakage(NamedTuple):
    """A rule of a kind, and how to get it wrong."""

    kind: str
    rule: str
    wrong: Callable[[Any], Any]
    figure: str  # that the disagreement must be about


def breakages() -> Iterator[Breakage]:
    for kind in KINDS:
        yield Breakage(kind, "shape", lambda y: (*y[:-1], y[-1] + 1), "shape")
        yield Breakage(kind, "learned", lambda tensors: {**tensors, "more": (1,)}, "params")
        yield Breakage(kind, "kept", lambda tensors: {**tensors, "more": (1,)}, "buffers")
        yield Breakage(kind, "macs", lambda macs: macs + 1, "macs")
        for name in Ops._fields:
            yield Breakage(kind, "ops", lambda ops, name=name: ops._replace(**{name: getattr(ops, name) + 1}), name)
        yield Breakage(kind, "reach", lambda reach: moved(reach, first=-1), "field")
        yield Breakage(kind, "reach", lambda reach: moved(reach, last=1), "field")


def moved(reach: tuple[Reach, ...] | None, first: int = 0, last: int = 0) -> tuple[Reach, ...]:
    """Windows that begin or end elsewhere than they do."""
    windows = reach or (sliding(0, 1, 1),) * 2
    return tuple(
        window._replace(lows=tuple(low + first for low in window.lows), highs=tuple(high + last for high in window.highs))
        for window in windows
    )


def example_of(kind: str) -> str:
    """A spec of the kind's example."""
    shape, line = LINES.get(kind, (INPUTS.get(kind, KINDS[kind].example[0]), KINDS[kind].example[1]))
    if not KINDS[kind].joins:
        return f"input: {shape}\nlayers:\n  - {line}\n"
    branches = "".join(f"      - {branch.strip()}\n" for branch in line.split("|"))
    return f"input: {shape}\nlayers:\n  - {kind}:\n{branches}"


# What a layer does by itself is observed once, since the reference knows no rule that could be broken or bear another name.
OBSERVED: dict[Hashable, list[Observation]] = {}
COUNTED: dict[Hashable, LayerClaims] = {}


def alone(graph: Graph) -> Hashable:
    """What makes a network of one layer what it is, but for the layer's name."""
    layer, xs = graph.nodes[-1].layer, [node.shape for node in graph.nodes[:-1]]
    return type(layer), text_of(layer), layer.layout, layer.items, tuple(xs)


def observed(graph: Graph) -> Iterator[Observation]:
    """What `observe` tells of a network of one layer."""
    key = alone(graph)
    if key not in OBSERVED:
        OBSERVED[key] = list(observe(graph))
    return iter(OBSERVED[key])


def counted_once(sample: Sample) -> LayerClaims:
    """What `counted` tells of a layer, counted where no network had one like it."""
    key = alone(sample.graph)
    if key not in COUNTED:
        COUNTED[key] = counted(sample)
    return COUNTED[key]._replace(name=sample.node.name, text=text_of(sample.node.layer), line=sample.node.line)


BREAKAGES = list(breakages())


@pytest.mark.sample(3, per=lambda broken: broken.kind)
@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda broken: f"{broken.kind}-{broken.rule}-{broken.figure}")
def test_a_broken_rule_is_noticed(broken: Breakage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnncalc.proof.counted.observe", observed)
    rule = getattr(KINDS[broken.kind], broken.rule)
    monkeypatch.setattr(KINDS[broken.kind], broken.rule, lambda *given: broken.wrong(rule(*given)))
    found = verify(parse(example_of(broken.kind))).disagreement
    assert found is not None and found.disagreement is not None
    assert found.disagreement.figure == broken.figure
    assert found.text.split()[0] == broken.kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_example_agrees(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnncalc.proof.counted.observe", observed)
    found = verify(parse(example_of(kind)))
    assert found.disagreement is None
    assert [finding.text.split()[0] for finding in found.ran][-1] == kind


@pytest.mark.sample(1 / 7)
def test_the_example_of_resize_agrees() -> None:
    shape, line = KINDS["resize"].example
    assert verify(parse(f"input: {shape}\nlayers:\n  - {line}\n")).disagreement is None


# What has more than 10^9 MACs even on its smallest picture.
LONG = [
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
    "fcn_resnet50",
    "fcn_resnet101",
    "fcn32s_vgg16",
    "faster_rcnn_vgg16",
    "inception_v3",
    "s3d",
]


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.sample(0)) if name in LONG else name for name in bundled_names()]
)
def test_each_bundled_network_agrees(name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnncalc.proof.verification.counted", counted_once)
    spec = bundled_spec(name)
    if request.config.getoption("--full"):
        found = verify(spec, full=True)
    elif "side" in spec.vars:  # the extents that its branches are brought to
        found = verify(spec, "3x33x33", {"side": 33})
    else:
        small = smallest(spec, bundled_graph(name))
        shapes = {name: show_shape(small.nodes[index].shape, small.layout) for name, index in small.inputs.items()}
        found = verify(spec, shapes)
    assert found.disagreement is None
    assert len(found.ran) == len(found.seen) == len(found.analysis.rows)


@examples(40)
@given(specs())
def test_random_networks_agree(text: str) -> None:
    found = verify(parse(text), cores=1)
    assert found.disagreement is None, text


@examples(100)
@given(uneven_specs())
def test_fields_of_uneven_branches_agree(text: str) -> None:
    found = list(sights(analyze(build(parse(text)))))
    assert all(claim is None or claim.agrees for claim in found), text


CONVOLUTIONS = [entry for entry in QUICK_ENTRIES if entry.line.startswith(("conv ", "dwconv "))]


@pytest.mark.parametrize("entry", CONVOLUTIONS, ids=lambda entry: f"{entry.line} ({entry.input})")
def test_products_with_padding_are_the_same_number_by_number_and_by_windows(entry: Entry) -> None:
    graph = build(parse(spec_of(entry)))
    *_, counted = observe(graph)
    *_, ran = run_whole(analyze(graph), cores=1)
    assert ran.on_padding == counted.counts.mul_on_padding


@pytest.mark.sample(1 / 7)
def test_wide_layers_are_counted_with_some_of_their_kernels(cnncalc: Run) -> None:
    found = verify(parse("input: 512x9x9\nlayers:\n  - conv 3x3 512 half groups=2\n  - roipool 3x3 rois=30\n  - fc 4096\n"))
    assert [sample.only for sample, _ in found.counted] == ["2 of 512 kernels", "5 of 30 regions", "10 of 4,096 kernels"]
    assert all(sample.cost < 160_000 for sample, _ in found.counted)
    assert [(finding.claim("params") or missing()).observed for finding in found.ran] == [1_180_160, 0, 18_878_464]


def missing() -> Claim:
    raise AssertionError("there is no such claim")


@pytest.mark.sample(1)
@pytest.mark.parametrize("words", [(), ("--input", "3x9999999x9999999")])
def test_a_network_of_many_macs_runs_on_the_smallest_picture(words: tuple[str, ...], cnncalc: Run) -> None:
    result = cnncalc("verify", "vgg16", *words)
    assert result.status == 0
    assert "the network ran on 3x32x32, the smallest that its layers allow; --full runs it on 3x" in result.out


@pytest.mark.parametrize(("rule", "wrong"), [("macs", 1), ("shape", 2)])
def test_a_disagreement_is_told_with_both_sides(
    rule: str, wrong: int, cnncalc: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = getattr(KINDS["avgpool"], rule)
    broken = {"macs": lambda value: value + wrong, "shape": lambda value: (*value[:-1], value[-1] + wrong)}[rule]
    monkeypatch.setattr(KINDS["avgpool"], rule, lambda *shapes: broken(right(*shapes)))
    result = cnncalc("verify", "lenet5")
    assert (result.status, result.err) == (1, "")
    golden(ROOT / "tests" / "golden" / f"verify_wrong_{rule}.txt", result.out)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--full", "--input", "3x99999x99999"), "input would need 29,999,400,003 activations: too many to run it"),
        (("--set", "width=2"), "the spec has no variable width"),
        (("--fast",), "cnncalc verify has no option --fast"),
    ],
)
def test_what_cannot_be_run_is_refused(words: tuple[str, ...], message: str, cnncalc: Run) -> None:
    result = cnncalc("verify", "vgg16", *words)
    assert result.status == 2
    assert result.err.startswith(f"error: {message}")
