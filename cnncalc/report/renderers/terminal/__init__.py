"""The terminal, or plain text where there is none: what fits its width and height, in colours. Only this room loads rich."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import (
    Bars,
    Drawing,
    Facts,
    Notes,
    Report,
    SideBySide,
    SourceText,
    Table,
    Verdicts,
    Working,
)
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.bars import print_bars
from cnncalc.report.renderers.terminal.console import console_for
from cnncalc.report.renderers.terminal.prose import print_facts, print_notes, print_source, print_verdicts, print_working
from cnncalc.report.renderers.terminal.sides import print_side_by_side
from cnncalc.report.renderers.terminal.tables import print_table


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Print the heading, then every block with an empty line before it."""
    console = console_for(stream, screen)
    _print_heading(console, report)
    apart = bool(report.title or report.about or report.subtitle)
    for block in report.blocks():
        if apart:
            console.print()
        PRINTERS[type(block)](console, block, screen)
        apart = True


def _print_heading(console: Console, report: Report) -> None:
    heading = Text.assemble((report.title, "bold"), "  " * bool(report.title and report.about), report.about)
    if heading:
        console.print(heading)
    if report.subtitle:
        console.print(Text(report.subtitle, "dim"))


def _leave_out(console: Console, block: Drawing, screen: Screen) -> None:
    """A drawing says in pictures what the other blocks say in words."""


PRINTERS: dict[type, Callable[[Any, Any, Screen], None]] = {
    Table: print_table,
    Facts: print_facts,
    Bars: print_bars,
    SideBySide: print_side_by_side,
    Working: print_working,
    Verdicts: print_verdicts,
    Notes: print_notes,
    SourceText: print_source,
    Drawing: _leave_out,
}
