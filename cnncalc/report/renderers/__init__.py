"""Renderers: each writes any report in one form. A new form is a file here and its row in `FORMS`."""

from __future__ import annotations

from importlib import import_module
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cnncalc.report.model import Report


# What the user calls a form, the endings of its files, and the module that writes it.
FORMS = {
    "table": ("terminal", (".txt",)),
    "json": ("json", (".json",)),
    "jsonl": ("jsonl", (".jsonl",)),
    "csv": ("csv", (".csv",)),
    "markdown": ("markdown", (".md",)),
    "latex": ("latex", (".tex",)),
    "junit": ("junit", (".xml",)),
}
ENDINGS = {ending: form for form, (_, endings) in FORMS.items() for ending in endings}


class Screen(NamedTuple):
    """What is known of the place where a report is read: when it is coloured, and how wide it may be (None: as it is)."""

    color: str = "auto"
    width: int | None = None
    whole: bool = False  # nothing is folded to fit


def write_report(stream: IO[str], form: str, report: Report, screen: Screen = Screen()) -> None:  # noqa: B008 -- immutable
    """Write a report in a form. What is half done leaves nothing behind but lines: each is written when it is there."""
    if report.slow and isinstance(stream, TextIOWrapper):
        stream.reconfigure(line_buffering=True)
    import_module(f"cnncalc.report.renderers.{FORMS[form][0]}").write(stream, report, screen)
