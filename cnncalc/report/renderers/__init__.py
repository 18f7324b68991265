"""Renderers: each writes any report in one form. A new form is a file here and its row in `FORMS`."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from importlib import import_module
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple

from cnncalc.errors import refuse
from cnncalc.limits import TABLE_ROWS

if TYPE_CHECKING:
    from cnncalc.report.report import Report


class Form(NamedTuple):
    """A form of output: the module that writes it, and the endings of its files.

    `data` says that programs read it, whole; `silent` that it has no place for sentences, which go to standard error; `waits`
    that nothing is written before all rows are there; `usual` that every report has it.
    """

    module: str
    endings: tuple[str, ...]
    data: bool = False
    silent: bool = False
    waits: bool = False
    usual: bool = True


FORMS = {
    "table": Form("terminal", (".txt", ""), waits=True),
    "json": Form("json", (".json",), data=True),
    "csv": Form("csv", (".csv",), silent=True),
    "markdown": Form("markdown", (".md",)),
    "latex": Form("latex", (".tex",)),
    "html": Form("html", (".html", ".htm")),
    "junit": Form("junit", (".xml",), silent=True, usual=False),
    "jsonl": Form("jsonl", (".jsonl",), silent=True, usual=False),
}
SHORT = {"--json": "json", "--csv": "csv", "--md": "markdown", "--tex": "latex"}  # words for --format


class Screen(NamedTuple):
    """What is known of the place where a report is read: when it is coloured, and how wide it may be (None: as it is)."""

    color: str = "auto"
    width: "int | None" = None


def require_readable(form: str, rows: int) -> None:
    """Refuse rows that somebody would wait for and nobody would read."""
    if FORMS[form].waits and rows > TABLE_ROWS:
        raise refuse(f"a table of {rows:,} rows is more than anybody reads", "add --sort and --top, or --format csv")


def write_report(stream: IO[str], form: str, report: "Report", screen: Screen = Screen()) -> None:  # noqa: B008 -- immutable
    """Write a report in a form. Raises a `SpecError` where options ask for what the form cannot show."""
    asked = report.for_people if FORMS[form].data else report.for_programs
    if asked:
        raise refuse(*asked[0])
    if report.slow and isinstance(stream, TextIOWrapper):
        stream.reconfigure(line_buffering=True)
    import_module(f"cnncalc.report.renderers.{FORMS[form].module}").write(stream, report, screen)
