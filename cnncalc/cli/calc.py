"""`cnncalc calc`."""

from __future__ import annotations

import click

from cnncalc.cli.options import batch_option, counted_batch, layout_option
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="calc")
@click.argument("shape", metavar="INPUT")
@click.argument("steps", metavar="STEP...", nargs=-1, required=True)
@layout_option(default="chw", show_default=True, help="How shapes are written.")
@batch_option(**counted_batch)
@output_options()
def command(shape: str, steps: tuple[str, ...], layout: str, batch: int, output: Output) -> None:
    """Walk an input through layers, with the working of every step.

    The words of a STEP are those of a line in a spec; commas join several. cnncalc kinds lists them.

    \b
    Examples:
      cnncalc calc 1x200x200 "conv 5x5/2 1 pad=1" "maxpool 3x3/1" "conv 3x3 1"
      cnncalc calc 227x227x3 "conv 11x11/4 96, maxpool 3x3/2" --layout hwc
      cnncalc calc 16x64 "conv 9/4 32" --format json
    """
    from cnncalc.analysis.analyze import analyze
    from cnncalc.network.inline import calc
    from cnncalc.report.describers.calc import calc_report

    graph = calc(shape, steps, layout)
    output.write(calc_report(analyze(graph, batch)), graph.remarks)
