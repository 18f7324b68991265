"""`cnncalc explain`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import batch_option, completed, counted_batch, dtype_option
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="explain", short_help="Show the working of a layer, or of the totals.")
@network_options
@click.argument("layer", required=False, shell_complete=completed("layer"))
@batch_option(**counted_batch)
@dtype_option()
@output_options()
def command(network: NetworkOptions, layer: str | None, batch: int, dtype: str, output: Output) -> None:
    """Show the working of a layer as one would write it on paper, or without LAYER how each total comes about.

    LAYER is the name of a layer or of a scope (a use of a block), the end of one, or a pattern such as 'stage1.*'.

    \b
    Examples:
      cnncalc explain alexnet conv1
      cnncalc explain resnet50 conv3_x
      cnncalc explain lenet5
      cnncalc explain vgg16 'conv1_*' --format markdown
    """
    from cnncalc.explanation import explain
    from cnncalc.report.describers.explain import explanation_report

    analysis = network.analysis(batch)
    output.write(explanation_report(explain(analysis, layer, dtype)), analysis.graph.remarks)
