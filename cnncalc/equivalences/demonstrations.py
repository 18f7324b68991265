"""The six equivalences run: both sides on the same drawn numbers, with what each costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cnncalc.equivalences import rearranged
from cnncalc.language.read import parse
from cnncalc.network.build import build
from cnncalc.reference.counting import bare, observe
from cnncalc.reference.functions import Shape, Tensor, Weights
from cnncalc.reference.run import Material
from cnncalc.reference.tensors import each, flatten, reshape, shape_of
from cnncalc.reference.weights import draw

NUMBERS = range(-9, 10)  # what inputs and weights are drawn from


class Side(NamedTuple):
    """What one side of an equivalence gave, and what it cost: multiplications as they were counted, parameters likewise."""

    layers: str
    output: Tensor
    multiplications: int
    parameters: int

    def __str__(self) -> str:
        return f"{self.layers}: {self.multiplications:,} multiplications, {self.parameters:,} parameters"


class Demonstration(NamedTuple):
    """Both sides of an equivalence, run on the same numbers."""

    left: Side
    right: Side

    @property
    def equal(self) -> bool:
        """Whether the outputs are equal, number by number."""
        return self.left.output == self.right.output


class Equivalence(NamedTuple):
    """Two ways to compute the same. `demonstrate(seed=0)` runs both on numbers drawn from the seed, as a `Demonstration`."""

    name: str
    statement: str
    demonstrate: Callable[..., Demonstration]


def run(layers: str, x: Tensor, *weights: Mapping[str, Any]) -> Side:
    """Layers, written as in a spec, on an input x on numbers that count; `weights` of those layers that have some, in order."""
    graph = build(parse(f"input: {'x'.join(map(str, shape_of(x)))}\nlayers:\n  - {layers}\n"))
    names = [node.name for node in graph.layers() if node.layer.has_weights()]
    seen = list(observe(graph, Material({"input": x}, dict(zip(names, weights)), {}, 0)))
    costs = sum(layer.counts.mul for layer in seen), sum(layer.numbers() for layer in seen)
    return Side(layers, each(bare, seen[-1].items[0]), *costs)


def _drawn(seed: int, name: str, *shape: int) -> Tensor:
    tensor: Tensor = draw(name, shape, NUMBERS, seed)
    return tensor


def _weights(seed: int, name: str, *shape: int) -> Weights:
    return {"weight": _drawn(seed, f"{name}.weight", *shape), "bias": _drawn(seed, f"{name}.bias", shape[0])}


def _fc_and_conv(seed: int = 0) -> Demonstration:
    shape = (3, 4, 4)
    x, fc = _drawn(seed, "input", *shape), _weights(seed, "fc", 5, 48)
    return Demonstration(run("fc 5", x, fc), run("conv 4x4 5, flatten", x, rearranged.fc_as_conv(fc, shape)))


def _conv1x1_and_fc(seed: int = 0) -> Demonstration:
    x, conv = _drawn(seed, "input", 3, 4, 4), _weights(seed, "conv", 5, 3, 1, 1)
    columns = [list(column) for column in zip(*map(flatten, x))]
    at_each = [run("fc 5", column, rearranged.conv1x1_as_fc(conv)) for column in columns]
    output = [reshape(plane, shape_of(x)[1:]) for plane in zip(*(side.output for side in at_each))]
    multiplications = sum(side.multiplications for side in at_each)
    right = Side("fc 5 at each position", output, multiplications, at_each[0].parameters)
    return Demonstration(run("conv 1x1 5", x, conv), right)


def _groups_and_towers(seed: int = 0) -> Demonstration:
    x, conv = _drawn(seed, "input", 4, 5, 5), _weights(seed, "conv", 6, 2, 3, 3)
    halves = zip((x[:2], x[2:]), rearranged.grouped_as_towers(conv, 2))
    towers = [run("conv 3x3 3 half", half, weights) for half, weights in halves]
    output = [plane for tower in towers for plane in tower.output]
    costs = sum(tower.multiplications for tower in towers), sum(tower.parameters for tower in towers)
    return Demonstration(run("conv 3x3 6 half groups=2", x, conv), Side("two towers of conv 3x3 3 half", output, *costs))


def _separable_and_dense(seed: int = 0) -> Demonstration:
    depthwise, pointwise = _weights(seed, "depthwise", 4, 1, 3, 3), _weights(seed, "pointwise", 6, 4, 1, 1)
    dense = rearranged.separable_as_dense(depthwise, pointwise)
    return _one_for_two(seed, (4, 10, 10), ("dwconv 3x3 half, conv 1x1 6", depthwise, pointwise), ("conv 3x3 6 half", dense))


def _stacked_and_outer(seed: int = 0) -> Demonstration:
    first, second = _weights(seed, "first", 2, 2, 1, 5), _weights(seed, "second", 2, 2, 5, 1)
    dense = rearranged.stacked_1d_as_dense(first, second)
    return _one_for_two(seed, (2, 12, 12), ("conv 1x5 2, conv 5x1 2", first, second), ("conv 5x5 2", dense))


def _two_and_composed(seed: int = 0) -> Demonstration:
    first, second = _weights(seed, "first", 2, 2, 3, 3), _weights(seed, "second", 2, 2, 3, 3)
    one = rearranged.composed(first, second)
    return _one_for_two(seed, (2, 16, 16), ("conv 3x3 2, conv 3x3 2", first, second), ("conv 5x5 2", one))


def _one_for_two(seed: int, shape: Shape, two: tuple[Any, ...], one: tuple[Any, ...]) -> Demonstration:
    """Each side is its layers and their weights."""
    x = _drawn(seed, "input", *shape)
    return Demonstration(run(two[0], x, *two[1:]), run(one[0], x, *one[1:]))


EQUIVALENCES = (
    Equivalence(
        "fully connected, or a convolution as large as the picture",
        "The same weights, rearranged, and the same multiplications; the convolution also runs on larger pictures.",
        _fc_and_conv,
    ),
    Equivalence(
        "1x1 convolution, or fully connected at each position",
        "The same weights and the same multiplications: a 1x1 convolution mixes channels and nothing else.",
        _conv1x1_and_fc,
    ),
    Equivalence(
        "grouped convolution, or towers run apart",
        "The same weights and the same multiplications: groups never see each other's channels.",
        _groups_and_towers,
    ),
    Equivalence(
        "depthwise and pointwise, or a dense convolution of rank one",
        "An output costs K*K*Cin multiplications at once, Cin + K*K*Cin/Cout in the pair; but not every kernel is of rank one.",
        _separable_and_dense,
    ),
    Equivalence(
        "1xn and nx1, or the nxn outer product",
        "2n taps for n*n, but not every kernel is an outer product.",
        _stacked_and_outer,
    ),
    Equivalence(
        "two 3x3 convolutions, or one 5x5",
        "18 taps for 25 with nothing in between, without padding; a nonlinearity in between makes the two more than the one.",
        _two_and_composed,
    ),
)
