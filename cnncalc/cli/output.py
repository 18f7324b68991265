"""Where results go: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.report.model import Report

FORMATS = ("table", "json", "csv", "markdown")
ENDINGS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown", ".xml": "junit"}
TO_FILE = "Write to a file instead, whole or not at all."
F = TypeVar("F", bound=Callable[..., Any])
Result = TypeVar("Result")


class Output(NamedTuple):
    """In which form a report is written, in which colours, and to which file."""

    form: str
    color: str
    path: str | None

    def write(self, report: Report) -> None:
        """Write a report in its form to its place; what the form has no place for goes to standard error."""
        from cnncalc.report.renderers import Screen, write_report

        with self.stream() as stream:
            write_report(stream, self.form, report, Screen(self.color))
        if self.form == "csv":
            write_notes(report.aside)

    def stream(self) -> AbstractContextManager[IO[str]]:
        """The stream for the report."""
        return destination(self.path)


def output_options(command: Callable[..., Result], formats: Sequence[str] = FORMATS) -> Callable[..., Result]:
    """Options that say how and where a report is written; the command is handed all of them as one `output`."""

    @wraps(command)
    def gathered(form: str | None, color: str, path: str | None, **others: Any) -> Result:
        return command(output=Output(form or _form_of(path, formats), color, path), **others)

    how = "How to write it.  [default: as FILE's ending says, else table]"
    for option in (
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output."),
        click.option("-o", "--output", "path", type=click.Path(), metavar="FILE", help=TO_FILE),
        click.option("--format", "form", type=click.Choice(formats), help=how),
    ):
        gathered = option(gathered)
    return gathered


def _form_of(path: str | None, formats: Sequence[str]) -> str:
    """The form that the name of a file asks for, if the report has it."""
    form = ENDINGS.get(os.path.splitext(path or "")[1].lower(), "table")
    return form if form in formats else "table"


def format_option(command: F) -> F:
    """How a report is written that has no file of its own."""
    choice = click.Choice(FORMATS)
    return click.option("--format", "form", type=choice, default="table", show_default=True, help="How to write it.")(command)


@contextmanager
def destination(path: str | None, option: str = "-o") -> Iterator[IO[str]]:
    """A stream for the result, named by an option. A file appears under its name only when all of it has been written."""
    if path is None or path == "-":
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read us has seen enough, which is no failure
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    require_file(path, option)
    if os.path.exists(path) and not os.path.isfile(path):  # /dev/null, a pipe: nothing to replace
        with open(path, "w", encoding="utf-8") as stream:
            yield stream
        return
    target = os.path.realpath(path)
    partial = f"{target}.{os.getpid()}.part"
    try:
        with open(partial, "x", encoding="utf-8", newline="\n") as stream:
            yield stream
        if os.path.exists(target):
            os.chmod(partial, os.stat(target).st_mode)
        os.replace(partial, target)
    except OSError as error:
        raise refuse(f"{quote(path, 80)} cannot be written: {error.strerror}") from None
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def require_file(path: str, option: str = "-o") -> None:
    """Refuse what cannot be the name of a file."""
    if not path:
        raise refuse(f"{option} is given no name", f"write it as in {option} report.txt")
    if os.path.isdir(path):
        raise refuse(f"{quote(path, 80)} is a folder", f"{option} takes the name of a file")


def is_file(path: str) -> bool:
    """Whether a result goes to a file that lasts: not to standard output, a pipe or a device."""
    return path != "-" and (os.path.isfile(path) or not os.path.exists(path) or os.path.isdir(path))


def write_lines(stream: IO[str], lines: Iterable[str]) -> None:
    """Write lines as they come."""
    for line in lines:
        stream.write(line + "\n")


def write_notes(notes: Iterable[str]) -> None:
    """Write what a format has no place for to standard error."""
    for note in notes:
        sys.stderr.write(f"note: {note}\n")
