"""The console that everything is printed on."""

from __future__ import annotations

from typing import IO

from rich.console import Console

from cnncalc.report.renderers import Screen

ENDLESS = 100_000  # columns, where nothing sets a width


class PipedConsole(Console):
    """A console that leaves a closed pipe to the command line; rich itself would end with the status of a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], screen: Screen) -> Console:
    """A console on a stream: coloured on a terminal or where asked for, as wide as needed where nothing sets a width."""
    forced = {"always": True, "never": False}.get(screen.color)
    console = PipedConsole(file=stream, force_terminal=forced, markup=False, highlight=False, emoji=False)
    if screen.width:
        console.width = screen.width
    elif not stream.isatty():
        console.width = ENDLESS
    return console
