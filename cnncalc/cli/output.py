"""How and where results are written: which form, how wide, on standard output or in a file, whole or not at all."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from cnncalc.cli.options import CountType, color_option
from cnncalc.errors import CnncalcError, quote, refuse
from cnncalc.report.remarked import remarked
from cnncalc.report.renderers import FORMS, SHORT, Screen, write_report

if TYPE_CHECKING:
    from cnncalc.report.report import Report

TABLE, SPEC = "table", "spec"
FORMATS = tuple(form for form, row in FORMS.items() if row.usual)
ENDINGS = {ending: form for form, row in FORMS.items() for ending in row.endings}
SPEC_ENDINGS = (".yaml", ".yml")
NARROWEST_TABLE, WIDEST_TABLE = 20, 100_000  # columns that --width may ask for
TO_FILE = "Write to a file instead, whole or not at all."
F = TypeVar("F", bound=Callable[..., Any])
Result = TypeVar("Result")


def file_option(*names: str, help: str = TO_FILE) -> Callable[[F], F]:
    """The option that names the file for a result."""
    return click.option(*(names or ("-o", "--output", "path")), type=click.Path(), metavar="FILE", help=help)


class Output(NamedTuple):
    """In which form a report is written, in which colours, to which file, and how many columns wide a table may be."""

    form: str
    color: str
    path: str | None
    width: int | None = None

    def write(self, report: "Report", remarks: Iterable[str] = ()) -> None:
        """Write a report in its form to its place; what the form has no place for goes to standard error.

        `remarks` are on the network that it is of: they stand at its end.
        """
        report = remarked(report, remarks)
        with self.stream() as stream:
            write_report(stream, self.form, report, Screen(self.color, self.width))
        if FORMS[self.form].silent:
            write_notes(report.aside)

    def stream(self) -> AbstractContextManager[IO[str]]:
        """The stream for the report."""
        return destination(self.path)

    @property
    def may_be_text(self) -> bool:
        """Whether nobody asked for a form that only reports have, so that a spec may be printed as it is."""
        return self.form in (TABLE, SPEC)

    def require_report(self) -> None:
        """Refuse the ending of a spec for what is none."""
        if self.form == SPEC:
            raise _no_form(self.path, FORMATS)


class ShortForms(click.Option):
    """Flags that each say a form of output in one word; the value lists the forms that were asked for."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.is_flag = True  # else the completion in shells takes the next word for its value

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        for name in self.opts:
            parser.add_option(self, [name], dest=self.name, action="append_const", nargs=0, const=SHORT[name])

    def make_metavar(self, ctx: click.Context) -> str:
        return ""


def output_options(
    formats: Sequence[str] = FORMATS, file: Sequence[str] = ("-o", "--output"), spec: bool = False
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Options that say how and where a report is written; the command gets all of them as one `output`.

    `file` names the option for a file; a command that writes something else there has none here. One with `spec` may print a
    spec in place of its report: then a file may end in .yaml too, and the form is spec.
    """

    def decorated(command: Callable[..., Result]) -> Callable[..., Result]:
        @wraps(command)
        def gathered(
            form: tuple[str, ...], short: tuple[str, ...], width: int | None, color: str, path: str | None = None, **others: Any
        ) -> Result:
            chosen = _asked(form, short) or _form_of(path, formats, spec)
            _require_fit(chosen, width)
            return command(output=Output(chosen, color, path, width), **others)

        for option in _options(formats, file):
            gathered = option(gathered)
        return gathered

    return decorated


def _options(formats: Sequence[str], file: Sequence[str]) -> Iterator[Callable[[F], F]]:
    yield color_option()
    columns = CountType(NARROWEST_TABLE, WIDEST_TABLE)
    yield click.option("--width", type=columns, metavar="N", help="How many columns wide the table may be.")
    if file:
        yield file_option(*file, "path")
    short = [name for name, form in SHORT.items() if form in formats]
    yield click.option(*short, "short", cls=ShortForms, multiple=True, help="Short for --format json, csv, markdown, latex.")
    how = "How to write it.  [default: as FILE's ending says, else table]" if file else "How to write it.  [default: table]"
    yield click.option("--format", "form", type=click.Choice(formats), multiple=True, help=how)


def _require_fit(form: str, width: int | None) -> None:
    if width is not None and form != TABLE:
        raise refuse("--width is for the table alone", f"leave --width or {form} out")


def _asked(form: Sequence[str], short: Sequence[str]) -> str | None:
    """The form that was asked for in words, which may be said once."""
    names = {form: name for name, form in SHORT.items()}
    said = [*(f"--format {word}" for word in form), *(names[word] for word in short)]
    if len(said) > 1:
        both = f"{said[0]} is given twice" if said[0] == said[1] else f"{said[0]} and {said[1]} both say how to write it"
        raise refuse(both, "leave one of them out")
    return [*form, *short][0] if said else None


def _form_of(path: str | None, formats: Sequence[str], spec: bool) -> str:
    """The form that the name of a file asks for."""
    ending = os.path.splitext(path or "")[1].lower()
    if spec and ending in SPEC_ENDINGS:
        return SPEC
    form = ENDINGS.get(ending, "")
    if form in formats:
        return form
    raise _no_form(path, formats)


def _no_form(path: str | None, formats: Sequence[str]) -> CnncalcError:
    ending = os.path.splitext(path or "")[1].lower()
    known = [ending for ending, form in ENDINGS.items() if form in formats and form != TABLE]
    no = "this report is not written" if ending in (*ENDINGS, *SPEC_ENDINGS) else "no form is written"
    return refuse(f"{quote(path or '', 80)}: {no} as {quote(ending)}", f"use {', '.join(known)}, or --format table")


def require_ending(path: str | None, what: str, endings: Sequence[str], option: str = "-o") -> None:
    """Refuse a file whose name says that something else is in it; .txt, or no ending, is right for any text."""
    ending = os.path.splitext(path or "")[1]
    if ending.lower() not in ("", ".txt", *endings):
        name = os.path.splitext(path or "")[0] + endings[0]
        raise refuse(
            f"{quote(path or '', 80)}: {what} is written as {endings[0]}", f"write it as in {option} {quote(name, 80)}"
        )


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
