"""The console that everything is printed on."""

from __future__ import annotations

import re
from typing import IO, Any, cast

from rich.console import Console

from cnncalc.report.renderers import Screen

_BLANKS = re.compile(r"(?: |\x1b\[[0-9;]*m)+(?=\n)")  # at the end of a line, among what changes colours
ENDLESS = 100_000  # columns, where nothing sets a width


class Trimmed:
    """A stream without the blanks that fill up lines, which only a screen has a use for."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(_BLANKS.sub(lambda end: end[0].replace(" ", ""), text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


class ReportConsole(Console):
    """A console that leaves a closed pipe to the command line; rich itself would end with the status of a failure.

    `on_screen` says whether somebody reads it on a screen, coloured or not.
    """

    on_screen = False

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], screen: Screen) -> ReportConsole:
    """A console on a stream: coloured on a terminal or where asked for, as wide as needed where nothing sets a width."""
    forced = {"always": True, "never": False}.get(screen.color)
    file = stream if stream.isatty() else cast("IO[str]", Trimmed(stream))
    console = ReportConsole(file=file, force_terminal=forced, markup=False, highlight=False, emoji=False)
    console.on_screen = stream.isatty()
    if screen.width:
        console.width = screen.width
    elif not console.on_screen:
        console.width = ENDLESS
    return console
