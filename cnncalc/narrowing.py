"""Bottlenecks: 1x1 convolutions that narrow the channels in front of larger convolutions, and what they save.

Sources: Lin et al. 2013 (1x1 convolutions), Szegedy et al. 2014 (reductions), He et al. 2015 (narrowed and widened).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import gcd
from typing import NamedTuple

from cnncalc.analysis import Analysis, figures_of
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.graph import Applied, Node
from cnncalc.layers import KINDS, windows
from cnncalc.layers.arithmetic import product
from cnncalc.layers.base import Layer, Padding
from cnncalc.layers.settings import make, text_of

KEEPS_CHANNELS = ("identity", "dropout", "pad")
SLIDES = ("conv", "dwconv")
OUTSIDE = -1  # who reads a tensor that is an output of the network


class Cost(NamedTuple):
    """What convolutions cost: parameters, those without biases, and multiply-accumulates for the whole batch."""

    params: int
    weights: int
    macs: int


class Part(NamedTuple):
    """A convolution of a block, under the name that it has in the network; it runs so many times, for items and batch."""

    name: str
    applied: Applied
    times: int

    @property
    def cost(self) -> Cost:
        """What it costs."""
        figures = figures_of(self.applied, self.times)
        return Cost(figures.params, figures.weights, figures.macs)

    @property
    def groups(self) -> int:
        """In how many groups it works: a depthwise convolution has one for each channel."""
        layer = self.applied.layer
        groups: int = layer.groups if layer.kind == "conv" else self.applied.xs[0][0]
        return groups


class Branch(NamedTuple):
    """What reads the narrow tensor: a convolution, the widening 1x1 behind it if there is one, and what would replace both."""

    conv: Part
    widen: Part | None
    direct: Part

    @property
    def last(self) -> Part:
        """The convolution that the branch ends in."""
        return self.widen or self.conv


class Bottleneck(NamedTuple):
    """A 1x1 convolution that narrows, and everything that reads what it gives."""

    reduce: Part
    branches: tuple[Branch, ...]

    @property
    def width(self) -> int:
        """The channels of the narrow tensor."""
        return self.reduce.applied.y[0]

    @property
    def block(self) -> Cost:
        """What its convolutions cost together."""
        parts = (part for branch in self.branches for part in (branch.conv, branch.widen) if part)
        return total_cost([self.reduce.cost, *(part.cost for part in parts)])

    @property
    def direct(self) -> Cost:
        """What the convolutions from its input straight to its outputs would cost."""
        return total_cost(branch.direct.cost for branch in self.branches)


def total_cost(costs: Iterable[Cost]) -> Cost:
    """The sum of costs."""
    params = weights = macs = 0
    for cost in costs:
        params, weights, macs = params + cost.params, weights + cost.weights, macs + cost.macs
    return Cost(params, weights, macs)


def bottlenecks(analysis: Analysis) -> tuple[Bottleneck, ...]:
    """Every bottleneck of a network, in execution order.

    It starts with a 1x1 convolution that narrows the channels, or that is narrower than the widening 1x1 behind the block
    (ResNet's first block keeps 64 of 64 and widens to 256). Every layer that reads it, through normalisations, activations,
    dropout, identity and pad, is a convolution, at least one of them larger than 1x1; if a pool or a join reads the narrow
    tensor too, no direct convolution could take its place. Convolutions that share one 1x1 make one bottleneck, which pays for
    it once. A widening 1x1 is part of the block where it alone reads the larger convolution.

    The direct convolution has the larger one's kernel and dilation, the strides of all together, and a bias if the last of
    them has one. It reads all channels of the block's input, in groups only as far as all of the block's layers are grouped
    alike: behind a full 1x1 even a depthwise convolution sees every channel. Convolutions alone are counted. A transposed
    convolution is none of these, and a channel shuffle in between makes it another thing.
    """
    net = _Network(analysis)
    return tuple(found for index in net.pointwise() if (found := net.bottleneck(index)))


def reduction(analysis: Analysis, name: str, width: int) -> Bottleneck:
    """What a 1x1 reduction to `width` channels would do in front of a convolution; `direct` is the layer as it is.

    The reduction has a bias if the layer has one. Raises a `SpecError` where the layer is no convolution or the width not
    less than the channels of its input.
    """
    node = convolution_named(analysis, name, ("conv",))
    x, given = node.applied.xs[0], node.layer.given
    if not 1 <= width < x[0]:
        help = f"give a width from 1 to {x[0] - 1}" if x[0] > 1 else "there is nothing to reduce"
        raise refuse(f"a reduction to {width} does not narrow the input of {name}, which has {x[0]} channels", help)
    if width % node.layer.groups:
        help = f"a multiple of {node.layer.groups} would do"
        raise refuse(f"{name} has {node.layer.groups} groups, among which {width} channels cannot be shared out", help)
    times = node.items * analysis.batch
    point = {"size": ((1,) * node.layer.rank, None), "out": width} | _bias(node.layer)
    narrows = _applied(point, node.layer, x)
    reduce = Part(text_of(narrows.layer), narrows, times)
    narrow = Part(name, _applied(given, node.layer, (width, *x[1:])), times)
    return Bottleneck(reduce, (Branch(narrow, None, Part(name, node.applied, times)),))


def convolution_named(analysis: Analysis, name: str, kinds: tuple[str, ...] = SLIDES) -> Node:
    """The convolution of a name; a `SpecError` with what may help where there is none."""
    nodes = {row.node.name: row.node for row in analysis.rows}
    found = [node.name for node in nodes.values() if node.layer.kind in kinds]
    listed = f"its convolutions are: {', '.join(found[:5])}{', ...' if len(found) > 5 else ''}" if found else "it has none"
    if name not in nodes:
        inside = [one for one in found if one.startswith(f"{name}.")]
        help = f"{quote(name)} is a scope; name a layer in it, such as {inside[0]}" if inside else None
        raise refuse(f"the network has no layer {quote(name)}", help or did_you_mean(name, found, listed))
    layer = nodes[name].layer
    if layer.kind in kinds:
        return nodes[name]
    if layer.kind == "dwconv":
        raise refuse(f"{name} is depthwise: no kernel of it sees a second channel, so there is nothing to reduce", listed)
    raise refuse(f"{name} is no convolution: {text_of(layer)}", listed)


def _bias(layer: Layer) -> dict[str, object]:
    return {"nobias": True} if layer.nobias else {}


def _applied(given: dict[str, object], like: Layer, x: tuple[int, ...]) -> Applied:
    """A convolution with these settings on an input, in a network that has the layer `like`."""
    layer = make(KINDS["conv"], tuple(given.items()), like.rank, like.layout)
    return Applied(layer, (x,), layer.shape(x))


def is_pointwise(layer: Layer) -> bool:
    """Whether a layer is a 1x1 convolution that adds no padding."""
    padded = layer.padding.mode == "pad" and any(map(any, layer.padding.amounts))
    return layer.kind == "conv" and product(layer.kernel) == 1 and not padded


class _Network:
    """The nodes of an analysis, and who reads them."""

    def __init__(self, analysis: Analysis) -> None:
        self.nodes = analysis.graph.nodes
        self.batch = analysis.batch
        self.readers: list[list[int]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes):
            for i in node.inputs:
                self.readers[i].append(index)
        for index in analysis.graph.outputs.values():
            self.readers[index].append(OUTSIDE)

    def pointwise(self) -> Iterator[int]:
        return (index for index, node in enumerate(self.nodes) if node.inputs and is_pointwise(node.layer))

    def behind(self, index: int) -> list[int]:
        """What reads a tensor, seen through layers that leave its channels as they are."""
        found: list[int] = []
        waiting = [index]
        while waiting:
            for reader in self.readers[waiting.pop()]:
                (waiting if reader != OUTSIDE and _keeps_channels(self.nodes[reader].layer) else found).append(reader)
        return found

    def bottleneck(self, index: int) -> Bottleneck | None:
        node = self.nodes[index]
        readers = self.behind(index)
        if OUTSIDE in readers or not any(map(self.is_larger, readers)):
            return None
        if any(self.nodes[reader].layer.kind not in SLIDES for reader in readers):
            return None
        reduce = self.part(index)
        found = Bottleneck(reduce, tuple(self.branch(reduce, reader) for reader in readers))
        wide = max([node.applied.xs[0][0], *(branch.widen.applied.y[0] for branch in found.branches if branch.widen)])
        return found if found.width < wide else None

    def is_larger(self, index: int) -> bool:
        return self.nodes[index].layer.kind in SLIDES and product(self.nodes[index].layer.kernel) > 1

    def part(self, index: int) -> Part:
        node = self.nodes[index]
        return Part(node.name, node.applied, node.items * self.batch)

    def branch(self, reduce: Part, index: int) -> Branch:
        conv, behind = self.part(index), self.behind(index)
        widens = len(behind) == 1 and behind[0] != OUTSIDE and self.is_larger(index) and self.widens(behind[0])
        widen = self.part(behind[0]) if widens else None
        return Branch(conv, widen, direct(reduce, conv, widen))

    def widens(self, index: int) -> bool:
        applied = self.nodes[index].applied
        return is_pointwise(applied.layer) and applied.y[0] > applied.xs[0][0]


def _keeps_channels(layer: Layer) -> bool:
    return (
        layer.family == "normalisation"
        or (layer.family == "activation" and layer.kind != "maxout")
        or (layer.kind in KEEPS_CHANNELS)
    )


def direct(reduce: Part, conv: Part, widen: Part | None) -> Part:
    """The one convolution from the block's input channels to its output channels, on the grid that the larger one reads."""
    layer, last = conv.applied.layer, widen or conv
    x = (reduce.applied.xs[0][0], *conv.applied.xs[0][1:])
    steps = widen.applied.layer.stride if widen else (1,) * layer.rank
    given = {
        "size": (layer.kernel, tuple(a * b for a, b in zip(layer.stride, steps))),
        "out": last.applied.y[0],
        "padding": Padding("pad", windows.pads(layer, conv.applied.xs[0])),
        "dilation": layer.dilation,
        "groups": gcd(reduce.groups, conv.groups, last.groups),
    }
    return Part("direct", _applied(given | _bias(last.applied.layer), layer, x), conv.times)
