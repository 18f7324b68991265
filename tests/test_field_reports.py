"""What reports say of receptive fields, and of layers as data: what people ask, and all that is seen under its own name."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run
from strategies import examples

from cnncalc import SpecError, analyze, build, explain, parse, summarize
from cnncalc.analysis.window_path import WindowPath, hull, window_path
from cnncalc.explanation.place import extents, position
from cnncalc.proof.verification import verify
from cnncalc.reference.lines import trace

# What their papers call the field: Isola et al. 2017 (a 70x70 PatchGAN), Baevski et al. 2020 (400 samples, a hop of 320).
PATCHGAN = """\
name: PatchGAN
input: 6x256x256
vars: {n: 3}
layers:
  - conv 4x4/2 64 pad=1, leakyrelu
  - repeat n-1:
    - conv 4x4/2 min(2*in,512) pad=1 nobias, instnorm, leakyrelu
  - conv 4x4 min(2*in,512) pad=1 nobias, instnorm, leakyrelu
  - conv 4x4 1 pad=1
expect:
  field: 70
  jump: 8
  start: -23
  centre: 23/2
  hull: 262
  hull_jump: 0
"""
WAV2VEC = """\
name: wav2vec 2.0 feature encoder (base)
input: 1x16000
layers:
  - conv 10/5 512 nobias, gn 512, gelu
  - repeat 4: conv 3/2 512 nobias, gelu
  - repeat 2: conv 2/2 512 nobias, gelu
expect: {field: 400, jump: 320, start: 0, hull: 16000, field_least: 400}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Any:
    """Writes a spec, and says where."""

    def written(text: str) -> str:
        path = tmp_path / "net.yaml"
        path.write_text(text)
        return str(path)

    return written


@pytest.mark.parametrize(("text", "last"), [(PATCHGAN, "70 +"), (WAV2VEC, "400 +")])
def test_a_norm_leaves_the_field_and_is_marked(text: str, last: str, spec: Any, cnncalc: Run) -> None:
    out = cnncalc("summarize", spec(text)).out
    rows = [line for line in out.splitlines() if line.endswith(" +")]
    assert rows[-1].endswith(f"  {last}")
    assert "+ marks fields beside which a gate or a normalisation sees all" in out
    assert "- a + marks fields" in cnncalc("summarize", spec(text), "--format", "markdown").out  # "- +" is a list in a list
    assert cnncalc("check", spec(text)).status == 0


def test_in_csv_a_field_is_a_number_and_the_hull_another(spec: Any, cnncalc: Run) -> None:
    args = ["summarize", spec(PATCHGAN), "--format", "csv", "--columns"]
    rows = list(csv.DictReader(cnncalc(*args, "field,rf,jump,start,hull,hull_jump").out.splitlines()))
    assert rows[-1] == {"field": "70", "jump": "8", "start": "-23", "hull": "262", "hull_jump": "0"}


def test_json_keeps_the_hull_and_adds_the_path(spec: Any, cnncalc: Run) -> None:
    layer = json.loads(cnncalc("summarize", spec(PATCHGAN), "--format", "json").out)["layers"][-1]
    assert layer["receptive_field"] == {"size": [262, 262], "stride": [0, 0], "start": [-3, -3], "aligned": True}
    assert layer["field"] == {
        "size": [70, 70],
        "jump": [8, 8],
        "start": [-23, -23],
        "centre": [11.5, 11.5],
        "least": [70, 70],
        "most": [70, 70],
        "aligned": True,
        "sees_all": True,
    }
    assert layer["hull"] == {"least": [262, 262], "most": [262, 262]}


def test_what_outputs_see_at_least_and_at_most(cnncalc: Run) -> None:
    """U-Net's deconvolutions of 2x2/2: 188 to 204 (Ronneberger et al. 2015 with padded convolutions)."""
    out = cnncalc("summarize", "unet").out
    assert "188 to 204 ~" in out
    assert "~ marks fields that do not line up" in out
    layer = json.loads(cnncalc("summarize", "unet", "--format", "json").out)["layers"][-1]
    assert (layer["field"]["least"], layer["field"]["most"], layer["field"]["aligned"]) == ([188] * 2, [204] * 2, False)


def test_the_zoo_sorts_and_marks_what_the_papers_say(cnncalc: Run) -> None:
    """Gap is a window of 7x7 over what the last convolution sees: 851 + 6*32 = 1,043 (851: Araujo et al. 2019's rule)."""
    out = cnncalc("zoo", "efficientnet").out
    assert "1043 +" in out
    assert "; --sort hull shows all that is seen" in out
    (one,) = json.loads(cnncalc("zoo", "efficientnet_b0", "--format", "json").out)["networks"]
    assert (one["field"], one["receptive_field"]) == (1043, [229, 229])


def test_a_sweep_has_a_front_behind_gates(cnncalc: Run) -> None:
    grid = ["efficientnet_b0", "--set", "width=0.5", "--set", "depth=0.5,1,2", "--pareto"]
    out = cnncalc("sweep", *grid, "params,field:max", "--columns", "params,field").out
    assert [line.split()[-2:] for line in out.splitlines()[2:5]] == [["651", "+"], ["1,043", "+"], ["1,991", "+"]]
    assert "+ marks fields" in out
    same = cnncalc("sweep", *grid, "params,receptive_field:max", "--format", "json").out
    assert [(row["field"], row["receptive_field"]) for row in json.loads(same)["variants"]] == [
        (651, 229),
        (1043, 229),
        (1991, 229),
    ]


def test_networks_are_compared_by_what_people_ask(cnncalc: Run) -> None:
    out = cnncalc("compare", "mobilenet_v2", "efficientnet_b0", "--figures", "field,hull").out
    assert "1043 +" in out
    assert "229" in out
    found = json.loads(cnncalc("compare", "mobilenet_v2", "efficientnet_b0", "--format", "json").out)["networks"][1]
    assert (found["field"]["size"], found["receptive_field"]["size"]) == ([1043, 1043], [229, 229])
    assert found["exact_ratios"]["receptive_field"] == "229/683"


LAYER = """\
exercises:
  - name: three numbers of one layer
    question: What are the kernel, the stride and the padding of conv2?
    on: 3x227x227
    layers:
      - conv 11x11/4 96 as conv1
      - maxpool 3x3/2 as pool1
      - conv 5x5/2 256 pad=2 as conv2
    answers:
      conv2.kernel: 5
      conv2.stride: 2
      conv2.padding: 2
      conv2.jump: 16
"""


def test_a_stride_is_the_layers_and_a_jump_the_fields(spec: Any, cnncalc: Run) -> None:
    assert cnncalc("check", spec(LAYER)).status == 0


# Layers as data: a line, and its kernel, stride, padding, dilation, groups, channels in and out, and output padding.
SETTINGS = """
conv 3x5/2x1 8 pad=0:1x2 groups=2    | 3x5 | 2x1 | 0:1x2 | 1   | 2 | 6 | 8  | -
conv 3x3 8 same dilation=2           | 3   | 1   | 2     | 2   | 1 | 6 | 8  | -
conv 2x2/2 8 same                    | 2   | 2   | 0x0:1 | 1   | 1 | 6 | 8  | -
dwconv 3x3 mult=2 half                 | 3   | 1   | 1     | 1   | 6 | 6 | 12 | -
deconv 4x4/2 8 pad=1 out_pad=1       | 4   | 2   | 1     | 1   | 1 | 6 | 8  | 1
maxpool 3x3/2 pad=1                  | 3   | 2   | 1     | 1   | - | 6 | 6  | -
avgpool 2x2                          | 2   | 2   | 0     | -   | - | 6 | 6  | -
pad 1:2x0                            | -   | -   | 1:2x0 | -   | - | 6 | 6  | -
relu                                 | -   | -   | -     | -   | - | 6 | 6  | -
gn 3                                 | -   | -   | -     | -   | - | 6 | 6  | -
fc 10                                | -   | -   | -     | -   | - | 6 | 10 | -
"""
COLUMNS = "kernel,stride,padding,dilation,groups,channels_in,channels_out,output_padding"


@pytest.mark.parametrize("line", SETTINGS.strip().splitlines())
def test_a_layer_is_data(line: str, spec: Any, cnncalc: Run) -> None:
    step, *wanted = (part.strip() for part in line.split("|"))
    path = spec(f"input: 6x10x11\nlayers:\n  - {step}\n")
    out = cnncalc("summarize", path, "--format", "csv", "--columns", COLUMNS).out
    assert out.splitlines()[1].split(",") == wanted
    (layer,) = json.loads(cnncalc("summarize", path, "--format", "json").out)["layers"]
    for key, shown in zip(COLUMNS.split(","), wanted):
        assert as_column(layer[key]) == shown, key


def as_column(value: Any) -> str:
    """A value of JSON as its column shows it."""
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    ends = [":".join(map(str, dict.fromkeys(end))) if isinstance(end, list) else str(end) for end in value]
    return ends[0] if len(set(ends)) == 1 else "x".join(ends)


def test_each_end_of_a_padding_can_be_asked() -> None:
    net = summarize("input: 3x8x8\nlayers:\n  - conv 2x2 4 same as c\n  - add:\n    - relu\n    - identity\n")
    assert (net["c"].padding_before, net["c"].padding_after, net["c"].groups, net["c"].out_channels) == ((0, 0), (1, 1), 1, 4)
    assert [str(ends) for ends in net["c"].padding] == ["0:1", "0:1"]
    with pytest.raises(AttributeError, match="add1 has 2 inputs"):
        _ = net["add1"].channels_in


# One output, and a tile


def test_what_an_output_sees_is_shown(cnncalc: Run) -> None:
    args = ["explain", "vgg16", "conv3_3", "--at", "0,28", "--tile", "4"]
    out = cnncalc(*args).out
    assert "first (width) = start + i*jump = (-18) + 28*4 = 94" in out
    assert "of input, 3x224x224, it sees rows 0 to 21 and columns 94 to 133: 22x40 of it" in out
    assert "size (height) = r + (t - 1)*j = 40 + (4 - 1)*4 = 52" in out
    (one,) = json.loads(cnncalc(*args, "--format", "json").out)["explanations"]
    assert one["at"] == {"position": [0, 28], "window": [[-18, 21], [94, 133]], "seen": {"input": [[0, 21], [94, 133]]}}
    assert one["tile"] == {"tile": [4, 4], "size": [52, 52], "jump": [4, 4], "sees_all": False}
    assert explain("vgg16", "conv3_3", tile=(4, 4))[0].tile == explain("vgg16", "conv3_3", tile="4x4")[0].tile


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("lenet5 --at 3,5", "error: a place or a tile is one of a layer's map\n  help: name the layer"),
        (
            "lenet5 C3 --at 3",
            "error: C3 is 16x10x10, and a place in it has 2 numbers, one for each axis\n  help: positions go from",
        ),
        (
            "lenet5 C3 --at 3x5",
            "error: 3x5 is not a place\n  help: write one number for each axis of the map, from 0, as in --at 3,5",
        ),
        ("lenet5 C3 --at 3,10", "error: C3 has no position 3,10\n  help: positions go from 0 to 9,9"),
        ("lenet5 C3 --at=-1,1", "error: C3 has no position -1,1\n  help: positions go from 0 to 9,9"),
        (
            "lenet5 C3 --tile 4,4",
            "error: 4,4 is not a tile\n  help: write how many positions it has along each axis of the map",
        ),
        ("lenet5 C3 --tile 0", "error: 0x0 is no tile of C3, whose map is 10x10\n  help: a tile has 1 to 10x10 positions"),
        ("lenet5 F6 --at 0", "error: F6 is 84, and a place in it has no position: it has one output for all of the input"),
        ("lenet5 F6 --tile 1", "error: no receptive field is stated for F6\n  help: ask it of a layer whose output is a map"),
        (
            "lenet5 C* --at 0,0",
            "error: C* means 3 layers, and a place or a tile is one of one layer's map\n  help: name a layer",
        ),
        (
            "resnet18 conv3_x --at 0,0",
            "error: conv3_x is a scope of 17 layers, and a place or a tile is one of one layer's map",
        ),
    ],
)
def test_places_and_tiles_that_mean_nothing(args: str, message: str, cnncalc: Run) -> None:
    found = cnncalc("explain", *args.split())
    assert found.status == 2
    assert found.err.startswith(message)


@pytest.mark.parametrize("text", ["", "1,", "a,b", "1.5,2", "9" * 40, "٣,٥"])
def test_a_place_is_whole_numbers(text: str) -> None:
    with pytest.raises(SpecError, match="is not a place"):
        position(text)
    with pytest.raises(SpecError, match="is not a tile"):
        extents(text.replace(",", "x"))


# Laws

WINDOWS = st.sampled_from(
    ["conv 3 2 half", "conv 3/2 2 pad=1", "dwconv 2 same", "maxpool 2", "conv 3 2 half dilation=2", "avgpool 3/1 half"]
)
WHOLE = st.sampled_from(["", "", "instnorm", "gn 1", "mul:\n      -\n      - gap, conv 1 in, sigmoid"])


def path_of_last(lines: list[str], extent: int) -> WindowPath:
    """The path of windows to the last of some lines."""
    text = "".join(f"  - {line}\n" for line in lines if line)
    found = window_path(analyze(build(parse(f"input: 1x{extent}\nlayers:\n{text}"))).rows[-1].field)
    assert found
    return found


@examples(150)
@given(st.lists(st.tuples(WINDOWS, WHOLE), min_size=1, max_size=6))
def test_gates_and_norms_do_not_change_the_field(layers: list[tuple[str, str]]) -> None:
    plain = path_of_last([window for window, _ in layers], 256)
    gated = path_of_last([line for pair in layers for line in pair], 256)
    assert gated._replace(sees_all=False) == plain
    assert gated.sees_all == any(whole for _, whole in layers)


@examples(150)
@given(st.lists(WINDOWS | st.just("upsample 2") | st.just("deconv 4/2 1 pad=1"), min_size=1, max_size=5))
def test_of_windows_alone_the_path_is_the_hull(lines: list[str]) -> None:
    text = "".join(f"  - {line}\n" for line in lines)
    analysis = analyze(build(parse(f"input: 1x96\nlayers:\n{text}")))
    for row, seen in zip(analysis.rows, list(trace(analysis.graph, 0))[1:], strict=True):
        path, whole = window_path(row.field), hull(row.field)
        assert path and whole
        assert (path.size, path.least, path.jump, path.start) == (whole.size, whole.least, whole.stride, whole.start)
        for o, saw in enumerate(seen):
            stretch = row.field.by_windows.axes[0].stretch(o)
            if stretch and stretch[0] >= 0 and stretch[1] < 96:  # no padding is among it
                assert saw == stretch
                assert path.least[0] <= saw[1] - saw[0] + 1 <= path.size[0]


@pytest.mark.sample(4)
@pytest.mark.parametrize("extent", [*range(33, 45), 47, 64, 99, 128, 177, 259])
def test_verify_agrees_about_bilinear_pyramids(extent: int) -> None:
    c2 = (extent - 1) // 2 + 1
    c3 = (c2 - 1) // 2 + 1
    lines = [f"conv 3/2 1 half as c{number}" for number in (2, 3, 4)]
    lines += [f"add:\n      - resize {c3} bilinear\n      - from c3, conv 1 1", "conv 3 1 half as p3"]
    lines += [f"add:\n      - resize {c2} bilinear\n      - from c2, conv 1 1", "conv 3 1 half as p2"]
    text = f"input: 1x{extent}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)
    assert verify(parse(text), cores=1).disagreement is None
