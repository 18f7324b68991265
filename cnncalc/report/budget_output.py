"""The memory of a network as JSON, CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONEncoder
from typing import Any

from cnncalc.analysis.memory import Memory
from cnncalc.layers.base import arrange
from cnncalc.report.budget import (
    Chart,
    MemoryRow,
    alive_at_the_peak,
    facts,
    headline,
    is_peak,
    largest,
    output_of,
    passes,
    when,
)
from cnncalc.report.columns import View
from cnncalc.report.rounding import in_numbers, of_bytes
from cnncalc.report.summary import conditions
from cnncalc.report.text import csv_line, markdown_line

FORMAT = 1
BAR = 20
dumps = JSONEncoder(default=str).encode  # a figure with symbols is a string


def memory_json(memory: Memory) -> Iterator[str]:
    """The lines of the report, every figure in bytes: one step a line."""
    analysis = memory.analysis
    head = {
        "format": FORMAT,
        "name": analysis.graph.name,
        "batch": analysis.batch,
        "layout": analysis.graph.layout,
        "dtype": memory.dtype,
        "optimizer": memory.optimizer,
        "bytes": {
            key: getattr(memory, key) for key in ("weights", "buffers", "gradients", "states", "kept", "activations", "total")
        },
        "peak": _peak(memory),
    }
    if analysis.sizes is not None:
        head["conditions"] = [str(condition) for condition in analysis.conditions]
    yield dumps(head)[:-1] + ', "steps": ['
    last = len(memory.steps) - 1
    for number, step in enumerate(memory.steps):
        node = analysis.graph.nodes[step.node]
        shape = list(arrange(node.shape, analysis.graph.layout))
        entry = {"name": node.name, "kind": node.layer.kind, "pass": _pass(step.backward), "output_shape": shape}
        yield f"  {dumps(entry | {'alive': step.alive})}{',' if number < last else ''}"
    yield "]}"


def _peak(memory: Memory) -> dict[str, Any] | None:
    if memory.peak is None:
        return None
    name = memory.analysis.graph.nodes[memory.peak.node].name
    alive = [one._asdict() for one in alive_at_the_peak(memory)]
    return {"name": name, "pass": _pass(memory.peak.backward), "alive": alive}


def _pass(backward: bool) -> str:
    return "backward" if backward else "forward"


def memory_csv(memory: Memory, chart: Chart) -> Iterator[str]:
    """A line for each row, the figures in bytes."""
    yield csv_line(["step", "output", *(title for title, _ in passes(memory))])
    for row in chart.rows:
        figures = [row.alive(back) for _, back in passes(memory)]
        yield csv_line([row.name, output_of(memory, row), *("" if figure is None else figure for figure in figures)])


def memory_markdown(memory: Memory, chart: Chart) -> Iterator[str]:
    """The chart as a table with bars, the totals as a list, and what is alive at the peak as a table."""
    titles = passes(memory)
    yield markdown_line(["step", "output", *(cell for title, _ in titles for cell in (title, ""))])
    yield markdown_line([":---", ":---", *["---:", ":---"] * len(titles)])
    for row in chart.rows:
        cells = [cell for _, back in titles for cell in _barred(memory, row, back)]
        yield markdown_line([row.name, output_of(memory, row), *cells])
    yield ""
    said = [f"{name.strip()}: {of_bytes(size)}{f', {remark}' if remark else ''}" for name, size, remark in facts(memory)]
    found = conditions(View(memory.analysis, memory.dtype))
    yield from (f"- {line}" for line in [headline(memory), *said, *found, *[chart.remark] * bool(chart.remark)])
    yield from _markdown_peak(memory)


def _barred(memory: Memory, row: MemoryRow, back: bool) -> tuple[str, str]:
    figure = row.alive(back)
    if figure is None:
        return "", ""
    share = in_numbers(figure, memory.activations)
    bar = "━" * round(share[0] * BAR / share[1]) if share else ""
    return of_bytes(figure), bar + " peak" * is_peak(memory, row, back)


def _markdown_peak(memory: Memory) -> Iterator[str]:
    found = alive_at_the_peak(memory)
    if not found:
        return
    yield from ["", markdown_line([f"alive {when(memory)}", "what", "shape", "memory", "until"])]
    yield markdown_line([":---", ":---", ":---", "---:", ":---"])
    for one in largest(found):
        yield markdown_line([one.name, one.what, one.shown, of_bytes(one.bytes), one.until])
