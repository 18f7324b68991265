"""Caffe's prototxt files. The networks are written after the published ones, with the published totals."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of, model_of, steps_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import caffe
from cnncalc.importing.caffe.layers import LAYERS
from cnncalc.importing.formats import Beginning
from cnncalc.importing.telling import is_caffe

INPUT = 'layer {{ name: "data" type: "Input" top: "data" input_param {{ shape {{ dim: 1 dim: {} dim: {} dim: {} }} }} }}\n'


class Net:
    """Writes layers one behind the other; each makes a blob of its own name unless it works in place."""

    def __init__(self, *shape: int) -> None:
        self.text = INPUT.format(*shape)
        self.top = "data"

    def add(self, type: str, name: str, settings: str = "", bottoms: tuple[str, ...] = (), in_place: bool = False) -> str:
        reads = " ".join(f'bottom: "{bottom}"' for bottom in bottoms or (self.top,))
        self.top = self.top if in_place else name
        self.text += f'layer {{ name: "{name}" type: "{type}" {reads} top: "{self.top}" {settings} }}\n'
        return self.top

    def conv(self, name: str, out: int, kernel: int, more: str = "", bottom: str = "", relu: bool = True) -> str:
        settings = f"convolution_param {{ num_output: {out} kernel_size: {kernel} {more} }}"
        self.add("Convolution", name, settings, (bottom,) * bool(bottom))
        if relu:
            self.add("ReLU", f"{name}_relu", in_place=True)
        return self.top

    def pool(self, name: str, kernel: int, stride: int, more: str = "", bottom: str = "") -> str:
        return self.add(
            "Pooling", name, f"pooling_param {{ kernel_size: {kernel} stride: {stride} {more} }}", (bottom,) * bool(bottom)
        )

    def fc(self, name: str, out: int, relu: bool = True) -> None:
        self.add("InnerProduct", name, f"inner_product_param {{ num_output: {out} }}")
        if relu:
            self.add("ReLU", f"{name}_relu", in_place=True)
            self.add("Dropout", f"{name}_drop", "dropout_param { dropout_ratio: 0.5 }", in_place=True)


def caffenet() -> str:
    """Krizhevsky et al. 2012, as BVLC's reference_caffenet has it: pools before the norms."""
    net = Net(3, 227, 227)
    for number, (out, settings) in enumerate([(96, "stride: 4"), (256, "pad: 2 group: 2")], 1):
        net.conv(f"conv{number}", out, 11 if number == 1 else 5, settings)
        net.pool(f"pool{number}", 3, 2)
        net.add("LRN", f"norm{number}", "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }")
    net.conv("conv3", 384, 3, "pad: 1")
    net.conv("conv4", 384, 3, "pad: 1 group: 2")
    net.conv("conv5", 256, 3, "pad: 1 group: 2")
    net.pool("pool5", 3, 2)
    net.fc("fc6", 4096)
    net.fc("fc7", 4096)
    net.fc("fc8", 1000, relu=False)
    net.add("Softmax", "prob")
    return net.text


def vgg16() -> str:
    net = Net(3, 224, 224)
    for stage, (out, repeats) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], 1):
        for number in range(1, repeats + 1):
            net.conv(f"conv{stage}_{number}", out, 3, "pad: 1")
        net.pool(f"pool{stage}", 2, 2)
    net.fc("fc6", 4096)
    net.fc("fc7", 4096)
    net.fc("fc8", 1000, relu=False)
    return net.text


def squeezenet() -> str:
    net = Net(3, 227, 227)
    net.conv("conv1", 96, 7, "stride: 2")
    net.pool("pool1", 3, 2)
    for number, squeeze in zip(range(2, 10), (16, 16, 32, 32, 48, 48, 64, 64)):
        inside = net.conv(f"fire{number}/squeeze", squeeze, 1)
        left = net.conv(f"fire{number}/expand1x1", 4 * squeeze, 1)
        right = net.conv(f"fire{number}/expand3x3", 4 * squeeze, 3, "pad: 1", inside)
        net.add("Concat", f"fire{number}/concat", bottoms=(left, right))
        if number in (4, 8):
            net.pool(f"pool{number}", 3, 2)
    net.conv("conv10", 1000, 1, "pad: 1")
    net.add("Pooling", "pool10", "pooling_param { pool: AVE global_pooling: true }")
    return net.text


def resnet50() -> str:
    """He et al. 2015, as its authors published it: the stride in the first convolution, a bias in conv1 alone."""
    net = Net(3, 224, 224)

    def conv_bn(name: str, out: int, kernel: int, more: str, bottom: str, relu: bool = True) -> str:
        net.conv(name, out, kernel, more, bottom, relu=False)
        net.add("BatchNorm", f"bn_{name}", "batch_norm_param { use_global_stats: true }", in_place=True)
        net.add("Scale", f"scale_{name}", "scale_param { bias_term: true }", in_place=True)
        if relu:
            net.add("ReLU", f"{name}_relu", in_place=True)
        return net.top

    conv_bn("conv1", 64, 7, "stride: 2 pad: 3", "data")
    x = net.pool("pool1", 3, 2)
    for stage, (width, repeats) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 2):
        for block in range(repeats):
            name, stride = f"{stage}{'abcdef'[block]}", 2 if block == 0 and stage > 2 else 1
            short = x if block else conv_bn(f"res{name}_branch1", 4 * width, 1, f"stride: {stride} bias_term: false", x, False)
            y = conv_bn(f"res{name}_branch2a", width, 1, f"stride: {stride} bias_term: false", x)
            y = conv_bn(f"res{name}_branch2b", width, 3, "pad: 1 bias_term: false", y)
            y = conv_bn(f"res{name}_branch2c", 4 * width, 1, "bias_term: false", y, False)
            x = net.add("Eltwise", f"res{name}", bottoms=(short, y))
            net.add("ReLU", f"res{name}_relu", in_place=True)
    net.pool("pool5", 7, 1, "pool: AVE")
    net.fc("fc1000", 1000, relu=False)
    return net.text


TABLE = {  # Szegedy et al. 2014, table 1: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool proj
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet(training: bool = False) -> str:
    net = Net(3, 224, 224)
    net.conv("conv1/7x7_s2", 64, 7, "pad: 3 stride: 2")
    net.pool("pool1/3x3_s2", 3, 2)
    net.add("LRN", "pool1/norm1")
    net.conv("conv2/3x3_reduce", 64, 1)
    net.conv("conv2/3x3", 192, 3, "pad: 1")
    net.add("LRN", "conv2/norm2")
    net.pool("pool2/3x3_s2", 3, 2)
    for name, (n1, r3, n3, r5, n5, proj) in TABLE.items():
        x, stem = net.top, f"inception_{name}"
        branches = [net.conv(f"{stem}/1x1", n1, 1, "", x)]
        net.conv(f"{stem}/3x3_reduce", r3, 1, "", x)
        branches += [net.conv(f"{stem}/3x3", n3, 3, "pad: 1")]
        net.conv(f"{stem}/5x5_reduce", r5, 1, "", x)
        branches += [net.conv(f"{stem}/5x5", n5, 5, "pad: 2")]
        net.pool(f"{stem}/pool", 3, 1, "pad: 1", x)
        branches += [net.conv(f"{stem}/pool_proj", proj, 1)]
        x = net.add("Concat", f"{stem}/output", bottoms=tuple(branches))
        if training and name in ("4a", "4d"):
            auxiliary(net, f"loss{1 if name == '4a' else 2}")
            net.top = x
        if name in ("3b", "4e"):
            net.pool(f"pool{int(name[0])}/3x3_s2", 3, 2)
    net.pool("pool5/7x7_s1", 7, 1, "pool: AVE")
    net.fc("loss3/classifier", 1000, relu=False)
    if training:
        net.add("SoftmaxWithLoss", "loss3/loss3", bottoms=("loss3/classifier", "label"))
    return net.text


def auxiliary(net: Net, name: str) -> None:
    net.pool(f"{name}/ave_pool", 5, 3, "pool: AVE")
    net.conv(f"{name}/conv", 128, 1)
    net.fc(f"{name}/fc", 1024)
    net.fc(f"{name}/classifier", 1000, relu=False)
    net.add("SoftmaxWithLoss", f"{name}/loss", bottoms=(f"{name}/classifier", "label"))


def googlenet_for_training() -> str:
    _first, rest = googlenet(training=True).split("\n", 1)
    data = 'layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST } }\n'
    return data.replace("TEST", "TRAIN") + data + rest


# A network; its published parameters; its published MACs in millions, where somebody published them.
PUBLISHED = [
    (caffenet, 60_965_224, "724"),
    (vgg16, 138_357_544, "15470"),
    (squeezenet, 1_248_424, "861"),
    (resnet50, 25_557_032 + 64, "3858"),
    (googlenet, 6_998_552, ""),
    (googlenet_for_training, 13_378_280, ""),
]


@pytest.mark.parametrize(("network", "params", "macs"), PUBLISHED)
def test_a_published_network_has_its_published_totals(
    network: Callable[[], str], params: int, macs: str, tmp_path: Path
) -> None:
    totals = analysis_of(
        model_of(caffe, network(), tmp_path, {"": (3, 224, 224)} if "training" in network.__name__ else {})
    ).totals
    assert totals.figures.params == params
    assert not macs or round(totals.figures.macs / 1e6) == int(macs)


def test_a_batch_norm_and_its_scale_are_one(tmp_path: Path) -> None:
    analysis = analysis_of(model_of(caffe, resnet50(), tmp_path))
    assert analysis["bn_conv1"].params == 128
    assert sum(layer.kind == "bn" for layer in analysis.layers) == 53
    assert not any(layer.kind == "scale" for layer in analysis.layers)


def test_heads_of_a_net_for_training_are_outputs(tmp_path: Path) -> None:
    model = model_of(caffe, googlenet_for_training(), tmp_path, {"": (3, 224, 224)})
    assert list(model.outputs.values()) == ["loss3.classifier", "loss2.classifier", "loss1.classifier"]


OLD = """
name: "old"
input: "data"
input_dim: 10 input_dim: 3 input_dim: 12 input_dim: 12
layers { name: "conv1" type: CONVOLUTION bottom: "data" top: "conv1" blobs_lr: 1
  convolution_param { num_output: 8 kernel_h: 3 kernel_w: 5 stride: 2 } }
layers { name: "relu1" type: RELU bottom: "conv1" top: "conv1" }
layers { name: "pool1" type: POOLING bottom: "conv1" top: "pool1"
  pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
layers { name: "fc" type: INNER_PRODUCT bottom: "pool1" top: "fc" inner_product_param { num_output: 10 } }
layers { name: "loss" type: SOFTMAX_LOSS bottom: "fc" bottom: "label" include: { phase: TRAIN } }
layers { name: "prob" type: SOFTMAX bottom: "fc" top: "prob" }
"""


def test_the_older_form_of_layers_is_read(tmp_path: Path) -> None:
    model = model_of(caffe, OLD, tmp_path)
    assert model.name == "old"
    assert steps_of(model) == ["conv 3x5/2 8", "relu", "maxpool 2x2 ceil", "fc 10", "softmax"]


# Layers that read a map of 8x13x13, in short; the steps that they are; the shape behind them.
LAYERS_SAID = """
Convolution convolution_param { num_output: 4 kernel_size: 3 pad: 2 dilation: 2 } | conv 3x3 4 dilation=2 half | 4x13x13
Convolution convolution_param { num_output: 8 kernel_size: [1, 3] pad: 0 pad: 1 group: 8 } | dwconv 1x3 half | 8x13x13
ConvolutionDepthwise convolution_param { num_output: 8 kernel_size: 3 stride: 2 } | dwconv 3x3/2 | 8x6x6
Deconvolution convolution_param { num_output: 4 kernel_size: 4 stride: 2 pad: 1 } | deconv 4x4/2 4 pad=1 | 4x26x26
Pooling pooling_param { kernel_size: 2 } | maxpool 2x2/1 ceil | 8x12x12
Pooling pooling_param { kernel_size: 2 stride: 2 } | maxpool 2x2 ceil | 8x7x7
Pooling pooling_param { kernel_size: 2 stride: 2 pad: 1 } | maxpool 2x2 pad=1 ceil | 8x7x7
Pooling pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 round_mode: FLOOR } | avgpool 3x3/2 half | 8x7x7
Pooling pooling_param { pool: MAX global_pooling: true } | gmp | 8x1x1
ReLU relu_param { negative_slope: 0.1 } | leakyrelu | 8x13x13
PReLU prelu_param { channel_shared: true } | prelu shared | 8x13x13
ELU | elu | 8x13x13
Power power_param { power: 1 } |  | 8x13x13
LRN lrn_param { local_size: 3 } | lrn 3 | 8x13x13
BatchNorm | bn noaffine | 8x13x13
Scale | scale | 8x13x13
Scale scale_param { bias_term: true } | scale bias | 8x13x13
Normalize norm_param { across_spatial: false channel_shared: false } | l2norm, scale | 8x13x13
Softmax | softmax | 8x13x13
Flatten | flatten | 1352
InnerProduct inner_product_param { num_output: 5 bias_term: false } | fc 5 nobias | 5
Reshape reshape_param { shape { dim: 0 dim: 4 dim: -1 dim: 13 } } | reshape 4x26x13 | 4x26x13
ShuffleChannel shuffle_channel_param { group: 2 } | shuffle 2 | 8x13x13
Interp interp_param { zoom_factor: 2 } | resize 25x25 bilinear | 8x25x25
Dropout dropout_param { dropout_ratio: 0.3 } | dropout 0.3 | 8x13x13
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in LAYERS_SAID.strip().splitlines()]


@pytest.mark.parametrize(("layer", "steps", "shape"), ROWS, ids=[row[0] for row in ROWS])
def test_a_layer_is_what_caffe_makes_of_it(layer: str, steps: str, shape: str, tmp_path: Path) -> None:
    net = Net(8, 13, 13)
    type, _, settings = layer.partition(" ")
    net.add(type, "it", settings)
    net.add("Sigmoid", "last")
    analysis = analysis_of(model_of(caffe, net.text, tmp_path))
    assert ", ".join(layer.text for layer in analysis.layers if layer.text != "sigmoid") == steps
    assert "x".join(map(str, analysis.layers[-1].output_shape)) == shape


# What several blobs become: layers, a line each, as type, name, bottoms, settings; the steps.
TWO = [
    (["Eltwise;it;a b;"], "add"),
    (["Eltwise;it;a b;eltwise_param { operation: PROD }"], "mul"),
    (["Eltwise;it;a b;eltwise_param { operation: MAX }"], "max"),
    (["Eltwise;it;a b;eltwise_param { coeff: 1 coeff: 1 }"], "add"),
    (["Concat;it;a b;"], "concat"),
    (["Crop;it;a c;"], "crop 0:4"),
    (["Crop;it;a c;crop_param { axis: 2 offset: 1 }"], "crop 1:3"),
    (
        [
            "Pooling;p;a;pooling_param { pool: AVE global_pooling: true }",
            "Flatten;f;p;",
            "Scale;it;b f;scale_param { axis: 0 }",
        ],
        "gap, mul",
    ),
]


@pytest.mark.parametrize(("layers", "steps"), TWO)
def test_layers_that_join_blobs(layers: list[str], steps: str, tmp_path: Path) -> None:
    net = Net(8, 12, 12)
    net.add("ReLU", "a")
    net.add("TanH", "b", bottoms=("data",))
    net.add("Pooling", "c", "pooling_param { kernel_size: 5 }", ("data",))
    for type, name, bottoms, settings in (layer.split(";") for layer in layers):
        net.add(type, name, settings, tuple(bottoms.split()))
    model = model_of(caffe, net.text, tmp_path)
    assert [step for step in steps_of(model) if step not in ("relu", "tanh", "maxpool 5x5/1 ceil")] == steps.split(", ")


def test_a_slice_cuts_where_it_says(tmp_path: Path) -> None:
    net = Net(8, 4, 4)
    net.text += 'layer { name: "s" type: "Slice" bottom: "data" top: "a" top: "b" slice_param { slice_point: 3 } }\n'
    net.add("Concat", "it", bottoms=("b", "a"))
    assert sorted(steps_of(model_of(caffe, net.text, tmp_path))) == ["concat", "slice 0:3", "slice 3:8"]


START = INPUT.format(3, 8, 8)
CONV = START + 'layer { type: "Convolution" bottom: "data" convolution_param { '
# What is wrong with a prototxt, and what the error says.
BROKEN = [
    ("", "no layer"),
    ('name: "a', "has no meaning here"),
    ("name: ", "ends in the middle"),
    ("layer { name: 3", "ends in the middle"),
    ("}", "a field's name should stand here"),
    ("layer {" * 150, "more than 100 deep"),
    ("layer: 3", "layer is a message"),
    ('layer { layer { name: "a" } }', "oldest form"),
    ('layer { type: "ReLU" bottom: "x" }', "which no layer above makes"),
    ('layer { type: "Input" top: "data" }', "is not in the file"),
    ('layer { type: "Data" top: "data" transform_param { crop_size: 227 } }', "how many channels"),
    (
        START + 'layer { type: "Convolution" bottom: "data" convolution_param { num_output: ten kernel_size: 3 } }',
        "no whole number",
    ),
    (CONV + "kernel_size: 3 } }", "no num_output"),
    (CONV + "num_output: 3 } }", "no kernel_size"),
    (
        START + 'layer { type: "Convolution" bottom: "data" convolution_param { num_output: 3 kernel_size: 9 } }',
        "larger than its input",
    ),
    (
        START + 'layer { type: "Convolution" bottom: "data" convolution_param { num_output: 4 group: 2 kernel_size: 1 } }',
        "does not divide",
    ),
    (START + 'layer { type: "Pooling" bottom: "data" pooling_param { pool: STOCHASTIC kernel_size: 1 } }', "no kind here"),
    (START + 'layer { type: "Eltwise" bottom: "data" }', "needs 2"),
    (START + 'layer { type: "ReLU" bottom: "data" relu_param: 1 }', "is a message"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_broken_file_is_told_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        model_of(caffe, text, tmp_path)
    assert says in caught.value.message


def test_layers_that_no_kind_says_are_listed_together(tmp_path: Path) -> None:
    net = Net(3, 8, 8)
    net.add("MVN", "mvn")
    net.add("LRN", "norm", "lrn_param { norm_region: WITHIN_CHANNEL }")
    with pytest.raises(SpecError, match=r"MVN[^$]*LRN within a channel"):
        analysis_of(model_of(caffe, net.text, tmp_path))


def test_layers_that_share_a_parameter_are_refused_by_name(tmp_path: Path) -> None:
    net = Net(3, 8, 8)
    for name in "ab":
        net.add("Convolution", name, 'param { name: "w" } convolution_param { num_output: 3 kernel_size: 1 }')
    with pytest.raises(SpecError, match="shares with a"):
        analysis_of(model_of(caffe, net.text, tmp_path))


def test_the_content_tells_a_prototxt() -> None:
    assert is_caffe(Beginning(b'# a net\nname: "x"\nlayer {\n  type: "Input"', 40))
    assert is_caffe(Beginning(b'input: "data"\ninput_dim: 1\nlayers { type: POOLING', 40))
    assert not is_caffe(Beginning(b"name: x\ninput: 3x8x8\nlayers:\n  - conv 3x3 4", 40))


TYPES = [f'type: "{word}"' for word in LAYERS]
MARKS = ["layer", "{", "}", "type:", "bottom:", "top:", '"data"', '"a"', "name:", "input:", ":", "3", "-1", "[", "]"]
SETTINGS = ["input_dim: 8", "num_output: 4", "kernel_size:", "stride: 2", "pad: 1", "axis: 9", "pool: AVE"]
MESSAGES = ["convolution_param {", "pooling_param {", "slice_param {", "reshape_param {"]
words = st.sampled_from(MARKS + TYPES + SETTINGS + MESSAGES)


@given(st.lists(words, max_size=30).map(" ".join), st.text(max_size=10))
def test_nothing_but_a_fault_comes_of_strange_text(tmp_path_factory: pytest.TempPathFactory, text: str, strange: str) -> None:
    for content in (text, START + text, START + f'layer {{ {text} bottom: "data" }}', strange, resnet50()[: len(text) * 53]):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(model_of(caffe, content, tmp_path_factory.getbasetemp()))
