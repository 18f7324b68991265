"""The most elements alive at once in inference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.graph import Graph
from cnncalc.layers.arithmetic import elements, most

# Bytes of one element.
DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}


class Moment(NamedTuple):
    """While a layer runs: its node, and the elements of each tensor that is alive, by the tensor's index."""

    node: int
    alive: dict[int, int]


def peak_activations(graph: Graph) -> int:
    """Elements alive at the worst moment, for one picture.

    Layers run in order. A tensor, an input too, lives until its last reader is done, an output to the end. A layer needs its
    inputs and its output at once; identity, dropout, flatten and reshape only rename their input, and activations, bn and scale
    overwrite it when nothing reads it later.
    """
    return most(dict.fromkeys(alive for _, alive, _ in _moments(graph, _owners(graph))))  # in their order


def peak_moment(graph: Graph) -> Moment:
    """The first moment at which so many elements are alive, for one picture."""
    owner, peak = _owners(graph), peak_activations(graph)
    index, live = next((index, live) for index, alive, live in _moments(graph, owner) if alive == peak)
    now = max(index, *graph.inputs.values())
    return Moment(index, {i: live[i] for i in range(now + 1) if owner[i] == i and live[i]})


def _moments(graph: Graph, owner: list[int]) -> Iterator[tuple[int, int, list[int]]]:
    """For each node in turn how many elements are alive while it runs, and those of each tensor: 0 once it is dead."""
    last = _last_uses(graph, owner)
    live: list[int] = [elements(node.shape) * node.items for node in graph.nodes]
    alive = 0
    for index in graph.inputs.values():
        alive += live[index]
    yield next(iter(graph.inputs.values())), alive, live
    for index, node in enumerate(graph.nodes):
        if not node.inputs:
            continue
        buffer = owner[node.inputs[0]]
        if owner[index] == index and node.layer.in_place and last[buffer] == index:
            live[index], live[buffer] = live[buffer], 0
        elif owner[index] == index:
            alive += live[index]
        yield index, alive, live
        for dead in {owner[i] for i in (*node.inputs, index)}:
            if last[dead] <= index:
                alive -= live[dead]
                live[dead] = 0


def _owners(graph: Graph) -> list[int]:
    """For each tensor the one whose memory it is."""
    owner: list[int] = []
    for index, node in enumerate(graph.nodes):
        owner.append(owner[node.inputs[0]] if node.layer.renames else index)
    return owner


def _last_uses(graph: Graph, owner: list[int]) -> list[int]:
    """For each tensor that has memory the index of its last reader; outputs are read after everything else."""
    last = list(range(len(graph.nodes)))
    for index, node in enumerate(graph.nodes):
        for i in node.inputs:
            last[owner[i]] = index
    for index in graph.outputs.values():
        last[owner[index]] = len(graph.nodes)
    return last
