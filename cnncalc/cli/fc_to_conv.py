"""`cnncalc fc-to-conv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.output import destination, format_option, write_lines, write_notes
from cnncalc.cli.progress import ProgressBar

if TYPE_CHECKING:
    from cnncalc.design.twin.convert import Twin
    from cnncalc.report.twin import Report


@click.command(name="fc-to-conv", short_help="Turn fully connected layers into convolutions.")
@network_options
@click.option("--prove", is_flag=True, help="Run both networks on the same weights and compare every number.")
@click.option("--gap", is_flag=True, help="Show what global average pooling in place of flattening would save.")
@format_option
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the report.")
@click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help="Write the twin's spec to a file (-: in place of the report)."
)
def command(network: NetworkOptions, prove: bool, gap: bool, form: str, color: str, output: str | None) -> int:
    """Show the fully convolutional twin: each fully connected layer beside the convolution that does the same.

    The twin is made at the input that SPEC gives. With --input it is also shown at that larger input: its score map, and what
    running the original at every position of it would cost. -o writes the twin as a spec, at the larger input if there is one.
    The status is 1 if a figure or, with --prove, a number of the twin is not that of the original.

    \b
    Examples:
      cnncalc fc-to-conv vgg16
      cnncalc fc-to-conv vgg16 --input 3x384x384 --gap
      cnncalc fc-to-conv lenet5 --prove -o lenet5_conv.yaml
    """
    from cnncalc.design.twin.convert import fully_convolutional

    with ProgressBar() as bar:
        graph = network._replace(inputs=()).graph(bar)
    report = _report(fully_convolutional(graph), network.inputs, prove, gap)
    if output is not None:
        _write_spec(output, report)
    if output != "-":
        from cnncalc.report.conditions import exact_where
        from cnncalc.report.twin import write_twin

        with destination(None) as stream:
            if form == "csv":
                write_notes(exact_where(report.conditions))
            write_twin(stream, form, color, report)
    return 0 if report.equal and (report.proof is None or report.proof.holds) else 1


def _report(twin: Twin, inputs: tuple[str, ...], prove: bool, gap: bool) -> Report:
    from cnncalc.analysis.analyze import analyze
    from cnncalc.report.twin import Report

    report = Report(twin, analyze(twin.original), analyze(twin.graph))
    if inputs:
        from cnncalc.cli.network import given_shapes
        from cnncalc.design.twin.larger import enlarged

        report = report._replace(larger=enlarged(twin, given_shapes(inputs, next(iter(twin.graph.inputs)))))
    if gap:
        from cnncalc.design.twin.pooled import pooled

        report = report._replace(pooled=pooled(twin))
    if prove:
        from cnncalc.design.twin.proof import prove_twin

        report = report._replace(proof=prove_twin(twin))
    return report


def _write_spec(path: str, report: Report) -> None:
    from cnncalc.network.write import spec_lines

    with destination(path) as stream:
        write_lines(stream, spec_lines(report.larger.analysis.graph if report.larger else report.twin.graph))
