"""`cnncalc fc-to-conv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.output import (
    SPEC_ENDINGS,
    Output,
    destination,
    file_option,
    output_options,
    require_ending,
    write_lines,
    write_notes,
)
from cnncalc.cli.progress import Bar
from cnncalc.cli.sections import Sectioned

if TYPE_CHECKING:
    from cnncalc.design.twin.convert import Twin
    from cnncalc.report.twin import Report


@click.command(cls=Sectioned, name="fc-to-conv", short_help="Turn fully connected layers into convolutions.")
@network_options
@click.option("--prove", is_flag=True, help="Run both networks on the same weights and compare every number.")
@click.option("--gap", is_flag=True, help="Show what global average pooling in place of flattening would save.")
@output_options(file=())
@file_option("-o", "--output", "target", help="Write the twin's spec to a file (-: in place of the report).")
def command(network: NetworkOptions, prove: bool, gap: bool, output: Output, target: str | None) -> int:
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
    require_ending(target, "a spec", SPEC_ENDINGS)
    from cnncalc.design.twin.convert import fully_convolutional

    with Bar() as bar:
        graph = network._replace(inputs=()).graph(bar)
    report = _report(fully_convolutional(graph), network.inputs, prove, gap)
    if target is not None:
        _write_spec(target, report)
    if target != "-":
        from cnncalc.report.conditions import exact_where
        from cnncalc.report.twin import write_twin

        with output.stream() as stream:
            if output.form == "csv":
                write_notes(exact_where(report.conditions))
            write_twin(stream, output.form, output.color, report)
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
