"""The rows of a memory chart: one per layer, or scopes folded until they fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from cnncalc.analysis.memory import Memory, MemoryStep
from cnncalc.layers.arithmetic import most

FIT = 48  # rows of a chart that a reader can still take in
LISTED = 8  # tensors that are named at the peak; the others are summed up
SHAPED = ("tensor", "kept", "gradient")


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
    """The rows with neighbours put together, as many as it takes for all to fit."""
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
