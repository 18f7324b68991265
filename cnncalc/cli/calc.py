"""`cnncalc calc`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import batch_option, counted_batch, layout_option
from cnncalc.cli.output import Output, output_options, write_lines

if TYPE_CHECKING:
    from typing import IO

    from cnncalc.analysis.analyze import Analysis


@click.command(name="calc", short_help="Walk through layers without a file.")
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
      cnncalc calc 1x200x200 "conv 5x5/2 1 pad=1" "maxpool 3x3/1" "conv 3x3 1 pad=1"
      cnncalc calc 227x227x3 "conv 11x11/4 96, relu, maxpool 3x3/2" --layout hwc
      cnncalc calc 16x64 "conv 9/4 32" --format json
    """
    from cnncalc.analysis.analyze import analyze
    from cnncalc.network.inline import calc

    analysis = analyze(calc(shape, steps, layout), batch)
    with output.stream() as stream:
        _present(stream, analysis, output.form, output.color)


def _present(stream: IO[str], analysis: Analysis, form: str, color: str) -> None:
    if form == "json":
        from cnncalc.report.json import json_report

        return write_lines(stream, json_report(analysis))
    from cnncalc.report import calc as report
    from cnncalc.report.columns import View

    view = View(analysis, "float32")
    if form == "table":
        from cnncalc.report.table import print_steps

        return print_steps(stream, color, view)
    return write_lines(stream, report.calc_csv(view) if form == "csv" else report.calc_markdown(view))
