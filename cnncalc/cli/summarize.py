"""`cnncalc summarize`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import DTYPES, Batch, as_option, format_option, network_options, output_options
from cnncalc.cli.output import destination, write_lines, write_notes
from cnncalc.cli.progress import Bar
from cnncalc.errors import refuse

if TYPE_CHECKING:
    from typing import IO

    from cnncalc.analysis import Analysis
    from cnncalc.counting import Cost


@click.command(name="summarize", short_help="Show every layer's figures and the totals.")
@network_options
@click.option("--batch", type=Batch(1, 10**15), default=1, show_default=True, help="How many pictures at once, or a symbol.")
@click.option("--dtype", type=click.Choice(DTYPES), default="float32", show_default=True, help="What one number takes.")
@click.option("--depth", type=click.IntRange(0), metavar="N", help="Fold scopes deeper than N into one row each.")
@click.option("--columns", metavar="LIST", help="The columns, as name,macs,...; +macs,... adds to the usual ones.")
@as_option
@format_option
@output_options
def command(
    spec: str,
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    max_nodes: int,
    batch: int | str,
    dtype: str,
    depth: int | None,
    columns: str | None,
    convention: str | None,
    form: str,
    output: str | None,
    color: str,
) -> None:
    """Show every layer's output shape, parameters, MACs and receptive field, and the totals.

    SPEC is a file, - for standard input, or the name of a bundled network (cnncalc zoo lists them).

    \b
    Examples:
      cnncalc summarize vgg16.yaml
      cnncalc summarize resnet50 --depth 1 --input 3x288x288
      cnncalc summarize resnet18 --input 3xHxW --batch N
      cnncalc summarize resnet50 --depth 0 --as fvcore
      cnncalc summarize googlenet --columns name,output,macs --format markdown
    """
    from cnncalc.analysis import analyze
    from cnncalc.cli.options import load_graph

    if form == "json" and (depth is not None or columns is not None or dtype != "float32"):
        option = "--depth" if depth is not None else "--columns" if columns is not None else "--dtype"
        raise refuse(f"{option} has no place in the JSON report, which holds every layer whole", "leave it out, or use csv")
    with Bar() as bar:
        analysis = analyze(load_graph(spec, inputs, variables, layout, max_nodes, bar), batch, bar)
    cost = _cost(analysis, convention)
    with destination(output) as stream:
        if form == "json":
            from cnncalc.report.json import json_report

            return write_lines(stream, json_report(analysis, cost))
        _present(stream, analysis, cost, dtype, depth, columns, form, color)


def _cost(analysis: Analysis, convention: str | None) -> Cost | None:
    if convention is None:
        return None
    from cnncalc.counting import cost

    return cost(analysis, convention)


def _present(
    stream: IO[str],
    analysis: Analysis,
    cost: Cost | None,
    dtype: str,
    depth: int | None,
    columns: str | None,
    form: str,
    color: str,
) -> None:
    from cnncalc.report.columns import View, chosen
    from cnncalc.report.entries import entries

    view, wanted, rows = View(analysis, dtype, cost), chosen(columns, cost), entries(analysis, depth)
    if form == "table":
        from cnncalc.report.table import console_for, print_table

        return print_table(console_for(stream, color), view, wanted, rows)
    from cnncalc.report.summary import conditions
    from cnncalc.report.text import csv_report, markdown_report

    if form == "csv":
        write_notes(conditions(view))
    return write_lines(stream, (csv_report if form == "csv" else markdown_report)(view, wanted, rows))
