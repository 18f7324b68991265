"""The memory of a network for a terminal: a bar for each step, the totals, and what is alive at the peak."""

from __future__ import annotations

from typing import IO

from rich.console import Console
from rich.text import Text

from cnncalc.analysis.memory import Memory
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
from cnncalc.report.rounding import of_bytes
from cnncalc.report.side_by_side import LABEL, Block, LaidColumn, bar, block_table
from cnncalc.report.summary import conditions
from cnncalc.report.table import ENDLESS, console_for, heading, print_lines, print_listing
from cnncalc.symbols.ratios import ratio
from cnncalc.words.numbers import symbolic

BARS = (6, 40)  # columns of a bar, at least and at most
PIPED = 100  # columns to fill where no terminal sets a width
MARK = " ◀"
GAP = 3  # columns between two, at most


def print_memory(stream: IO[str], color: str, memory: Memory, chart: Chart) -> None:
    """Print the chart, the totals and what is alive at the peak."""
    console, view = console_for(stream, color), View(memory.analysis, memory.dtype)
    console.print(heading(view), headline(memory), "", sep="\n")
    _print_chart(console, memory, chart)
    print_lines(stream, color, [""])
    totals = [[name, of_bytes(size), "" if symbolic(size) else size, remark] for name, size, remark in facts(memory)]
    print_listing(stream, color, ["", "memory", "bytes", ""], [False, True, True, False], totals, close=True)
    print_lines(stream, color, ["", *conditions(view)] if conditions(view) else [])
    if memory.peak is not None:
        print_lines(stream, color, ["", f"alive {when(memory)}:"])
        _print_alive(stream, color, memory)


def _print_chart(console: Console, memory: Memory, chart: Chart) -> None:
    blocks = _blocks(console, memory, chart.rows)
    needed = sum(column.width + GAP for block in blocks for column in block)
    console.width = max(console.width, needed)  # lines may run over; figures are never cut
    console.print(block_table(blocks))
    if chart.remark:
        console.print(Text(chart.remark, "dim"))


def _print_alive(stream: IO[str], color: str, memory: Memory) -> None:
    """The largest of what is alive at the peak; at inference there are no other things than tensors."""
    found = largest(alive_at_the_peak(memory))
    rows = [[one.name, one.what, one.shown, of_bytes(one.bytes), one.until] for one in found]
    titles = ["of", "what", "shape", "memory", "until"]
    shown = [number for number, title in enumerate(titles) if memory.optimizer or title != "what"]
    cells = [[row[number] for number in shown] for row in rows]
    numbers = [titles[number] in ("shape", "memory") for number in shown]
    print_listing(stream, color, [titles[number] for number in shown], numbers, cells, close=True)


def _blocks(console: Console, memory: Memory, rows: list[MemoryRow]) -> list[Block]:
    """The names, the shapes, and for each pass the bytes and a bar."""
    names = LaidColumn("step", [Text(row.name) for row in rows], "left", int(console.width * LABEL))
    outputs = LaidColumn("output", [Text(output_of(memory, row)) for row in rows], "left")
    figures = [LaidColumn(title, [_figure(memory, row, back) for row in rows]) for title, back in passes(memory)]
    width = PIPED if console.width == ENDLESS else console.width
    room = width - sum(column.width + GAP for column in (names, outputs, *figures)) - len(MARK)
    length = max(BARS[0], min(BARS[1], room // len(figures) - GAP))
    bars = [LaidColumn("", [_bar(memory, row, back, length) for row in rows], "left") for _, back in passes(memory)]
    return [[names], [outputs], *map(list, zip(figures, bars))]


def _figure(memory: Memory, row: MemoryRow, back: bool) -> Text:
    figure = row.alive(back)
    return Text("" if figure is None else of_bytes(figure), "bold" if is_peak(memory, row, back) else "")


def _bar(memory: Memory, row: MemoryRow, back: bool, length: int) -> Text:
    """A share of the peak; the peak itself is marked."""
    alive = row.alive(back)
    drawn = bar(None if alive is None else ratio(alive, memory.activations), length)
    return drawn.append(MARK, "bold yellow") if is_peak(memory, row, back) else drawn
