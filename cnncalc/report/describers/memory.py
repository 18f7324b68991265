"""`memory`: what is alive over a run, what takes how much, and what is alive at the peak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.analysis.memory import Memory
from cnncalc.analysis.storage import OPTIMIZERS
from cnncalc.layers.base import arrange, show_shape
from cnncalc.report.cells import BYTES, COUNT, FIGURE, TEXT
from cnncalc.report.describers.heading import exact, heading_of
from cnncalc.report.describers.memory_chart import MemoryRow, chart, is_peak, passes
from cnncalc.report.describers.memory_peak import alive_at_the_peak, largest
from cnncalc.report.model import CAPTION, CONDITION, Bar, Bars, Block, Column, Fact, Facts, Table, notes
from cnncalc.report.report import Report

KEPT = {0: "keeps nothing", 1: "one number for each", 2: "two numbers for each"}  # by the states of an optimizer
WHOLE = ("--depth has no place in the JSON report, which holds every layer whole", "leave it out, or use csv")
WORDS = (Column("step", "step", TEXT), Column("output", "output", TEXT))
ALIVE = (
    Column("of", "of", TEXT),
    Column("what", "what", TEXT),
    Column("shape", "shape", FIGURE),
    Column("bytes", "memory", BYTES),
    Column("until", "until", TEXT),
)


def memory_report(memory: Memory, depth: int | None = None) -> Report:
    """The memory over a run, scopes deeper than `depth` folded, or as deep as fits."""
    return Report(
        **heading_of(memory.analysis),
        blocks=lambda: _blocks(memory, depth),
        data=lambda: _data(memory),
        main=lambda: _plain(memory, depth),
        long=["steps"],
        aside=exact(memory.analysis),
        for_people=[WHOLE] * (depth is not None),
    )


def _blocks(memory: Memory, depth: int | None) -> Iterator[Block]:
    shown = chart(memory, depth, fit=True)
    series = [Column(title, title, BYTES) for title, _ in passes(memory)]
    rows = [([row.name, output_of(memory, row)], [_bar(memory, row, back) for _, back in passes(memory)]) for row in shown.rows]
    yield notes([headline(memory)])
    yield Bars(WORDS, series, rows)
    yield from [notes([shown.remark], CAPTION)] * bool(shown.remark)
    yield Facts(list(facts(memory)))
    holds = exact(memory.analysis)
    yield from [notes(holds, CONDITION)] * bool(holds)
    if memory.peak is not None:
        yield _alive(memory)


def _bar(memory: Memory, row: MemoryRow, back: bool) -> Bar | None:
    alive = row.alive(back)
    return None if alive is None else Bar(alive, memory.activations, "peak" * is_peak(memory, row, back))


def _alive(memory: Memory) -> Table:
    """The largest of what is alive at the peak; at inference there are no other things than tensors."""
    kept = [index for index, column in enumerate(ALIVE) if memory.optimizer or column.key != "what"]
    rows = [[one.name, one.what, one.shown, one.bytes, one.until] for one in largest(alive_at_the_peak(memory))]
    return Table([ALIVE[i] for i in kept], [[row[i] for i in kept] for row in rows], f"alive {when(memory)}")


def _plain(memory: Memory, depth: int | None) -> Table:
    columns = [*WORDS, *(Column(title, title, COUNT) for title, _ in passes(memory))]
    rows = (
        [row.name, output_of(memory, row), *(row.alive(back) for _, back in passes(memory))]
        for row in chart(memory, depth, fit=False).rows
    )
    return Table(columns, rows)


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
    return f"{of} in {memory.dtype}, batch {batch}"


def facts(memory: Memory) -> Iterator[Fact]:
    """What takes how many bytes, with a remark."""
    figures, totals = memory.analysis.totals.figures, memory.analysis.totals
    yield Fact("weights", memory.weights, BYTES, f"{figures.params:,} parameters")
    if figures.buffers:
        yield Fact("buffers", memory.buffers, BYTES, f"{figures.buffers:,} running statistics")
    if memory.optimizer:
        frozen = figures.params - totals.trainable
        trained = f"one number for each of {totals.trainable:,} parameters{' that are trained' if frozen else ''}"
        yield Fact("gradients", memory.gradients, BYTES, trained)
        yield Fact(f"{memory.optimizer} states", memory.states, BYTES, KEPT[OPTIMIZERS[memory.optimizer]])
    yield Fact("activations", memory.activations, BYTES, f"the most at once, {when(memory)}")
    if memory.optimizer:
        yield Fact("kept", memory.kept, BYTES, "of these, what backward reads of the pass forward", depth=1)
    yield Fact("total", memory.total, BYTES, f"{memory.total:,} bytes")


def when(memory: Memory) -> str:
    """The moment of the peak in words."""
    if memory.peak is None:
        return "wherever the sizes put it"
    graph = memory.analysis.graph
    doing = "comes in" if memory.peak.node in graph.inputs.values() else "runs"
    return f"while {graph.nodes[memory.peak.node].name} {doing}{' backward' * memory.peak.backward}"


def _data(memory: Memory) -> Mapping[str, Any]:
    analysis = memory.analysis
    keys = ("weights", "buffers", "gradients", "states", "kept", "activations", "total")
    conditions = {} if analysis.sizes is None else {"conditions": [str(condition) for condition in analysis.conditions]}
    return {
        "format": 1,
        "name": analysis.graph.name,
        "batch": analysis.batch,
        "layout": analysis.graph.layout,
        "dtype": memory.dtype,
        "optimizer": memory.optimizer,
        "bytes": {key: getattr(memory, key) for key in keys},
        "peak": _peak(memory),
        **conditions,
        "steps": _steps(memory),
    }


def _steps(memory: Memory) -> Iterator[Mapping[str, Any]]:
    graph = memory.analysis.graph
    for step in memory.steps:
        node = graph.nodes[step.node]
        shape = list(arrange(node.shape, graph.layout))
        entry = {"name": node.name, "kind": node.layer.kind, "pass": _pass(step.backward), "output_shape": shape}
        yield entry | {"alive": step.alive}


def _peak(memory: Memory) -> Mapping[str, Any] | None:
    if memory.peak is None:
        return None
    name = memory.analysis.graph.nodes[memory.peak.node].name
    return {"name": name, "pass": _pass(memory.peak.backward), "alive": [one._asdict() for one in alive_at_the_peak(memory)]}


def _pass(backward: bool) -> str:
    return "backward" if backward else "forward"
