"""Which tensors are alive when in inference, and the most elements alive at once."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from cnncalc.layers.arithmetic import elements, most
from cnncalc.network.graph import Graph, Node


class Life(NamedTuple):
    """Something in memory: the node it belongs to, what it is, its size, and the first and the last moment of its life.

    Node i runs at moment i; all inputs are there from moment 0 on.
    """

    node: int
    role: str
    size: int
    first: int
    last: int


class Moment(NamedTuple):
    """While a layer runs: its node, and the elements of each tensor that is alive, by the tensor's index."""

    node: int
    alive: dict[int, int]


def peak_activations(graph: Graph) -> int:
    """Elements alive at the worst moment, for one input.

    Layers run in order. A tensor, an input too, lives until its last reader is done, an output to the end. A layer needs its
    inputs and its output at once; identity, dropout, flatten and reshape only rename their input, and activations, bn and scale
    overwrite it when nothing reads it later.
    """
    return most(dict.fromkeys(alive(lives(graph), len(graph.nodes))))  # in their order


def peak_moment(graph: Graph) -> Moment:
    """The moment of peak memory (the first, if there are several), for one input."""
    found, peak = lives(graph), peak_activations(graph)
    index = alive(found, len(graph.nodes)).index(peak)
    return Moment(index, {life.node: life.size for life in found if life.first <= index <= life.last})


def alive(found: Iterable[Life], moments: int) -> list[int]:
    """What is alive at each moment from 0 to `moments` - 1, in the unit of the sizes."""
    changes = [0] * (moments + 1)
    for life in found:
        changes[life.first] += life.size
        changes[min(life.last + 1, moments)] -= life.size
    return list(accumulate(changes[:-1]))


def lives(graph: Graph, each: int = 1) -> list[Life]:
    """The life of every tensor that has memory of its own, in inference; `each` is the size of an element."""
    owner = owners(graph, [node.layer.renames for node in graph.nodes])
    last = last_uses(graph, owner)
    for index, node in enumerate(graph.nodes):
        if owner[index] == index and node.layer.in_place and last[owner[node.inputs[0]]] == index:
            last[owner[node.inputs[0]]] = index - 1  # its memory is the output's from here on
    return [
        Life(index, "tensor", size_of(node) * each, index if node.inputs else 0, last[index])
        for index, node in enumerate(graph.nodes)
        if owner[index] == index
    ]


def size_of(node: Node) -> int:
    """The elements of a node's tensors, for one input."""
    return elements(node.shape) * node.items


def owners(graph: Graph, renames: Sequence[bool]) -> list[int]:
    """For each tensor the one whose memory it is; `renames` says which nodes only rename their input."""
    owner: list[int] = []
    for index, node in enumerate(graph.nodes):
        owner.append(owner[node.inputs[0]] if renames[index] else index)
    return owner


def last_uses(graph: Graph, owner: list[int]) -> list[int]:
    """For each tensor that has memory the index of its last reader.

    Outputs are read after everything else; an input that nobody reads stays.
    """
    last = [index if node.inputs else len(graph.nodes) for index, node in enumerate(graph.nodes)]
    for index, node in enumerate(graph.nodes):
        for i in node.inputs:
            last[owner[i]] = index
    for index in graph.outputs.values():
        last[owner[index]] = len(graph.nodes)
    return last
