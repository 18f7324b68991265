"""The most elements alive at once in inference."""

from __future__ import annotations

from cnncalc.graph import Graph
from cnncalc.layers.arithmetic import elements, most


def peak_activations(graph: Graph) -> int:
    """Elements alive at the worst moment, for one picture.

    Layers run in order. A tensor, an input too, lives until its last reader is done, an output to the end. A layer needs its
    inputs and its output at once; identity, dropout, flatten and reshape only rename their input, and activations, bn and scale
    overwrite it when nothing reads it later.
    """
    owner = _owners(graph)
    last = _last_uses(graph, owner)
    alive = 0
    live: list[int] = [elements(node.shape) * node.items for node in graph.nodes]
    for index in graph.inputs.values():
        alive += live[index]
    moments = {alive: None}  # in their order
    for index, node in enumerate(graph.nodes):
        if not node.inputs:
            continue
        buffer = owner[node.inputs[0]]
        if owner[index] == index and node.layer.in_place and last[buffer] == index:
            live[index], live[buffer] = live[buffer], 0
        elif owner[index] == index:
            alive += live[index]
        moments[alive] = None
        for dead in {owner[i] for i in (*node.inputs, index)}:
            if last[dead] <= index:
                alive -= live[dead]
                live[dead] = 0
    return most(moments)


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
