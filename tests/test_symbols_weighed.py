"""Symbols in the commands that weigh designs: what they say of any sizes that meet the conditions is what plain runs say."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run
from strategies import drawn_specs, examples

from cnncalc import (
    Analysis,
    SpecError,
    ablate,
    analyze,
    bottlenecks,
    build,
    compare,
    enlarged,
    evaluate,
    fully_convolutional,
    load,
    parse,
    prove_twin,
    reduction,
    variants,
    variants_of,
    verify,
)
from cnncalc.analysis.receptive_field import Field
from cnncalc.design.compare import Comparison, Measure
from cnncalc.design.grouping import groups
from cnncalc.design.whatif.block import Bottleneck
from cnncalc.design.whatif.breakeven import break_even, why_none
from cnncalc.symbols.largest import Largest
from cnncalc.symbols.ratios import ratio
from cnncalc.symbols.sizes import Sizes
from cnncalc.symbols.together import surely_less, together

Numbers: TypeAlias = "dict[str, int]"


def meeting(sizes: Sizes | None, draw: Callable[[int], int], most: int = 3) -> Iterator[Numbers]:
    """Sizes that meet the conditions, up to so many; `draw` gives a number under another."""
    assert sizes
    for _ in range(10 * most):
        found = {name: sizes.least(name) + multiple * draw(5) for name, multiple in sizes.multiples.items()}
        if all(condition.holds(found) for condition in sizes.conditions()):
            yield found
            most -= 1
        if not most:
            return


def substituted(shape: str, numbers: Numbers) -> str:
    """`3xHx(2*W+1)` with numbers for its symbols."""
    return "x".join(str(eval(extent, {"__builtins__": {}}, numbers)) for extent in shape.split("x"))


def lines(shape: str, *steps: str) -> Analysis:
    return analyze(build(parse(f"input: {shape}\nlayers:\n" + "".join(f"  - {step}\n" for step in steps))))


def seeded(text: str) -> Callable[[int], int]:
    numbers = random.Random(text)
    return lambda n: numbers.randrange(n)


# compare


def plain(value: Any, numbers: Numbers) -> Any:
    """A figure of a comparison at these sizes."""
    return evaluate(value.size, numbers) if isinstance(value, Field) else evaluate(value, numbers)


def require_same(symbolic: Measure, numeric: Measure, numbers: Numbers) -> None:
    """All that is said with symbols holds of the numbers; a ratio or a mark may be missing, and is never another."""
    assert [plain(value, numbers) for value in symbolic.values] == [plain(value, {}) for value in numeric.values]
    assert all(one is None or one == other for one, other in zip(symbolic.ratios, numeric.ratios))
    assert symbolic.least in (frozenset(), numeric.least)


def require_alike(symbolic: Comparison, numeric: Comparison, numbers: Numbers) -> None:
    for one, other in zip(symbolic.measures, numeric.measures, strict=True):
        require_same(one, other, numbers)
    for mine, theirs in zip(groups(symbolic, "kind"), groups(numeric, "kind"), strict=True):
        for one, other in zip(mine.measures, theirs.measures, strict=True):
            require_same(one, other, numbers)


PAIRS = """
resnet18 3xHxW, resnet34 3xHxW
resnet50 3xHxW, vgg16 3xHxW
lenet5 1xHxW, lenet5 1x32x32
lenet5 1x32x32, lenet5 1xHxH
alexnet 3xHxW, googlenet 3xVxH
mobilenet_v2 3xHxW, shufflenet_v2_x1_0 3xHxW, densenet121 3xHx224
resnet_block 256xHxW, resnet_block_direct 256xHxW, resnet_block 256x28x28
"""


@pytest.mark.parametrize("line", PAIRS.strip().splitlines())
def test_a_comparison_at_sizes_is_that_of_plain_runs(line: str) -> None:
    pairs = [pair.split() for pair in line.split(", ")]
    specs = {name: load(f"{name}.yaml") for name, _ in pairs}
    known = [analyze(build(specs[name], shape), "N") for name, shape in pairs]
    before = [analysis.sizes.conditions() for analysis in known if analysis.sizes]
    found = compare(known)
    assert [analysis.sizes.conditions() for analysis in known if analysis.sizes] == before, "comparing spoils no network"
    for numbers in meeting(found.sizes, seeded(line)):
        numeric = compare(analyze(build(specs[name], substituted(shape, numbers)), numbers["N"]) for name, shape in pairs)
        require_alike(found, numeric, numbers)


@examples(25)
@given(st.lists(drawn_specs(), min_size=2, max_size=3), st.data())
def test_any_networks_compared_at_any_sizes(drawn: list[Any], data: st.DataObject) -> None:
    built = []
    for spec in (parse(one.text) for one in drawn):
        shapes, names = {name: text.word.text for name, text in spec.inputs.items()}, iter("ABCDEFGHIJKLMN")
        opened = {
            name: "x".join(next(names) if data.draw(st.booleans()) else extent for extent in shape.split("x"))
            for name, shape in shapes.items()
        }
        try:
            built.append((spec, opened, analyze(build(spec, opened), data.draw(st.sampled_from([2, "Z"])))))
        except SpecError:
            built.append((spec, shapes, analyze(build(spec, shapes), 2)))
    found = compare(analysis for _, _, analysis in built)
    if not found.sizes:
        return
    for numbers in meeting(found.sizes, lambda n: data.draw(st.integers(0, n - 1))):
        require_alike(found, compare(_at(numbers, *each) for each in built), numbers)


def _at(numbers: Numbers, spec: Any, shapes: dict[str, str], analysis: Analysis) -> Analysis:
    opened = {name: substituted(shape, numbers) for name, shape in shapes.items()}
    return analyze(build(spec, opened), evaluate(analysis.batch, numbers))


def test_a_network_with_itself_is_all_ones_with_symbols_too() -> None:
    for name in ("resnet18", "lenet5", "unet"):
        channels = load(f"{name}.yaml").inputs["input"].word.text.split("x")[0]
        analyses = [analyze(build(load(f"{name}.yaml"), f"{channels}xHxW"), "N") for _ in range(2)]
        for measure in compare(analyses).measures:
            assert set(measure.ratios) <= {1, None}
            assert measure.ratios[1] == 1 or measure.key in ("input", "output")
            assert not measure.least


def test_what_costs_least_at_some_sizes_alone_is_not_marked() -> None:
    (wide, long) = (lines("3xHxW", "conv 1x1 8"), lines("3xHxH", "conv 1x1 8"))
    macs = compare([wide, long]).measure("macs")
    assert (macs.ratios, macs.least) == ((1, None), frozenset())
    more = compare([wide, long, lines("2xHx1", "conv 1x1 1")])
    assert more.measure("macs").least == more.measure("params").least == {2}


def test_comparisons_have_the_conditions_of_all_networks() -> None:
    found = compare([lines("3xHxW", "maxpool 2x2"), lines("3xHxV", "maxpool 3x3, conv 3x3 1"), lines("3x9x9", "relu")])
    assert found.sizes
    assert [str(condition) for condition in found.sizes.conditions()] == [
        "H % 6 == 0",
        "W % 2 == 0",
        "V % 3 == 0",
        "H >= 12",
        "V >= 9",
    ]


def test_what_several_networks_know_is_kept_apart() -> None:
    one, other = Sizes(), Sizes()
    H, same = one.symbol("H"), other.symbol("H")
    joint = together([one, other])
    assert surely_less(Largest((H, 7)), Largest((2 * same, 8)), joint)
    assert not surely_less(Largest((H, 9)), Largest((2 * same, 8)), joint)
    assert not surely_less(H, same, joint) and not surely_less(same, H, joint)
    assert one.conditions() == other.conditions() == joint.conditions() == ()
    assert ratio(Largest((3 * H, 9)), Largest((H, 3))) == 3
    assert ratio(Largest((3 * H, 9)), Largest((H, 2))) is None
    assert ratio(Largest((3 * H, 9)), 3 * H) is None


# bottleneck


def facts(one: Bottleneck, numbers: Numbers) -> tuple[Any, ...]:
    branches = [(branch.conv.name, branch.widen and branch.widen.name, branch.direct.groups) for branch in one.branches]
    return one.reduce.name, branches, *(evaluate(figure, numbers) for figure in (one.width, one.block, one.direct))


def require_bottlenecks(symbolic: Analysis, numeric: Analysis, numbers: Numbers) -> None:
    found, wanted = bottlenecks(symbolic), bottlenecks(numeric)
    assert [facts(one, numbers) for one in found] == [facts(one, {}) for one in wanted]
    for one, other in zip(found, wanted):
        for key in ("params", "weights", "macs"):
            even = break_even(one, key)
            assert even == break_even(other, key) if even else why_none(one, key)


@pytest.mark.parametrize(
    "name", ["resnet50", "googlenet", "densenet121", "resnet_block", "googlenet_3a", "lecture_module_reduced"]
)
def test_bottlenecks_at_sizes_are_those_of_plain_runs(name: str) -> None:
    spec, channels = load(f"{name}.yaml"), {"resnet_block": 256, "googlenet_3a": 192, "lecture_module_reduced": 256}
    shape = f"HxWx{channels[name]}" if name == "lecture_module_reduced" else f"{channels.get(name, 3)}xHxW"
    symbolic = analyze(build(spec, shape))
    assert symbolic.sizes
    before = symbolic.sizes.conditions()
    assert bottlenecks(symbolic) and symbolic.sizes.conditions() == before
    for numbers in meeting(symbolic.sizes, seeded(name)):
        require_bottlenecks(symbolic, analyze(build(spec, substituted(shape, numbers))), numbers)


@st.composite
def blocks(draw: st.DrawFn) -> list[str]:
    """A 1x1, a larger convolution of any stride and padding, perhaps one more 1x1."""
    kernel, stride = draw(st.sampled_from(["3x3", "1x5", "2x4", "5x5"])), draw(st.sampled_from(["", "/2", "/1x3"]))
    padding = draw(st.sampled_from(["", " half", " same", " full", " pad=1"]))
    main = draw(
        st.sampled_from([f"conv {kernel}{stride} {draw(st.sampled_from(['8', '6', 'in']))}", f"dwconv {kernel}{stride}"])
    )
    steps = [f"conv 1x1{draw(st.sampled_from(['', '/2']))} {draw(st.sampled_from(['4', 'in//2', '30']))}", f"{main}{padding}"]
    return [*steps, *draw(st.sampled_from([[], ["conv 1x1 40"], ["conv 1x1 2*in nobias"]]))]


@examples(60)
@given(blocks(), st.sampled_from(["24xHxW", "24x9xW", "CxHxW", "24x(2*H+1)xW"]), st.data())
def test_any_bottleneck_at_any_sizes(steps: list[str], shape: str, data: st.DataObject) -> None:
    symbolic = lines(shape, *steps)
    try:
        bottlenecks(symbolic)
    except SpecError as error:
        assert "narrows or widens depends on the sizes" in str(error)
        return
    for numbers in meeting(symbolic.sizes, lambda n: data.draw(st.integers(0, n - 1))):
        require_bottlenecks(symbolic, lines(substituted(shape, numbers), *steps), numbers)


def test_a_break_even_that_depends_on_the_sizes_is_left_out_with_its_reason() -> None:
    (shrinking,) = bottlenecks(lines("256xHxW", "conv 1x1 64, conv 3x3 64, conv 1x1 256"))
    assert break_even(shrinking) is None and "the shares of the map" in why_none(shrinking)
    even = break_even(shrinking, "weights")
    assert even and even.width == 229 and not why_none(shrinking, "weights")
    (open_width,) = bottlenecks(lines("CxHxW", "conv 1x1 in//4, conv 3x3 in half"))
    assert break_even(open_width, "params") is None and "channels are symbols" in why_none(open_width, "params")


def test_a_reduction_in_front_of_a_layer_with_symbols() -> None:
    one = reduction(lines("256xHxW", "conv 3x3 256 half nobias"), "conv1", 64)
    assert str(one.block.macs) == "163840*H*W" and ratio(one.direct.macs, one.block.macs) == Fraction(18, 5)


# variants


@examples(40)
@given(
    st.sampled_from(["5x5", "7x7/2", "4x6/1x2", "1x9", "8x8/3"]),
    st.sampled_from(["", "half", "full", "same", "pad=1x0", "dilation=2 half"]),
    st.sampled_from(["conv {} 12", "conv {} 8 groups=4", "dwconv {}"]),
    st.sampled_from(["8xHxW", "8xHx20", "8x(3*H+40)x(2*W+31)"]),
    st.data(),
)
def test_variants_at_any_sizes_are_those_of_plain_runs(
    size: str, padding: str, step: str, shape: str, data: st.DataObject
) -> None:
    step = f"{step.format(size)} {padding}".strip()
    found = variants(shape, step)
    for numbers in meeting(found.sizes, lambda n: data.draw(st.integers(0, n - 1))):
        numeric = variants(substituted(shape, numbers), step)
        assert found.others
        for one in (found.layer, *found.others):
            other = numeric.named(one.key)
            assert evaluate((one.figures, one.output, one.field.size), numbers) == (
                other.figures,
                other.output,
                other.field.size,
            )
            for key in ("params", "weights", "macs"):
                times = ratio(getattr(found.layer.figures, key), getattr(one.figures, key))
                assert times in (None, ratio(getattr(numeric.layer.figures, key), getattr(other.figures, key)))


@pytest.mark.parametrize(("name", "layer"), [("resnet50", "conv3_x.body1.conv_bn2.conv1"), ("vgg16", "conv4_1")])
def test_the_variants_of_a_layer_have_its_networks_conditions(name: str, layer: str) -> None:
    spec = load(f"{name}.yaml")
    symbolic = analyze(build(spec, "3xHxW"))
    found = variants_of(symbolic, layer)
    assert found.sizes and found.sizes.conditions() == symbolic.conditions
    for numbers in meeting(found.sizes, seeded(name)):
        numeric = variants_of(analyze(build(spec, substituted("3xHxW", numbers))), layer)
        assert [evaluate(one.figures, numbers) for one in found.others] == [one.figures for one in numeric.others]


# fc-to-conv


@pytest.mark.parametrize("name", ["vgg11", "lenet5", "alexnet_tv"])
def test_the_score_map_at_sizes_is_that_of_plain_runs(name: str) -> None:
    graph = build(load(f"{name}.yaml"))
    twin, channels = fully_convolutional(graph), graph.nodes[0].shape[0]
    larger = enlarged(twin, f"{channels}xHxW")
    (scores,) = larger.maps
    for numbers in meeting(larger.analysis.sizes, seeded(name)):
        numeric = enlarged(twin, substituted(f"{channels}xHxW", numbers))
        assert evaluate(larger.analysis.totals.figures, numbers) == numeric.analysis.totals.figures
        if not numeric.maps:
            assert evaluate(scores.positions, numbers) == 1
            continue
        wanted = numeric.maps[0]
        assert evaluate(scores[1:], numbers) == wanted[1:]
        assert scores.saving in (None, wanted.saving)


def test_a_spec_with_symbols_has_a_twin_where_a_pool_makes_them_numbers() -> None:
    graph = build(parse("input: 3xHxW\nlayers:\n  - conv 3x3 8 half, adaptive_avgpool 4x4, fc 10\n"))
    twin = fully_convolutional(graph)
    assert [pair.size for pair in twin.pairs] == [(4, 4)] and all(pair.agree for pair in twin.pairs)
    with pytest.raises(SpecError, match="networks are run on numbers"):
        prove_twin(twin)
    with pytest.raises(SpecError, match="a kernel has numbers for extents"):
        fully_convolutional(build(load("vgg11"), "3xHxW"))


def test_what_a_spec_cannot_say_is_not_written() -> None:
    twin = fully_convolutional(build(parse("input: CxHxW\nlayers:\n  - conv 1x1 2*in, gap, fc 10\n")))
    with pytest.raises(SpecError, match=r"conv1 is conv 1x1 2\*C, and a spec that is opened has symbols in its input alone"):
        enlarged(twin, "Cx9x9")


# Layers taken away


@pytest.mark.parametrize(
    ("name", "pattern"), [("resnet50", "conv3_x"), ("resnet18", "*.conv_bn2"), ("lenet5", "F6"), ("vgg11", "pool*")]
)
def test_layers_taken_away_at_sizes(name: str, pattern: str) -> None:
    spec = load(f"{name}.yaml")
    shape = f"{spec.inputs['input'].word.text.split('x')[0]}xHxW"
    whole = build(spec, shape)
    left = ablate(whole, [pattern]).graph
    assert left
    symbolic = analyze(left)
    for numbers in meeting(symbolic.sizes, seeded(pattern), 2):
        numeric = ablate(build(spec, substituted(shape, numbers)), [pattern]).graph
        assert numeric and evaluate(symbolic.totals, numbers) == analyze(numeric).totals


# The command line

WHERE = "exact where H % 32 == 0, W % 32 == 0"
COMMANDS = (
    "compare resnet18 resnet34 --input 3xHxW",
    "compare resnet18 resnet34 --input 3xHxW --by kind",
    "compare resnet18 --input 3xHxW,3x224x224 --batch N",
    "compare resnet50 --input 3xHxW --without conv5_x",
    "bottleneck resnet50 --input 3xHxW",
    "bottleneck resnet50 --input 3xHxW --layer conv5_x.body3.conv_bn2.conv1 --reduce 64",
    "variants resnet50 conv5_x.body3.conv_bn2.conv1 --input 3xHxW",
)


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.sample(10)
def test_every_format_says_where_its_figures_hold(line: str, form: str, cnncalc: Run) -> None:
    result = cnncalc(*line.split(), "--format", form)
    assert result.status == 0
    assert result.err == (f"note: {WHERE}\n" if form == "csv" else "")
    if form == "json":
        assert json.loads(result.out)["conditions"] == ["H % 32 == 0", "W % 32 == 0"]
    elif form != "csv":
        assert f"\n{'- ' * (form == 'markdown')}{WHERE}\n" in result.out


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
def test_the_twin_says_where_its_figures_hold(form: str, cnncalc: Run) -> None:
    result = cnncalc("fc-to-conv", "vgg16", "--input", "3xHxW", "--format", form)
    text = "exact where H % 32 == 0, W % 32 == 0, H >= 224, W >= 224"
    if form == "json":
        report = json.loads(result.out)
        assert text == f"exact where {', '.join(report['conditions'])}"
        assert report["larger"]["score_maps"][0]["shape"] == [1000, "H/32 - 6", "W/32 - 6"]
    else:
        assert text in (result.err if form == "csv" else result.out)
        assert "1000x(H/32-6)x(W/32-6)" in result.out


@pytest.mark.parametrize("line", ["compare lenet5 lenet5", "bottleneck resnet50", "fc-to-conv lenet5", "variants lenet5 C1"])
def test_numbers_alone_have_no_conditions(line: str, cnncalc: Run) -> None:
    for form in ("table", "json", "csv"):
        result = cnncalc(*line.split(), "--format", form)
        assert result.err == "" and "exact where" not in result.out and '"conditions"' not in result.out


def test_resnets_block_on_256_channels_of_any_size(cnncalc: Run) -> None:
    shown = cnncalc("bottleneck", "resnet_block").out
    assert "69632*H*W  589824*H*W   8.47" in shown
    assert "MACs: 69632*H*W in place of 589824*H*W, 8.47 times fewer; 520192*H*W saved\n" in shown
    assert shown.endswith("\nexact at every size\n")
    report = json.loads(cnncalc("bottleneck", "resnet_block", "--format", "json").out)
    assert report["totals"]["direct"]["macs"] == "589824*H*W" and report["totals"]["ratio"]["macs"] == "144/17"
    assert report["conditions"] == []


def test_bars_are_drawn_where_figures_have_a_plain_ratio(cnncalc: Run) -> None:
    shown = cnncalc("compare", "resnet18", "resnet34", "--input", "3xHxW").out
    bars = [line.split()[1:] for line in shown.splitlines() if "━" in line]
    assert bars == [["━━━━━━━━━╌╌╌╌╌╌╌"], ["━━━━━━━━━━━━━━━━"]]  # of params; MACs have none
    assert "━" not in cnncalc("compare", "vgg11", "vgg13", "--input", "3xHxW", "--by", "kind").out
    convolutions = cnncalc("compare", "resnet_block", "resnet_block_direct", "--by", "kind", "--figures", "macs").out
    assert "69632*H*W*  ━╌╌╌╌╌╌╌" in convolutions and "589824*H*W   ×8.47  ━━━━━━━━" in convolutions


def test_stars_of_products_are_no_emphasis_in_markdown(cnncalc: Run) -> None:
    shown = cnncalc("compare", "resnet18", "resnet34", "--input", "3xHxW", "--format", "markdown").out
    assert r"| MACs | **36144\*H\*W + 512000** | 73008\*H\*W + 512000 |" in shown
    assert r"69632\*H\*W in place of" in cnncalc("bottleneck", "resnet_block", "--format", "markdown").out


def test_100_columns_put_what_is_too_wide_into_several_tables(cnncalc: Run) -> None:
    shown = cnncalc("fc-to-conv", "vgg16", "--input", "3xHxW", "--width", "100").out.splitlines()
    assert max(map(len, shown)) <= 100
    assert any("15107680*H*W - 2900674560*H - 2900674560*W + 556929515520" in line for line in shown)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "verify lenet5 --input 1xHxW",
            "a network is run on numbers, and its input is 1xHxW\n  help: give the input in numbers",
        ),
        ("fc-to-conv vgg16 --input 4xHxW", "the twin takes 3x224x224 as input and cannot take 4xHxW\n"),
        (
            "variants CxHxW",
            "widths and groups depend on the channels, and C is open here\n  help: give the channels in numbers",
        ),
        ("compare lenet5 lenet5 --batch two", "invalid value for '--batch': 'two' is neither a whole number nor a symbol"),
        ("compare lenet5 --input 1xheightxW,1x32x32", "the extent height is no number, no variable and no symbol\n"),
    ],
)
def test_what_needs_numbers_says_so(line: str, message: str, cnncalc: Run) -> None:
    result = cnncalc(*line.split(), *(["conv 5x5 64"] if line.startswith("variants") else []))
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


def test_whether_a_1x1_narrows_may_depend_on_the_sizes() -> None:
    spec = "input: CxHxW\nlayers:\n  - conv 1x1 64, conv 3x3 64 half\n"
    analysis = analyze(build(parse(spec)))
    with pytest.raises(SpecError, match="whether conv1 narrows or widens depends on the sizes: which of 64 and C channels"):
        bottlenecks(analysis)
    assert analysis.sizes and analysis.sizes.conditions() == ()
    with pytest.raises(SpecError, match="a network is run on numbers, and its input is CxHxW"):
        verify(parse(spec))
