"""The table for a terminal, or in plain text for everything else. The only module that loads rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cnncalc.report.columns import Column, View
from cnncalc.report.entries import Entry
from cnncalc.report.listing import Rows
from cnncalc.report.memory import percent
from cnncalc.report.summary import Share, facts, notes, shares
from cnncalc.report.text import shown

CHUNK = 2_000  # rows that rich lays out at once; more would fill the memory
ENDLESS = 100_000  # columns, where no terminal sets a width
BAR = 12


def console_for(stream: IO[str], color: str) -> Console:
    """A console on a stream: coloured on a terminal or where asked for, as wide as needed where there is no terminal."""
    forced = {"always": True, "never": False}.get(color)
    console = Console(file=stream, force_terminal=forced, markup=False, highlight=False, emoji=False)
    if not stream.isatty():
        console.width = ENDLESS
    return console


def print_listing(stream: IO[str], color: str, titles: Sequence[str], numbers: Sequence[bool], rows: Rows) -> None:
    """Print a plain list of rows."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for title, number in zip(titles, numbers):
        table.add_column(title, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        table.add_row(*map(shown, row))
    console_for(stream, color).print(table)


def print_table(console: Console, view: View, columns: list[Column], rows: Iterable[Entry]) -> None:
    """Print the heading, the rows, the totals and the summary."""
    cells = [[shown(column.cell(view, entry)) for column in columns] for entry in rows]
    totals = [shown(column.total(view)) if column.total else "" for column in columns]
    if any(totals):
        totals[0] = totals[0] or "total"
    console.print(_heading(view), "", sep="\n")
    for table in _tables(columns, cells, totals):
        console.print(table)
    console.print("", _panel(view), sep="\n")
    for note in notes(view):
        console.print(Text.assemble(("note: ", "yellow"), note))


def _tables(columns: list[Column], cells: list[list[str]], totals: list[str]) -> Iterator[Table]:
    """One table, or for very many rows a run of them that look like one: the widths fixed, the header above the first."""
    if len(cells) <= CHUNK:
        yield _table(columns, cells, totals, None)
        return
    heads = [column.title for column in columns]
    widths = [max(map(len, side)) for side in zip(heads, totals, *cells)]
    for start in range(0, len(cells), CHUNK):
        last = start + CHUNK >= len(cells)
        table = _table(columns, cells[start : start + CHUNK], totals if last else [""] * len(columns), widths)
        table.show_header = start == 0
        yield table


def _heading(view: View) -> Text:
    graph = view.analysis.graph
    ends = [", ".join(view.shape(graph.nodes[i].shape) for i in found.values()) for found in (graph.inputs, graph.outputs)]
    batch = f", batch {view.analysis.batch}" if view.analysis.batch > 1 else ""
    text = Text.assemble((graph.name or "network", "bold"), f"  {ends[0]} → {ends[1]}{batch}")
    return text.append(f"\n{graph.source}", "dim") if graph.source else text


def _table(columns: list[Column], cells: list[list[str]], totals: list[str], widths: list[int] | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, show_footer=any(totals), footer_style="bold")
    for number, column in enumerate(columns):
        table.add_column(
            column.title,
            footer=totals[number],
            justify="right" if column.number else "left",
            no_wrap=column.key not in ("name", "layer", "from", "input"),
            overflow="fold",
            width=widths[number] if widths else None,
        )
    for row in cells:
        table.add_row(*(Text("0", "dim") if cell == "0" else cell for cell in row))
    return table


def _panel(view: View) -> Panel:
    grid = Table.grid(padding=(0, 2))
    for name, fact in facts(view):
        grid.add_row(Text(name, "bold"), fact)
    found = shares(view.analysis)
    body: list[RenderableType] = [grid]
    if found:
        body += ["", _share_table(view, found)]
    return Panel(Group(*body), title="totals", title_align="left", expand=False, box=box.ROUNDED)


def _share_table(view: View, found: list[Share]) -> Table:
    figures = view.analysis.totals.figures
    table = Table.grid(padding=(0, 2))
    table.add_row("", Text("params", "bold"), "", Text("MACs", "bold"), "")
    for share in found:
        table.add_row(Text(share.family, "bold"), *_bar(share.params, figures.params), *_bar(share.macs, figures.macs))
    for column in (1, 3):
        table.columns[column].justify = "right"
    return table


def _bar(part: int, whole: int) -> Iterator[RenderableType]:
    """A share in figures and as a bar."""
    yield percent(part, whole)
    length = (part * BAR * 2 + whole) // (2 * whole) if whole else 0
    yield Text("━" * length, "cyan").append("╌" * (BAR - length), "dim")
