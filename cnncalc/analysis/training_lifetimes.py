"""Which tensors are alive when in training: forward through the layers, then backward.

Backward reads of each layer what PyTorch's table of derivatives has it read (tools/autograd/derivatives.yaml; the form that
works in place, where there is one); of kinds that PyTorch composes of others, what the formula of the gradient reads. Whatever
is read lives on until then, and is kept once, however many layers read it. A layer takes part if something that is trained
lies in it or above it, and an output below. The gradient of a tensor is as large as the tensor and lives from the backward of
its last reader to that of its maker. A slice is a view of its input: who keeps a part of a tensor keeps the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.analysis.lifetimes import Life, last_uses, owners, size_of
from cnncalc.layers.base import Layer
from cnncalc.network.graph import Graph, Node

# What a kind may keep for backward, by the words of its `keeps`.
KEPT = {
    "inputs": "its inputs",
    "inputs_to_learn": "its input, for the gradient of its weights",
    "factors": "each input, for the gradients of the others",
    "quotient": "what it divides by, and for the gradient of that what it divides",
    "output": "its output",
    "mask": "a mask, one byte an element of the output",
    "index": "where each output came from, eight bytes an element",
    "short_index": "where each output came from, four bytes an element",
    "statistics": "the numbers that it normalises by, of each picture",
    "batch_statistics": "the numbers that it normalises by, a mean and a deviation of each channel over the batch",
}
BESIDES = {"mask": 1, "index": 8, "short_index": 4}  # bytes for each element of the output, whatever the data type


class Unit(NamedTuple):
    """What an element takes: the bytes of its type, and the inputs of the batch."""

    bytes: int
    batch: int


class Parts(NamedTuple):
    """Which nodes take part in backward, by index."""

    trains: list[bool]  # has parameters that are trained
    runs: list[bool]  # runs backward


def parts_of(graph: Graph) -> Parts:
    """Which nodes train, and which run backward."""
    trains = [_learns(node) and index not in graph.frozen for index, node in enumerate(graph.nodes)]
    below, leads = list(trains), [False] * len(graph.nodes)
    for index, node in enumerate(graph.nodes):
        below[index] = below[index] or any(below[i] for i in node.inputs)
    for index in graph.outputs.values():
        leads[index] = True
    for index in reversed(range(len(graph.nodes))):
        for i in graph.nodes[index].inputs:
            leads[i] = leads[i] or leads[index]
    return Parts(trains, [a and b for a, b in zip(below, leads)])


def _learns(node: Node) -> bool:
    return bool(node.inputs) and bool(node.layer.learned(*node.applied.xs))


def backward_moment(graph: Graph, index: int) -> int:
    """When a node runs backward: the last one first, after all that ran forward."""
    return 2 * len(graph.nodes) - 1 - index


def training_lives(graph: Graph, unit: Unit) -> list[Life]:
    """The life of everything that is alive in a step of training, in bytes; a node runs forward at the moment of its index."""
    parts = parts_of(graph)
    owner = owners(graph, [_renames(node.layer) for node in graph.nodes])
    whole = owners(graph, [_renames(node.layer) or node.layer.views for node in graph.nodes])
    each = unit.bytes * unit.batch
    return [
        *_tensors(graph, owner, _read_backward(graph, whole, parts), each),
        *_besides(graph, parts, unit),
        *_gradients(graph, owner, parts, each),
    ]


def _renames(layer: Layer) -> bool:
    """Whether a node only renames its input in training too; dropout does not."""
    return layer.renames and "mask" not in layer.kept_for_backward()


def _read_backward(graph: Graph, owner: list[int], parts: Parts) -> dict[int, int]:
    """For each tensor that backward reads, the last moment at which it is read."""
    until: dict[int, int] = {}
    for index in reversed(range(len(graph.nodes))):
        if parts.runs[index]:
            until |= dict.fromkeys(_read_by(graph, owner, parts, index), backward_moment(graph, index))
    return until


def _read_by(graph: Graph, owner: list[int], parts: Parts, index: int) -> Iterator[int]:
    node = graph.nodes[index]
    keeps = node.layer.kept_for_backward()
    if "inputs" in keeps or ("inputs_to_learn" in keeps and parts.trains[index]):
        yield from (owner[i] for i in node.inputs)
    if "factors" in keeps:
        runs = [parts.runs[i] for i in node.inputs]
        yield from (owner[i] for at, i in enumerate(node.inputs) if any(runs[:at]) or any(runs[at + 1 :]))
    if "quotient" in keeps:
        divided, by = node.inputs
        yield owner[by]
        if parts.runs[by]:
            yield owner[divided]
    if "output" in keeps:
        yield owner[index]


def _tensors(graph: Graph, owner: list[int], until: dict[int, int], each: int) -> Iterator[Life]:
    """The tensors that are made going forward. One that backward reads is not overwritten."""
    end = 2 * len(graph.nodes)
    last = [end if use == len(graph.nodes) else use for use in last_uses(graph, owner)]
    for index, node in enumerate(graph.nodes):
        overwrites = owner[index] == index and (node.layer.in_place or node.layer.renames)
        if overwrites and last[buffer := owner[node.inputs[0]]] == index:
            last[buffer] = index - 1  # unless backward reads it, below
    for index, node in enumerate(graph.nodes):
        if owner[index] == index:
            role, stays = ("kept", max(until[index], last[index])) if index in until else ("tensor", last[index])
            yield Life(index, role, size_of(node) * each, index if node.inputs else 0, stays)


def _besides(graph: Graph, parts: Parts, unit: Unit) -> Iterator[Life]:
    """What is kept for backward besides the network's tensors: masks, indices, statistics."""
    for index, node in enumerate(graph.nodes):
        for word in node.layer.kept_for_backward() if parts.runs[index] else ():
            if (size := _size_besides(node, word, unit)) is not None:
                yield Life(index, word.rpartition("_")[2], size, index, backward_moment(graph, index))


def _size_besides(node: Node, word: str, unit: Unit) -> int | None:
    """The bytes that a word means; none where it means a tensor of the network."""
    if word in BESIDES:
        return size_of(node) * BESIDES[word] * unit.batch
    if word == "batch_statistics":
        return node.layer.statistics(*node.applied.xs) * unit.bytes
    if word == "statistics":
        return node.layer.statistics(*node.applied.xs) * unit.bytes * node.items * unit.batch
    return None


def _gradients(graph: Graph, owner: list[int], parts: Parts, each: int) -> Iterator[Life]:
    """The gradients of the tensors that are made going forward; those of outputs are there when backward begins."""
    since: dict[int, int] = {}
    for index, node in enumerate(graph.nodes):
        if parts.runs[index]:
            since |= {owner[i]: backward_moment(graph, index) for i in node.inputs}
    since |= {owner[index]: len(graph.nodes) for index in graph.outputs.values()}
    for index, node in enumerate(graph.nodes):
        if owner[index] == index and parts.runs[index]:
            yield Life(index, "gradient", size_of(node) * each, since[index], backward_moment(graph, index))
