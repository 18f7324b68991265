"""Different layers that compute the same: equal outputs on drawn shapes and numbers, unequal ones once a weight is moved."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

import cnncalc
from cnncalc import SpecError, equivalences
from cnncalc.equivalences import (
    EQUIVALENCES,
    composed,
    conv1x1_as_fc,
    fc_as_conv,
    grouped_as_towers,
    separable_as_dense,
    stacked_1d_as_dense,
    unpadded,
)
from cnncalc.reference.tensors import flatten, reshape, shape_of

WHOLE = st.integers(-9, 9)
NUMBERS = st.one_of(WHOLE, st.fractions(-3, 3, max_denominator=12))
SMALL = st.integers(1, 3)
quick = examples(60)


def by(extents: Any) -> str:
    return "x".join(map(str, extents))


def run(lines: str, x: Any, *weights: Any) -> Any:
    """The output of layers, all of which have weights, without bias where those have none."""
    steps = [step if "bias" in w else f"{step} nobias" for step, w in zip(lines.split(", "), weights, strict=True)]
    graph = cnncalc.build(cnncalc.parse(f"input: {by(shape_of(x))}\nlayers:\n  - {', '.join(steps)}\n"))
    names = [node.name for node in graph.layers()]
    return cnncalc.forward(graph, {"input": x}, dict(zip(names, weights))).outputs["output"]


class Drawer:
    """Draws tensors, all of whole numbers or with fractions among them."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = data.draw
        self.numbers = self.draw(st.sampled_from([WHOLE, NUMBERS]))

    def tensor(self, *shape: int) -> Any:
        size = prod(shape)
        return reshape(self.draw(st.lists(self.numbers, min_size=size, max_size=size)), shape)

    def weights(self, *shape: int) -> dict[str, Any]:
        weight = {"weight": self.tensor(*shape)}
        return weight | {"bias": self.tensor(shape[0])} if self.draw(st.booleans()) else weight

    def axes(self, low: int, high: int, rank: int) -> tuple[int, ...]:
        return tuple(self.draw(st.lists(st.integers(low, high), min_size=rank, max_size=rank)))


each_draw = given(st.data())


@quick
@each_draw
def test_fully_connected_is_a_convolution_of_the_whole_picture(data: st.DataObject) -> None:
    drawer = Drawer(data)
    shape = (data.draw(SMALL), *drawer.axes(1, 3, data.draw(SMALL)))
    x, fc = drawer.tensor(*shape), drawer.weights(data.draw(SMALL), prod(shape))
    conv = fc_as_conv(fc, shape)
    assert flatten(run(f"conv {by(shape[1:])} {len(fc['weight'])}", x, conv)) == run(f"fc {len(fc['weight'])}", x, fc)


@quick
@each_draw
def test_a_1x1_convolution_is_fully_connected_at_each_position(data: st.DataObject) -> None:
    drawer, rank = Drawer(data), data.draw(SMALL)
    ins, outs, extents = data.draw(SMALL), data.draw(SMALL), drawer.axes(1, 3, rank)
    x, conv = drawer.tensor(ins, *extents), drawer.weights(outs, ins, *[1] * rank)
    fc = conv1x1_as_fc(conv)
    columns = [run(f"fc {outs}", list(column), fc) for column in zip(*map(flatten, x))]
    assert [flatten(plane) for plane in run(f"conv {by([1] * rank)} {outs}", x, conv)] == [list(y) for y in zip(*columns)]


def convolution(drawer: Drawer, rank: int) -> tuple[tuple[int, ...], str, tuple[int, ...]]:
    """A kernel, its words behind the size, and extents of a picture that it fits on."""
    kernel, dilation, pad = drawer.axes(1, 3, rank), drawer.axes(1, 2, rank), drawer.axes(0, 2, rank)
    extents = tuple(d * (k - 1) + 1 + more for k, d, more in zip(kernel, dilation, drawer.axes(0, 2, rank)))
    return kernel, f"pad={by(pad)} dilation={by(dilation)}", extents


@quick
@each_draw
def test_a_grouped_convolution_is_towers_run_apart(data: st.DataObject) -> None:
    drawer, groups, rank = Drawer(data), data.draw(SMALL), data.draw(st.integers(1, 2))
    ins, outs = data.draw(SMALL), data.draw(SMALL)
    kernel, words, extents = convolution(drawer, rank)
    size = f"{by(kernel)}/{by(drawer.axes(1, 2, rank))}"
    x, conv = drawer.tensor(groups * ins, *extents), drawer.weights(groups * outs, ins, *kernel)
    parts = [x[first : first + ins] for first in range(0, len(x), ins)]
    towers = zip(parts, grouped_as_towers(conv, groups), strict=True)
    apart = [plane for part, weights in towers for plane in run(f"conv {size} {outs} {words}", part, weights)]
    assert apart == run(f"conv {size} {groups * outs} {words} groups={groups}", x, conv)


@quick
@each_draw
def test_depthwise_and_pointwise_are_a_dense_convolution(data: st.DataObject) -> None:
    drawer, mult, rank = Drawer(data), data.draw(SMALL), data.draw(st.integers(1, 2))
    ins, outs = data.draw(SMALL), data.draw(SMALL)
    kernel, words, extents = convolution(drawer, rank)
    size = f"{by(kernel)}/{by(drawer.axes(1, 2, rank))}"
    x, depthwise = drawer.tensor(ins, *extents), drawer.weights(ins * mult, 1, *kernel)
    pointwise = drawer.weights(outs, ins * mult, *[1] * rank)
    dense = separable_as_dense(depthwise, pointwise, mult)
    pair = run(f"dwconv {size} mult={mult} {words}, conv {by([1] * rank)} {outs}", x, depthwise, pointwise)
    assert run(f"conv {size} {outs} {words}", x, dense) == pair
    for c in range(ins) if mult == 1 else ():  # each 2x2 minor of outputs by taps is 0: the matrix has rank one
        rows = [flatten(kernels[c]) for kernels in dense["weight"]]
        pairs = product(product(rows, rows), product(range(len(rows[0])), repeat=2))
        assert all(a[i] * b[j] == a[j] * b[i] for (a, b), (i, j) in pairs)


@quick
@each_draw
def test_1xn_and_nx1_are_their_outer_product(data: st.DataObject) -> None:
    drawer, (ins, middle, outs) = Drawer(data), (data.draw(SMALL) for _ in "123")
    (m, n), strides, pads, extents = (drawer.axes(*ends, 2) for ends in ((1, 4), (1, 2), (0, 2), (4, 6)))
    across, down = ((1, n), (1, strides[1]), (0, pads[1])), ((m, 1), (strides[0], 1), (pads[0], 0))
    (k1, s1, p1), (k2, s2, p2) = data.draw(st.permutations([across, down]))
    x, first, second = drawer.tensor(ins, *extents), drawer.weights(middle, ins, *k1), drawer.weights(outs, middle, *k2)
    p2 = (0, 0) if "bias" in first else p2  # the one case that the docstring excepts
    pads = [a + b for a, b in zip(p1, p2)]
    two = f"conv {by(k1)}/{by(s1)} {middle} pad={by(p1)}, conv {by(k2)}/{by(s2)} {outs} pad={by(p2)}"
    dense = stacked_1d_as_dense(first, second)
    assert run(f"conv {m}x{n}/{by(strides)} {outs} pad={by(pads)}", x, dense) == run(two, x, first, second)
    if middle == ins == outs == 1:
        column, row = (flatten(w["weight"]) for w in ((second, first) if k1 == (1, n) else (first, second)))
        assert dense["weight"] == [[[[a * b for b in row] for a in column]]]


@quick
@each_draw
def test_two_convolutions_compose_to_one_with_padding_before_both(data: st.DataObject) -> None:
    drawer, rank = Drawer(data), data.draw(st.integers(1, 2))
    ins, middle, outs = data.draw(SMALL), data.draw(SMALL), data.draw(SMALL)
    (k1, k2), (s1, s2), pad = (
        (drawer.axes(1, 3, rank) for _ in "12"),
        (drawer.axes(1, 2, rank) for _ in "12"),
        drawer.axes(0, 2, rank),
    )
    kernel = [a + s * (b - 1) for a, b, s in zip(k1, k2, s1)]
    extents = [k + more for k, more in zip(kernel, drawer.axes(0, 2, rank))]
    x, first, second = drawer.tensor(ins, *extents), drawer.weights(middle, ins, *k1), drawer.weights(outs, middle, *k2)
    two = f"conv {by(k1)}/{by(s1)} {middle} pad={by(pad)}, conv {by(k2)}/{by(s2)} {outs}"
    one = f"conv {by(kernel)}/{by(a * b for a, b in zip(s1, s2))} {outs} pad={by(pad)}"
    assert run(one, x, composed(first, second, s1)) == run(two, x, first, second)


@quick
@each_draw
def test_with_padding_in_between_they_agree_away_from_the_border(data: st.DataObject) -> None:
    drawer = Drawer(data)
    (k1, k2), (s1, s2), (p1, p2) = (drawer.axes(*ends, 2) for ends in ((1, 4), (1, 2), (0, 3)))
    k = k1 + s1 * (k2 - 1)
    x = drawer.tensor(2, k + data.draw(st.integers(0, 6)))
    first, second = drawer.weights(2, 2, k1), drawer.weights(2, 2, k2)
    middle = run(f"conv {k1}/{s1} 2 pad={p1}", x, first)
    two = run(f"conv {k2}/{s2} 2 pad={p2}", middle, second)
    one = run(f"conv {k}/{s1 * s2} 2 pad={p1 + s1 * p2}", x, composed(first, second, s1))
    inside = unpadded(len(middle[0]), k2, s2, p2)
    assert shape_of(one) == shape_of(two)
    assert [[plane[i] for i in inside] for plane in one] == [[plane[i] for i in inside] for plane in two]
    on_input = [i for i in range(len(two[0])) if i * s2 >= p2 and i * s2 - p2 + k2 <= len(middle[0])]
    assert list(inside) == on_input


def test_at_the_border_padding_in_between_makes_a_difference() -> None:
    x, ones = [[1, 1, 1, 1]], {"weight": [[[1, 1, 1]]]}
    two = run("conv 3 1 pad=1, conv 3 1 pad=1", x, ones, ones)
    one = run("conv 5 1 pad=2", x, composed(ones, ones))
    assert (two, one) == ([[5, 8, 8, 5]], [[6, 8, 8, 6]])


def test_a_bias_before_padding_makes_a_difference() -> None:
    x, row, column = [[[1]]], {"weight": [[[[1]]]], "bias": [1]}, {"weight": [[[[1], [1], [1]]]]}
    two = run("conv 1x1 1, conv 3x1 1 pad=1x0", x, row, column)
    assert (two, run("conv 3x1 1 pad=1x0", x, stacked_1d_as_dense(row, column))) == ([[[2]]], [[[4]]])


def test_a_nonlinearity_in_between_makes_a_difference() -> None:
    first, second = {"weight": [[[1, -2]]]}, {"weight": [[[1, 1]]]}
    graph = cnncalc.build(cnncalc.parse("input: 1x3\nlayers:\n  - conv 2 1 nobias, relu, conv 2 1 nobias"))
    two = cnncalc.forward(graph, {"input": [[1, 1, 0]]}, {"conv1": first, "conv2": second}).outputs["output"]
    assert (two, run("conv 3 1", [[1, 1, 0]], composed(first, second))) == ([[1]], [[0]])


def test_frames_and_pictures_apart_are_a_kernel_over_both() -> None:
    x = reshape([i * i % 11 - 4 for i in range(2 * 4 * 5 * 5)], (2, 4, 5, 5))
    picture = {"weight": reshape([i % 7 - 3 for i in range(3 * 2 * 9)], (3, 2, 1, 3, 3)), "bias": [1, -2, 3]}
    frames = {"weight": reshape([i % 5 - 2 for i in range(2 * 3 * 3)], (2, 3, 3, 1, 1)), "bias": [4, 5]}
    two = run("conv 1x3x3/1x2x2 3 pad=0x1x1, conv 3x1x1 2", x, picture, frames)
    assert run("conv 3x3x3/1x2x2 2 pad=0x1x1", x, stacked_1d_as_dense(picture, frames)) == two


def test_a_tower_of_alexnet() -> None:
    conv2 = {"weight": [[[[o * 48 + c]] for c in range(48)] for o in range(256)], "bias": list(range(256))}
    left, right = grouped_as_towers(conv2, 2)
    assert (shape_of(left["weight"]), right["weight"][0][0], right["bias"][0]) == ((128, 48, 1, 1), [[128 * 48]], 128)


@pytest.mark.parametrize("equivalence", EQUIVALENCES, ids=lambda equivalence: equivalence.name)
def test_each_is_demonstrated(equivalence: equivalences.Equivalence) -> None:
    shown = equivalence.demonstrate(seed=3)
    assert shown.equal
    assert shown != equivalence.demonstrate(seed=4)
    assert shown == equivalence.demonstrate(seed=3)
    assert len(set(flatten(shown.left.output))) > 3, "numbers, not noughts"


COSTS = """
 240   245     240  245
 240    20     240   20
2700   114    2700  114
6000    70   21600  222
3200    44    6400  102
12240   76   14400  102
"""


def test_costs_are_those_of_the_formulas() -> None:
    # 48*5; 16 positions * 3*5; 25 positions * 6*2*9; 100 * (4*9 + 6*4) and 100 * 6*4*9;
    # (12*8 + 8*8) * 2*2*5 and 8*8 * 2*2*25; (14*14 + 12*12) * 2*2*9 and 12*12 * 2*2*25, each where no tap is skipped
    sides = [side for equivalence in EQUIVALENCES for side in equivalence.demonstrate()]
    assert [figure for side in sides for figure in (side.multiplications, side.parameters)] == list(map(int, COSTS.split()))


def turned(kernel: Any) -> Any:
    """Rows for columns, or along one axis backwards: what comes out wrong if axes are mixed up."""
    return [list(column) for column in zip(*kernel)] if isinstance(kernel[0], list) else kernel[::-1]


# For each equivalence a rearrangement gone wrong, of the function that it uses.
WRONG: dict[str, Callable[[Any], Any]] = {
    "fc_as_conv": lambda conv: conv | {"weight": [[turned(plane) for plane in planes] for planes in conv["weight"]]},
    "conv1x1_as_fc": lambda fc: fc | {"weight": [row[::-1] for row in fc["weight"]]},
    "grouped_as_towers": lambda towers: towers[::-1],
    "separable_as_dense": lambda conv: conv | {"weight": [planes[::-1] for planes in conv["weight"]]},
    "stacked_1d_as_dense": lambda conv: conv | {"weight": [[turned(plane) for plane in planes] for planes in conv["weight"]]},
    "composed": lambda conv: conv | {"weight": [[plane[::-1] for plane in planes] for planes in conv["weight"]]},
}


def without_bias(made: Any) -> Any:
    """The bias forgotten, that is, all noughts."""
    made = deepcopy(made)
    for layer in made if isinstance(made, list) else [made]:
        layer["bias"] = [0] * len(layer["bias"])
    return made


@pytest.mark.parametrize(("place", "name"), list(enumerate(WRONG)), ids=list(WRONG))
def test_a_wrong_rearrangement_is_noticed(place: int, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnncalc.equivalences import rearranged

    right = getattr(rearranged, name)
    for wrong in (WRONG[name], without_bias):
        monkeypatch.setattr(rearranged, name, lambda *args, wrong=wrong: wrong(right(*args)))
        assert not any(EQUIVALENCES[place].demonstrate(seed).equal for seed in range(3))


CONV, FC = {"weight": [[[[1]]]]}, {"weight": [[1, 2, 3, 4]]}
REFUSED = [
    (lambda: fc_as_conv(FC, (1, 3, 3)), "a fully connected layer on 1x3x3 needs 9 weights for each output; what came is 4 for"),
    (lambda: fc_as_conv(FC, (4,)), "the shape must be channels and one spatial extent or more, all positive; what came is 4"),
    (lambda: fc_as_conv(CONV, (1, 1)), "the weight of the fully connected layer must be out x in; what came is 1x1x1x1"),
    (lambda: fc_as_conv([[1]], (1, 1)), "needs a mapping with weight and, if it has one, bias; what came is a list"),
    (lambda: fc_as_conv({"bias": [1]}, (1, 1)), "the fully connected layer needs a weight"),
    (lambda: fc_as_conv({"wieght": []}, (1, 1)), "no tensor wieght\n  help: did you mean weight?"),
    (lambda: fc_as_conv(FC | {"bias": [1, 2]}, (1, 4)), "the bias of the fully connected layer must be 1; what came is 2"),
    (lambda: conv1x1_as_fc(FC), "the weight of the convolution must be out x in/groups x kernel; what came is 1x4"),
    (lambda: conv1x1_as_fc({"weight": [[[1, 2]]]}), "the kernel of the convolution must be 1; what came is 2"),
    (lambda: conv1x1_as_fc({"weight": [[[[1, 2]]]]}), "the kernel of the convolution must be 1x1; what came is 1x2"),
    (lambda: conv1x1_as_fc({"weight": [[[1], [1, 2]]]}), "what came is lists of different lengths"),
    (lambda: conv1x1_as_fc({"weight": [[[[]]]]}), "what came is 1x1x1x0"),
    (lambda: conv1x1_as_fc({"weight": [[["a"]]]}), "must be 1x1x1; what came is one with 'a' in it"),
    (lambda: grouped_as_towers(CONV, 2), "2 groups need a number of output channels that 2 divides; what came is 1"),
    (lambda: grouped_as_towers(CONV, 0), "0 groups need"),
    (lambda: separable_as_dense({"weight": [[[1], [1]]]}, CONV), "lies on 1 input channel; what came is a kernel on 2"),
    (lambda: separable_as_dense(CONV, CONV, 2), "2 kernels a channel needs a multiple of 2; what came is 1"),
    (lambda: separable_as_dense(CONV, {"weight": [[[1, 2]]]}), "the pointwise convolution must be 1; what came is 2"),
    (lambda: separable_as_dense(CONV, {"weight": [[[[1]], [[1]]]]}), "as many channels as the first gives, 1; what came is 2"),
    (lambda: composed(CONV, {"weight": [[[1]]]}), "both kernels must have 2 axes; what came is 1x1 and 1"),
    (lambda: composed(CONV, CONV, (1, 0)), "2 positive numbers, one for each axis, or one for all; what came is (1, 0)"),
    (lambda: composed(CONV, CONV, (1,)), "the stride must be 2 positive numbers"),
    (lambda: stacked_1d_as_dense({"weight": [[[[1, 2]]]]}, {"weight": [[[[1, 2], [1, 2]]]]}), "what came is 1x2 and 2x2"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_wrong_shapes_are_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        call()
    assert message in str(caught.value)


def test_given_weights_are_left_as_they_are_and_fractions_stay_exact() -> None:
    third = {"weight": [[[Fraction(1, 3)]]], "bias": [Fraction(1, 7)]}
    before = deepcopy(third)
    assert composed(third, third) == {"weight": [[[Fraction(1, 9)]]], "bias": [Fraction(4, 21)]}
    assert third == before


def test_it_is_found_as_a_module_of_the_package() -> None:
    assert cnncalc.equivalences.composed is composed
    assert set(dir(cnncalc)) >= {"equivalences"}
