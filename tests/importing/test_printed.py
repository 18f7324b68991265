"""The text of print(model), as PyTorch 2.13 writes it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of, model_of, steps_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import printed
from cnncalc.importing.formats import Beginning
from cnncalc.importing.printed.modules import MODULES
from cnncalc.importing.telling import is_printed

PICTURE = {"": (3, 224, 224)}


def vgg16() -> str:
    lines, number, channels = [], 0, 3
    for out, repeats in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(repeats):
            lines += [f"({number}): Conv2d({channels}, {out}, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))"]
            lines += [f"({number + 1}): ReLU(inplace=True)"]
            number, channels = number + 2, out
        lines += [f"({number}): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)"]
        number += 1
    features = "\n".join(f"    {line}" for line in lines)
    return f"""VGG(
  (features): Sequential(
{features}
  )
  (avgpool): AdaptiveAvgPool2d(output_size=(7, 7))
  (classifier): Sequential(
    (0): Linear(in_features=25088, out_features=4096, bias=True)
    (1): ReLU(inplace=True)
    (2): Dropout(p=0.5, inplace=False)
    (3): Linear(in_features=4096, out_features=4096, bias=True)
    (4): ReLU(inplace=True)
    (5): Dropout(p=0.5, inplace=False)
    (6): Linear(in_features=4096, out_features=1000, bias=True)
  )
)
"""


def test_vgg16_has_its_published_totals_and_pytorchs_names(tmp_path: Path) -> None:
    analysis = analysis_of(model_of(printed, vgg16(), tmp_path, PICTURE))
    assert (analysis.totals.figures.params, analysis.totals.figures.macs) == (138_357_544, 15_470_264_320)
    assert analysis["features.28"].output_shape == (512, 14, 14)
    assert analysis["classifier.6"].output_shape == (1000,)


# What a module makes of a map of 8x12x12; the shape behind it.
MODULES_SAID = """
Conv2d(8, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False) | conv 3x3/2 4 half nobias | 4x6x6
Conv2d(8, 4, kernel_size=(3, 3), stride=(1, 1), padding=same, dilation=(2, 2)) | conv 3x3 4 dilation=2 same | 4x12x12
Conv2d(8, 16, kernel_size=(3, 3), stride=(1, 1), groups=8) | dwconv 3x3 mult=2 | 16x10x10
ConvTranspose2d(8, 4, kernel_size=(3, 3), stride=(2, 2), output_padding=(1, 1)) | deconv 3x3/2 4 out_pad=1 | 4x26x26
BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True) | bn | 8x12x12
BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=False, track_running_stats=True) | bn noaffine | 8x12x12
GroupNorm(4, 8, eps=1e-05, affine=True) | gn 4 | 8x12x12
InstanceNorm2d(8, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False) | instnorm | 8x12x12
MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=True) | maxpool 3x3/2 half ceil | 8x7x7
AvgPool2d(kernel_size=2, stride=2, padding=0) | avgpool 2x2 | 8x6x6
AdaptiveAvgPool2d(output_size=1) | gap | 8x1x1
AdaptiveAvgPool2d(output_size=(6, None)) | adaptive_avgpool 6x12 | 8x6x12
LeakyReLU(negative_slope=0.2, inplace=True) | leakyrelu | 8x12x12
PReLU(num_parameters=1) | prelu shared | 8x12x12
PReLU(num_parameters=8) | prelu | 8x12x12
GELU(approximate='none') | gelu | 8x12x12
Hardtanh(min_val=0.0, max_val=6.0) | relu6 | 8x12x12
Dropout(p=0.2, inplace=False) | dropout 0.2 | 8x12x12
Upsample(scale_factor=2.0, mode='nearest') | upsample 2 | 8x24x24
Upsample(size=(20, 9), mode='bilinear') | resize 20x9 bilinear | 8x20x9
ZeroPad2d((1, 2, 3, 4)) | pad 3:4x1:2 | 8x19x15
PixelShuffle(upscale_factor=2) | pixelshuffle 2 | 2x24x24
ChannelShuffle(groups=2) | shuffle 2 | 8x12x12
Softmax(dim=1) | softmax | 8x12x12
Flatten(start_dim=1, end_dim=-1) | flatten | 1152
LocalResponseNorm(3, alpha=0.0001, beta=0.75, k=1.0) | lrn 3 | 8x12x12
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in MODULES_SAID.strip().splitlines()]


@pytest.mark.parametrize(("module", "steps", "shape"), ROWS, ids=[row[0] for row in ROWS])
def test_a_module_is_what_pytorch_makes_of_it(module: str, steps: str, shape: str, tmp_path: Path) -> None:
    model = model_of(printed, f"Sequential(\n  (0): {module}\n  (1): Tanh()\n)\n", tmp_path, {"": (8, 12, 12)})
    analysis = analysis_of(model)
    assert ", ".join(layer.text for layer in analysis.layers if layer.text != "tanh") == steps
    assert "x".join(map(str, analysis.layers[-1].output_shape)) == shape


def test_a_single_layer_is_a_network(tmp_path: Path) -> None:
    assert steps_of(model_of(printed, "Linear(in_features=3, out_features=4, bias=False)", tmp_path, {"": (3,)})) == [
        "fc 4 nobias"
    ]


def test_channels_that_do_not_fit_are_told(tmp_path: Path) -> None:
    text = "Sequential(\n  (0): Conv2d(16, 4, kernel_size=(1, 1), stride=(1, 1))\n)"
    with pytest.raises(SpecError, match="weight is 4x16x1x1 in the file, 4x3x1x1 by the rules"):
        analysis_of(model_of(printed, text, tmp_path, PICTURE))


RESNET = """ResNet(
  (conv1): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)
  (layer1): Sequential(
    (0): BasicBlock(
      (conv1): Conv2d(64, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    )
    (1): BasicBlock(
      (conv1): Conv2d(64, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    )
  )
)
"""
BLOCKS = RESNET.replace("ResNet(", "Sequential(")
# What is wrong with a text, and what the error says.
BROKEN = [
    ("", "ends inside a module"),
    ("Sequential(\n", "ends inside a module"),
    ("Sequential(\n  hello\n)", "is no line of print(model)"),
    ("Sequential(\n)\nSequential(\n)", "a second module begins here"),
    ("Sequential(\n)", "no layer inside"),
    ("Sequential(\n" + "".join(f"{'  ' * d}(0): Sequential(\n" for d in range(1, 150)), "more than 100 deep"),
    ("Sequential(\n  (0): Conv2d(3)\n)", "no whole number as setting 2"),
    ("Sequential(\n  (0): Conv2d(3, 4, kernel_size=(3, x))\n)", "not 2 whole numbers"),
    ("Sequential(\n  (0): Conv2d(3, 4, kernel_size=(3, 3), groups=0)\n)", "0 groups"),
    ("Sequential(\n  (0): Linear(in_features=3, out_features=many, bias=True)\n)", "no whole number as out_features"),
    (RESNET, "1 x ResNet: the model itself"),
    (BLOCKS, "2 x BasicBlock: layer1.0, layer1.1"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_text_that_does_not_say_enough_is_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        model_of(printed, text, tmp_path, PICTURE)
    assert says in caught.value.message


def test_the_shape_of_the_input_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="no shapes in it"):
        model_of(printed, vgg16(), tmp_path)


def test_modules_of_ones_own_are_listed_together(tmp_path: Path) -> None:
    text = "Sequential(\n  (0): Swish()\n  (1): LSTM(3, 4)\n)"
    with pytest.raises(SpecError, match=r"Swish[^$]*LSTM"):
        analysis_of(model_of(printed, text, tmp_path, PICTURE))


def test_the_content_tells_a_print() -> None:
    assert is_printed(Beginning(vgg16().encode()[:200], 200))
    assert not is_printed(Beginning(b"conv(\n  3, 4\n)", 20))
    assert not is_printed(Beginning(b"input: 3x8x8\nlayers:\n  - conv 3x3 4", 40))


settings = st.one_of(
    st.sampled_from(
        ["kernel_size=(3, 3)", "stride=2", "3", "8", "bias=False", "padding=same", "dim=0", "(1, 2)", "out_features=4"]
    ),
    st.text(max_size=5),
)
modules = st.builds(
    "(0): {}({})".format, st.sampled_from([*MODULES, "Sequential", "Swish"]), st.lists(settings, max_size=5).map(", ".join)
)


@given(st.lists(st.one_of(modules, st.just(")"), st.just("(a): Sequential("), st.text(max_size=8)), max_size=12))
def test_nothing_but_a_fault_comes_of_strange_text(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    for content in ("\n".join(lines), "\n".join(["Sequential(", *lines, ")"]), vgg16()[: 97 * len(lines)]):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(model_of(printed, content, tmp_path_factory.getbasetemp(), {"": (8, 12, 12)}))
