"""Symbolic extents: what a symbolic run says of any sizes that meet its conditions is what a plain run says of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import Run, bundled_spec
from strategies import drawn_specs, examples
from test_lines import ENTRIES, Entry, one_of_each_kind, spec_of

from cnncalc import Analysis, SpecError, analyze, build, evaluate, forward, judge, load, parse
from cnncalc.analysis.analyze import Row
from cnncalc.bundled.names import bundled_names
from cnncalc.errors import Fault
from cnncalc.symbols.ratios import ratio

Sizes: TypeAlias = "dict[str, int]"
LETTERS = "CDHW"


def facts(row: Row) -> tuple[Any, ...]:
    """All that is said of a layer."""
    field, node = row.field, row.node
    unread = node.layer.unread(node.applied.xs[0])
    axes = (field.size, field.stride, field.start) if field.axes else ()
    return node.name, node.shape, node.items, row.figures, row.trainable, axes, field.aligned, unread


def all_facts(analysis: Analysis) -> tuple[Any, ...]:
    """All that is said of a network."""
    return tuple(map(facts, analysis.rows)), analysis.totals


def meeting(analysis: Analysis, draw: Callable[[int], int], most: int = 40) -> Iterator[Sizes]:
    """Sizes that meet the conditions; `draw` gives a number under another."""
    assert analysis.graph.sizes
    names = analysis.graph.sizes.multiples
    for _ in range(most):
        sizes = {name: analysis.graph.sizes.least(name) + multiple * draw(6) for name, multiple in names.items()}
        if all(condition.holds(sizes) for condition in analysis.conditions):
            yield sizes


def substituted(shape: str, sizes: Sizes) -> str:
    """`3xHxW` with sizes for its symbols."""
    return "x".join(str(sizes.get(extent, extent)) for extent in shape.split("x"))


# The bundled networks


def in_letters(shape: str) -> str:
    """A shape with symbols for its spatial extents: 3xHxW, 3xDxHxW, 1xW."""
    channels, *extents = shape.split("x")
    return "x".join([channels, *LETTERS[-len(extents) :]])


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", [name for name in bundled_names() if "input" in bundled_spec(name).inputs])
def test_a_bundled_network_at_three_sizes(name: str) -> None:
    spec = bundled_spec(name)
    shape = in_letters(spec.inputs["input"].word.text)
    analysis = analyze(build(spec, shape), "N")
    numbers = random.Random(name)
    found = list(meeting(analysis, lambda n: numbers.randrange(n), most=3))
    assert len(found) == 3
    for sizes in found:
        plain = analyze(build(spec, substituted(shape, sizes)), sizes["N"])
        assert evaluate(all_facts(analysis), sizes) == all_facts(plain)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "unet", "vgg16", "mobilenet_v2", "shufflenet_v2_x1_0"])
def test_the_size_that_a_network_is_published_for_meets_the_conditions(name: str) -> None:
    spec = load(f"{name}.yaml")
    native = dict(zip("HW", map(int, spec.inputs["input"].word.text.split("x")[1:])))
    symbolic = analyze(build(spec, "3xHxW"))
    assert evaluate(all_facts(symbolic), native) == all_facts(analyze(build(spec)))


# The table of layers

# Rows that fit their own extents alone: with symbols for them the branches differ, or no number of elements is left to reshape.
ONE_SIZE = {
    "reshape 3x2x2",
    "reshape 36",
    "reshape 3x2x2x2",
    "add: conv 1x5 6 |",
    "add: maxpool 2x2 | crop 2",
    "add: maxpool 2x2 | crop 4:0",
    "add: upsample 6 bilinear, avgpool 2 |",
}
# Rows that fit their own channels alone.
ONE_WIDTH = {
    "add: conv 3x3 6 half | identity",
    "add: fc 10, relu |",
    "mul: gap, conv 1x1 2, relu, conv 1x1 6, sigmoid |",
    "max: conv 1x1 6 | conv 3x3 6 same | identity",
}


def in_symbols(entry: Entry, channels: bool) -> str:
    """The entry's input with symbols in place of its extents."""
    first, *extents = entry.input.split("x")
    names = LETTERS[-len(extents) :] if extents else ""
    return "x".join([LETTERS[0] if channels else first, *names])


@one_of_each_kind
@pytest.mark.parametrize("channels", [False, True], ids=["extents", "channels too"])
@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.line} ({entry.input})" for entry in ENTRIES])
def test_a_layer_of_the_table(entry: Entry, channels: bool) -> None:
    shape, spec = in_symbols(entry, channels), parse(spec_of(entry))
    if shape == entry.input:
        return  # a vector whose only extent stays
    if entry.line in ONE_SIZE or (channels and entry.line in ONE_WIDTH):
        with pytest.raises(SpecError, match=r"the branches of \w+ differ|the input has .* elements"):
            build(spec, shape)
        return
    analysis = analyze(build(spec, shape), "N")
    numbers = random.Random(shape + entry.line)
    found = list(meeting(analysis, lambda n: numbers.randrange(n), most=3))
    assert found
    for sizes in found:
        assert evaluate(all_facts(analysis), sizes) == all_facts(analyze(build(spec, substituted(shape, sizes)), sizes["N"]))


def test_the_smallest_sizes_are_those_that_the_conditions_name() -> None:
    for entry in ENTRIES:
        shape, spec = in_symbols(entry, False), parse(spec_of(entry))
        if entry.line in ONE_SIZE or shape == entry.input:
            continue
        analysis = analyze(build(spec, shape))
        (sizes,) = list(meeting(analysis, lambda n: 0, most=1)) or [None]
        if sizes:
            assert evaluate(all_facts(analysis), sizes) == all_facts(analyze(build(spec, substituted(shape, sizes))))


# Any network


@examples(50)
@given(drawn_specs(), st.data())
def test_any_network_at_any_sizes(drawn: Any, data: st.DataObject) -> None:
    spec = parse(drawn.text)
    shapes = {name: text.word.text.split("x") for name, text in spec.inputs.items()}
    symbolic, names = {}, iter("ABCDEFGHIJKLMNOPQRST")
    for name, extents in shapes.items():
        symbolic[name] = "x".join(next(names) if data.draw(st.booleans()) else extent for extent in extents)
    assume(any(not extent.isdigit() for shape in symbolic.values() for extent in shape.split("x")))
    try:
        analysis = analyze(build(spec, symbolic), data.draw(st.sampled_from([1, "N", "Z"])))
    except SpecError as error:
        assert all(problem.message for problem in error.problems)
        return
    for sizes in meeting(analysis, lambda n: data.draw(st.integers(0, n - 1)), most=3):
        batch = sizes.get("N", sizes.get("Z", 1))
        plain = analyze(build(spec, {name: substituted(shape, sizes) for name, shape in symbolic.items()}), batch)
        assert evaluate(all_facts(analysis), sizes) == all_facts(plain)


# What the issue and the lectures name

BOTTLENECK = "conv 1x1 64 nobias", "relu", "conv 3x3 64 half nobias", "relu", "conv 1x1 256 nobias"


def of_lines(shape: str, *lines: str) -> Analysis:
    return analyze(build(parse(f"input: {shape}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines))))


def test_a_convolution_and_a_bottleneck() -> None:
    direct, block = of_lines("256xHxW", "conv 3x3 256 half nobias"), of_lines("256xHxW", *BOTTLENECK)
    macs = [analysis.totals.figures.macs for analysis in (direct, block)]
    assert list(map(str, macs)) == ["589824*H*W", "69632*H*W"]
    assert [evaluate(figure, {"H": 56, "W": 56}) for figure in macs] == [589824 * 56**2, 69632 * 56**2]
    saving = ratio(*macs)
    assert saving == Fraction(144, 17) and f"{float(saving):.2f}" == "8.47"
    assert direct.conditions == block.conditions == ()


@pytest.mark.parametrize(
    ("shape", "line", "output", "conditions"),
    [
        ("256xHxW", "conv 3x3/2 64 half", "64xH/2xW/2", "H % 2 == 0, W % 2 == 0"),
        ("256xHxW", "conv 3x3 64", "64x(H-2)x(W-2)", "H >= 3, W >= 3"),
        ("256xHxW", "conv 3x3/2x1 64 same", "64xH/2xW", "H % 2 == 0"),
        ("3xHxH", "conv 7x7/2 64 half, maxpool 3x3/2 half, conv 3x3/2 8 half, maxpool 4x4", "8xH/32xH/32", "H % 32 == 0"),
        ("3xHxH", "maxpool 2x2, maxpool 3x3", "3xH/6xH/6", "H % 6 == 0"),
        ("3x(2*H+1)xW", "maxpool 3x3/2x1 ceil", "3xHx(W-2)", "W >= 3"),
        ("3xHxW", "adaptive_avgpool 7x7", "3x7x7", "H % 7 == 0, W % 7 == 0"),
        ("3xHxW", "upsample 2, crop 5", "3x(2*H-10)x(2*W-10)", "H >= 6, W >= 6"),
        ("3xHxW", "deconv 4x4/2 8 pad=1", "8x2*Hx2*W", ""),
        ("CxHxW", "pixelshuffle 2", "C/4x2*Hx2*W", "C % 4 == 0"),
        ("CxHxW", "dwconv 3x3 half, conv 1x1 2*in groups=2, slice 1:in", "(C-1)xHxW", "C % 2 == 0"),
        ("H", "fc 10", "10", ""),
        ("3xT", "conv 9/4 8, gap, flatten", "8", "T % 4 == 0, T >= 12"),
        ("CxHxW", "flatten, fc in//2", "C/2", "C % 2 == 0"),
    ],
)
def test_a_line_with_symbols(shape: str, line: str, output: str, conditions: str) -> None:
    analysis = of_lines(shape, line)
    last = analysis.rows[-1].node
    assert (last.layer.shown(last.shape), ", ".join(map(str, analysis.conditions))) == (output, conditions)


@pytest.mark.parametrize(
    ("lines", "conditions"),
    [
        # Where neighbours look 7 positions on in both branches, their centres are the same only in an input of 7.
        ("add:\n      - adaptive_avgpool 7\n      - resize 7", "H % 7 == 0, H != 7"),
        ("add:\n      - adaptive_avgpool 7\n      - maxpool 2, conv 1 3, adaptive_avgpool 7", "H % 14 == 0"),
        ("concat:\n      - gap\n      - maxpool 2, gap", "H % 2 == 0"),
        ("mul:\n      - gap\n      -", "H >= 2"),
        ("upsample 3 bilinear, conv 5/2 3 half, gap", "H % 2 == 0"),
        ("deconv 3/2 2, maxpool 3/2 ceil, adaptive_maxpool 3", "H % 3 == 0"),
    ],
)
def test_receptive_fields_that_one_size_would_change(lines: str, conditions: str) -> None:
    spec = parse(f"input: 3xH\nlayers:\n  - {lines}\n")
    analysis = analyze(build(spec))
    assert ", ".join(map(str, analysis.conditions)) == conditions
    for sizes in [{"H": n} for n in range(1, 60)]:
        if all(condition.holds(sizes) for condition in analysis.conditions):
            assert evaluate(all_facts(analysis), sizes) == all_facts(analyze(build(spec, f"3x{sizes['H']}")))


def test_params_behind_a_symbolic_extent() -> None:
    (row,) = of_lines("512xHxW", "fc 4096").rows
    assert str(row.figures.params) == "2097152*H*W + 4096"
    assert evaluate(row.figures.params, {"H": 7, "W": 7}) == 102764544


def test_a_symbol_and_a_variable_of_the_same_name() -> None:
    spec = parse("input: 3xHxW\nvars: {H: 8}\nlayers:\n  - conv 1x1 H\n")
    analysis = analyze(build(spec))
    assert [row.node.shape[:2] for row in analysis.rows] == [(8, 8)]
    assert str(analysis.totals.figures.macs) == "192*W"


def test_a_choice_by_a_symbolic_width_is_made_for_all_others() -> None:
    lines = "if in == 64:\n      - identity\n    else:\n      - conv 1x1 64", "if in >= 10: relu", "from input, flatten"
    analysis = of_lines("CxHxW", *lines)
    assert [row.node.layer.kind for row in analysis.rows] == ["conv", "relu", "flatten"]
    assert list(map(str, analysis.conditions)) == ["C != 64"]
    with pytest.raises(SpecError, match="C = 64 does not meet C != 64"):
        evaluate(analysis.totals, {"C": 64, "H": 1, "W": 1})


def test_the_batch_may_be_a_symbol_alone_and_one_of_the_extents() -> None:
    graph = build(load("lenet5"))
    assert str(analyze(graph, "N").totals.figures.macs) == "416520*N"
    assert analyze(graph, "3").totals == analyze(graph, 3).totals == evaluate(analyze(graph, "N").totals, {"N": 3})
    squared = analyze(build(load("vgg16"), "3xHx224"), "H").totals.figures
    assert evaluate(squared, {"H": 224}) == analyze(build(load("vgg16")), 224).totals.figures
    for batch in ("two", "x", "", "N-1", 1.5, None):
        with pytest.raises(SpecError, match="a batch"):
            analyze(graph, batch)  # type: ignore[arg-type]  # what a type checker would not let through


# Expectations


@pytest.mark.parametrize(
    ("expectation", "right"),
    [
        ("macs: 36864*H*W", True),
        ("macs: 2*W*18432*H", True),
        ("macs: 36865*H*W", False),
        ("macs: 15.5G", False),
        ("macs: 36864*56*56", False),
        ("macs: <= 40000*H*W", True),
        ("macs: <= 36864*H*W", True),
        ("macs: < 36864*H*W", False),
        ("macs: '> 10k'", True),
        ("params: 147520", True),
        ("params: 147.5k", True),
        ("params: H", False),
        ("output: 64xH/2xW/2", True),
        ("conv1: 64x(H-H/2)xW/2", True),
        ("conv1: H/2xW/2x64", True),
        ("conv1: 64xHxW", False),
        ("conv1: 64x56x56", False),
        ("conv1: 64", False),
        ("stride: 2", True),
        ("receptive_field: 3", True),
        ("gap1.receptive_field: (H+1)x(W+1)", True),
        ("gap1.receptive_field: H+1", False),
        ("peak_activations: 80*H*W", False),
    ],
)
def test_expectations_with_symbols(expectation: str, right: bool) -> None:
    text = "input: 256xHxW\nlayers:\n  - conv 3x3/2 64 half\n  - head out: gap\n  - from conv1\n"
    (verdict,) = judge(analyze(build(parse(f"{text}expect:\n  {expectation}\n"))))
    assert verdict.right is right, verdict


@pytest.mark.parametrize(
    ("expectation", "message"),
    [
        ("macs: <= 100M", "whether 147456.H.W <= 100,000,000 depends on the sizes"),
        ("macs: 147456*H*V", "V is no symbol of this network"),
        ("macs: 147456*H*", "a number or a name is missing"),
    ],
)
def test_expectations_that_nobody_can_judge(expectation: str, message: str) -> None:
    text = "input: 256xHxW\nlayers:\n  - conv 3x3 64 half\n"
    with pytest.raises(Fault, match=message):
        judge(analyze(build(parse(f"{text}expect:\n  {expectation}\n"))))


def test_an_expectation_with_symbols_of_an_input_without() -> None:
    spec = parse("input: 256xHxW\nlayers:\n  - conv 3x3 64 half\nexpect:\n  macs: 147456*H*W\n")
    assert judge(analyze(build(spec)))[0].right
    with pytest.raises(Fault, match="has symbols, and this input has none"):
        judge(analyze(build(spec, "256x56x56")))


# What needs numbers


def test_expand_and_forward_need_numbers(cnncalc: Run) -> None:
    result = cnncalc("expand", "lenet5", "--input", "1xHxW")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: a spec can be opened where its extents are numbers\n  help: ")
    with pytest.raises(SpecError, match="a network can be run where its extents are numbers"):
        forward(build(load("lenet5"), "1xHxW"))


# The command line


def test_symbols_in_json(cnncalc: Run) -> None:
    report = json.loads(cnncalc("summarize", "resnet18", "--input", "3xHxW", "--batch", "N", "--format", "json").out)
    assert report["batch"] == "N" and report["inputs"] == {"input": [3, "H", "W"]}
    assert report["layers"][0]["output_shape"] == [64, "H/2", "W/2"]
    assert report["layers"][0]["params"] == 9408 and report["layers"][0]["macs"] == "2352*H*N*W"
    assert report["totals"]["macs"] == "36144*H*N*W + 512000*N"
    assert report["conditions"] == ["H % 32 == 0", "W % 32 == 0"]
    assert "conditions" not in json.loads(cnncalc("summarize", "resnet18", "--format", "json").out)


def test_the_conditions_of_a_csv_stand_beside_it(cnncalc: Run) -> None:
    result = cnncalc("summarize", "vgg11", "--input", "3xHxW", "--format", "csv")
    assert "exact" not in result.out
    assert result.err == "note: exact where H % 32 == 0, W % 32 == 0\n"


def test_shares_that_vary_are_not_drawn(cnncalc: Run) -> None:
    shown = cnncalc("summarize", "lenet5", "--input", "1xHxW").out
    assert "varies" in shown and "━" not in shown
