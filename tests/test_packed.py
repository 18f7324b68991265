"""The packed engine equals plain nested loops to the last bit, for any layer; and whole networks do not depend on the cores."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from math import prod
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import examples

from cnncalc import build, parse
from cnncalc.reference.packed.dots import dense
from cnncalc.reference.packed.network import PackedRun, run
from cnncalc.reference.packed.plan import PackedWindow, Weights, plan
from cnncalc.reference.packed.products import convolve, exact, plain
from cnncalc.reference.packed.slots import pack, unpack
from cnncalc.reference.packed.tensor import requantize

BYTE = 255
LARGEST = 2**31


class Case(NamedTuple):
    """A convolution with its numbers, flat for each channel and for each output's weights."""

    x: list[list[int]]
    extents: tuple[int, ...]
    window: PackedWindow
    rows: list[list[int]]
    bias: list[int]


def textbook(case: Case) -> list[list[int]]:
    """Cross-correlation in two dimensions, loop in loop, with the padding written out."""
    (height, width), window = case.extents, case.window
    (kh, kw), (sh, sw), (dh, dw), ((top, bottom), (left, right)) = window[:4]
    wide, share, outs = left + width + right, len(case.x) // window.groups, len(case.rows) // window.groups
    padded = []
    for channel in case.x:
        plane = [[0] * wide for _ in range(top)]
        plane += [[0] * left + channel[i * width : (i + 1) * width] + [0] * right for i in range(height)]
        padded.append(plane + [[0] * wide for _ in range(bottom)])
    result = []
    for o, row in enumerate(case.rows):
        sums = []
        for i in range(0, top + height + bottom - dh * (kh - 1), sh):
            for j in range(0, wide - dw * (kw - 1), sw):
                total = case.bias[o]
                for c in range(share):
                    for a in range(kh):
                        for b in range(kw):
                            total += row[(c * kh + a) * kw + b] * padded[o // outs * share + c][i + a * dh][j + b * dw]
                sums.append(total)
        result.append(sums)
    return result


@st.composite
def axes(draw: st.DrawFn) -> tuple[int, int, int, int, tuple[int, int]]:
    """An extent with a kernel, stride, dilation and padding that leave at least one output."""
    kernel, stride, dilation = draw(st.integers(1, 7)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    pads = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    least = max(1, dilation * (kernel - 1) + 1 - sum(pads))
    return draw(st.integers(least, least + 9)), kernel, stride, dilation, pads


@st.composite
def cases(draw: st.DrawFn, rank: int = 2, largest: int = BYTE) -> Case:
    """A convolution whose activations and span of weights go up to bounds between 1 and `largest`, often reaching them."""
    extents, kernel, stride, dilation, pads = zip(*(draw(axes()) for _ in range(rank)))
    groups, channels, outs = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    high, span = draw(st.integers(1, largest)), draw(st.integers(0, largest))
    low = draw(st.integers(-span - 20, 20))
    random, filled = Random(draw(st.integers(0, 2**32))), draw(st.booleans())
    values, weights = ([high], [low + span, low]) if filled else (range(high + 1), range(low, low + span + 1))
    area, taps = prod(extents), prod(kernel)
    x = [random.choices(values, k=area) for _ in range(groups * channels)]
    rows = [random.choices(weights, k=channels * taps) for _ in range(groups * outs)]
    bias = [random.choice((0, -1, 7, -1000)) for _ in rows]
    return Case(x, extents, PackedWindow(kernel, stride, dilation, pads, groups), rows, bias)


def is_packed(case: Case) -> bool:
    weights = Weights.of(case.rows)
    return bool(weights and convolve([bytes(channel) for channel in case.x], case.extents, case.window, weights, case.bias))


@examples(150)
@given(cases())
def test_packed_is_textbook(case: Case) -> None:
    assert is_packed(case)
    assert exact(*case) == textbook(case)


@examples(60)
@given(st.one_of(cases(rank=1), cases(rank=2, largest=3)))
def test_packed_is_plain(case: Case) -> None:
    assert exact(*case) == plain(*case)


@examples(25)
@given(cases(rank=3, largest=15))
def test_packed_is_plain_in_three_dimensions(case: Case) -> None:
    small = case._replace(
        x=case.x[: case.window.groups], rows=[row[: len(row) // (len(case.x) // case.window.groups)] for row in case.rows]
    )
    assert exact(*small) == plain(*small)


@examples(60)
@given(cases(largest=5000))
def test_past_a_byte_is_textbook_too(case: Case) -> None:
    assert exact(*case) == textbook(case)


@pytest.mark.parametrize(("channels", "high", "weight"), [(300, 255, 255), (300, 255, -255), (700, 15, 1), (40, 1, -1)])
def test_many_channels_at_the_bound(channels: int, high: int, weight: int) -> None:
    """Every slot at the most that the plan allows for, in shares of channels that fill their slots."""
    window = PackedWindow((3, 3), (1, 1), (1, 1), ((1, 1), (1, 1)))
    case = Case([[high] * 16] * channels, (4, 4), window, [[weight] * 9 * channels, [0] * 9 * channels], [0, 5])
    assert is_packed(case)
    assert exact(*case)[0][5] == 9 * channels * high * weight
    assert exact(*case) == textbook(case)


@pytest.mark.parametrize("bias", [0, -1000, LARGEST - 1 - 255 * 255, LARGEST - 255 * 255, 2**40])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_bound_of_the_sums(bias: int, sign: int) -> None:
    """Sums up to 2**31 - 1 are packed; where they could be larger the plain path runs, and gives the same."""
    case = Case([[255]], (1, 1), PackedWindow((1, 1), (1, 1), (1, 1), ((0, 0),) * 2), [[sign * 255], [0]], [sign * bias, 0])
    assert is_packed(case) == (abs(bias) + 255 * 255 < LARGEST)
    assert exact(*case) == [[sign * (bias + 255 * 255)], [0]]


@examples(200)
@given(
    st.integers(1, 7), st.integers(1, 4), st.integers(1, 3), st.integers(1, 40000),
    st.integers(1, 255), st.integers(1, 255), st.integers(0, 2**31),
)  # fmt: skip
def test_plans_keep_to_the_bound(
    kernel: int, stride: int, dilation: int, channels: int, high: int, top: int, bias: int
) -> None:
    found = plan(PackedWindow((kernel,), (stride,), (dilation,), ((3, 3),)), (40,), channels, (top, top), high, bias)
    total = channels * kernel * high * top
    assert bool(found) == (total + bias < LARGEST)
    if found:
        assert found.chunk * kernel * high * top < 2**found.bits
        assert total < 2 ** (2 * found.bits)
        assert total + bias < 2 ** (min(2 * found.bits, 32) - 1)
        assert sorted(tap for run in found.runs for tap in run.taps) == list(range(kernel))


@given(st.binary(max_size=50), st.sampled_from(range(8, 34, 2)))
def test_slots(data: bytes, bits: int) -> None:
    whole = pack(data, bits)
    assert [whole >> bits * i & 2**bits - 1 for i in range(len(data))] == list(data)
    words = unpack((pack(data[::2], 2 * bits), pack(data[1::2], 2 * bits)), bits, len(data))
    assert array("I", bytes(words)).tolist() == list(data)


@examples(100)
@given(st.integers(1, 255), st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=60))
def test_dense(top: int, pairs: list[tuple[int, int]]) -> None:
    x, u = bytes(x for x, _ in pairs), bytes(u % (top + 1) for _, u in pairs)
    zero = top // 2
    assert list(dense(x, [u, bytes(u[::-1])], zero, top, [3, -4])) == [
        sum((b - zero) * a for a, b in zip(x, u)) + 3,
        sum((b - zero) * a for a, b in zip(x, u[::-1])) - 4,
    ]


@given(st.lists(st.integers(-LARGEST, LARGEST - 1), min_size=1), st.integers(0, 16))
@example([-LARGEST, LARGEST - 1, -1, 0, 15, 16, 255, 256, 65535, 65536], 0)
def test_requantize(sums: list[int], k: int) -> None:
    assert list(requantize(array("i", sums), k)) == [min(max(s >> k, 0), 15) for s in sums]


SMALL = """
input: 3x49x43
layers:
  - conv 7x7/2 16 half nobias, relu
  - maxpool 3x3/2 half
  - maxpool 2x2/2 ceil
  - conv 3x3 24 same dilation=2 groups=2, relu, dropout
  - dwconv 3x3/2 mult=2 same_lower
  - conv 1x1 5 pad=0:1x2:0
  - fc 30, relu
  - flatten
  - fc 10 nobias
"""


def observed(cores: int) -> list[PackedRun]:
    return list(run(build(parse(SMALL)), seed=7, cores=cores))


def test_a_network_is_the_same_on_one_core_and_on_two() -> None:
    one, two = observed(1), observed(2)
    assert [done.tensor for done in one] == [done.tensor for done in two]
    assert [done.tensor.shape for done in one] == [done.node.shape for done in one]


def macs() -> Iterator[tuple[int, int]]:
    for done in observed(1):
        yield done.macs, done.node.layer.macs(done.node.shape, *done.node.applied.xs)


def test_the_multiplications_of_a_network() -> None:
    assert all(seen == predicted for seen, predicted in macs())
