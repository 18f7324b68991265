"""`cnncalc summarize`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import as_option, batch_option, depth_option, dtype_option
from cnncalc.cli.output import Output, output_options, write_lines, write_notes
from cnncalc.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from cnncalc.analysis.analyze import Analysis
    from cnncalc.counting.cost import Cost
    from cnncalc.report.columns import Column, View
    from cnncalc.report.entries import Entry


@click.command(name="summarize", short_help="Show every layer's figures and the totals.")
@network_options
@batch_option()
@dtype_option()
@depth_option()
@click.option("--columns", metavar="LIST", help="The columns, as name,macs,...; +macs,... adds to the usual ones.")
@as_option()
@output_options()
def command(
    network: NetworkOptions,
    batch: int | str,
    dtype: str,
    depth: int | None,
    columns: str | None,
    convention: str | None,
    output: Output,
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
    if output.form == "json" and (depth is not None or columns is not None or dtype != "float32"):
        option = "--depth" if depth is not None else "--columns" if columns is not None else "--dtype"
        raise refuse(f"{option} has no place in the JSON report, which holds every layer whole", "leave it out, or use csv")
    analysis = network.analysis(batch)
    cost = _cost(analysis, convention)
    if output.form == "json":
        from cnncalc.report.json import json_report

        with output.stream() as stream:
            return write_lines(stream, json_report(analysis, cost))
    from cnncalc.report.columns import View, chosen
    from cnncalc.report.entries import entries

    wanted = chosen(columns, cost)
    with output.stream() as stream:
        _present(stream, View(analysis, dtype, cost), wanted, entries(analysis, depth), output)


def _cost(analysis: Analysis, convention: str | None) -> Cost | None:
    if convention is None:
        return None
    from cnncalc.counting.cost import cost

    return cost(analysis, convention)


def _present(stream: IO[str], view: View, columns: list[Column], rows: Iterable[Entry], output: Output) -> None:
    if output.form == "table":
        from cnncalc.report.table import console_for, print_table

        return print_table(console_for(stream, output.color), view, columns, rows)
    from cnncalc.report.summary import conditions
    from cnncalc.report.text import csv_report, markdown_report

    if output.form == "csv":
        write_notes(conditions(view))
    return write_lines(stream, (csv_report if output.form == "csv" else markdown_report)(view, columns, rows))
