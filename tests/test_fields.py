"""Receptive fields: right where branches move unevenly, and what people ask of them: the path of windows, rectangles, tiles."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from strategies import examples, specs, uneven_specs

from cnncalc import SpecError, analyze, build, load, parse
from cnncalc.analysis.analyze import Analysis
from cnncalc.analysis.receptive_field import Field
from cnncalc.analysis.rectangle import input_for_tile, rectangle
from cnncalc.analysis.window_path import WindowPath, hull, window_path
from cnncalc.proof.verification import verify
from cnncalc.reference.lines import trace


def analysis_of(text: str) -> Analysis:
    """The analysis of a spec's text."""
    return analyze(build(parse(text)))


def field_of(analysis: Analysis, layer: str) -> Field:
    """The field of a layer."""
    return next(row.field for row in analysis.rows if row.node.name == layer)


def path_of(field: Field) -> WindowPath:
    """The path of windows, which is stated."""
    found = window_path(field)
    assert found
    return found


# Each text, a layer in it, and how many input positions its widest output sees: counted by hand, and by automatic
# differentiation on the same network where it has one.
UNEVEN = {
    "a global branch": ("input: 1x3\nlayers:\n  - add:\n      -\n      - crop 1:0, resize 1\n  - gap\n", "gap1", 3),
    "the context of the middle": (
        "input: 3x32x32\nlayers:\n  - mul:\n      -\n      - crop 8, gap\n  - gap\n  - fc 10\n",
        "fc1",
        32,
    ),
    # output 4 of the join sees 1 to 5, output 5 sees 3 to 7
    "a resize by a fraction": (
        "input: 1x11\nlayers:\n  - add:\n      - conv 3/2 1 half, resize 11 bilinear\n      - conv 3 1 half\n  - maxpool 2\n",
        "maxpool1",
        7,
    ),
    "gaps between strides, then only gaps": (
        "input: 1x2\nlayers:\n  - deconv 1/2 1\n  - crop 1:0\n  - dwconv 1/2\n",
        "dwconv1",
        0,
    ),
    "windows over what sees nothing": (
        "input: 1x2\nlayers:\n  - deconv 1/2 1\n  - crop 1:0\n  - dwconv 1/2\n  - conv 3 1 pad=1\n",
        "conv1",
        0,
    ),
    "gaps behind a reshape": ("input: 1x2\nlayers:\n  - fc 4\n  - reshape 2x2\n  - deconv 1/2 1\n", "deconv1", 2),
    "only gaps behind a reshape": (
        "input: 1x2\nlayers:\n  - fc 4\n  - reshape 2x2\n  - deconv 1/2 1\n  - crop 1\n",
        "crop1",
        0,
    ),
    "a branch of gaps beside one that sees": (
        "input: 1x4\nlayers:\n  - add:\n      - deconv 1/2 1, crop 0:3\n      - conv 1 1\n  - conv 2/2 1\n",
        "conv2",
        3,
    ),
}


@pytest.mark.parametrize(("text", "layer", "size"), UNEVEN.values(), ids=UNEVEN)
def test_fields_of_what_moves_unevenly(text: str, layer: str, size: int) -> None:
    found = verify(parse(text), cores=1)
    assert found.disagreement is None
    assert set(field_of(found.analysis, layer).size) == {size}


def pyramid(extent: int, bilinear: bool = False) -> str:
    """The top-down path of a feature pyramid (Lin et al. 2017) along one axis."""
    c2 = (extent - 1) // 2 + 1
    c3 = (c2 - 1) // 2 + 1
    return f"""\
input: 1x{extent}
layers:
  - conv 3/2 1 half as c2
  - conv 3/2 1 half as c3
  - conv 3/2 1 half as c4
  - add:
      - resize {c3}{" bilinear" * bilinear}
      - from c3, conv 1 1
  - conv 3 1 half as p3
  - add:
      - from p3, resize {c2}{" bilinear" * bilinear}
      - from c2, conv 1 1
  - conv 3 1 half as p2
"""


def seen_at_most(text: str) -> int:
    """How many positions the output that sees most was observed to see."""
    *_, last = trace(build(parse(text)), 0)
    return max(stretch[1] - stretch[0] + 1 for stretch in last if stretch)


@pytest.mark.parametrize("bilinear", [False, True])
@pytest.mark.sample(1 / 4)
def test_feature_pyramids_at_every_size(bilinear: bool) -> None:
    found = {}
    for extent in range(45 if bilinear else 33, 260):  # which the widest output lies inside of
        text = pyramid(extent, bilinear)
        found[extent] = field_of(analysis_of(text), "p2").size[0], seen_at_most(text)
    assert {extent: sizes for extent, sizes in found.items() if sizes[0] != sizes[1]} == {}
    assert bilinear or found[35] == (31, 31)


# The path of windows. r + (k - 1)*j a layer and j*s a jump (Araujo et al. 2019, https://distill.pub/2019/computing-receptive-fields,
# whose table has 491 for MobileNetV2 and 483 for a ResNet-50 that strides in its 3x3 convolutions).
PATHS = {
    "efficientnet_b0": ("silu2", 851, 32, -425, 0),
    "mobilenet_v2": ("relu62", 491, 32, -245, 0),
    "seresnet50": ("conv5_x.relu3", 483, 32, -241, 0),
    "resnet50": ("conv5_x.relu3", 427, 32, -213, 0),  # which strides in its 1x1 convolutions
    "vgg16": ("pool5", 212, 32, -90, Fraction(31, 2)),
}


@pytest.mark.parametrize("name", PATHS)
def test_the_path_of_windows_of_bundled_networks(name: str) -> None:
    layer, size, jump, start, centre = PATHS[name]
    found = path_of(field_of(analyze(build(load(name))), layer))
    assert (found.size, found.jump, found.start, found.centre) == ((size,) * 2, (jump,) * 2, (start,) * 2, (centre,) * 2)
    assert found.aligned
    assert found.sees_all == (name in ("efficientnet_b0", "seresnet50"))


def patchgan(norm: str) -> str:
    """The 70x70 discriminator of pix2pix (Isola et al. 2017, appendix 6.1.2)."""
    return f"""\
input: 6x256x256
layers:
  - conv 4x4/2 64 pad=1, leakyrelu
  - repeat 2:
    - conv 4x4/2 2*in pad=1 nobias, {norm}, leakyrelu
  - conv 4x4 512 pad=1 nobias, {norm}, leakyrelu
  - conv 4x4 1 pad=1
"""


@pytest.mark.parametrize("norm", ["bn", "instnorm", "gn 8"])
def test_a_patchgan_sees_70_positions_whatever_normalises_it(norm: str) -> None:
    field = analysis_of(patchgan(norm)).rows[-1].field
    found = path_of(field)
    assert (found.size, found.least, found.jump, found.start) == ((70, 70), (70, 70), (8, 8), (-23, -23))
    assert found.aligned
    assert found.sees_all == (norm != "bn")
    assert field.size == ((70, 70) if norm == "bn" else (262, 262))  # the hull: the map of conv2, padding and all


def test_wav2vec_hears_400_samples() -> None:
    """25 ms at 16 kHz, every 20 ms (Baevski et al. 2020, section 4.2)."""
    text = "input: 1x16000\nlayers:\n  - conv 10/5 512 nobias, gn 512, gelu\n  - repeat 4: conv 3/2 512 nobias, gelu\n"
    field = analysis_of(f"{text}  - repeat 2: conv 2/2 512 nobias, gelu\n").rows[-1].field
    found = path_of(field)
    assert (found.size, found.jump, found.start, found.sees_all) == ((400,), (320,), (0,), True)
    assert field.size == (16000,)


GATE = "      - gap, conv 1x1 3, sigmoid\n"


@pytest.mark.parametrize(
    ("layers", "size", "sees_all"),
    [
        ("conv 3x3 3 half", 3, False),
        (f"mul:\n      - conv 3x3 3 half\n{GATE}", 3, True),
        (f"mul:\n      - conv 3x3 3 half\n{GATE}  - conv 5x5 3 half", 7, True),
        (f"mul:\n      - conv 3x3 3 half\n{GATE}  - gap", 34, True),  # all of the map, which is 32 wide
        ("add:\n      - conv 3x3 3 half\n      - conv 7x7 3 half", 7, False),
        ("concat:\n      - conv 3x3 3 half\n      - gap, resize 32x32", 3, True),  # image pooling (Chen et al. 2017)
        ("gap", 32, False),
        (f"gap\n  - mul:\n      -\n{GATE}", 32, False),  # a gate where nothing moves
        ("instnorm\n  - fc 5", 32, True),
    ],
)
def test_gates_and_norms_are_marked_and_left_out(layers: str, size: int, sees_all: bool) -> None:
    found = path_of(analysis_of(f"input: 3x32x32\nlayers:\n  - {layers}\n").rows[-1].field)
    assert (set(found.size), found.sees_all) == ({size}, sees_all)


def test_an_axis_that_a_branch_sees_all_of_is_left_out_alone() -> None:
    text = "input: 3x8x9\nlayers:\n  - mul:\n      -\n      - adaptive_avgpool 1x9, conv 1x3 3 half\n"
    field = analysis_of(text).rows[-1].field
    found = path_of(field)
    assert (found.size, found.jump, found.sees_all) == ((1, 3), (1, 1), True)
    assert field.size == (8, 3)


def test_outputs_that_see_different_amounts_are_not_called_aligned() -> None:
    """U-Net's deconvolutions of 2x2/2: an output at either side of the middle of a window sees 188 to 204 positions."""
    field = analyze(build(load("unet"))).rows[-1].field
    found = path_of(field)
    assert (found.size, found.least, found.aligned) == ((204, 204), (188, 188), False)
    assert hull(field) == ((204, 204), (188, 188), (1, 1), (-94, -94), False)


def test_paths_with_symbols() -> None:
    field = analyze(build(load("seresnet50"), "3xHxW")).rows[-3].field
    found = path_of(field)
    assert (found.size, found.jump, found.start, found.sees_all) == ((483, 483), (32, 32), (-241, -241), True)
    uneven = build(parse("input: 1xL\nlayers:\n  - mul:\n      -\n      - crop 8, gap\n"))
    assert path_of(analyze(uneven).rows[-1].field).least == (1,)
    assert str(analyze(uneven).rows[-1].field.size[0]) == "L - 8"


# Rectangles


@examples(150)
@given(uneven_specs())
def test_rectangles_are_what_was_observed(text: str) -> None:
    analysis = analysis_of(text)
    for row, line in zip(analysis.rows, list(trace(analysis.graph, 0))[1:], strict=True):
        for position, saw in enumerate(line):
            found = rectangle(analysis, row.node.name, (position,)).seen["input"]
            assert found == (None if saw is None else (saw,)), (text, row.node.name, position)


@examples(60)
@given(specs(least=1, most=1))
def test_rectangles_of_any_network_are_what_was_observed(text: str) -> None:
    analysis = analysis_of(text)
    inputs = len(analysis.graph.inputs)
    for row, line in zip(analysis.rows, list(trace(analysis.graph, 0))[inputs:], strict=True):
        if len(row.node.shape) > 2:
            continue
        for position, saw in enumerate(line):
            place = (position,) if len(row.node.shape) > 1 else ()
            found = [span for span in rectangle(analysis, row.node.name, place).seen.values() if span]
            lows, highs = zip(*(span[0] for span in found)) if found else ((), ())
            assert ((min(lows), max(highs)) if found else None) == saw, (text, row.node.name, position)


def test_a_rectangle_at_the_border_and_along_the_path() -> None:
    analysis = analysis_of(patchgan("instnorm"))
    corner = rectangle(analysis, "conv5", (0, 29))
    assert corner.window == ((-23, 46), (209, 278))
    assert corner.seen == {"input": ((0, 255), (0, 255))}
    assert rectangle(analysis_of(patchgan("bn")), "conv5", (0, 29)).seen == {"input": ((0, 46), (209, 255))}


def test_a_rectangle_on_each_input() -> None:
    text = "input: {left: 1x9x9, right: 1x9x9}\nlayers:\n  - conv 3x3 1\n  - add:\n      -\n      - from right, crop 1\n"
    found = rectangle(analysis_of(text), "add1", (2, 0))
    assert found.seen == {"left": ((2, 4), (0, 2)), "right": ((3, 3), (1, 1))}


@pytest.mark.parametrize(
    ("layer", "position", "message"),
    [
        ("S5", (0, 0), "there is no layer S5"),
        ("S4", (0,), "S4 is 16x5x5, and a place in it has 2 numbers, one for each axis"),
        ("S4", (0, 5), "S4 has no position 0,5"),
        ("output", (1,), "output is 10, and a place in it has no position: it has one output for all of the input"),
    ],
)
def test_places_that_do_not_exist(layer: str, position: tuple[int, ...], message: str) -> None:
    analysis = analyze(build(load("lenet5")))
    layer = analysis.rows[-1].node.name if layer == "output" else layer
    with pytest.raises(SpecError) as error:
        rectangle(analysis, layer, position)
    assert error.value.problems[0].message == message.replace("output", layer, 1)


# Tiles


@pytest.mark.parametrize(
    ("layers", "layer", "tile", "size"),
    [
        ("conv 3x3/2 8", "conv1", (1, 4), (3, 9)),  # r + (t - 1)*j
        ("conv 3x3 8 half, upsample 2", "upsample1", (1, 1), (3, 3)),
        ("conv 3x3 8 half, upsample 2", "upsample1", (2, 3), (4, 4)),  # where the tile lies across a border
        ("instnorm, conv 3x3 8 half", "conv1", (2, 2), (4, 4)),
    ],
)
def test_the_input_that_a_tile_needs(layers: str, layer: str, tile: tuple[int, int], size: tuple[int, int]) -> None:
    found = input_for_tile(analysis_of(f"input: 3x17x17\nlayers:\n  - {layers}\n"), layer, tile)
    assert (found.size, found.sees_all) == (size, "instnorm" in layers)


@examples(100)
@given(uneven_specs())
def test_a_tile_needs_what_its_outputs_see(text: str) -> None:
    analysis = analysis_of(text)
    for row in analysis.rows:
        if not row.field.axes or row.field.path:
            continue
        extent, (axis,) = row.node.shape[1], row.field.axes
        for tile in {1, (extent + 1) // 2, extent}:
            seen = [axis.stretch(o) for o in range(extent)]
            spans = [[stretch for stretch in seen[o : o + tile] if stretch] for o in range(extent - tile + 1)]
            widest = max(max(high for _, high in some) - min(low for low, _ in some) + 1 if some else 0 for some in spans)
            assert input_for_tile(analysis, row.node.name, (tile,)).size == (widest,), (text, row.node.name, tile)


def test_tiles_that_do_not_exist() -> None:
    analysis = analyze(build(load("lenet5")))
    with pytest.raises(SpecError, match="6x1 is no tile of S4, whose map is 5x5"):
        input_for_tile(analysis, "S4", (6, 1))
    with pytest.raises(SpecError, match=f"no receptive field is stated for {analysis.rows[-1].node.name}"):
        input_for_tile(analysis, analysis.rows[-1].node.name, ())
