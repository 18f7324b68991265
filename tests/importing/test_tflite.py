"""TensorFlow Lite's files, written by hand as its schema has them."""

from __future__ import annotations

import contextlib
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of, model_of, steps_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import tflite
from cnncalc.importing.formats import Beginning
from cnncalc.importing.telling import is_tflite
from cnncalc.importing.tflite.layers import ROWS
from cnncalc.importing.tflite.words import WORDS

sys.path.insert(0, str(Path(__file__).parent))
from flatbuffer import Fields, Num, flatbuffer

CODES = {word: number for number, word in WORDS.items()}
INT8, INT32, FLOAT32 = 9, 2, 0


class Lite:
    """Writes a graph: tensors, constants, operators one behind the other."""

    def __init__(self, *shape: int, type: int = FLOAT32) -> None:
        self.tensors: list[Fields] = []
        self.buffers: list[Fields] = [{}]
        self.operators: list[Fields] = []
        self.codes: list[Fields] = []
        self.type = type
        self.last = self.input = self.tensor("input", (1, *shape))

    def tensor(self, name: str, dims: tuple[int, ...], data: bytes | None = None, type: int | None = None) -> int:
        self.buffers += [{0: data}] if data is not None else []
        buffer = len(self.buffers) - 1 if data is not None else 0
        own = self.type if type is None else type
        self.tensors.append({0: list(dims), 1: Num("b", own), 2: Num("I", buffer), 3: name})
        return len(self.tensors) - 1

    def numbers(self, *values: int) -> int:
        return self.tensor("constant", (len(values),), struct.pack(f"<{len(values)}i", *values), INT32)

    def weights(self, *dims: int) -> int:
        return self.tensor("weights", dims, b"")

    def add(
        self, word: str, inputs: list[int], dims: tuple[int, ...], options: Fields | None = None, custom: str | None = None
    ) -> int:
        self.codes.append({0: Num("b", min(CODES[word], 127)), 1: custom, 3: Num("i", CODES[word])})
        self.last = self.tensor(f"{word.lower()};fused", (1, *dims))
        self.operators.append({0: Num("I", len(self.codes) - 1), 1: inputs, 2: [self.last], 4: options or {}})
        return self.last

    def file(self, *outputs: int) -> bytes:
        graph = {0: self.tensors, 1: [self.input], 2: list(outputs or (self.last,)), 3: self.operators}
        return flatbuffer({0: Num("I", 3), 1: self.codes, 2: [graph], 3: "by hand", 4: self.buffers})


def window(padding: int, stride: int, **more: Any) -> Fields:
    return {0: Num("b", padding), 1: Num("i", stride), 2: Num("i", stride)} | {int(k[1:]): v for k, v in more.items()}


@pytest.mark.parametrize("type", [FLOAT32, INT8])
def test_a_small_network_is_read(type: int, tmp_path: Path) -> None:
    """As MobileNet begins and ends: SAME padding, fused relu6, a mean, a reshape, a dense layer."""
    net = Lite(32, 32, 3, type=type)
    x = net.add("CONV_2D", [net.input, net.weights(8, 3, 3, 3), net.weights(8)], (16, 16, 8), window(0, 2, f3=Num("b", 3)))
    x = net.add("DEPTHWISE_CONV_2D", [x, net.weights(1, 3, 3, 8), net.weights(8)], (16, 16, 8), window(0, 1, f4=Num("b", 3)))
    x = net.add("MEAN", [x, net.numbers(1, 2)], (1, 1, 8), {0: Num("b", 1)})
    x = net.add("RESHAPE", [x, net.numbers(-1, 8)], (8,))
    x = net.add("FULLY_CONNECTED", [x, net.weights(10, 8), net.weights(10)], (10,))
    net.add("SOFTMAX", [x], (10,))
    analysis = analysis_of(model_of(tflite, net.file(), tmp_path))
    steps = ["conv 3x3/2 8 same", "relu6", "dwconv 3x3 same", "relu6", "gap", "fc 10", "softmax"]
    assert [layer.text for layer in analysis.layers] == steps
    assert analysis.totals.figures.params == 3 * 3 * 3 * 8 + 8 + 3 * 3 * 8 + 8 + 80 + 10
    assert analysis["conv_2d"].output_shape == (8, 16, 16)


def step(word: str, dims: tuple[int, ...], *inputs: Any, **options: Num) -> Any:
    """One operator on a map of 13x13 with 8 channels, whose other inputs are lists of numbers or shapes of weights."""

    def write(net: Lite) -> None:
        others = [net.weights(*i) if isinstance(i, tuple) else net.numbers(*i) for i in inputs]
        net.add(word, [net.input, *others], dims, {int(name[1:]): value for name, value in options.items()})

    return write


def one(value: float, form: str = "i") -> Num:
    return Num(form, value)


# Operators; the steps that they are.
STEPS = [
    (step("CONV_2D", (11, 11, 4), (4, 3, 3, 8), f0=one(1, "b"), f1=one(1), f2=one(1)), "conv 3x3 4 nobias"),
    (
        step("CONV_2D", (13, 13, 4), (4, 3, 3, 2), (4,), f1=one(1), f2=one(1), f4=one(2), f5=one(2)),
        "conv 3x3 4 dilation=2 groups=4 same",
    ),
    (step("DEPTHWISE_CONV_2D", (13, 13, 16), (1, 3, 3, 16), (16,), f1=one(1), f2=one(1)), "dwconv 3x3 mult=2 same"),
    (step("MAX_POOL_2D", (7, 7, 8), f1=one(2), f2=one(2), f3=one(2), f4=one(2)), "maxpool 2x2 same"),
    (step("AVERAGE_POOL_2D", (7, 7, 8), f1=one(2), f2=one(2), f3=one(3), f4=one(3)), "avgpool 3x3/2 same exclude_pad"),
    (step("FULLY_CONNECTED", (5,), (5, 1352), (5,), f0=one(1, "b")), "fc 5, relu"),
    (step("LOGISTIC", (13, 13, 8)), "sigmoid"),
    (step("HARD_SWISH", (13, 13, 8)), "hardswish"),
    (step("LEAKY_RELU", (13, 13, 8), f0=one(0.1, "f")), "leakyrelu"),
    (step("PRELU", (13, 13, 8), (1, 1, 8)), "prelu"),
    (step("PAD", (15, 14, 8), [0, 0, 1, 1, 0, 1, 0, 0]), "pad 1:1x0:1"),
    (step("RESIZE_NEAREST_NEIGHBOR", (26, 26, 8), [26, 26]), "upsample 2"),
    (step("RESIZE_BILINEAR", (20, 26, 8), [20, 26], f3=one(1, "b")), "resize 20x26 bilinear"),
    (step("SLICE", (13, 13, 3), [0, 0, 0, 2], [-1, -1, -1, 3]), "slice 2:5"),
    (step("STRIDED_SLICE", (10, 13, 8), [0, 2, 0, 0], [0, 12, 0, 0], [1, 1, 1, 1], f0=one(13), f1=one(13)), "crop 2:1x0:0"),
    (step("TRANSPOSE", (8, 13, 13), [0, 3, 1, 2]), ""),
    (step("MUL", (13, 13, 8), (8,)), "scale"),
    (step("L2_NORMALIZATION", (13, 13, 8)), "l2norm"),
    (step("LOCAL_RESPONSE_NORMALIZATION", (13, 13, 8), f0=one(2)), "lrn"),
    (step("QUANTIZE", (13, 13, 8)), ""),
]


@pytest.mark.parametrize(("write", "steps"), STEPS, ids=[row[1] for row in STEPS])
def test_an_operator_is_what_the_schema_says(write: Any, steps: str, tmp_path: Path) -> None:
    net = Lite(13, 13, 8)
    write(net)
    dims = net.tensors[net.last][0][1:]
    net.add("TANH", [net.last], tuple(dims))
    analysis = analysis_of(model_of(tflite, net.file(), tmp_path))
    assert ", ".join(layer.text for layer in analysis.layers if layer.text != "tanh") == steps


def test_a_transposed_convolution_reads_its_third_input(tmp_path: Path) -> None:
    net = Lite(13, 13, 8)
    net.add("TRANSPOSE_CONV", [net.numbers(1, 26, 26, 4), net.weights(4, 3, 3, 8), net.input], (26, 26, 4), window(0, 2))
    assert steps_of(model_of(tflite, net.file(), tmp_path)) == ["deconv 3x3/2 4 same nobias"]


def test_joins_of_branches(tmp_path: Path) -> None:
    net = Lite(13, 13, 8)
    left, right = net.add("RELU", [net.input], (13, 13, 8)), net.add("TANH", [net.input], (13, 13, 8))
    total = net.add("ADD", [left, right], (13, 13, 8), {0: Num("b", 1)})
    net.add("CONCATENATION", [total, left], (13, 13, 16), {0: Num("i", -1)})
    assert steps_of(model_of(tflite, net.file(), tmp_path))[2:] == ["add", "relu", "concat"]


def test_parts_of_a_split_are_slices(tmp_path: Path) -> None:
    net = Lite(4, 4, 8)
    net.add("SPLIT", [net.numbers(3), net.input], (4, 4, 4))
    other = net.tensor("other", (1, 4, 4, 4))
    net.operators[-1][2] = [net.last, other]
    net.add("CONCATENATION", [other, net.last], (4, 4, 8), {0: Num("i", 3)})
    assert sorted(steps_of(model_of(tflite, net.file(), tmp_path))) == ["concat", "slice 0:4", "slice 4:8"]


def test_a_stated_shape_is_held_against_the_rules(tmp_path: Path) -> None:
    net = Lite(13, 13, 8)
    net.add("MAX_POOL_2D", [net.input], (6, 6, 8), {1: one(2), 2: one(2), 3: one(2), 4: one(2)})
    with pytest.raises(SpecError, match="8x6x6 in the file, 8x7x7 by the rules"):
        analysis_of(model_of(tflite, net.file(), tmp_path))


def test_operators_that_no_kind_says_are_listed_together(tmp_path: Path) -> None:
    net = Lite(13, 13, 8)
    net.add("SPACE_TO_BATCH_ND", [net.input], (13, 13, 8))
    net.add("CUSTOM", [net.last], (13, 13, 8), custom="MyOwn")
    with pytest.raises(SpecError, match=r"SPACE_TO_BATCH_ND[^$]*MyOwn"):
        analysis_of(model_of(tflite, net.file(), tmp_path))


def small() -> bytes:
    net = Lite(13, 13, 8)
    step("PAD", (15, 14, 8), [0, 0, 1, 1, 0, 1, 0, 0])(net)
    net.add("CONV_2D", [net.last, net.weights(4, 3, 3, 8), net.weights(4)], (13, 12, 4), window(1, 1, f3=Num("b", 1)))
    return net.file()


def test_the_content_tells_a_tflite() -> None:
    assert is_tflite(Beginning(small()[:64], 64))
    assert not is_tflite(Beginning(b"\x1c\0\0\0TFL2", 8))


@pytest.mark.parametrize("content", [b"TFL3", b"\x08\0\0\0TFL3", b"\xff\xff\xff\xffTFL3", b"\x08\0\0\0TFL3" + b"\xff" * 64])
def test_a_damaged_file_is_said_to_be_one(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"damaged|no graph"):
        model_of(tflite, content, tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        model_of(tflite, b"", tmp_path)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.one_of(st.integers(0, 255), st.just(255))), min_size=1, max_size=6),
    st.integers(0, 3000),
)
def test_nothing_but_a_fault_comes_of_strange_bytes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(small())
    for place, value in changes:
        data[place % len(data)] = value
    for content in (bytes(data), bytes(data[:cut]), small()[:cut]):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(model_of(tflite, content, tmp_path_factory.getbasetemp()))


def test_every_row_has_a_word_of_the_schema() -> None:
    assert ROWS.keys() <= CODES.keys()
