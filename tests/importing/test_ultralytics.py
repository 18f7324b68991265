"""Ultralytics' model YAML, after the published files of YOLOv5 and YOLOv8."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import ultralytics
from cnncalc.importing.formats import Beginning
from cnncalc.importing.operations import Model
from cnncalc.importing.telling import is_ultralytics
from cnncalc.importing.ultralytics.modules import MODULES

YOLOV5 = """
nc: 80  # classes
depth_multiple: {0}
width_multiple: {1}
anchors:
  - [10, 13, 16, 30, 33, 23]
  - [30, 61, 62, 45, 59, 119]
  - [116, 90, 156, 198, 373, 326]
backbone:
  # [from, number, module, args]
  [
    [-1, 1, Conv, [64, 6, 2, 2]],
    [-1, 1, Conv, [128, 3, 2]],
    [-1, 3, C3, [128]],
    [-1, 1, Conv, [256, 3, 2]],
    [-1, 6, C3, [256]],
    [-1, 1, Conv, [512, 3, 2]],
    [-1, 9, C3, [512]],
    [-1, 1, Conv, [1024, 3, 2]],
    [-1, 3, C3, [1024]],
    [-1, 1, SPPF, [1024, 5]],
  ]
head:
  [
    [-1, 1, Conv, [512, 1, 1]],
    [-1, 1, nn.Upsample, [None, 2, "nearest"]],
    [[-1, 6], 1, Concat, [1]],
    [-1, 3, C3, [512, False]],
    [-1, 1, Conv, [256, 1, 1]],
    [-1, 1, nn.Upsample, [None, 2, "nearest"]],
    [[-1, 4], 1, Concat, [1]],
    [-1, 3, C3, [256, False]],
    [-1, 1, Conv, [256, 3, 2]],
    [[-1, 14], 1, Concat, [1]],
    [-1, 3, C3, [512, False]],
    [-1, 1, Conv, [512, 3, 2]],
    [[-1, 10], 1, Concat, [1]],
    [-1, 3, C3, [1024, False]],
    [[17, 20, 23], 1, Detect, [nc, anchors]],
  ]
"""
YOLOV8 = """
nc: 80
scales:
  # [depth, width, max_channels]
  n: [0.33, 0.25, 1024]
  s: [0.33, 0.50, 1024]
  m: [0.67, 0.75, 768]
  l: [1.00, 1.00, 512]
  x: [1.00, 1.25, 512]
backbone:
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, Conv, [128, 3, 2]]
  - [-1, 3, C2f, [128, True]]
  - [-1, 1, Conv, [256, 3, 2]]
  - [-1, 6, C2f, [256, True]]
  - [-1, 1, Conv, [512, 3, 2]]
  - [-1, 6, C2f, [512, True]]
  - [-1, 1, Conv, [1024, 3, 2]]
  - [-1, 3, C2f, [1024, True]]
  - [-1, 1, SPPF, [1024, 5]]
head:
  - [-1, 1, nn.Upsample, [None, 2, "nearest"]]
  - [[-1, 6], 1, Concat, [1]]
  - [-1, 3, C2f, [512]]
  - [-1, 1, nn.Upsample, [None, 2, "nearest"]]
  - [[-1, 4], 1, Concat, [1]]
  - [-1, 3, C2f, [256]]
  - [-1, 1, Conv, [256, 3, 2]]
  - [[-1, 12], 1, Concat, [1]]
  - [-1, 3, C2f, [512]]
  - [-1, 1, Conv, [512, 3, 2]]
  - [[-1, 9], 1, Concat, [1]]
  - [-1, 3, C2f, [1024]]
  - [[15, 18, 21], 1, Detect, [nc]]
"""


def read(text: str, folder: Path, name: str = "yolo.yaml") -> Model:
    (folder / name).write_text(text)
    return ultralytics.read(str(folder / name), {})


# The published parameters; those of YOLOv8 have 16 fixed numbers more, which no gradient changes.
VERSION_5 = [("0.33", "0.25", 1_872_157), ("0.33", "0.50", 7_235_389), ("0.67", "0.75", 21_190_557), ("1.0", "1.0", 46_563_709)]
VERSION_8 = [("n", 3_157_184), ("s", 11_166_544), ("m", 25_902_624), ("l", 43_691_504), ("x", 68_229_632)]


@pytest.mark.parametrize(("depth", "width", "params"), VERSION_5)
def test_yolov5_has_its_published_parameters(depth: str, width: str, params: int, tmp_path: Path) -> None:
    analysis = analysis_of(read(YOLOV5.format(depth, width), tmp_path))
    assert analysis.totals.figures.params == params
    assert [analysis[f"model.24.m.{n}"].output_shape for n in range(3)] == [(255, 80, 80), (255, 40, 40), (255, 20, 20)]


@pytest.mark.parametrize(("scale", "params"), VERSION_8)
def test_yolov8_has_its_published_parameters(scale: str, params: int, tmp_path: Path) -> None:
    model = read(YOLOV8, tmp_path, f"yolov8{scale}.yaml")
    assert analysis_of(model).totals.figures.params == params
    assert any(f"the scale is {scale}" in note for note in model.notes)


def test_the_first_scale_is_taken_where_the_name_has_none(tmp_path: Path) -> None:
    assert any("the scale is n" in note for note in read(YOLOV8, tmp_path).notes)


START = "nc: 3\nbackbone:\n  - [-1, 1, Conv, [8, 3, 1]]\n"
# Rows behind a convolution with 8 channels; the layers that they are; the channels behind them.
ROWS = [
    ("[-1, 1, Conv, [16]]", "conv 1x1 16 nobias, bn, silu", 16),
    ("[-1, 2, DWConv, [16, 3]]", "dwconv 3x3 mult=2 half nobias, bn, silu, dwconv 3x3 half nobias, bn, silu", 16),
    ("[-1, 1, Focus, [16, 3]]", "space_to_depth 2, conv 3x3 16 half nobias, bn, silu", 16),
    ("[-1, 1, Bottleneck, [8]]", "conv 3x3 4 half nobias, bn, silu, conv 3x3 8 half nobias, bn, silu, add", 8),
    ("[-1, 1, nn.MaxPool2d, [2]]", "maxpool 2x2", 8),
    ("[-1, 1, nn.ZeroPad2d, [[0, 1, 0, 1]]]", "pad 0:1", 8),
    ("[[-1, 0], 1, Concat, [1]]", "concat", 16),
    ("[-1, 1, Classify, [nc]]", "conv 1x1 1280 nobias, bn, silu, gap, fc 3", 3),
]


@pytest.mark.parametrize(("row", "steps", "channels"), ROWS)
def test_a_module_is_what_ultralytics_makes_of_it(row: str, steps: str, channels: int, tmp_path: Path) -> None:
    analysis = analysis_of(read(f"{START}head:\n  - {row}\n", tmp_path))
    assert ", ".join(layer.text for layer in analysis.layers[3:]) == steps
    assert analysis.layers[-1].output_shape[0] == channels


# What is wrong with a YAML, and what the error says.
BROKEN = [
    ("", "the file is empty"),
    ("nc: 80", "no module"),
    ("backbone: hello\nhead: []", "lists of rows"),
    ("backbone:\n  - [-1, Conv]\nhead: []", "no row of four"),
    (START + "head:\n  - [3, 1, Conv, [8]]", "reads row 3"),
    (START + "head:\n  - [-5, 1, Conv, [8]]", "reads row -4"),
    (START + "head:\n  - [-1, 1, Conv, [many]]", "many where a whole number"),
    (START + "head:\n  - [-1, 0, Conv, [8]]", "0 is no whole number"),
    (START + "head:\n  - [-1, 9000000, Bottleneck, [8]]", "the limit is"),
    (START + "head:\n  - [-1, 1, SPP, [8, [2]]]", "even size"),
    (START + "head:\n  - [-1, 1, nn.MaxPool2d, [2]]\n  - [[-1, 0], 1, Concat, [1]]", "joins"),
    ("scales: {n: 3}\n" + START + "head: []", "is not [depth, width, channels]"),
    ("depth_multiple: -1\n" + START + "head: []", "no factor above 0"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_broken_file_is_told_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises((Fault, SpecError)) as caught:
        read(text, tmp_path)
    assert says in str(caught.value)


def test_modules_that_are_not_known_are_listed_together(tmp_path: Path) -> None:
    text = START + "head:\n  - [-1, 1, C2PSA, [8]]\n  - [-1, 2, C3k2, [8]]\n  - [-1, 1, Conv, [8]]\n  - [-1, 1, C2PSA, [8]]\n"
    with pytest.raises(SpecError, match=r"2 x C2PSA[^$]*C3k2"):
        analysis_of(read(text, tmp_path))


def test_the_content_tells_a_model_yaml() -> None:
    assert is_ultralytics(Beginning(YOLOV8.encode(), 900))
    assert not is_ultralytics(Beginning(b"input: 3x8x8\nblocks:\n  head: conv 1x1 8\nlayers:\n  - head", 40))


values = st.one_of(st.integers(-3, 64).map(str), st.sampled_from(["None", "nc", "True", "[1, 2]", "0.5", "'a'", "x"]))
rows = st.builds(
    "  - [{}, {}, {}, [{}]]".format,
    st.sampled_from(["-1", "0", "[-1, 0]", "5", "x"]),
    st.integers(-1, 3),
    st.sampled_from([*MODULES, "C2PSA"]),
    st.lists(values, max_size=4).map(", ".join),
)


@given(st.lists(rows, max_size=6), st.text(max_size=12))
def test_nothing_but_a_fault_comes_of_strange_text(
    tmp_path_factory: pytest.TempPathFactory, own: list[str], strange: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for text in (START + "\n".join(["head:", *own]), strange, YOLOV5.format(strange, 1), YOLOV8[: 61 * len(strange)]):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(read(text, folder))
