"""`cnncalc summarize`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import as_option, batch_option, completed, depth_option, dtype_option
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned

if TYPE_CHECKING:
    from cnncalc.analysis.analyze import Analysis
    from cnncalc.counting.cost_values import Cost


@click.command(cls=Sectioned, name="summarize")
@network_options
@batch_option()
@dtype_option()
@depth_option()
@click.option(
    "--columns",
    metavar="LIST",
    shell_complete=completed("columns"),
    help="The columns, as name,macs,...; +macs,... adds to the usual ones.",
)
@as_option()
@output_options()
def command(
    network: NetworkOptions,
    batch: int | str,
    dtype: str | None,
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
      cnncalc summarize googlenet --columns name,output,macs --md
    """
    analysis = network.analysis(batch)
    from cnncalc.report.describers.summary import summary_report

    output.write(summary_report(analysis, dtype, _cost(analysis, convention), columns, depth), analysis.graph.remarks)


def _cost(analysis: Analysis, convention: str | None) -> Cost | None:
    if convention is None:
        return None
    from cnncalc.counting.cost import cost

    return cost(analysis, convention)
