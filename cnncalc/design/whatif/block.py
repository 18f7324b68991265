"""A bottleneck and what it costs: a 1x1 convolution that narrows the channels, and the convolutions after it."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd
from typing import NamedTuple

from cnncalc.analysis.analyze import figures_of
from cnncalc.layers import KINDS, windows
from cnncalc.layers.arithmetic import common
from cnncalc.layers.base import Layer, Padding, Shape
from cnncalc.layers.settings import make
from cnncalc.network.graph import Applied
from cnncalc.results.shown import Result, in_a_line
from cnncalc.words.numbers import symbolic


class BlockCost(NamedTuple):
    """What convolutions cost: parameters, those without biases, and multiply-accumulates for the whole batch."""

    params: int
    weights: int
    macs: int


class BlockConv(NamedTuple):
    """A convolution of a block, under the name that it has in the network; it runs `times` times, for items and batch."""

    name: str
    applied: Applied
    times: int

    @property
    def cost(self) -> BlockCost:
        """What it costs."""
        figures = figures_of(self.applied, self.times)
        return BlockCost(figures.params, figures.weights, figures.macs)

    @property
    def groups(self) -> int:
        """In how many groups it works: a depthwise convolution has one for each channel."""
        layer = self.applied.layer
        groups: int = self.applied.xs[0][0] if layer.depthwise else layer.groups
        return groups


class BlockBranch(NamedTuple):
    """What reads the narrow tensor: a convolution, the widening 1x1 after it if there is one, and what would replace both."""

    conv: BlockConv
    widen: BlockConv | None
    direct: BlockConv

    @property
    def last(self) -> BlockConv:
        """The convolution that the branch ends in."""
        return self.widen or self.conv


class BottleneckFields(NamedTuple):
    """What a `Bottleneck` holds."""

    reduce: BlockConv
    branches: tuple[BlockBranch, ...]


class Bottleneck(Result, BottleneckFields):
    """A 1x1 convolution that narrows, and everything that reads what it gives."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self, self.reduce.name, f"{self.width} channels", *(f"{one.params:,} params" for one in (self.block, self.direct))
        )

    @property
    def width(self) -> int:
        """The channels of the narrow tensor."""
        return self.reduce.applied.y[0]

    @property
    def output(self) -> Shape:
        """The shape that it ends in, of several branches that of the first."""
        return self.branches[0].last.applied.y

    @property
    def block(self) -> BlockCost:
        """What its convolutions cost together."""
        parts = (part for branch in self.branches for part in (branch.conv, branch.widen) if part)
        return total_cost([self.reduce.cost, *(part.cost for part in parts)])

    @property
    def direct(self) -> BlockCost:
        """What the convolutions from its input straight to its outputs would cost."""
        return total_cost(branch.direct.cost for branch in self.branches)


def total_cost(costs: Iterable[BlockCost]) -> BlockCost:
    """The sum of costs."""
    params = weights = macs = 0
    for cost in costs:
        params, weights, macs = params + cost.params, weights + cost.weights, macs + cost.macs
    return BlockCost(params, weights, macs)


def direct(reduce: BlockConv, conv: BlockConv, widen: BlockConv | None) -> BlockConv:
    """The one convolution from the block's input channels to its output channels, on the grid that the larger one reads."""
    layer, last = conv.applied.layer, widen or conv
    x = (reduce.applied.xs[0][0], *conv.applied.xs[0][1:])
    steps = widen.applied.layer.stride if widen else (1,) * layer.rank
    given = {
        "size": (layer.kernel, tuple(a * b for a, b in zip(layer.stride, steps))),
        "out": last.applied.y[0],
        "padding": Padding("pad", windows.pads(layer, conv.applied.xs[0])),
        "dilation": layer.dilation,
        "groups": _shared_groups(reduce, conv, last),
    }
    return BlockConv("direct", convolution(given | bias_of(last.applied.layer), layer, x), conv.times)


def _shared_groups(*parts: BlockConv) -> int:
    """The groups that all have in common; a depthwise convolution may have a symbolic number of them."""
    groups = [part.groups for part in parts]
    shared = gcd(*(count for count in groups if not symbolic(count)))
    for count in groups:
        shared = common(count, shared) if symbolic(count) and shared > 1 else shared
    return shared


def bias_of(layer: Layer) -> dict[str, object]:
    """The setting that leaves out the bias, where a layer has none."""
    return {"nobias": True} if layer.nobias else {}


def convolution(given: dict[str, object], like: Layer, x: tuple[int, ...]) -> Applied:
    """A convolution with these settings on an input, in a network that has the layer `like`."""
    layer = make(KINDS["conv"], tuple(given.items()), like.rank, like.layout)
    return Applied(layer, (x,), layer.shape(x))
