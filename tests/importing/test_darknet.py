"""Darknet's cfg files. The networks are written after the published architectures, and the totals are the published ones."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of, model_of, steps_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import darknet
from cnncalc.importing.darknet.layers import LAYERS
from cnncalc.importing.formats import Beginning
from cnncalc.importing.telling import is_darknet

NET = "[net]\nwidth={0}\nheight={0}\nchannels=3\n"


def conv(filters: int, size: int, stride: int = 1, activation: str = "leaky", normalised: bool = True) -> str:
    bn = "batch_normalize=1\n" * normalised
    return f"[convolutional]\n{bn}filters={filters}\nsize={size}\nstride={stride}\npad=1\nactivation={activation}\n"


def end(filters: int) -> str:
    return conv(filters, 1, activation="linear", normalised=False) + "[yolo]\nmask=0,1,2\nclasses=80\n"


def route(*layers: int) -> str:
    return f"[route]\nlayers={','.join(map(str, layers))}\n"


UP = "[upsample]\nstride=2\n"
POOL = "[maxpool]\nsize=2\nstride=2\n"


def yolov3() -> str:
    """Redmon & Farhadi 2018: Darknet-53 without its end, and three heads of seven convolutions."""
    text = NET.format(416) + conv(32, 3)
    for width, repeats in ((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)):
        text += conv(width, 3, 2)
        text += (conv(width // 2, 1) + conv(width, 3) + "[shortcut]\nfrom=-3\nactivation=linear\n") * repeats
    text += (conv(512, 1) + conv(1024, 3)) * 3 + end(255)
    text += route(-4) + conv(256, 1) + UP + route(-1, 61) + (conv(256, 1) + conv(512, 3)) * 3 + end(255)
    return text + route(-4) + conv(128, 1) + UP + route(-1, 36) + (conv(128, 1) + conv(256, 3)) * 3 + end(255)


def yolov3_tiny() -> str:
    text = NET.format(416) + "".join(conv(width, 3) + POOL for width in (16, 32, 64, 128, 256))
    text += conv(512, 3) + "[maxpool]\nsize=2\nstride=1\n" + conv(1024, 3) + conv(256, 1) + conv(512, 3) + end(255)
    return text + route(-4) + conv(128, 1) + UP + route(-1, 8) + conv(256, 3) + end(255)


def yolov2_voc() -> str:
    """Redmon & Farhadi 2017: Darknet-19 without its end, a passthrough of 26x26 folded into 13x13."""
    text = NET.format(416) + conv(32, 3) + POOL + conv(64, 3) + POOL
    text += conv(128, 3) + conv(64, 1) + conv(128, 3) + POOL + conv(256, 3) + conv(128, 1) + conv(256, 3) + POOL
    text += (conv(512, 3) + conv(256, 1)) * 2 + conv(512, 3) + POOL + (conv(1024, 3) + conv(512, 1)) * 2 + conv(1024, 3)
    text += conv(1024, 3) * 2 + route(-9) + conv(64, 1) + "[reorg]\nstride=2\n" + route(-1, -4) + conv(1024, 3)
    return text + conv(125, 1, activation="linear", normalised=False) + "[region]\nclasses=20\nnum=5\n"


# A network; parameters; numbers in its published weight file, which has the statistics of batch normalisation too.
PUBLISHED = [
    (yolov3, 61_949_149, (248_007_048 - 20) // 4),
    (yolov3_tiny, 8_852_366, (35_434_956 - 20) // 4),
    (yolov2_voc, 50_655_389, (202_704_260 - 16) // 4),
]


@pytest.mark.parametrize(("network", "params", "numbers"), PUBLISHED)
def test_a_published_network_has_its_published_totals(
    network: Callable[[], str], params: int, numbers: int, tmp_path: Path
) -> None:
    totals = analysis_of(model_of(darknet, network(), tmp_path)).totals.figures
    assert (totals.params, totals.params + totals.buffers) == (params, numbers)


def test_yolov3_has_the_bflops_that_darknet_prints(tmp_path: Path) -> None:
    analysis = analysis_of(model_of(darknet, yolov3(), tmp_path))
    assert f"{2 * analysis.totals.figures.macs / 1e9:.3f}" == "65.864"
    assert analysis["route98"].output_shape == (384, 52, 52)
    assert [analysis[f"conv{number}"].output_shape for number in (81, 93, 105)] == [(255, n, n) for n in (13, 26, 52)]
    assert len(analysis.graph.outputs) == 3


# What enters is 8x13x13 from a first layer. Sections of a cfg, in short; the steps that they are; the shape behind them.
SECTIONS = """
[convolutional] filters=4 size=3 pad=1 activation=linear                  | conv 3x3 4 half                     | 4x13x13
[convolutional] filters=4 size=1 pad=1 activation=relu                    | conv 1x1 4, relu                    | 4x13x13
[convolutional] filters=4 size=5 stride=2 pad=1 padding=9 activation=mish | conv 5x5/2 4 half, mish             | 4x7x7
[convolutional] filters=4 size=4 padding=1                                | conv 4x4 4 half, sigmoid            | 4x12x12
[conv] size=3 stride_x=2 stride_y=1 activation=linear                     | conv 3x3/1x2 1                      | 1x11x6
[conv] size=3 pad=1 dilation=2 filters=4 activation=swish                 | conv 3x3 4 dilation=2 half, silu    | 4x13x13
[conv] size=3 pad=1 groups=4 filters=8 batch_normalize=1 activation=relu  | conv 3x3 8 groups=4 half nobias, bn, relu | 8x13x13
[conv] size=3 pad=1 groups=8 filters=8 activation=linear                  | dwconv 3x3 half                     | 8x13x13
[maxpool] size=2 stride=2                                                 | maxpool 2x2 pad=0:1                 | 8x7x7
[maxpool] size=2 stride=1                                                 | maxpool 2x2/1 pad=0:1               | 8x13x13
[maxpool] size=3 stride=2                                                 | maxpool 3x3/2 half                  | 8x7x7
[maxpool] size=5 stride=1                                                 | maxpool 5x5/1 half                  | 8x13x13
[maxpool] size=2 stride=2 padding=0                                       | maxpool 2x2                         | 8x6x6
[local_avgpool] size=3 stride=1                                           | avgpool 3x3/1 half exclude_pad      | 8x13x13
[avgpool] / [softmax]                                                     | gap, softmax                        | 8x1x1
[route] layers=-1,0                                                       | concat                              | 16x13x13
[route] layers=-1 groups=2 group_id=1                                     | slice 4:8                           | 4x13x13
[dropout] probability=.5 / [shortcut] from=-2                             | dropout, add                        | 8x13x13
[shortcut] from=0 activation=leaky                                        | add, leakyrelu                      | 8x13x13
[upsample] stride=2                                                       | upsample 2                          | 8x26x26
[crop] crop_height=10 crop_width=10                                       | crop 1:2                            | 8x10x10
[connected] output=10 activation=linear                                   | fc 10                               | 10
[connected] output=10 batch_normalize=1                                   | fc 10 nobias, bn, sigmoid           | 10
[deconvolutional] size=4 stride=2 padding=1 filters=3 activation=linear   | deconv 4x4/2 3 pad=1                | 3x26x26
[normalization] size=3                                                    | lrn 3                               | 8x13x13
[batchnorm]                                                               | bn                                  | 8x13x13
[avgpool] / [scale_channels] from=-2                                      | gap, mul                            | 8x13x13
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in SECTIONS.strip().splitlines()]


@pytest.mark.parametrize(("sections", "steps", "shape"), ROWS, ids=[row[0] for row in ROWS])
def test_a_section_is_what_darknet_makes_of_it(sections: str, steps: str, shape: str, tmp_path: Path) -> None:
    text = NET.format(13) + conv(8, 3, activation="linear", normalised=False) + sections.replace(" / ", " ").replace(" ", "\n")
    analysis = analysis_of(model_of(darknet, text, tmp_path))
    assert ", ".join(layer.text for layer in analysis.layers[1:]) == steps
    assert "x".join(map(str, analysis.layers[-1].output_shape)) == shape


def test_a_reorg_folds_positions_into_channels(tmp_path: Path) -> None:
    model = model_of(darknet, NET.format(4) + "[reorg]\nstride=2\n", tmp_path)
    assert steps_of(model) == ["space_to_depth 2"]
    assert any("order" in note for note in model.notes)


def test_a_given_shape_goes_before_the_one_in_the_file(tmp_path: Path) -> None:
    model = model_of(darknet, yolov3_tiny(), tmp_path, {"": (3, 608, 608)})
    assert analysis_of(model)["conv15"].output_shape == (255, 19, 19)


# What is wrong with a cfg, and what the error says.
BROKEN = [
    ("", "does not begin with"),
    ("width=3\n", "neither a [section] nor an option"),
    ("[convolutional]\n", "does not begin with"),
    ("[net]\nwidth=8\n[softmax]\n", "gives no width and height"),
    ("[net]\nwidth=8\nheight=8\n", "no layer"),
    ("[net]\nwidth=eight\nheight=8\n[softmax]", "width=eight is no whole number"),
    (NET.format(8) + "[convolutional]\nfilters=1.5\n", "filters=1.5 is no whole number"),
    (NET.format(8) + "[convolutional]\nstride=0\n", "stride=0 is no whole number from 1 up"),
    (NET.format(8) + "[convolutional]\nfilters=" + "9" * 5000, "no whole number"),
    (NET.format(8) + "[convolutional]\nsize=11\n", "larger than its input"),
    (NET.format(8) + "[convolutional]\ngroups=2\n", "does not divide"),
    (NET.format(8) + "[convolutional]\nsize=3\ndilation=2\n", "reads past its input"),
    (NET.format(8) + "[route]\n", "names no layer"),
    (NET.format(8) + "[dropout]\n[route]\nlayers=4\n", "is layer 4, but this is layer 1"),
    (NET.format(8) + "[dropout]\n[shortcut]\nfrom=-3\n", "is layer -2"),
    (NET.format(8) + "[dropout]\n[maxpool]\nsize=2\nstride=2\n[route]\nlayers=-1,0\n", "differ in more than their channels"),
    (NET.format(8) + "[connected]\n[convolutional]\n", "needs a map"),
    (NET.format(8) + "[dropout]\n" + "[shortcut]\nfrom=-1\nweights_type=per_channel\n", "no kind here has"),
    (NET.format(8) + "what is this\n", "neither"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_broken_file_is_told_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        model_of(darknet, text, tmp_path)
    assert says in caught.value.message


def test_sections_that_no_kind_says_are_listed_together(tmp_path: Path) -> None:
    text = NET.format(8) + "[local]\nfilters=4\n[lstm]\noutput=3\n[local]\n"
    with pytest.raises(SpecError, match=r"2 x local[^$]*lstm"):
        analysis_of(model_of(darknet, text, tmp_path))


def test_the_content_tells_a_cfg(tmp_path: Path) -> None:
    assert is_darknet(Beginning(b"# of the paper\n\n[net]\n", 20))
    assert is_darknet(Beginning(b"[ network ]\nwidth=8", 20))
    assert not is_darknet(Beginning(b"[metadata]\nname = cnncalc", 20))
    assert not is_darknet(Beginning(b"input: 3x8x8\nlayers: [net]", 20))


words = st.sampled_from([*LAYERS, "net", "lstm"])
options = st.sampled_from(
    ["filters", "size", "stride", "pad", "padding", "groups", "layers", "from", "output", "dilation", "width"]
)
values = st.one_of(st.integers(-5, 5).map(str), st.text(max_size=4), st.just("-1,-2"), st.integers(10**14, 10**19).map(str))
lines = st.one_of(words.map("[{}]".format), st.builds("{}={}".format, options, values), st.text(max_size=8))


@given(st.lists(lines, max_size=20).map("\n".join))
def test_nothing_but_a_fault_comes_of_strange_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for content in (text, NET.format(8) + text, yolov3_tiny()[: len(text) * 37]):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(model_of(darknet, content, folder))
