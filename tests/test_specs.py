"""Every bundled spec is held to the figures that its source publishes."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from running import ROOT, bundled_analysis, bundled_spec

import cnncalc
from cnncalc import SpecError, analyze, build, parse
from cnncalc.asking.expect import judge
from cnncalc.bundled.names import EXERCISES, bundled_names
from cnncalc.layers.settings import text_of
from cnncalc.network.write import spec_lines

NAMES = [*bundled_names(), *bundled_names(EXERCISES)]
# What was published, and by whom, so that a spec cannot agree with itself alone: a spec and its settings; quantities and their
# values; who gives them. torchvision publishes MACs in 10^9 to three decimals.
PUBLISHED = """
alexnet_tv                   ; params 61100840, macs 0.714G ; torchvision 0.28
vgg11                        ; params 132863336, macs 7.609G ; torchvision 0.28
vgg13                        ; params 133047848, macs 11.308G ; torchvision 0.28
vgg16                        ; params 138357544, macs 15.470G ; torchvision 0.28
vgg19                        ; params 143667240, macs 19.632G ; torchvision 0.28
vgg11_bn                     ; params 132868840, macs 7.609G ; torchvision 0.28
vgg13_bn                     ; params 133053736, macs 11.308G ; torchvision 0.28
vgg16_bn                     ; params 138365992, macs 15.470G ; torchvision 0.28
vgg19_bn                     ; params 143678248, macs 19.632G ; torchvision 0.28
vgg11_tv                     ; params 132863336, macs 7.609G ; torchvision 0.28
vgg11_bn_tv                  ; params 132868840, macs 7.609G ; torchvision 0.28
vgg13_tv                     ; params 133047848, macs 11.308G ; torchvision 0.28
vgg13_bn_tv                  ; params 133053736, macs 11.308G ; torchvision 0.28
vgg16_tv                     ; params 138357544, macs 15.470G ; torchvision 0.28
vgg16_bn_tv                  ; params 138365992, macs 15.470G ; torchvision 0.28
vgg19_tv                     ; params 143667240, macs 19.632G ; torchvision 0.28
vgg19_bn_tv                  ; params 143678248, macs 19.632G ; torchvision 0.28
resnet18                     ; params 11689512, macs 1.814G ; torchvision 0.28
resnet34                     ; params 21797672, macs 3.664G ; torchvision 0.28
resnet50                     ; params 25557032, macs 4.089G ; torchvision 0.28
resnet101                    ; params 44549160, macs 7.801G ; torchvision 0.28
resnet152                    ; params 60192808, macs 11.514G ; torchvision 0.28
resnext50_32x4d              ; params 25028904, macs 4.230G ; torchvision 0.28
resnext101_32x8d             ; params 88791336, macs 16.414G ; torchvision 0.28
resnext101_64x4d             ; params 83455272, macs 15.460G ; torchvision 0.28
wide_resnet50_2              ; params 68883240, macs 11.398G ; torchvision 0.28
wide_resnet101_2             ; params 126886696, macs 22.753G ; torchvision 0.28
googlenet_tv                 ; params 6624904, macs 1.498G ; torchvision 0.28
densenet121                  ; params 7978856, macs 2.834G ; torchvision 0.28
densenet161                  ; params 28681000, macs 7.728G ; torchvision 0.28
densenet169                  ; params 14149480, macs 3.360G ; torchvision 0.28
densenet201                  ; params 20013928, macs 4.291G ; torchvision 0.28
squeezenet1_0                ; params 1248424, macs 0.819G ; torchvision 0.28
squeezenet1_1                ; params 1235496, macs 0.349G ; torchvision 0.28
mobilenet_v2                 ; params 3504872, macs 0.301G ; torchvision 0.28
mobilenet_v3_large           ; params 5483032, macs 0.217G ; torchvision 0.28
mobilenet_v3_small           ; params 2542856, macs 0.057G ; torchvision 0.28
shufflenet_v2_x0_5           ; params 1366792, macs 0.040G ; torchvision 0.28
shufflenet_v2_x1_0           ; params 2278604, macs 0.145G ; torchvision 0.28
shufflenet_v2_x1_5           ; params 3503624, macs 0.296G ; torchvision 0.28
shufflenet_v2_x2_0           ; params 7393996, macs 0.583G ; torchvision 0.28
mnasnet0_5                   ; params 2218512, macs 0.104G ; torchvision 0.28
mnasnet0_75                  ; params 3170208, macs 0.215G ; torchvision 0.28
mnasnet1_0                   ; params 4383312, macs 0.314G ; torchvision 0.28
mnasnet1_3                   ; params 6282256, macs 0.526G ; torchvision 0.28
efficientnet_b0              ; params 5288548, macs 0.386G ; torchvision 0.28
efficientnet_b1              ; params 7794184, macs 0.687G ; torchvision 0.28
efficientnet_b2              ; params 9109994, macs 1.088G ; torchvision 0.28
efficientnet_b3              ; params 12233232, macs 1.827G ; torchvision 0.28
efficientnet_b4              ; params 19341616, macs 4.394G ; torchvision 0.28
efficientnet_b5              ; params 30389784, macs 10.266G ; torchvision 0.28
efficientnet_b6              ; params 43040704, macs 19.068G ; torchvision 0.28
efficientnet_b7              ; params 66347960, macs 37.746G ; torchvision 0.28
efficientnet_v2_s            ; params 21458488, macs 8.366G ; torchvision 0.28
efficientnet_v2_m            ; params 54139356, macs 24.582G ; torchvision 0.28
efficientnet_v2_l            ; params 118515272, macs 56.080G ; torchvision 0.28
regnet_y_400mf               ; params 4344144, macs 0.402G ; torchvision 0.28
regnet_y_800mf               ; params 6432512, macs 0.834G ; torchvision 0.28
regnet_y_1_6gf               ; params 11202430, macs 1.612G ; torchvision 0.28
regnet_y_3_2gf               ; params 19436338, macs 3.176G ; torchvision 0.28
regnet_y_8gf                 ; params 39381472, macs 8.473G ; torchvision 0.28
regnet_y_16gf                ; params 83590140, macs 15.912G ; torchvision 0.28
regnet_y_32gf                ; params 145046770, macs 32.280G ; torchvision 0.28
regnet_x_400mf               ; params 5495976, macs 0.414G ; torchvision 0.28
regnet_x_800mf               ; params 7259656, macs 0.800G ; torchvision 0.28
regnet_x_1_6gf               ; params 9190136, macs 1.603G ; torchvision 0.28
regnet_x_3_2gf               ; params 15296552, macs 3.177G ; torchvision 0.28
regnet_x_8gf                 ; params 39572648, macs 7.995G ; torchvision 0.28
regnet_x_16gf                ; params 54278536, macs 15.941G ; torchvision 0.28
regnet_x_32gf                ; params 107811560, macs 31.736G ; torchvision 0.28
convnext_tiny                ; params 28589128, macs 4.456G ; torchvision 0.28
convnext_small               ; params 50223688, macs 8.684G ; torchvision 0.28
convnext_base                ; params 88591464, macs 15.355G ; torchvision 0.28
convnext_large               ; params 197767336, macs 34.361G ; torchvision 0.28
convnext_v2_tiny             ; params 28635496, macs 4455531264 ; timm 1.0
fcn_resnet50                 ; params 35322218, macs 152.717G ; torchvision 0.28
fcn_resnet101                ; params 54314346, macs 232.738G ; torchvision 0.28
deeplabv3_resnet50           ; params 42004074, macs 178.722G ; torchvision 0.28
deeplabv3_resnet101          ; params 60996202, macs 258.743G ; torchvision 0.28
deeplabv3_mobilenet_v3_large ; params 11029328, macs 10.452G ; torchvision 0.28
lraspp_mobilenet_v3_large    ; params 3221538, macs 2.086G ; torchvision 0.28
r3d_18                       ; params 33371472, macs 40.697G ; torchvision 0.28
mc3_18                       ; params 11695440, macs 43.343G ; torchvision 0.28
r2plus1d_18                  ; params 31505325, macs 40.519G ; torchvision 0.28
s3d                          ; params 8320048, macs 17.979G ; torchvision 0.28
inception_v3                 ; params 27161264 ; torchvision 0.28, with its head
inception_v3 heads=0         ; macs 5.713G ; torchvision 0.28, without it
lenet5                       ; params 61706, macs 416520, C1.params 156, C1.connections 122304 ; LeCun et al. 1998
alexnet                      ; params 60965224, conv1 96x55x55 ; Krizhevsky et al. 2012, the authors' two towers
zfnet                        ; conv1 96x110x110, conv2 256x26x26 ; Zeiler and Fergus 2013, figure 3
nin                          ; cccp8 1000x6x6, output 1000x1x1 ; Lin et al. 2013: an average over one map a class
googlenet                    ; params 13378280, inception_3a 256x28x28 ; Caffe's model; table 1
bn_inception                 ; params 11295240 ; the Caffe model and its conversions
inception_v4                 ; params 42679816 ; the authors' model
inception_resnet_v2          ; params 55843464 ; the authors' model
xception                     ; params 22855952 ; Chollet 2016, table 3
resnet20                     ; params 0.27M ; He et al. 2015, table 6
resnet32                     ; params 0.46M ; He et al. 2015, table 6
resnet44                     ; params 0.66M ; He et al. 2015, table 6
resnet56                     ; params 0.85M ; He et al. 2015, table 6
resnet110                    ; params 1.7M ; He et al. 2015, table 6
resnet1202                   ; params 19.4M ; He et al. 2015, table 6
resnet50_v1                  ; params 25557032, macs 3.86G ; He et al. 2015, table 1 (which prints 3.8); Hu et al. 2017, table 2
seresnet50                   ; params 28088024 ; Hu et al. 2017, and every port of its model
mobilenet_v1                 ; params 4.2M, macs 569M ; Howard et al. 2017, table 4
mobilenet_v1 width=0.75      ; params 2.6M, macs 325M ; Howard et al. 2017, table 6
mobilenet_v1 width=0.5       ; params 1.3M, macs 149M ; Howard et al. 2017, table 6
mobilenet_v1 width=0.25      ; params 0.5M, macs 41M ; Howard et al. 2017, table 6
darknet53                    ; params 41609928, flops 18.57G ; the authors' page on ImageNet classification
sppnet                       ; spp 5376, conv2 256x27x27 ; He et al. 2014, figure 3; table 1
faster_rcnn_vgg16            ; rpn.weights 2.4M, rpn.scores 18x38x63 ; Ren et al. 2015, section 3, some 2,400 positions
fcn32s_vgg16                 ; trainable 134M, fc7.receptive_field 404, fc7.jump 32 ; Long et al. 2014, table 1
unet                         ; params 31037633 ; mateuszbuda/brain-segmentation-pytorch
m5                           ; params >= 0.5M, maxpool4 512x32 ; Dai et al. 2016, table 1 (which prints 0.5M)
retinanet_resnet50_fpn       ; params 34068119 ; torchvision 0.28: 34,014,999, and the 53,120 of its frozen bn
ssd300_vgg16                 ; params 35641826 ; torchvision 0.28
hrnet_w18                    ; params 21299004 ; timm's hrnet_w18
siamese_koch                 ; params 38951745 ; Keras's summary of the usual implementations
"""


class Published(NamedTuple):
    """A row of the table."""

    spec: str
    settings: dict[str, str]
    figures: dict[str, str]
    source: str


def row_of(line: str) -> Published:
    subject, figures, source = (part.strip() for part in line.split(" ; "))
    spec, *settings = subject.split()
    pairs = (figure.strip().split(" ", 1) for figure in figures.split(","))
    return Published(spec, dict(setting.split("=") for setting in settings), dict(pairs), source)


ROWS = [row_of(line) for line in PUBLISHED.strip().splitlines()]


def test_every_network_has_a_published_figure() -> None:
    assert {row.spec for row in ROWS} == set(bundled_names())
    assert len(bundled_names()) >= 100
    assert all(row.source for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join([row.spec, *row.settings]))
def test_it_meets_what_was_published(row: Published) -> None:
    analysis = cnncalc.analyze(cnncalc.build(bundled_spec(row.spec), variables=row.settings))
    expect = "".join(f"  {name}: {value!r}\n" for name, value in row.figures.items())
    wanted = cnncalc.parse(f"input: 1\nlayers:\n  - identity\nexpect:\n{expect}").expect
    verdicts = judge(analysis._replace(graph=analysis.graph._replace(expect=wanted)))
    assert [verdict.quantity for verdict in verdicts] == list(row.figures)
    assert [verdict for verdict in verdicts if not verdict.right] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_meets_what_it_expects(name: str) -> None:
    analysis = bundled_analysis(name)
    verdicts = judge(analysis)
    assert verdicts, "a bundled spec carries its published figures"
    assert [verdict for verdict in verdicts if not verdict.right] == []
    assert analysis.graph.name
    assert analysis.graph.source


@pytest.mark.sample(30)
@pytest.mark.parametrize("name", NAMES)
def test_expanding_keeps_every_figure(name: str) -> None:
    analysis = bundled_analysis(name)
    again = cnncalc.analyze(cnncalc.build(cnncalc.parse("\n".join(spec_lines(analysis.graph)))))
    assert [(row.node.name, row.node.shape, row.figures, row.field) for row in again.rows] == [
        (row.node.name, row.node.shape, row.figures, row.field) for row in analysis.rows
    ]
    assert again.totals == analysis.totals
    assert judge(again) == judge(analysis)


def test_a_wrong_expectation_is_noticed() -> None:
    text = "input: 3x8x8\nlayers:\n  - conv 3x3 4\nexpect:\n  params: 113\n  conv1: 6x6x4\n  macs: <= 3.8k\n"
    verdicts = judge(cnncalc.analyze(cnncalc.build(cnncalc.parse(text))))
    assert [(v.right, v.found) for v in verdicts] == [(False, "112"), (True, "4x6x6"), (False, "3,888")]
    assert "other layout" in verdicts[1].remark


def test_the_fully_connected_layers_hold_most_of_vgg16(capsys: pytest.CaptureFixture[str]) -> None:
    dense = [row.figures.params for row in bundled_analysis("vgg16").rows if row.node.layer.family == "dense"]
    assert round(1000 * sum(dense) / 138357544) == 894


SEGMENTING = sorted(path.stem for path in (ROOT / "specs" / "segmentation").glob("*.yaml"))


@pytest.mark.parametrize("input", ["3x512x512", "3x512x1024", "3x333x500", "3x96x64"])
@pytest.mark.parametrize("name", [name for name in SEGMENTING if name != "unet"])
def test_scores_are_as_large_as_the_input(name: str, input: str) -> None:
    """torchvision's segmentation models resize to the input's size; Caffe's FCN crops to it."""
    graph = build(bundled_spec(name), input)
    wanted = tuple(map(int, input.split("x")[1:]))
    assert {graph.nodes[index].shape for index in graph.outputs.values()} == {(21, *wanted)}


def test_segmentation_at_another_size_costs_what_torchvision_counts() -> None:
    """520 is published; no layer but convolutions costs MACs, each as much a position, and 1040 has 4 times the positions."""
    macs = [analyze(build(bundled_spec("fcn_resnet50"), f"3x{side}x{side}")).totals.figures.macs for side in (520, 1040)]
    assert macs[1] == 4 * macs[0]


@pytest.mark.parametrize("input", ["3x32x32", "3x64x64", "3x256x320"])
@pytest.mark.parametrize("name", [name for name in bundled_names() if name.startswith("vgg") and name.endswith("_tv")])
def test_the_dense_layers_of_torchvisions_vgg_are_the_same_at_any_size(name: str, input: str) -> None:
    """torchvision 0.28, vgg.py: AdaptiveAvgPool2d((7, 7)) before Linear(512 * 7 * 7, 4096), whatever the input."""
    own, other = bundled_analysis(name), analyze(build(bundled_spec(name), input))
    paper = bundled_analysis(name.removesuffix("_tv"))
    assert other.totals.figures.params == own.totals.figures.params == paper.totals.figures.params
    assert own.totals.figures.macs == paper.totals.figures.macs
    assert next(row.figures.weights for row in other.rows if row.node.name == "fc6") == 512 * 7 * 7 * 4096


LIKE = """
input: 3x35x50
layers:
  - conv 3x3/2 8 half as c1
  - maxpool 3x3/2 half
  - add:
      - conv 1x1 8, resize like c1 bilinear
      - from c1
  - deconv 4x4/2 8, crop like input as centred
  - from c1, deconv 4x4/2 8, crop 0 like input as start
expect: {add1: 8x18x25, centred: 8x35x50, start: 8x35x50}
"""


def test_extents_like_those_of_a_named_tensor() -> None:
    graph = build(parse(LIKE))
    assert all(verdict.right for verdict in judge(analyze(graph)))
    texts = [text_of(node.layer) for node in graph.layers() if node.layer.kind in ("resize", "crop")]
    assert texts == ["resize 18x25 bilinear", "crop 1:2x1:1", "crop 0:3x0:2"]  # of 38x52
    assert [node.shape for node in build(parse("\n".join(spec_lines(graph)))).nodes] == [node.shape for node in graph.nodes]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("resize like nowhere", "no tensor above is named nowhere"),
        ("resize like", "like is not known here"),
        ("crop like big", "big is larger than what enters: 16x16 against 8x8"),
        ("fc 3, reshape 3x1, resize like input", "input has 2 spatial axes, and the data has 1"),
    ],
)
def test_what_extents_cannot_be_like(line: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        build(parse(f"input: 3x8x8\nlayers:\n  - upsample 2 as big\n  - from input, {line}\n"))
    assert message in caught.value.problems[0].message
