"""`cnncalc zoo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import as_option, completed
from cnncalc.cli.output import Output, output_options, write_notes
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncalc.bundled.catalogue import Bundled


@click.command(cls=Sectioned, name="zoo")
@click.argument("words", nargs=-1, metavar="[NAME | WORD...]", shell_complete=completed("zoo"))
@click.option("--list", "listed", is_flag=True, help="Take NAME for a word: list what it finds, and print no spec.")
@click.option(
    "--sort",
    metavar="WORD",
    shell_complete=completed("sorted"),
    help="Sort by family, spec, year or a figure, the least first.  [default: family]",
)
@as_option()
@click.option("--reverse", is_flag=True, help="Sort the other way round.")
@output_options(spec=True)
def command(
    words: tuple[str, ...],
    listed: bool,
    sort: str | None,
    convention: str | None,
    reverse: bool,
    output: Output,
) -> None:
    """List the bundled networks by family, or print the spec of one.

    Words choose the networks in which each of them occurs: in the family, in the name, or in the source, which has the authors
    and the year. The exact NAME of a spec prints its file; with --list, --sort, --reverse or a --format it is a word like
    others. The word exercises alone lists the bundled exercises: answer sheets, which cnncalc check marks, and their specs.

    --sort takes any figure of a whole network, such as params, macs, field, depth or peak_memory.

    \b
    Examples:
      cnncalc zoo
      cnncalc zoo resnet50
      cnncalc zoo resnet --sort macs
      cnncalc zoo efficientnet tan 2021 --format csv
      cnncalc zoo exercises
      cnncalc zoo resnet --as fvcore
      cnncalc zoo lenet_c1
    """
    from cnncalc.bundled.names import EXERCISES, bundled_path

    path = bundled_path(words[0]) if len(words) == 1 else None
    if path and output.may_be_text and not (listed or sort or reverse):
        if convention:
            raise refuse("--as is for the list; the spec of one network is printed as it is", "add --list")
        return _print_file(path, output)
    output.require_report()
    from cnncalc.bundled.catalogue import zoo
    from cnncalc.counting.conventions import convention_named
    from cnncalc.report.describers.zoo import zoo_report

    counting = convention_named(convention) if convention else None
    with ProgressBar() as bar:
        found = zoo(words, (sort or "family").lower(), reverse, bar, counting)
    if words == (EXERCISES,) and not (sort or reverse or convention):
        return _list_exercises(found, output)
    output.write(zoo_report(found, sort or "family", counting))
    write_notes(f"{bundled.name} has no figure: {bundled.why_not}" for bundled in found if bundled.why_not)


def _print_file(path: str, output: Output) -> None:
    from cnncalc.bundled.text import read_file

    text = read_file(path)
    with output.stream() as stream:
        stream.write(text)


def _list_exercises(found: Sequence[Bundled], output: Output) -> None:
    from cnncalc.bundled.names import bundled_path, bundled_sheets
    from cnncalc.checking.sheets import load_sheet
    from cnncalc.report.describers.zoo import exercises_report

    sheets = [(name, load_sheet(bundled_path(name) or name)) for name in bundled_sheets()]
    output.write(exercises_report(sheets, found))
