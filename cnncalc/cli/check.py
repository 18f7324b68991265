"""`cnncalc check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.network import given_shapes, pair
from cnncalc.cli.options import (
    as_option,
    batch_option,
    completed,
    counted_batch,
    dtype_option,
    input_option,
    layout_option,
    max_nodes_option,
    set_option,
)
from cnncalc.cli.output import FORMATS, Output, output_options
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import CnncalcError, Problem, SpecError, refuse

if TYPE_CHECKING:
    from cnncalc.checking.findings import Checked
    from cnncalc.checking.options import CheckOptions


@click.command(cls=Sectioned, name="check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completed("file"))
@click.option(
    "--against",
    metavar="KEY",
    shell_complete=completed("file"),
    help="Mark sheets of a class: what is asked and worth comes from this key alone.",
)
@input_option(help="Give an input of a spec another shape.")
@set_option(help="Give a variable of a spec another value.")
@layout_option()
@batch_option(**{**counted_batch, "default": None, "help": "How many inputs at once, for a spec.  [default: 1]"})
@dtype_option()
@max_nodes_option()
@as_option()
@output_options(formats=(*FORMATS, "junit"))
def command(files: tuple[str, ...], against: str | None, output: Output, **given: Any) -> int:
    """Check specs against what they expect, and mark answer sheets.

    FILE is a spec with expect: figures, answers to an exercise or budgets such as <= 5M; or an answer sheet, which has
    exercises:, each with a network, a question and answers. A wrong answer is shown with the right one, its working, and the
    slip that it probably comes from. 34.9K, 15.5G, 1,792, 3*3*3*64 and the other layout are accepted where the value is right.

    --as shows what another tool would print for each network whose questions are all answered. An answer to macs or flops is
    then also right if that tool would print it, which the report says. cost asks for the tool's own figure: cost: 4.11G or
    conv1.cost: <= 120M.

    --against KEY marks the sheets of a class: a table of students by questions, the slips, the points. A sheet's own questions
    count for nothing. A file that cannot be read gets a line, and the others are marked. A sheet's student: says whose it is.

    The status is 0 if all is right, 1 if something is wrong, over a budget or not answered, 2 if a file makes no sense; under
    --against 1 also if a sheet cannot be read, and 2 if the key or the usage is wrong.

    \b
    Examples:
      cnncalc check vgg16
      cnncalc check lenet5 resnet50 -o report.xml
      cnncalc check mobilenet_v2 --set width=1
      cnncalc check resnet50 --as fvcore
      cnncalc check --against lenet_c1 lenet_c1 -o class.csv
    """
    from cnncalc.report.describers.check import check_report

    if [*files, against].count("-") > 1:
        raise refuse("standard input can be read once", "save it to a file, and name that as often as you like")
    how = _options(**given)
    if against is not None:
        return _class(against, files, how, output)
    with ProgressBar() as bar:
        checked, problems = _checked(files, how, bar)
    if checked:
        output.write(check_report(checked))
    if problems:
        raise SpecError(problems)
    return 0 if all(one.good for one in checked) else 1


def _options(
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    batch: int | None,
    dtype: str | None,
    max_nodes: int,
    convention: str | None,
) -> CheckOptions:
    """How the command line asks for networks to be built and counted."""
    from cnncalc.checking.options import CheckOptions
    from cnncalc.counting.conventions import convention_named

    values = dict(pair("--set", text) for text in variables)
    counting = convention_named(convention) if convention is not None else None
    return CheckOptions(given_shapes(inputs, ""), values, batch, layout, dtype, max_nodes, counting)


def _class(key: str, files: tuple[str, ...], how: CheckOptions, output: Output) -> int:
    """Mark the sheets of a class against a key."""
    from cnncalc.checking.classroom import mark_class
    from cnncalc.report.describers.classroom import class_report

    with ProgressBar() as bar:
        marks = mark_class(key, files, how, bar)
    output.write(class_report(marks))
    return 0 if marks.good else 1


def _checked(files: tuple[str, ...], how: CheckOptions, bar: ProgressBar) -> tuple[list[Checked], list[Problem]]:
    """What was found in each file that makes sense, and the problems of the others."""
    from cnncalc.checking.check import check

    found: list[Checked] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(check(file, how, bar))
        except CnncalcError as error:
            problems += error.problems
    return found, problems
