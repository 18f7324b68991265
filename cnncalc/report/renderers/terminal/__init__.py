"""The terminal, or plain text where there is none: what fits its width and height, in colours. Only this room loads rich."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import Block, Drawing
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.console import console_for
from cnncalc.report.report import Report

# Where each block is printed. The module is loaded once a report has such a block: few have all.
PRINTERS = {
    "Table": "tables print_table",
    "Facts": "prose print_facts",
    "Bars": "bars print_bars",
    "SideBySide": "sides print_side_by_side",
    "Working": "prose print_working",
    "Verdicts": "prose print_verdicts",
    "Notes": "prose print_notes",
    "SourceText": "prose print_source",
}


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Print the heading, then every block with an empty line before it."""
    console = console_for(stream, screen)
    _print_heading(console, report)
    apart = bool(report.title or report.about or report.subtitle)
    for block in report.blocks():
        if apart:
            console.print()
        _printer(block)(console, block, screen)
        apart = True


def _print_heading(console: Console, report: Report) -> None:
    heading = Text.assemble((report.title, "bold"), "  " * bool(report.title and report.about), report.about)
    if heading:
        console.print(heading)
    if report.subtitle:
        console.print(Text(report.subtitle, "dim"))


def _printer(block: Block) -> Callable[[Console, Any, Screen], None]:
    """What prints a block; a drawing says in pictures what the other blocks say in words, and is left out."""
    if isinstance(block, Drawing):
        return lambda console, block, screen: None
    module, name = PRINTERS[type(block).__name__].split()
    printer: Callable[[Console, Any, Screen], None] = getattr(import_module(f"{__name__}.{module}"), name)
    return printer
