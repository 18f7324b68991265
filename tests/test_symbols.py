"""Symbolic extents: what a symbolic run says of any sizes that meet its conditions is what a plain run says of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import Result
from strategies import drawn_specs, examples
from test_lines import ENTRIES, Entry, spec_of

from cnncalc import Analysis, SpecError, analyze, build, evaluate, load, parse
from cnncalc.analysis import Row
from cnncalc.find import bundled_names

Run: TypeAlias = Callable[..., Result]
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


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_network_at_three_sizes(name: str) -> None:
    spec = load(f"{name}.yaml")
    channels = spec.inputs["input"].word.text.split("x")[0]
    analysis = analyze(build(spec, f"{channels}xHxW"), "N")
    numbers = random.Random(name)
    found = list(meeting(analysis, lambda n: numbers.randrange(n), most=3))
    assert len(found) == 3
    for sizes in found:
        plain = analyze(build(spec, f"{channels}x{sizes['H']}x{sizes['W']}"), sizes["N"])
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


@examples(150)
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
