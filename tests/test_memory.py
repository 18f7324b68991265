"""Memory: networks reckoned by hand, what PyTorch keeps for backward, what watching every tensor gives, and the reports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run, analysis_of, bundled_graph
from strategies import examples, specs
from test_cli import figures, on_terminal
from test_laws import works_in_place

from cnncalc import KINDS, Analysis, Graph, Memory, SpecError, analyze, build, evaluate, load, memory_of, parse
from cnncalc.analysis.intensity import moved
from cnncalc.analysis.storage import DTYPES, OPTIMIZERS
from cnncalc.bundled.names import bundled_path
from cnncalc.bundled.text import read_file
from cnncalc.layers.base import Shape
from cnncalc.report.describers.memory_chart import FIT, chart
from cnncalc.report.rounding import of_bytes


def bundled(name: str, batch: int = 1) -> Analysis:
    return analyze(bundled_graph(name), batch)


def net(shape: str, *lines: str, more: str = "") -> str:
    """A network of these lines."""
    return "\n".join([f"input: {shape}", more, "layers:", *(f"  {line}" for line in lines)])


# By hand. The figures count numbers, all of one data type; `besides` are the bytes of masks and indices.
#
# The first: when relu runs backward, the input (2), which fc1 reads next, relu's output (3, written over fc1's) and the
# network's (1) are there, and the gradients of relu's output and of fc1's (3 and 3): 12. When fc2 ran, those of the output and
# of relu's were: 10. The second: gelu reads fc1's output and fc2 gelu's, so that 2 + 3 + 3 + 1 and gradients of 1 + 3 are there
# when fc2 runs. The last: bn reads conv1's output and keeps 6 statistics besides, and relu reads its own output.

HAND = """
  network                                  params  inference  kept  besides  training  at
  2 | fc 3, relu, fc 1                     13      5          5     0        12        relu1 backward
  2 | fc 3, gelu, fc 1                     13      5          8     0        13        fc2 backward
  2 | fc 3, tanh                           9       5          5     0        11        tanh1 backward
  2 | relu, fc 3                           9       5          2     0        8         fc1 backward
  4 | identity                             0       4          0     0        4         input
  1x4x4 | conv 1x1 2 nobias, maxpool 2x2   2       48         48    64       96        maxpool1 backward
  2 | fc 4 nobias, dropout                 8       6          2     4        14        dropout1 backward
  1x2x2 | conv 1x1 3 nobias, bn, relu      9       16         34    0        58        relu1 backward
"""


def hand_rows() -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip()) for line in HAND.strip().splitlines()[1:]]


@pytest.mark.parametrize("row", hand_rows(), ids=lambda row: row[0])
@pytest.mark.parametrize("dtype", ["float64", "float32", "bfloat16"])
def test_small_networks_reckoned_by_hand(row: list[str], dtype: str) -> None:
    network, params, inference, kept, besides, training, at = row[0], *map(int, row[1:6]), row[6]
    shape, line = network.split(" | ")
    analysis, size = analysis_of(net(shape, f"- {line}")), DTYPES[dtype]
    buffers = 6 * size * ("bn" in line)
    assert memory_of(analysis, dtype).activations == inference * size
    found = memory_of(analysis, dtype, "adam")
    assert (found.weights, found.buffers) == (params * size, buffers)
    assert (found.gradients, found.states) == (params * size, 2 * params * size)
    assert found.kept == kept * size + besides
    assert found.activations == training * size + besides
    assert found.total == found.activations + 4 * params * size + buffers
    assert found.peak is not None
    assert analysis.graph.nodes[found.peak.node].name + " backward" * found.peak.backward == at


# Published and measured


def plain(name: str) -> Analysis:
    """A bundled network, its dropouts taken out."""
    path = bundled_path(name)
    assert path is not None
    return analysis_of(read_file(path).replace("dropout", "identity"))


def test_vgg16_keeps_what_the_table_of_the_lecture_sums_to() -> None:
    lecture = 15_237_608  # CS231n: the input and the output of every convolution, pool and fc layer, in numbers a picture
    analysis = plain("vgg16")
    rows = [row for row in analysis.rows if row.node.layer.family in ("convolution", "pooling", "dense")]
    assert 3 * 224 * 224 + sum(row.figures.activations for row in rows) == lecture
    indices = sum(8 * row.figures.activations for row in rows if row.node.layer.family == "pooling")
    found = memory_of(analysis, optimizer="sgd")
    assert found.kept - indices == 4 * (lecture - 1000)  # nothing in the network reads the scores again


# What the hooks for saved tensors of PyTorch 2.13 see on a CPU, each memory once, weights left out; activations in place.
NETWORKS = [("resnet18", 1, 22_218_240), ("resnet18", 2, 44_398_080)]


@pytest.mark.parametrize(("name", "batch", "measured"), NETWORKS)
def test_a_network_keeps_what_pytorch_keeps(name: str, batch: int, measured: int) -> None:
    assert memory_of(bundled(name, batch), optimizer="sgd").kept == measured


def test_networks_with_dropout_keep_what_pytorch_keeps_but_for_a_mask_of_bytes() -> None:
    assert memory_of(plain("vgg16"), optimizer="sgd").kept == 73_189_376
    on_a_cpu = 78_345_984  # where the mask is of floats
    assert memory_of(bundled("mobilenet_v2"), optimizer="sgd").kept == on_a_cpu - 1280 * (4 - 1)


# Two pictures of 3x16x16, a 3x3 convolution to 8 channels, the layer, and another such convolution; the input left out.
MEASURED = """
  bn                    32832
  gn 4                  32832
  relu                  16384
  relu6                 32768
  leakyrelu             16384
  elu                   16384
  selu                  16384
  celu                  16384
  gelu                  32768
  silu                  32768
  hardswish             32768
  sigmoid               16384
  hardsigmoid           32768
  tanh                  16384
  softplus              32768
  mish                  32768
  softmax               16384
  prelu                 32768
  maxpool 2x2           28672
  avgpool 2x2           20480
  adaptive_avgpool 4x4  17408
  adaptive_maxpool 4x4  19456
  upsample 2            65536
  hardtanh 0:20         32768
  gelu tanh             32768
  leakyrelu 0.2         16384
  pad 1 reflect         37120
  abs                   32768
  square                32768
  sqrt                  16384
  times 0.5             16384
  plus 1                16384
  softmax positions     16384
  softmax groups=2      16384
  mean_over channels    2048
  mean_over groups=2    4096
  max_over channels     18432
  max_over positions    16448
  pad 1 replicate       37120
"""


@pytest.mark.parametrize("line", MEASURED.strip().splitlines())
def test_a_layer_keeps_what_pytorch_keeps(line: str) -> None:
    layer, measured = re.split(r"\s{2,}", line.strip())
    text = net("3x16x16", f"- conv 3x3 8 half, {layer}, conv 3x3 8 half")
    assert memory_of(analysis_of(text, 2), optimizer="sgd").kept - 2 * 3 * 16 * 16 * 4 == int(measured)


FROZEN = {
    "a convolution keeps its input all the same": (
        net("3x16x16", "- conv 3x3 8 half", "- conv 3x3 8 half, tanh", more="freeze: [conv2]"),
        38912,
    ),
    "fc does not": (net("512", "- fc 256, fc 128, tanh", more="freeze: [fc2]"), 5120),
    "nothing is read above what is trained": (
        net("3x16x16", "- conv 3x3 8 half, relu", "- conv 3x3 8 half, tanh", more="freeze: [conv1]"),
        32768,
    ),
    "bn keeps its input": (net("3x16x16", "- conv 3x3 8 half, bn, tanh", more="freeze: [bn1]"), 38976),
    "a factor is read for the gradient of the other alone": (
        net("3x16x16", "- mul:", "    - conv 3x3 8 half", "    - conv 3x3 8 half", more="freeze: [conv2]"),
        22528,
    ),
}


@pytest.mark.parametrize("case", FROZEN)
def test_what_is_frozen(case: str) -> None:
    text, measured = FROZEN[case]
    found = memory_of(analysis_of(text, 2), optimizer="momentum")
    assert found.kept == measured
    trained = found.analysis.totals.trainable
    assert 0 < trained < found.analysis.totals.figures.params
    assert (found.gradients, found.states) == (4 * trained, 4 * trained)


def test_nothing_is_trained_where_all_is_frozen() -> None:
    found = memory_of(analysis_of(net("3x8x8", "- conv 3x3 8, relu, gap, fc 2", more="freeze: ['*']")), optimizer="adam")
    assert (found.gradients, found.states, found.kept) == (0, 0, 0)
    assert not any(step.backward for step in found.steps)


# By watching every tensor at every step. What the kinds keep is written down again here: x and y are the layer's inputs and
# output, w its inputs if it is trained, f its inputs for each other's gradients; i, r and d are indices of 8 and 4 bytes and a
# mask of 1 for each element of the output; n are as many numbers a picture, or a batch, as `NUMBERS` reckons.

KEEPS = {"conv": "x", "dwconv": "x", "deconv": "x", "fc": "w", "scale": "w", "mul": "f", "dropout": "d", "roipool": "r"}
KEEPS |= dict.fromkeys(["bn", "ln", "gn", "instnorm", "lrn", "l2norm", "grn"], "xn")
KEEPS |= dict.fromkeys(["maxpool", "gmp", "adaptive_maxpool", "spp"], "xi") | {"maxout": "i", "lppool": "xy"}
KEEPS |= dict.fromkeys(["avgpool", "adaptive_avgpool", "prelu", "relu6", "hardsigmoid", "softplus", "softsign", "max"], "x")
KEEPS |= dict.fromkeys(["hardtanh", "gelu", "silu", "mish", "hardswish"], "x")
KEEPS |= dict.fromkeys(["relu", "leakyrelu", "elu", "selu", "celu", "sigmoid", "tanh", "softmax"], "y")
NOTHING = "gap roialign flatten identity pad crop upsample resize shuffle pixelshuffle space_to_depth slice reshape"
KEEPS |= dict.fromkeys(
    [*NOTHING.split(), "pad_channels", "add", "sub", "mean", "concat", "split", "times", "plus", "mean_over"], ""
)
KEEPS |= {"abs": "x", "square": "x", "sqrt": "y", "max_over": "xy", "min": "x", "div": "q", "shift": ""}
NUMBERS: dict[str, Callable[[Shape, Any], int]] = {
    "bn": lambda x, layer: 2 * x[0],
    "instnorm": lambda x, layer: 2 * x[0],
    "gn": lambda x, layer: 2 * layer.groups,
    "ln": lambda x, layer: 2 * prod(x[1:]),
    "grn": lambda x, layer: x[0] + 1,
    "l2norm": lambda x, layer: prod(x[1:]),
    "lrn": lambda x, layer: prod(x),
}


def keeps_of(layer: Any) -> str:
    """What a layer keeps: a padding that mirrors or repeats keeps its input."""
    mirrors = layer.kind == "pad" and (layer.reflect or layer.replicate or layer.edge)
    return "x" if mirrors else KEEPS[layer.kind]


RENAMES = ("identity", "flatten", "reshape")


def test_every_kind_is_in_the_table() -> None:
    assert set(KEEPS) == set(KINDS)


class Watch:
    """A step of training: at moment i node i runs forward, at 2n-1-i backward."""

    def __init__(self, graph: Graph, value: int, pictures: int) -> None:
        self.graph, self.value, self.pictures = graph, value, pictures
        self.n = len(graph.nodes)
        self.memory: list[int] = []
        self.storage: list[int] = []  # a slice is a part of its input's
        for index, node in enumerate(graph.nodes):
            self.memory.append(self.memory[node.inputs[0]] if node.layer.kind in RENAMES else index)
            self.storage.append(self.storage[node.inputs[0]] if node.layer.kind in (*RENAMES, "slice") else index)

    def trains(self, index: int) -> bool:
        node = self.graph.nodes[index]
        return bool(node.inputs and node.layer.learned(*node.applied.xs)) and index not in self.graph.frozen

    def above(self, index: int) -> set[int]:
        """The node and all that leads to it."""
        found, queue = {index}, [index]
        while queue:
            new = set(self.graph.nodes[queue.pop()].inputs) - found
            found |= new
            queue += new
        return found

    def runs(self) -> set[int]:
        """The nodes that run backward."""
        leads = set().union(*map(self.above, self.graph.outputs.values()))
        return {i for i in leads if any(map(self.trains, self.above(i)))}

    def alive(self) -> list[int]:
        """The bytes at each moment."""
        spans = list(self.spans())
        return [sum(size for first, last, size in spans if first <= moment <= last) for moment in range(2 * self.n)]

    def spans(self) -> Iterator[tuple[int, int, int]]:
        runs = self.runs()
        needs = {i: self.needs(i, runs) for i in set(self.memory)}
        for i in set(self.memory):
            node = self.graph.nodes[i]
            size = prod(node.shape) * node.items * self.pictures
            last = max(needs[i])
            if any(self.overwrites(reader, i, needs) for reader in range(self.n)):
                last -= 1
            yield (i if node.inputs else 0), last, size * self.value
            if i in runs:
                readers = [j for j in runs if self.memory[j] != i and i in {self.memory[k] for k in self.graph.nodes[j].inputs}]
                ends = i in {self.memory[k] for k in self.graph.outputs.values()}
                yield min([self.n] * ends + [2 * self.n - 1 - j for j in readers]), 2 * self.n - 1 - i, size * self.value
        for i in runs:
            yield from ((i, 2 * self.n - 1 - i, size) for size in self.besides(i))

    def overwrites(self, reader: int, i: int, needs: dict[int, set[int]]) -> bool:
        """Whether a layer writes over a tensor: it may, and is the last that needs it."""
        node = self.graph.nodes[reader]
        may = works_in_place(node) or node.layer.kind == "dropout"
        return may and self.memory[node.inputs[0]] == i and max(needs[i]) == reader

    def needs(self, i: int, runs: set[int]) -> set[int]:
        """The moments at which a memory is needed."""
        tensors = {k for k in range(self.n) if self.memory[k] == i}
        readers = {j for j in range(self.n) if tensors & set(self.graph.nodes[j].inputs)}
        stays = tensors & set(self.graph.outputs.values()) or (not readers and not self.graph.nodes[i].inputs)
        found = {i, *readers, *tensors} | ({2 * self.n} if stays else set())
        return found | {2 * self.n - 1 - j for j in runs if self.reads_backward(j, i, runs)}

    def reads_backward(self, j: int, i: int, runs: set[int]) -> bool:
        node, keeps = self.graph.nodes[j], keeps_of(self.graph.nodes[j].layer)
        inputs = [self.storage[k] for k in node.inputs]
        factors = [m for at, m in enumerate(inputs) if runs & {*node.inputs[:at], *node.inputs[at + 1 :]}]
        read = ("x" in keeps or ("w" in keeps and self.trains(j))) and i in inputs
        if "q" in keeps and (i == inputs[1] or (i == inputs[0] and node.inputs[1] in runs)):
            return True
        return read or ("f" in keeps and i in factors) or ("y" in keeps and self.storage[j] == i)

    def besides(self, i: int) -> Iterator[int]:
        node = self.graph.nodes[i]
        kind, x = node.layer.kind, node.applied.xs[0]
        for letter, size in {"i": 8, "r": 4, "d": 1}.items():
            if letter in KEEPS[kind]:
                yield size * prod(node.shape) * node.items * self.pictures
        if "n" in KEEPS[kind]:
            yield NUMBERS[kind](x, node.layer) * self.value * (1 if kind == "bn" else node.items * self.pictures)


@examples(100)
@given(specs(), st.integers(1, 3), st.sampled_from(["float16", "float32"]))
def test_training_is_what_watching_every_tensor_gives(text: str, batch: int, dtype: str) -> None:
    analysis = analysis_of(text, batch)
    found, watched = memory_of(analysis, dtype, "sgd"), Watch(analysis.graph, DTYPES[dtype], batch).alive()
    assert [step.alive for step in found.steps] == [watched[step.moment] for step in found.steps]
    assert found.activations == max(watched)


# Laws


@examples(50)
@given(specs(), st.integers(2, 5))
def test_laws(text: str, batch: int) -> None:
    analysis, many = analysis_of(text), analysis_of(text, batch)
    one, more = memory_of(analysis), memory_of(many)
    assert one.activations == 4 * analysis.totals.peak_activations
    assert (more.weights, more.buffers) == (one.weights, one.buffers)
    assert more.activations == batch * one.activations
    trained = {name: memory_of(analysis, optimizer=name) for name in OPTIMIZERS}
    assert trained["sgd"].activations >= one.activations
    assert all(found.total >= one.total + found.gradients + found.states for found in trained.values())
    states = [found.states for found in trained.values()]
    assert states == [0, found_gradients := trained["sgd"].gradients, 2 * found_gradients]
    assert trained["sgd"].kept <= trained["sgd"].activations <= memory_of(many, optimizer="sgd").activations


@examples(25)
@given(specs())
def test_inference_takes_as_many_times_as_much_as_its_numbers(text: str) -> None:
    analysis = analysis_of(text)
    sizes = {dtype: memory_of(analysis, dtype) for dtype in DTYPES}
    assert {found.total / DTYPES[dtype] for dtype, found in sizes.items()} == {sizes["int8"].total}


@examples(25)
@given(specs(), st.sampled_from([None, "adam"]))
def test_what_is_alive_at_a_step_adds_up(text: str, optimizer: str | None) -> None:
    found = memory_of(analysis_of(text), optimizer=optimizer)
    for step in found.steps:
        assert sum(life.size for life in found.at(step)) == step.alive


@pytest.mark.parametrize("optimizer", [None, "adam"])
@pytest.mark.parametrize("name", ["resnet18", "vgg16", "lenet5", "shufflenet_v2_x1_0"])
def test_symbols_give_what_numbers_give(name: str, optimizer: str | None) -> None:
    spec = load(f"{name}.yaml")
    channels = spec.inputs["input"].word.text.split("x")[0]
    symbolic = memory_of(analyze(build(spec, f"{channels}xHxW"), "N"), optimizer=optimizer)
    for size, batch in ((64, 3), (96, 1)):
        plain = memory_of(analyze(build(spec, f"{channels}x{size}x{size}"), batch), optimizer=optimizer)
        values = {"H": size, "W": size, "N": batch}
        assert evaluate(figures_of(symbolic), values) == figures_of(plain)


def figures_of(memory: Memory) -> tuple[Any, ...]:
    fixed = memory.weights, memory.buffers, memory.gradients, memory.states, memory.kept
    return *fixed, memory.activations, memory.total, tuple(step.alive for step in memory.steps)


# Intensity


@pytest.mark.parametrize(
    ("shape", "lines", "batch", "numbers"),
    [
        ("3x8x8", ["- conv 3x3 4 half"], 1, 3 * 64 + 4 * 64 + 112),
        ("3x8x8", ["- conv 3x3 4 half"], 5, 5 * (3 * 64 + 4 * 64) + 112),
        ("3x8x8", ["- bn"], 1, 2 * 3 * 64 + 6 + 6),
        ("3x8x8", ["- flatten"], 2, 0),
        ("3x8x8", ["- add:", "    - identity", "    - identity"], 1, 3 * 3 * 64),
        ("3x8x8", ["- roipool 2x2 rois=10"], 1, 3 * 64 + 10 * 12),
    ],
)
def test_what_a_layer_moves(shape: str, lines: list[str], batch: int, numbers: int) -> None:
    analysis = analysis_of(net(shape, *lines), batch)
    assert moved(analysis, analysis.rows[-1]) == numbers


def test_intensity_is_a_column(cnncalc: Run) -> None:
    out = cnncalc("summarize", "vgg16", "--columns", "name,macs,moved,intensity,weight_bytes", "--format", "csv").out
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(out))}
    assert rows["conv1_1"] == {
        "name": "conv1_1",
        "macs": "86704128",
        "moved": str(4 * (3 * 224**2 + 64 * 224**2 + 1792)),
        "intensity": "6.44",
        "weight_bytes": "7168",
    }
    assert (rows["fc6"]["intensity"], rows["relu1"]["intensity"]) == ("0.25", "0")  # a weight of four bytes is used once


def test_intensity_grows_with_the_batch_and_with_smaller_numbers(cnncalc: Run) -> None:
    def total(*more: str) -> float:
        lines = cnncalc("summarize", "vgg16", "--columns", "name,intensity", *more).out.splitlines()
        return float(next(line for line in lines if line.startswith("total")).split()[1])

    assert total() < total("--batch", "2") < total("--batch", "64")
    assert round(total("--dtype", "int8") / total(), 2) == 4


# Reports


def test_the_formats_tell_the_same(cnncalc: Run) -> None:
    args = ("memory", "resnet18", "--optimizer", "adam", "--batch", "4")
    found = memory_of(bundled("resnet18", 4), optimizer="adam")
    report = json.loads(cnncalc(*args, "--format", "json").out)
    assert report["bytes"] == {key: getattr(found, key) for key in report["bytes"]}
    assert sum(one["bytes"] for one in report["peak"]["alive"]) == found.activations
    rows = list(csv.DictReader(io.StringIO(cnncalc(*args, "--format", "csv").out)))
    for name in ("forward", "backward"):
        steps = {step["name"]: str(step["alive"]) for step in report["steps"] if step["pass"] == name}
        assert {row["step"]: row[name] for row in rows if row[name]} == steps
    for form in ("table", "markdown"):
        out = cnncalc(*args, "--format", form).out
        for size in (found.weights, found.states, found.kept, found.activations, found.total):
            assert of_bytes(size) in out
    assert f"{found.total:,}" in cnncalc(*args).out


def test_the_peak_is_marked_where_it_is(cnncalc: Run) -> None:
    (line,) = [line for line in cnncalc("memory", "vgg16").out.splitlines() if "◀" in line]
    assert line.split()[:4] == ["conv1_2", "64x224x224", "24.5", "MiB"]
    (line,) = [line for line in cnncalc("memory", "vgg16", "--train").out.splitlines() if "◀" in line]
    assert line.startswith("relu13 ")
    assert line.count("◀") == 1
    assert line.rstrip().endswith("◀ peak")  # in the pass backward, which is the last column


def test_a_long_network_is_folded_or_sampled_to_fit() -> None:
    folded = chart(memory_of(bundled("resnet50")), None, fit=True)
    assert [row.name for row in folded.rows][:4] == ["input", "conv1", "relu1", "maxpool1"]
    assert len(folded.rows) <= FIT
    flat = memory_of(analysis_of(net("4", "- repeat 500:", "    - relu")))
    sampled = chart(flat, None, fit=True)
    assert len(sampled.rows) <= FIT
    assert "--depth 0 shows all 501 rows" in sampled.remark
    assert sum(row.layers for row in sampled.rows) == 501
    assert len(chart(flat, 0, fit=True).rows) == 501
    assert not chart(memory_of(bundled("vgg16")), None, fit=True).remark


@pytest.mark.parametrize("optimizer", [None, "adam"])
def test_a_folded_row_has_the_most_of_its_layers(optimizer: str | None) -> None:
    found = memory_of(bundled("resnet18"), optimizer=optimizer)
    for backward in (False, True):
        most = [row.alive(backward) for row in chart(found, 0, fit=True).rows]
        each = [row.alive(backward) for row in chart(found, None, fit=False).rows]
        assert max(filter(None, most), default=None) == max(filter(None, each), default=None)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("more", [[], ["--optimizer", "momentum", "--batch", "8"]])
@pytest.mark.sample(4)
def test_a_terminal_shows_no_false_figure(width: int, more: list[str], cnncalc: Run) -> None:
    shown = on_terminal("memory", "resnet50", *more, COLUMNS=str(width))
    whole = cnncalc("memory", "resnet50", *more).out
    assert sorted(re.findall(r"[\d,.]+ [KM]iB", shown)) == sorted(re.findall(r"[\d,.]+ [KM]iB", whole))
    assert figures(shown) <= figures(whole)


def test_colour_is_nothing_but_colour(cnncalc: Run) -> None:
    coloured = cnncalc("memory", "lenet5", "--color", "always").out
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == cnncalc("memory", "lenet5").out


def test_a_peak_that_depends_on_the_sizes_is_said_to(cnncalc: Run) -> None:
    args = ("memory", "resnet18", "--input", "3xHxW", "--batch", "N", "--train")
    result = cnncalc(*args)
    assert result.status == 0
    assert "wherever the sizes put it" in result.out
    assert "◀" not in result.out
    report = json.loads(cnncalc(*args, "--format", "json").out)
    assert (report["peak"], report["conditions"]) == (None, ["H % 32 == 0", "W % 32 == 0"])


def test_options_reach_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    monkeypatch.chdir(tmp_path)
    result = cnncalc("memory", "resnet18", "--layout", "hwc", "--input", "64x32x3", "--dtype", "float16", "-o", "memory.txt")
    assert (result.status, result.out) == (0, "")
    text = Path("memory.txt").read_text(encoding="utf-8")
    assert "64x32x3 -> 1000" in text
    assert "inference in float16, batch 1" in text
    assert "32x16x64" in text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("--optimizer adm", r"invalid value for '--optimizer': 'adm' is not one of .*\n  help: did you mean adam\?"),
        ("--optimizer sgd --dtype int8", r"gradients are no whole numbers, so nothing trains in int8\n  help: .*"),
        ("--train --dtype int8", r"gradients are no whole numbers, so nothing trains in int8\n  help: .*"),
        ("--dtype float8", r"invalid value for '--dtype': 'float8' is not one of .*\n  help: .*"),
        ("--batch 0", r"invalid value for '--batch': 0 is not in the range .*\n  help: .*"),
        ("--depth -1", r"invalid value for '--depth': -1 is not in the range .*\n  help: .*"),
        ("--format json --depth 1", r"--depth has no place in the JSON report, which holds every layer whole\n  help: .*"),
        ("--optimiser adam", r"cnncalc memory has no option --optimiser\n  help: did you mean --optimizer\?"),
    ],
)
def test_a_wrong_request_is_an_error(args: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("memory", "lenet5", *args.split())
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(rf"error: {message}\n", result.err)


@pytest.mark.parametrize(
    ("wanted", "message", "help"),
    [
        ({"dtype": "float23"}, "there is no data type float23", "did you mean float32?"),
        ({"optimizer": "momentun"}, "there is no optimizer momentun", "did you mean momentum?"),
        ({"optimizer": "x"}, "there is no optimizer x", "they are: sgd, momentum, adam"),
    ],
)
def test_the_library_refuses_what_it_does_not_know(wanted: dict[str, str], message: str, help: str) -> None:
    with pytest.raises(SpecError) as caught:
        memory_of(bundled("lenet5"), **wanted)
    (problem,) = caught.value.problems
    assert (problem.message, problem.help) == (message, help)


def test_a_kind_tells_what_it_keeps(cnncalc: Run) -> None:
    assert "kept for backward  a mask, one byte an element of the output\n" in cnncalc("kinds", "dropout").out
    assert "kept for backward  nothing\n" in cnncalc("kinds", "add").out


SAME = "input: 4x8x8\nlayers:\n  - add:\n      - conv 3x3 4 half\n      - {}\n  - mul:\n      - {}\n      - sigmoid\n"


@pytest.mark.parametrize("train", [False, True])
def test_a_branch_of_identity_takes_what_an_empty_one_takes(train: bool) -> None:
    """One network in two spellings: its tensors are the conv's output, the sum, the gate and the product, 256 elements each."""
    analyses = [analyze(build(parse(SAME.format(word, word)))) for word in ("identity", "")]
    assert {one.totals for one in analyses} == {analyses[0].totals}
    assert analyses[0].totals.figures.activations == 4 * 256
    first, second = (memory_of(one, optimizer="sgd" if train else None) for one in analyses)
    assert (first.activations, first.total, first.kept) == (second.activations, second.total, second.kept)


SPLIT = (
    "input: 8x16x16\nlayers:\n  - conv 1x1 8 nobias, shuffle 2\n  - split:\n      - identity\n      - conv 3x3 4 half nobias\n"
)
SLICE = "input: 8x16x16\nlayers:\n  - conv 1x1 8 nobias, slice 2:4, flatten, reshape 2x16x16, relu, conv 1x1 3 nobias\n"


@pytest.mark.parametrize(
    ("text", "tensors"),
    [
        (SPLIT, 2),  # the input for conv1, the whole of what shuffle made for conv2, which reads half of it
        (SLICE, 1.25),  # the input for conv1, and what relu made of a quarter, which is no part of conv1's output any more
        (SLICE.replace(", relu", ""), 2),  # conv2 reads a quarter of conv1's output, and keeps it whole
    ],
)
def test_who_keeps_a_part_keeps_the_whole(text: str, tensors: float) -> None:
    """torch.chunk and slices are views: a saved part holds its base's storage (torch.autograd.graph.saved_tensors_hooks)."""
    assert memory_of(analyze(build(parse(text))), optimizer="sgd").kept == tensors * 8 * 16 * 16 * 4


def test_what_pytorch_keeps_of_shufflenet() -> None:
    """The storages that torchvision's shufflenet_v2_x1_0 saves for backward of two pictures, each counted once."""
    assert memory_of(analyze(build(load("shufflenet_v2_x1_0")), 2), optimizer="sgd").kept == 40_834_640
