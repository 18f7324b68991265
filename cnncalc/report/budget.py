"""The memory of a network in rows and words, as all its presenters need it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cnncalc.analysis.lifetimes import Life
from cnncalc.analysis.memory import Memory, MemoryStep
from cnncalc.layers.arithmetic import most
from cnncalc.layers.base import Shape, arrange, show_shape
from cnncalc.words.numbers import symbolic

FIT = 48  # rows of a chart that a reader can still take in
LISTED = 8  # tensors that are named at the peak; the others are summed up
SHAPED = ("tensor", "kept", "gradient")
STATES = {"sgd": "keeps nothing", "momentum": "one number for each", "adam": "two numbers for each"}


class MemoryRow(NamedTuple):
    """A layer, a scope or a run of layers: the most that is alive while they run forward, and backward if any of them does."""

    name: str
    layers: int
    steps: tuple[MemoryStep, ...]

    def alive(self, backward: bool) -> int | None:
        """The most that is alive in a pass, in bytes; None where none of its layers runs."""
        found = dict.fromkeys(step.alive for step in self.steps if step.backward == backward)
        return most(found) if found else None


class Chart(NamedTuple):
    """The rows in the order of the layers, and how they were made to fit."""

    rows: list[MemoryRow]
    remark: str = ""


def chart(memory: Memory, depth: int | None, fit: bool) -> Chart:
    """The rows of a chart: scopes deeper than `depth` are one row each; without one all layers, or as many rows as `fit`."""
    if depth is not None or not fit:
        return Chart(_rows(memory, depth))
    deepest = max(node.name.count(".") for node in memory.analysis.graph.nodes)
    for tried in range(deepest, -1, -1):
        rows = _rows(memory, tried)
        if len(rows) <= FIT:
            remark = f"a folded scope shows the most that is alive in any of its layers; --depth {deepest} shows every layer"
            return Chart(rows, remark if tried < deepest else "")
    return _sampled(rows)


def _rows(memory: Memory, depth: int | None) -> list[MemoryRow]:
    """One for each layer, or for each scope at that depth."""
    nodes = memory.analysis.graph.nodes
    steps: dict[int, list[MemoryStep]] = {}
    for step in memory.steps:
        steps.setdefault(step.node, []).append(step)
    names = [node.name if depth is None else ".".join(node.name.split(".")[: depth + 1]) for node in nodes]
    groups = (list(group) for _, group in groupby(range(len(nodes)), key=names.__getitem__))
    return [MemoryRow(names[group[0]], len(group), tuple(step for i in group for step in steps[i])) for group in groups]


def _sampled(rows: Sequence[MemoryRow]) -> Chart:
    """Neighbours put together, so many that the rows fit."""
    run = -(-len(rows) // FIT)
    runs = [rows[start : start + run] for start in range(0, len(rows), run)]
    together = [
        MemoryRow(found[0].name, sum(row.layers for row in found), tuple(step for row in found for step in row.steps))
        for found in runs
    ]
    return Chart(
        together,
        f"a row shows the most of {run:,} neighbours, by the name of the first; --depth 0 shows all {len(rows):,} rows",
    )


def passes(memory: Memory) -> list[tuple[str, bool]]:
    """The columns of a chart: a title, and whether it is the pass backward."""
    return [("forward", False), ("backward", True)] if memory.optimizer else [("alive", False)]


def is_peak(memory: Memory, row: MemoryRow, backward: bool) -> bool:
    """Whether the peak is in a row, in that pass."""
    return memory.peak is not None and memory.peak.backward == backward and memory.peak in row.steps


def output_of(memory: Memory, row: MemoryRow) -> str:
    """The shape that comes out of the row's last layer, and of how many layers it is the last."""
    graph = memory.analysis.graph
    node = graph.nodes[max(step.node for step in row.steps)]
    items = f" ×{node.items}" if node.items > 1 else ""
    return show_shape(node.shape, graph.layout) + items + (f" ({row.layers:,} layers)" if row.layers > 1 else "")


def headline(memory: Memory) -> str:
    """What the figures are of."""
    batch = memory.analysis.batch
    of = f"training with {memory.optimizer}" if memory.optimizer else "inference"
    return f"{of} in {memory.dtype}, {'one picture' if batch == 1 else f'batch {batch}'}"


def facts(memory: Memory) -> list[tuple[str, int, str]]:
    """What takes how many bytes, with a remark."""
    figures, totals = memory.analysis.totals.figures, memory.analysis.totals
    found = [("weights", memory.weights, f"{figures.params:,} parameters")]
    if figures.buffers:
        found.append(("buffers", memory.buffers, f"{figures.buffers:,} running statistics"))
    if memory.optimizer:
        frozen = figures.params - totals.trainable
        trained = f"one number for each of {totals.trainable:,} parameters{' that are trained' if frozen else ''}"
        found.append(("gradients", memory.gradients, trained))
        found.append((f"{memory.optimizer} states", memory.states, STATES[memory.optimizer]))
    found.append(("activations", memory.activations, f"the most at once, {when(memory)}"))
    if memory.optimizer:
        found.append(("  kept", memory.kept, "of these, what backward reads of the pass forward"))
    return [*found, ("total", memory.total, "")]


def when(memory: Memory) -> str:
    """The moment of the peak in words."""
    if memory.peak is None:
        return "wherever the sizes put it"
    graph = memory.analysis.graph
    doing = "comes in" if memory.peak.node in graph.inputs.values() else "runs"
    return f"while {graph.nodes[memory.peak.node].name} {doing}{' backward' * memory.peak.backward}"


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
