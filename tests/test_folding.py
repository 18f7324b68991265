"""`cnncalc.importing.folding`: a flat network becomes a spec as a person writes it, with the same layers and figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from running import bundled_graph
from strategies import examples, specs, uneven_specs

from cnncalc import Graph, SpecError, analyze, build, parse
from cnncalc.bundled.names import bundled_names
from cnncalc.importing import folding
from cnncalc.importing.folding.check import is_same
from cnncalc.importing.folding.naming import FlatNames
from cnncalc.network.write import spec_lines

GOLDEN = Path(__file__).parent / "golden" / "folding"
# Layers that share weights, and ends that are heads alone.
UNFOLDABLE = ("retinanet_resnet50_fpn", "siamese_koch", "ssd300_vgg16")
NAMES = [name for name in bundled_names() if name not in UNFOLDABLE]


def flat_text(graph: Graph) -> str:
    """A network with every layer written out, as `cnncalc expand` does."""
    return "".join(f"{line}\n" for line in spec_lines(graph))


@cache
def flat(name: str) -> Graph:
    """A bundled network, opened, without its expectations."""
    return build(parse(flat_text(bundled_graph(name)._replace(source="", expect={}, freeze=()))))


def folded(graph: Graph, classes: dict[str, str] | None = None) -> str:
    """The folded text, which must give the network again: only shared weights and a main path into heads are written flat."""
    text = folding.folded(graph, classes)
    if graph.shared or "output" not in graph.outputs:
        assert text == ""
        text = folding.fold(graph, classes)
    assert is_same(build(parse(text)), graph), text
    return text


def layers(*lines: str, shape: str = "3x32x32") -> Graph:
    return build(parse("\n".join([f"input: {shape}", "layers:", *(f"  {line}" for line in lines), ""])))


@pytest.mark.parametrize("name", ["siamese_koch"])
def test_shared_weights_stay_shared(name: str) -> None:
    graph = flat(name)
    again = build(parse(folding.fold(graph)))
    assert again.shared == graph.shared != {}
    assert analyze(again).totals == analyze(graph).totals


def test_the_type_of_the_numbers_stays() -> None:
    graph = build(parse("dtype: float16\ninput: 3x8x8\nlayers:\n  - repeat 3: conv 1x1 4, relu\n"))
    assert build(parse(folded(graph))).dtype == "float16"


# Every bundled network: the same layers, figures and names.


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_network_is_the_same_folded(name: str) -> None:
    graph = flat(name)
    again = build(parse(folded(graph)))
    ours, theirs = analyze(again), analyze(graph)
    assert ours.totals == theirs.totals
    for one, other in zip(ours.rows, theirs.rows):
        assert (one.figures, one.trainable, one.field) == (other.figures, other.trainable, other.field)


@pytest.mark.parametrize("name", UNFOLDABLE)
def test_what_no_block_can_say_stays_flat(name: str) -> None:
    text = folding.fold(flat(name))
    assert text == flat_text(flat(name))
    assert analyze(build(parse(text))).totals == analyze(flat(name)).totals


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", NAMES)
def test_names_that_say_something_stay(name: str) -> None:
    graph = flat(name)
    names = FlatNames(graph)
    again = build(parse(folded(graph)))
    assert [
        (one.name, other.name)
        for index, (one, other) in enumerate(zip(graph.nodes, again.nodes))
        if one.name != other.name and not names.free[index]
    ] == []


# How many lines the bundled networks have, without expectations: flat, folded.
LINES = """
alexnet                25   14
convnext_tiny         158   24
darknet53             207   19
densenet121           487   24
densenet201           807   24
efficientnet_b0       267   34
efficientnet_b7       921   34
googlenet             160   38
inception_v3          326   70
mobilenet_v2          165   29
mobilenet_v3_large    207   40
regnet_y_400mf        300   31
resnet50              189   27
resnet152             563   27
resnet1202           4810   20
shufflenet_v2_x1_0    200   27
unet                   75   33
vgg16                  41   24
"""


@pytest.mark.parametrize("row", LINES.strip().splitlines())
def test_it_is_short(row: str) -> None:
    name, before, after = row.split()
    assert (flat_text(flat(name)).count("\n"), folding.fold(flat(name)).count("\n")) == (int(before), int(after))


@pytest.mark.parametrize(
    "name", ["densenet121", "efficientnet_b0", "googlenet", "mobilenet_v2", "mobilenet_v3_large", "resnet50", "unet", "vgg16"]
)
def test_it_reads_like_a_table(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}.yaml", folding.fold(flat(name)))


# Names as PyTorch's modules have them.


def torchvision_resnet(counts: tuple[int, ...]) -> Graph:
    """ResNet with bottlenecks, its layers named as those of torchvision, functions by their kind."""
    lines = ["- conv 7x7/2 64 half nobias as conv1", "- bn as bn1", "- relu as relu", "- maxpool 3x3/2 half as maxpool"]
    for stage, count in enumerate(counts):
        width, strides = 64 << stage, ["/2" if stage else "", *[""] * (count - 1)]
        for number, stride in enumerate(strides):
            at = f"layer{stage + 1}.{number}"
            lines += [
                f"- add as {at}.add1:",
                f"    - - conv 1x1 {width} nobias as {at}.conv1",
                f"      - bn as {at}.bn1",
                f"      - relu as {at}.relu",
                f"      - conv 3x3{stride} {width} half nobias as {at}.conv2",
                f"      - bn as {at}.bn2",
                f"      - relu as {at}.relu_2",
                f"      - conv 1x1 {4 * width} nobias as {at}.conv3",
                f"      - bn as {at}.bn3",
            ]
            projection = [
                f"    - - conv 1x1{stride} {4 * width} nobias as {at}.downsample.0",
                f"      - bn as {at}.downsample.1",
            ]
            lines += ["    -"] if number else projection
            lines += [f"- relu as {at}.relu_3"]
    return layers(*lines, "- gap as avgpool", "- flatten as flatten", "- fc 1000 as fc", shape="3x224x224")


def test_a_resnet_of_modules_is_what_an_author_would_sign(golden: Callable[[Path, str], None]) -> None:
    graph = torchvision_resnet((3, 4, 6, 3))
    classes = {f"layer{stage}.{number}": "Bottleneck" for stage in range(1, 5) for number in range(6)}
    expect = {"params": 25557032, "macs": 4089184256}
    text = folding.fold(graph, classes, "torchvision's resnet50", expect)
    golden(GOLDEN / "resnet50_modules.yaml", text)
    assert is_same(build(parse(text)), graph)
    again = build(parse(folded(graph)))
    learned = [(one.name, other.name) for one, other in zip(graph.nodes, again.nodes) if type(one.layer).has_weights()]
    assert len(learned) == 107 and all(one == other for one, other in learned)


def test_without_classes_a_block_is_called_after_its_folder() -> None:
    assert "\n  layer c s=1:\n" in folded(torchvision_resnet((2, 2)))


def torchvision_densenet(counts: tuple[int, ...]) -> Graph:
    """DenseNet as PyTorch runs it: each layer concatenates all before it."""
    lines = ["- conv 7x7/2 16 half nobias as features.conv0"]
    last = "features.conv0"
    for block, count in enumerate(counts, 1):
        known = [last]
        for number in range(1, count + 1):
            at = f"features.denseblock{block}.denselayer{number}"
            if number > 1:
                lines += [f"- concat as {at}.concat1:", *(f"    - from {name}" for name in known)]
            lines += [f"- bn as {at}.norm1", f"- relu as {at}.relu1", f"- conv 1x1 32 nobias as {at}.conv1"]
            lines += [f"- bn as {at}.norm2", f"- relu as {at}.relu2", f"- conv 3x3 8 half nobias as {at}.conv2"]
            known.append(f"{at}.conv2")
        lines += [f"- concat as features.denseblock{block}.concat1:", *(f"    - from {name}" for name in known)]
        last = f"features.transition{block}.pool"
        lines += [f"- conv 1x1 16 nobias as features.transition{block}.conv", f"- avgpool 2x2 as {last}"]
    return layers(*lines, "- gap as pool", "- fc 10 as classifier", shape="3x64x64")


def test_growing_concatenations_become_a_repeat_where_the_figures_agree(golden: Callable[[Path, str], None]) -> None:
    graph = torchvision_densenet((4, 6))
    text = folding.fold(graph, same_figures=lambda one, other: analyze(one).totals == analyze(other).totals)
    golden(GOLDEN / "densenet_modules.yaml", text)
    again = build(parse(text))
    assert analyze(again).totals == analyze(graph).totals
    learned = [(one.name, other.name) for one, other in zip(graph.nodes, again.nodes) if type(one.layer).has_weights()]
    assert all(one == other for one, other in learned)


def test_growing_concatenations_stay_where_nobody_says_that_figures_agree() -> None:
    graph = torchvision_densenet((3,))
    assert is_same(build(parse(folding.fold(graph))), graph)
    assert is_same(build(parse(folding.fold(graph, same_figures=lambda one, other: False))), graph)


def test_a_half_that_pads_nothing_does_not_keep_a_block_in_two() -> None:
    unit = "- conv {size} {width}{half} nobias as mixed.{name}.conv\n  - bn as mixed.{name}.bn\n  - relu as mixed.{name}.act"
    sizes = [("1x1", ""), ("3x3", " half"), ("1x1", ""), ("5x5", " half")]
    lines = [unit.format(size=size, width=8 + i, half=half, name=f"b{i}") for i, (size, half) in enumerate(sizes)]
    text = folded(layers(*lines), {f"mixed.b{i}": "BasicConv2d" for i in range(4)})
    assert "  basicconv2d k c: conv k c half nobias as conv, bn as bn, relu as act\n" in text


# Names without scopes, as Caffe's and Keras's files have them.


def caffe_resnet(stages: str = "abc") -> Graph:
    lines = ["- conv 7x7/2 64 half nobias as conv1", "- bn as bn_conv1", "- relu as conv1_relu", "- maxpool 3x3/2 as pool1"]
    for stage in (2, 3):
        for letter in stages:
            at, width, stride = f"{stage}{letter}", 32 << stage, "/2" if letter == "a" and stage > 2 else ""
            projection = [f"    - - conv 1x1{stride} {4 * width} nobias as res{at}_branch1", f"      - bn as bn{at}_branch1"]
            lines += [f"- add as res{at}:", *(projection if letter == "a" else ["    -"])]
            lines += [
                f"    - - conv 1x1{stride} {width} nobias as res{at}_branch2a",
                f"      - bn as bn{at}_branch2a",
                f"      - relu as res{at}_branch2a_relu",
                f"      - conv 3x3 {width} half nobias as res{at}_branch2b",
                f"      - bn as bn{at}_branch2b",
                f"      - relu as res{at}_branch2b_relu",
                f"      - conv 1x1 {4 * width} nobias as res{at}_branch2c",
                f"      - bn as bn{at}_branch2c",
                f"- relu as res{at}_relu",
            ]
    return layers(*lines, "- gap as pool5", "- fc 1000 as fc1000", shape="3x224x224")


def test_names_without_scopes_name_the_uses_of_blocks(golden: Callable[[Path, str], None]) -> None:
    graph = caffe_resnet()
    golden(GOLDEN / "resnet_caffe.yaml", folded(graph))
    kept = [node.name for node in build(parse(folded(graph))).nodes]
    assert {"conv1", "bn_conv1", "pool1", "fc1000"} <= set(kept)


def test_what_names_share_names_the_use_of_a_block() -> None:
    unit = "- add as conv{0}_block1_add:\n      -\n      - conv 3x3 4 half as conv{0}_block1_conv, bn as conv{0}_block1_bn"
    text = folded(layers("- conv 1x1 4 as stem", *(unit.format(stage) for stage in (2, 3, 4, 5))))
    assert "- residual as conv2_block1\n" in text and "- residual as conv5_block1\n" in text


def test_a_chain_of_named_layers_keeps_its_names() -> None:
    """No join, and so nothing that would be long: the names are worth more than a block."""
    steps = [f"- conv 3x3 8 half as conv{i}_1\n  - bn as norm{i}_1\n  - relu as act{i}_1" for i in range(6)]
    graph = layers(*steps)
    assert [node.name for node in build(parse(folded(graph))).nodes] == [node.name for node in graph.nodes]


# Networks whose layers have no names.


def nameless(name: str) -> Graph:
    text = flat_text(flat(name))
    read = set(re.findall(r"(?:from|sharing) ([\w.-]+)", text))
    return build(parse(re.sub(r" as ([\w.-]+)", lambda match: match[0] * (match[1] in read), text)))


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", NAMES)
def test_a_network_without_names_is_folded_too(name: str) -> None:
    folded(nameless(name))


@pytest.mark.parametrize("name", ["darknet53", "densenet121", "googlenet", "mobilenet_v2", "resnet50"])
def test_structure_alone_reads_like_a_table(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}_nameless.yaml", folded(nameless(name)))


# Any network at all.


@examples(100)
@given(specs())
def test_any_network_is_the_same_folded(text: str) -> None:
    graph = build(parse(text))
    try:
        graph = build(parse(flat_text(graph)))
    except SpecError:
        return  # joins nest too deep to be written at all
    if "output" in graph.outputs and not graph.shared:
        folded(graph)
    assert folding.fold(graph) == folding.fold(graph)


@examples(40)
@given(uneven_specs())
def test_any_network_of_branches_is_the_same_folded(text: str) -> None:
    folded(build(parse(flat_text(build(parse(text))))))


# Skips, heads, inputs, and what cannot be folded.


def test_a_long_skip_has_a_name() -> None:
    text = folded(flat("unet"))
    assert "- double_conv 512 as enc4\n" in text and "      - from enc4\n" in text


def test_a_pyramid_has_laterals_and_heads() -> None:
    levels = [f"- conv 3x3/2 {width} half as body.c{level}" for level, width in ((2, 8), (3, 16), (4, 32))]
    tops = [
        "- conv 1x1 8 as inner.4",
        "- head p4: conv 3x3 8 half as outer.4",
        "- add as sum3:",
        "    - from body.c3, conv 1x1 8 as inner.3",
        "    - from inner.4, upsample 2 as up3",
        "- head p3: conv 3x3 8 half as outer.3",
        "- add as sum2:",
        "    - from body.c2, conv 1x1 8 as inner.2",
        "    - from sum3, upsample 2 as up2",
        "- conv 3x3 8 half as outer.2",
    ]
    graph = layers(*levels, *tops)
    text = folded(graph)
    assert "head p3: conv 3x3 8 half as outer.3" in text
    assert "from body.c3" in text
    assert [node.name for node in build(parse(text)).nodes] == [node.name for node in graph.nodes]


def test_several_inputs_meet() -> None:
    spec = (
        "input:\n  left: 3x8x8\n  right: 3x8x8\nlayers:\n  - conv 3x3 4\n  - concat:\n      -\n      - from right, conv 3x3 4\n"
    )
    assert "from right" in folded(build(parse(spec)))


def test_the_file_begins_with_what_the_caller_says() -> None:
    text = folding.fold(layers("- conv 3x3 4"), comment="from mine.onnx\nopset 18", expect={"params": 112})
    assert text.startswith("# from mine.onnx\n# opset 18\ninput: 3x32x32\n")
    assert text.endswith("expect:\n  params: 112\n")


def test_a_network_over_the_limit_is_written_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = flat("resnet18")
    monkeypatch.setattr(folding, "MOST_NODES", 10)
    assert folding.fold(graph, comment="flat") == "# flat\n" + flat_text(graph)


def test_what_does_not_give_the_network_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = flat("resnet18")
    monkeypatch.setattr(folding, "folded", lambda *_: "input: 3x32x32\nlayers:\n  - conv 3x3 4\n")
    assert folding.fold(graph) == flat_text(graph)
    monkeypatch.setattr(folding, "folded", lambda *_: "layers: nothing\n")
    assert folding.fold(graph) == flat_text(graph)


def test_the_flat_form_keeps_a_hundred_thousand_layers() -> None:
    graph = build(parse("input: 4x8\nlayers:\n" + "  - conv 1 4\n" * 12_000))
    assert folding.fold(graph).count("\n") == 12_002
