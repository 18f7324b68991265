"""Bottlenecks: 1x1 convolutions that narrow the channels before larger convolutions, and what they save.

Sources: Lin et al. 2013 (1x1 convolutions), Szegedy et al. 2014 (reductions), He et al. 2015 (narrowed and widened).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.analysis.analyze import Analysis
from cnncalc.design.whatif.block import BlockBranch, BlockConv, Bottleneck, direct
from cnncalc.errors import refuse
from cnncalc.layers.arithmetic import product
from cnncalc.layers.base import Layer
from cnncalc.network.graph import Node
from cnncalc.results.shown import Listing, in_a_line
from cnncalc.words.numbers import symbolic

OUTSIDE = -1  # who reads a tensor that is an output of the network


class Bottlenecks(Listing[Bottleneck]):
    """The bottlenecks of the network of `analysis`, in execution order."""

    analysis: Analysis

    def __repr__(self) -> str:
        return in_a_line(self, self.analysis.graph.name, f"{len(self):,} found")


def bottlenecks(analysis: Analysis) -> Bottlenecks:
    """Every bottleneck of a network, in execution order.

    It starts with a 1x1 convolution that narrows the channels, or that is narrower than the widening 1x1 after the block
    (ResNet's first block keeps 64 of 64 and widens to 256). Every layer that reads it, through normalisations, activations,
    dropout, identity and pad, is a convolution, at least one of them larger than 1x1; if a pool or a join reads the narrow
    tensor too, no direct convolution could take its place. Convolutions that share one 1x1 make one bottleneck, which pays for
    it once. A widening 1x1 is part of the block where it alone reads the larger convolution.

    The direct convolution has the larger one's kernel and dilation, the strides of all together, and a bias if the last of
    them has one. It reads all channels of the block's input, in groups only as far as all of the block's layers are grouped
    alike: after a full 1x1 even a depthwise convolution sees every channel. Convolutions alone are counted. A transposed
    convolution is not counted as one, and there is no bottleneck where a channel shuffle lies in between.

    Raises a `SpecError` where channels are symbols and it depends on their sizes whether a 1x1 narrows.
    """
    net = _Network(analysis)
    found = (found for index in net.pointwise() if (found := net.bottleneck(index)))
    return Bottlenecks(found, analysis=analysis)


def is_pointwise(layer: Layer) -> bool:
    """Whether a layer is a 1x1 convolution that adds no padding."""
    padded = layer.padding.mode == "pad" and any(map(any, layer.padding.amounts))
    return layer.convolves and not layer.depthwise and product(layer.kernel) == 1 and not padded


class _Network:
    """The nodes of an analysis, and who reads them."""

    def __init__(self, analysis: Analysis) -> None:
        self.nodes = analysis.graph.nodes
        self.batch = analysis.batch
        self.sizes = analysis.sizes
        self.readers: list[list[int]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes):
            for i in node.inputs:
                self.readers[i].append(index)
        for index in analysis.graph.outputs.values():
            self.readers[index].append(OUTSIDE)

    def pointwise(self) -> Iterator[int]:
        return (index for index, node in enumerate(self.nodes) if node.inputs and is_pointwise(node.layer))

    def after(self, index: int) -> list[int]:
        """What reads a tensor, seen through layers that leave its channels as they are."""
        found: list[int] = []
        waiting = [index]
        while waiting:
            for reader in self.readers[waiting.pop()]:
                (waiting if reader != OUTSIDE and _keeps_channels(self.nodes[reader]) else found).append(reader)
        return sorted(found)

    def bottleneck(self, index: int) -> Bottleneck | None:
        node = self.nodes[index]
        readers = self.after(index)
        if OUTSIDE in readers or not any(map(self.is_larger, readers)):
            return None
        if not all(self.nodes[reader].layer.convolves for reader in readers):
            return None
        reduce = self.part(index)
        found = Bottleneck(reduce, tuple(self.branch(reduce, reader) for reader in readers))
        wide = [branch.widen.applied.y[0] for branch in found.branches if branch.widen]
        return found if any(self.is_less(found.width, width, node) for width in (*wide, node.applied.xs[0][0])) else None

    def is_larger(self, index: int) -> bool:
        return self.nodes[index].layer.convolves and product(self.nodes[index].layer.kernel) > 1

    def part(self, index: int) -> BlockConv:
        node = self.nodes[index]
        return BlockConv(node.name, node.applied, node.items * self.batch)

    def branch(self, reduce: BlockConv, index: int) -> BlockBranch:
        conv, after = self.part(index), self.after(index)
        widens = len(after) == 1 and after[0] != OUTSIDE and self.is_larger(index) and self.widens(after[0])
        widen = self.part(after[0]) if widens else None
        return BlockBranch(conv, widen, direct(reduce, conv, widen))

    def widens(self, index: int) -> bool:
        node = self.nodes[index]
        return is_pointwise(node.layer) and self.is_less(node.applied.xs[0][0], node.shape[0], node)

    def is_less(self, some: int, more: int, node: Node) -> bool:
        """Whether some channels of a 1x1 are less than others; refused where that depends on the sizes of symbols."""
        if not (symbolic(some) or symbolic(more)):
            return some < more
        assert self.sizes is not None
        if self.sizes.proves(more - some, or_zero=False):
            return True
        if self.sizes.proves(some - more):
            return False
        which = f"which of {some} and {more} channels are more"
        message = f"whether {node.name} narrows or widens depends on the sizes: {which}"
        raise refuse(message, "give the channels in numbers, as in 256xHxW")


def _keeps_channels(node: Node) -> bool:
    usual = node.layer.family in ("normalisation", "activation") and node.shape[0] == node.applied.xs[0][0]
    return node.layer.keeps_channels or usual
