"""`cnncalc check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from cnncalc.checking.check import CheckOptions
    from cnncalc.checking.findings import Checked


@click.command(cls=Sectioned, name="check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completed("file"))
@input_option(help="Give an input of a spec another shape.")
@set_option(help="Give a variable of a spec another value.")
@layout_option()
@batch_option(**{**counted_batch, "default": None, "help": "How many inputs at once, for a spec.  [default: 1]"})
@dtype_option()
@max_nodes_option()
@as_option()
@output_options(formats=(*FORMATS, "junit"))
def command(
    files: tuple[str, ...],
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    batch: int | None,
    dtype: str,
    max_nodes: int,
    convention: str | None,
    output: Output,
) -> int:
    """Check specs against what they expect, and mark answer sheets.

    FILE is a spec with expect: figures, answers to an exercise or budgets such as <= 5M; or an answer sheet, which has
    exercises:, each with a network, a question and answers. A wrong answer is shown with the right one, its working, and the
    slip that it probably comes from. 34.9K, 15.5G, 1,792, 3*3*3*64 and the other layout are accepted where the value is right.

    --as shows what another tool would print for each network whose questions are all answered. An answer to macs or flops is
    then also right if that tool would print it, which the report says. cost asks for the tool's own figure: cost: 4.11G or
    conv1.cost: <= 120M.

    The status is 0 if all is right, 1 if something is wrong, over a budget or not answered, 2 if a file makes no sense.

    \b
    Examples:
      cnncalc check vgg16
      cnncalc check lenet5 resnet50 -o report.xml
      cnncalc check mobilenet_v2 --set width=1
      cnncalc check resnet50 --as fvcore
    """
    from cnncalc.checking.check import CheckOptions
    from cnncalc.counting.conventions import convention_named
    from cnncalc.report.describers.check import check_report

    if files.count("-") > 1:
        raise refuse("standard input can be read once", "save it to a file, and name that as often as you like")
    values = dict(pair("--set", text) for text in variables)
    counting = convention_named(convention) if convention is not None else None
    how = CheckOptions(given_shapes(inputs, ""), values, batch, layout, dtype, max_nodes, counting)
    with ProgressBar() as bar:
        checked, problems = _checked(files, how, bar)
    if checked:
        output.write(check_report(checked))
    if problems:
        raise SpecError(problems)
    return 0 if all(one.good for one in checked) else 1


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
