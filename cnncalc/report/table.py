"""The table for a terminal, or in plain text for everything else. The only module that loads rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from rich import box
from rich.console import Console, JustifyMethod
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cnncalc.report.columns import Column, View
from cnncalc.report.entries import Entry
from cnncalc.report.listing import Rows
from cnncalc.report.rounding import VARIES, in_numbers, percent
from cnncalc.report.summary import conditions, facts, notes, shares, warnings
from cnncalc.report.text import shown
from cnncalc.report.widths import NARROWEST, asked, at_dots, squeezed, widest

CHUNK = 500  # rows that rich lays out at once; more would fill the memory
ENDLESS = 100_000  # columns, where no terminal sets a width
BAR = 12
NAMES = 15  # columns for the words in the totals panel
GAP = 1  # columns between two columns, besides the one that rich sets
GUTTER = 3  # columns that a plain list sets between two
FOLDED = ("name", "layer", "from", "input")  # what a narrow terminal breaks over several lines


class PipedConsole(Console):
    """A console that leaves a closed pipe to the command line; rich itself would end with the status of a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], color: str) -> Console:
    """A console on a stream: coloured on a terminal or where asked for, as wide as asked, or as needed off a terminal."""
    forced = {"always": True, "never": False}.get(color)
    console = PipedConsole(file=stream, force_terminal=forced, markup=False, highlight=False, emoji=False)
    if (width := asked.get()) or not stream.isatty():
        console.width = width or ENDLESS
    return console


def print_listing(
    stream: IO[str], color: str, titles: Sequence[str], numbers: Sequence[bool], rows: Rows, close: bool = False
) -> None:
    """Print a plain list of rows; a cell may have several lines. `close` together where they are wide."""
    console = console_for(stream, color)
    cells = [[shown(cell) for cell in row] for row in rows]
    widths = [widest(side) for side in zip(titles, *cells)]
    room = console.width - GUTTER * len(widths)
    if sum(widths) > room:
        widths = squeezed(widths, [not number for number in numbers], room)
        console.width = max(console.width, sum(widths) + GUTTER * len(widths))  # lines may run over; figures are never cut
        cells = [[at_dots(cell, width) for cell, width in zip(row, widths)] for row in cells]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, GAP, 0, 0) if close else (0, 1))
    for title, number, width in zip(titles, numbers, widths):
        table.add_column(title, justify="right" if number else "left", no_wrap=number, overflow="fold", width=width)
    for row in cells:
        table.add_row(*row)
    console.print(table)


def fits(stream: IO[str], color: str, titles: Sequence[str], numbers: Sequence[bool], rows: Rows) -> bool:
    """Whether a plain list has room on a stream: for every figure, and for some of the words."""
    widths = [widest(map(shown, side)) for side in zip(titles, *rows)]
    least = sum((width if number else min(width, NARROWEST)) + GUTTER for width, number in zip(widths, numbers))
    return least <= console_for(stream, color).width


def print_steps(stream: IO[str], color: str, view: View) -> None:
    """Print the steps of `calc`, each with its working, and the totals."""
    from cnncalc.report.calc import TITLES, steps

    console = console_for(stream, color)
    console.print(heading(view), "", sep="\n")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, GAP, 0, 0))
    for title, number in zip(TITLES, (False, False, False, False, True, True, True)):
        table.add_column(title, justify="right" if number else "left", no_wrap=number or title == "output", overflow="fold")
    for row in steps(view, "\n"):
        table.add_row(*map(shown, row))
    console.print(table)
    console.print("", *(f"{name}: {fact}" for name, fact in facts(view)[:2]), *conditions(view), sep="\n")
    _print_notes(console, warnings(view))


def print_verdicts(stream: IO[str], color: str, lines: Iterable[str]) -> None:
    """Print lines that are not to be broken, the marks in front of them coloured."""
    console = console_for(stream, color)
    for line in lines:
        text = Text(line)
        text.highlight_regex(r"^ *✗", "bold red")
        text.highlight_regex(r"^ *✓", "green")
        console.print(text, soft_wrap=True)


def print_lines(stream: IO[str], color: str, lines: Iterable[str]) -> None:
    """Print sentences, the notes among them marked."""
    console = console_for(stream, color)
    for line in lines:
        text = Text(line)
        text.highlight_regex(r"^note: ", "yellow")
        console.print(text)


def print_table(console: Console, view: View, columns: list[Column], rows: Iterable[Entry]) -> None:
    """Print the heading, the rows, the totals and the summary."""
    cells = [[shown(column.cell(view, entry)) for column in columns] for entry in rows]
    totals = [shown(column.total(view)) if column.total else "" for column in columns]
    if any(totals):
        totals[0] = totals[0] or "total"
    console.print(heading(view), "", sep="\n")
    for table in _tables(columns, cells, totals, console):
        console.print(table)
    console.print("", _panel(view), sep="\n")
    for condition in conditions(view):
        console.print(Text(condition, "bold"))
    _print_notes(console, notes(view))


def _print_notes(console: Console, lines: Iterable[str]) -> None:
    for note in lines:
        console.print(Text.assemble(("note: ", "yellow"), note))


def heading(view: View) -> Text:
    """The name, what goes in and comes out, and the source."""
    graph = view.analysis.graph
    ends = [", ".join(view.shape(graph.nodes[i].shape) for i in found.values()) for found in (graph.inputs, graph.outputs)]
    batch = f", batch {view.analysis.batch}" if view.analysis.batch != 1 else ""
    text = Text.assemble((graph.name or "network", "bold"), f"  {ends[0]} -> {ends[1]}{batch}")
    return text.append(f"\n{graph.source}", "dim") if graph.source else text


def _tables(columns: list[Column], cells: list[list[str]], totals: list[str], console: Console) -> Iterator[Table]:
    """One table, or for very many rows a run of them that look like one: the widths fixed, the header above the first."""
    titles = [column.title for column in columns]
    widths = [max(map(len, side)) + GAP for side in zip(titles, totals, *cells)]
    fits = sum(widths) + len(widths) <= console.width
    if not fits:
        widths = squeezed(widths, [column.key in FOLDED for column in columns], console.width - len(columns))
        console.width = max(console.width, sum(widths) + len(widths))  # lines may run over; figures are never cut
        cells = [[at_dots(cell, width - GAP) for cell, width in zip(row, widths)] for row in cells]
    for start in range(0, max(1, len(cells)), CHUNK):
        chunk = cells[start : start + CHUNK]
        last = start + CHUNK >= len(cells)
        table = _table(columns, totals if last else [""] * len(columns), widths)
        table.show_header = start == 0
        # Where no cell folds, a column is one cell of many lines: rich takes a while for each cell, and little for a line.
        for row in [["\n".join(side) for side in zip(*chunk)]] if fits and chunk else chunk:
            table.add_row(*map(_dimmed, row))
        yield table


def _dimmed(cell: str) -> Text:
    text = Text(cell)
    text.highlight_regex(r"(?m)^0$", "dim")
    return text


def _table(columns: list[Column], totals: list[str], widths: list[int]) -> Table:
    """A table without its rows. Fixed widths spare rich from measuring every cell, which is most of its work."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, show_footer=any(totals), footer_style="bold", padding=0)
    for column, width, total in zip(columns, widths, totals):
        justify: JustifyMethod = "right" if column.number else "left"
        table.add_column(column.title, total, justify=justify, no_wrap=column.key not in FOLDED, overflow="fold", width=width)
    return table


def _panel(view: View) -> Panel:
    """The totals and the shares of the families, laid out by hand: a grid inside a panel would be measured many times."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for name, fact in facts(view):
        text.append(f"{name:<{NAMES}}", "bold").append(f"{fact}\n")
    found, figures = shares(view.analysis), view.analysis.totals.figures
    if found:
        text.append(f"\n{'':<{NAMES}}{'params':>7}{'':{BAR + 4}}{'MACs':>5}\n", "bold")
    for share in found:
        text.append(f"{share.family:<{NAMES}}", "bold")
        _bar(text, share.params, figures.params)
        _bar(text.append("  "), share.macs, figures.macs).append("\n")
    text.rstrip()
    return Panel(text, title=Text("totals"), title_align="left", expand=False, box=box.ROUNDED)


def _bar(text: Text, part: int, whole: int) -> Text:
    """A share in figures and as a bar."""
    share = in_numbers(part, whole)
    if share is None:
        return text.append(f"{VARIES:>7}{'':{BAR + 2}}", "dim")
    part, whole = share
    length = (part * BAR * 2 + whole) // (2 * whole) if whole else 0
    return text.append(f"{percent(part, whole):>7}  ").append("━" * length, "cyan").append("╌" * (BAR - length), "dim")
