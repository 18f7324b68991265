"""`cnncalc explain`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import batch_option, completed, counted_batch, dtype_option
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="explain")
@network_options
@click.argument("layer", required=False, shell_complete=completed("layer"))
@batch_option(**counted_batch)
@dtype_option()
@click.option("--at", metavar="I,J", help="What the output at this place of LAYER's map sees of the input, counted from 0.")
@click.option("--tile", metavar="TxT", help="How large an input a tile of LAYER's map needs, wherever it lies.")
@output_options()
def command(
    network: NetworkOptions, layer: str | None, batch: int, dtype: str | None, at: str | None, tile: str | None, output: Output
) -> None:
    """Show the working of a layer as one would write it on paper, or without LAYER how each total comes about.

    LAYER is the name of a layer or of a scope (a use of a block), the end of one, or a pattern such as 'stage1.*'.

    A place has one number for each axis of the map, a tile as well: --at 3,5 is row 3 and column 5 of a layer of images.

    \b
    Examples:
      cnncalc explain alexnet conv1
      cnncalc explain resnet50 conv3_x
      cnncalc explain lenet5
      cnncalc explain vgg16 'conv1_*' --format markdown
      cnncalc explain vgg16 conv3_3 --at 0,28 --tile 4x4
    """
    from cnncalc.explanation import explain
    from cnncalc.report.describers.explain import explanation_report

    analysis = network.analysis(batch)
    output.write(explanation_report(explain(analysis, layer, analysis.graph.in_dtype(dtype), at, tile)), analysis.graph.remarks)
