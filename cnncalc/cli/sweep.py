"""`cnncalc sweep`."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import click

from cnncalc.cli.options import (
    CountType,
    batch_option,
    completed,
    dtype_option,
    input_option,
    layout_option,
    max_nodes_option,
    set_option,
    spec_argument,
)
from cnncalc.cli.output import FORMATS, Output, is_file, output_options
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import SpecError, refuse
from cnncalc.report.renderers import require_readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnncalc.design.sweeping import SweepPlan
    from cnncalc.design.sweeping.choice import RowChoice
    from cnncalc.design.versions import Changes
    from cnncalc.language.spec import Spec

REMARKED = 20  # shapes of the inputs that are looked at for what is odd


@click.command(cls=Sectioned, name="sweep")
@spec_argument()
@set_option(metavar="NAME=VALUES", help="The values of a variable; FROM:TO:STEP is a range.")
@input_option(metavar="[NAME=]SHAPE,...", help="The shapes of an input.")
@click.option(
    "--columns",
    metavar="LIST",
    shell_complete=completed("quantities"),
    help="The figures, as macs,conv2_x.params,...; +stride,... adds to the usual ones.",
)
@click.option(
    "--where",
    multiple=True,
    shell_complete=completed("varied"),
    metavar="CONDITION",
    help='Only the rows that meet this, as "params <= 5M and width > 0.5".',
)
@click.option(
    "--pareto",
    metavar="A,B",
    shell_complete=completed("varied"),
    help="Only the Pareto front of these columns; A:max where more is better.",
)
@click.option("--sort", metavar="COLUMN", shell_complete=completed("varied"), help="Sort by this column, the least first.")
@click.option("--reverse", is_flag=True, help="Sort the other way round.")
@click.option("--top", type=CountType(1), metavar="N", help="Only the first N of the sorted rows.")
@click.option("--jobs", type=CountType(1, 1024), metavar="N", help="Processes to use.  [default: one for each core]")
@batch_option()
@dtype_option()
@layout_option()
@max_nodes_option()
@output_options(formats=(*FORMATS, "jsonl"))
def command(
    spec: str,
    variables: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    where: tuple[str, ...],
    pareto: str | None,
    sort: str | None,
    reverse: bool,
    top: int | None,
    jobs: int | None,
    batch: int | str,
    dtype: str | None,
    layout: str | None,
    max_nodes: int,
    output: Output,
) -> None:
    """Count every variant of a spec on a grid of values, one row per variant, on all cores.

    --set and --input take several values between commas, or are given several times; FROM:TO:STEP is a range. All are crossed,
    and what is named last varies fastest; the shapes of several inputs go together in their order. A variant that cannot be
    built is a row with its error.

    CSV, JSON lines (jsonl), JSON and Markdown are written as the rows come. With -o FILE the rows are kept in FILE.part
    meanwhile: a run that was killed goes on from there when the same command is given again.

    --where, --pareto, --sort and --top choose among the rows. Any quantity that an expectation may name is a column:
    macs, conv2_x.params, params.bytes, params/macs.

    \b
    Examples:
      cnncalc sweep mobilenet_v2 --set width=0.5,1 --input 3x96x96,3x192x192
      cnncalc sweep resnet50 --set n4=1:36:1 --set width=1,2 -o resnets.csv
      cnncalc sweep resnet50 --set n4=1:36:1 --where "params <= 25M" --sort macs
      cnncalc sweep resnet50 --set n3=1:8:1 --pareto params,field:max
    """
    gc.enable()  # many networks leave garbage, where one does not
    from cnncalc.cli.rows import SweepRun, write_kept, write_streamed

    choice = _choice(where, pareto, sort, reverse, top)
    planned, shown, remarks = _planned(spec, inputs, variables, columns, choice, SweepOptions(layout, batch, dtype, max_nodes))
    if not (choice.top or choice.front):
        require_readable(output.form, len(planned.grid.numbers()))
    found = SweepRun(planned, choice, shown, jobs, remarks)
    if output.path is not None and is_file(output.path):
        return write_kept(found, output.path, output)
    return write_streamed(found, output)


class SweepOptions(NamedTuple):
    """How every network is built and counted."""

    layout: str | None
    batch: int | str
    dtype: str | None
    max_nodes: int


def _choice(where: Iterable[str], pareto: str | None, sort: str | None, reverse: bool, top: int | None) -> RowChoice:
    from cnncalc.cli.alternatives import alternatives
    from cnncalc.design.sweeping.choice import RowChoice, goal
    from cnncalc.design.sweeping.conditions import condition

    if sort is None and (reverse or top):
        raise refuse(f"{'--reverse' if reverse else '--top'} needs an order of the rows", "add --sort COLUMN")
    front = tuple(goal(text) for text in alternatives("--pareto", pareto)) if pareto is not None else ()
    if pareto is not None and len(front) < 2:
        raise refuse("a Pareto front is of two columns or more", "write it as in --pareto params,field:max")
    by = goal(sort) if sort is not None else None
    if by and reverse:
        by = by._replace(most=not by.most)
    return RowChoice(tuple(map(condition, where)), front, by, top)


def _planned(
    name: str, inputs: Iterable[str], variables: Iterable[str], columns: str | None, choice: RowChoice, how: SweepOptions
) -> tuple[SweepPlan, list[str], list[str]]:
    """The plan, which of its figures are shown (a condition may ask for others), and remarks on its inputs."""
    from cnncalc.bundled.find import load
    from cnncalc.cli.alternatives import changes_of
    from cnncalc.design.sweeping import plan, require_figures

    spec = load(name)
    changes = changes_of(spec, inputs, variables)
    varied = {*changes.inputs, *changes.variables}
    if not varied:
        raise refuse("nothing varies", _what_may_vary(spec.vars))
    shown = _shown(columns, varied)
    planned = plan(spec, changes, [*shown, *(name for name in choice.names if name not in varied)], *how)
    require_figures(planned)
    return planned, shown if columns else _once(planned.figures), list(_remarks(spec, changes, how))


def _once(names: Iterable[str]) -> list[str]:
    """The names without those that mean a figure which an earlier one means."""
    from cnncalc.asking.figures import figure_named

    known: dict[str, str] = {}
    for name in names:
        figure = figure_named(name)
        known.setdefault(figure.key if figure else name, name)
    return [*known.values()]


def _remarks(spec: Spec, changes: Changes, how: SweepOptions) -> Iterator[str]:
    """What is odd about the inputs, each shape with the first value of every variable."""
    from cnncalc.design.versions import together
    from cnncalc.network.build import build

    first = {name: values[0] for name, values in changes.variables.items()}
    for inputs in together(changes.inputs)[:REMARKED]:
        with suppress(SpecError):  # which will be a row
            yield from build(spec, inputs or None, first, how.layout, how.max_nodes).remarks


def _what_may_vary(names: Iterable[str]) -> str:
    first = next(iter(names), None)
    return f"add --set {first}=VALUE,VALUE or --input SHAPE,SHAPE" if first else "add --input SHAPE,SHAPE: the spec has no vars"


def _shown(columns: str | None, varied: set[str]) -> list[str]:
    from cnncalc.cli.alternatives import alternatives
    from cnncalc.design.sweeping import USUAL

    usual = [name for name in USUAL if name not in varied]
    if columns is None:
        return usual
    names = alternatives("--columns", columns.removeprefix("+"))
    return [name for name in dict.fromkeys([*(usual if columns.startswith("+") else []), *names]) if name not in varied]
