"""What is alive at the moment of peak memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncalc.analysis.lifetimes import Life
from cnncalc.analysis.memory import Memory
from cnncalc.layers.base import Shape, arrange
from cnncalc.words.numbers import symbolic

LISTED = 8  # tensors that are named at the peak; the others are summed up
SHAPED = ("tensor", "kept", "gradient")


class Alive(NamedTuple):
    """Something that is alive at the peak: whose, what it is, its shape if it is a tensor, its bytes, and until when."""

    name: str
    what: str
    shape: Shape  # in the layout of the network
    bytes: int
    until: str

    @property
    def shown(self) -> str:
        """The shape as text."""
        return "x".join(map(format, self.shape))


def alive_at_the_peak(memory: Memory) -> list[Alive]:
    """All that is alive then, in the order of the layers; nothing where the peak depends on sizes that are open."""
    if memory.peak is None:
        return []
    return [_alive(memory, life) for life in sorted(memory.at(memory.peak), key=lambda life: life.node)]


def _alive(memory: Memory, life: Life) -> Alive:
    graph = memory.analysis.graph
    node = graph.nodes[life.node]
    shape = arrange(node.shape, graph.layout) if life.role in SHAPED else ()
    return Alive(node.name, life.role, shape, life.size, _until(memory, life.last))


def _until(memory: Memory, moment: int) -> str:
    """The layer that is the last to need it."""
    nodes = memory.analysis.graph.nodes
    if moment < len(nodes):
        return nodes[moment].name
    backward = 2 * len(nodes) - 1 - moment
    return f"{nodes[backward].name} backward" if memory.optimizer and backward >= 0 else "the end"


def largest(found: Sequence[Alive]) -> Iterator[Alive]:
    """The largest, the first ones first, and a sum of the others; in the order of the layers where sizes are open."""
    open_sizes = any(symbolic(one.bytes) for one in found)
    ranked = list(found) if open_sizes else sorted(found, key=lambda one: -one.bytes)
    named = len(ranked) if len(ranked) <= LISTED else LISTED - 1
    yield from ranked[:named]
    if rest := ranked[named:]:
        yield Alive(f"{len(rest):,} more", "", (), sum(one.bytes for one in rest), "")
