"""Each distinct layer of a network by itself, on an input small enough to count every operation.

Layers are distinct where their kinds, settings or input channels differ. The input has the network's channels and as few
positions as give the layer up to three outputs along each axis. What would still take too long runs with fewer of its
kernels or regions, which are all alike, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.errors import Fault, refuse
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import ATTRIBUTES, make, text_of
from cnncalc.network.graph import Applied, Graph, Input, Node

ALL = 4_000_000  # operations for all layers of a network together, some five seconds of them
LEAST, MOST = 10_000, 150_000  # operations for one layer
TOO_MANY = 20_000_000  # operations of one layer that nobody would wait for
TRIED = 256  # extents that are tried for an input before the network's own is taken
OUTPUTS = (3, 2, 1)  # along each axis: what is wished for first
SMALL = 9  # positions along each axis that a resize makes
ALIKE = {"out": "kernels", "rois": "regions"}  # settings that say how many there are of what is alike


class Sample(NamedTuple):
    """A layer by itself as a network, after a node of the whole one; and how many there are like it."""

    node: Node
    alike: int
    graph: Graph
    cost: int  # operations, by the rules
    only: str  # how it was made smaller: "2 of 512 kernels"; empty if it was not


def samples(graph: Graph) -> list[Sample]:
    """A sample of every distinct layer, in the order in which they first appear."""
    distinct: dict[tuple[Any, ...], list[Node]] = {}
    for node in graph.layers():
        distinct.setdefault(_identity(node), []).append(node)
    budget = max(LEAST, min(MOST, ALL // max(1, len(distinct))))
    return [_sample(nodes[0], len(nodes), budget) for nodes in distinct.values()]


def _identity(node: Node) -> tuple[Any, ...]:
    """What makes layers distinct; for joins also which extents are broadcast."""
    xs = node.applied.xs
    ones = tuple(tuple(extent == 1 for extent in x[1:]) for x in xs) if node.layer.joins else ()
    whole = xs if node.layer.kind == "reshape" else ()
    return text_of(node.layer), node.layer.rank, tuple(x[0] for x in xs), ones, whole


def _sample(node: Node, alike: int, budget: int) -> Sample:
    tried: list[Sample] = []
    for outputs in OUTPUTS:
        xs = _small_inputs(node.applied, outputs)
        for layer, only in _parts(node.layer, xs, budget):
            sample = Sample(node, alike, _alone(node, layer, xs), _cost(layer, xs), only)
            if sample.cost <= budget:
                return sample
            tried.append(sample)
    cheapest = min(tried, key=lambda sample: sample.cost)
    if cheapest.cost > TOO_MANY:
        raise refuse(
            f"{node.name} is too large to be run by itself: {cheapest.cost:,} operations on the smallest input",
            "verify the network with a smaller setting (--set), or without this layer",
        )
    return cheapest


def _cost(layer: Layer, xs: Sequence[Shape]) -> int:
    y = layer.shape(*xs)
    return (sum(layer.ops(y, *xs)) + elements(y)) * layer.items + sum(map(elements, xs))


def _parts(layer: Layer, xs: Sequence[Shape], budget: int) -> Iterator[tuple[Layer, str]]:
    """The layer, then with as many of its kernels or regions as the budget allows, or with a smaller output to make."""
    yield layer, ""
    if layer.kind == "resize":
        small = tuple(min(extent, SMALL) for extent in layer.size)
        yield _with(layer, "hxw", small), f"to {'x'.join(map(str, small))}"
    setting = next((setting for setting in ALIKE if setting in layer.given), None)
    if setting is None:
        return
    have = layer.given[setting]
    step = layer.groups if "groups" in layer.grammar().settings else 1
    few = _with(layer, setting, step)
    kept = max(1, min(have // step - 1, budget // max(1, _cost(few, xs)))) * step
    if kept < have:
        yield _with(layer, setting, kept), f"{kept:,} of {have:,} {ALIKE[setting]}"


def _with(layer: Layer, setting: str, value: Any) -> Layer:
    """The layer with another value for a setting."""
    return layer.changed(given={**layer.given, setting: value}, **{ATTRIBUTES.get(setting, setting): value})


def _small_inputs(applied: Applied, outputs: int) -> tuple[Shape, ...]:
    """The inputs with as few positions on each axis as leave that many outputs, or as the layer has."""
    xs = applied.xs
    for axis in range(1, len(xs[0])) if applied.layer.kind != "reshape" else ():
        most = max(x[axis] for x in xs)
        fitting = (trial for extent in _extents(most) if (trial := _cut(applied, xs, axis, extent, outputs)))
        xs = next(fitting, xs)
        # One position more, where that makes no new output, lets a window leave something unread.
        more = _cut(applied, xs, axis, min(most, max(x[axis] for x in xs) + 1), outputs)
        if more and applied.layer.shape(*more)[axis:] == applied.layer.shape(*xs)[axis:]:
            xs = more
    return xs


def _extents(most: int) -> Iterator[int]:
    yield from range(1, min(most, TRIED) + 1)
    yield most


def _cut(applied: Applied, xs: Sequence[Shape], axis: int, extent: int, outputs: int) -> tuple[Shape, ...] | None:
    """The inputs with another extent on an axis, where the layer still has enough outputs there. What is broadcast stays 1."""
    cut = tuple(x if x[axis] == 1 else (*x[:axis], extent, *x[axis + 1 :]) for x in xs)
    try:
        y = applied.layer.shape(*cut)
    except Fault:
        return None
    if len(y) != len(applied.xs[0]):
        return cut if extent >= min(outputs, applied.xs[0][axis]) else None
    enough = y[axis] >= min(outputs, applied.y[axis]) and extent >= min(outputs, max(x[axis] for x in applied.xs))
    return cut if enough else None


def _alone(node: Node, layer: Layer, xs: Sequence[Shape]) -> Graph:
    """A layer as a network of its own, under its name."""
    names = [f"input{number}" if len(xs) > 1 else "input" for number, _ in enumerate(xs, 1)]
    inputs = [Node(name, Applied(_input(x, layer), (), x), (), 1, 0) for name, x in zip(names, xs)]
    applied = Applied(layer, tuple(xs), layer.shape(*xs))
    alone = Node(node.name, applied, tuple(range(len(xs))), layer.items, node.line)
    indices = {name: index for index, name in enumerate(names)}
    return Graph(node.name, "", layer.layout, (*inputs, alone), indices, {"output": len(xs)}, frozenset(), (), (), {})


def _input(shape: Shape, layer: Layer) -> Layer:
    return make(Input, (), len(shape) - 1, layer.layout)
