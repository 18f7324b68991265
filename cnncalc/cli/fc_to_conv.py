"""`cnncalc fc-to-conv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, given_shapes, network_options
from cnncalc.cli.output import (
    SPEC_ENDINGS,
    Output,
    destination,
    file_option,
    output_options,
    require_ending,
    write_lines,
)
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned

if TYPE_CHECKING:
    from cnncalc.design.twin.findings import TwinFindings


@click.command(cls=Sectioned, name="fc-to-conv")
@network_options
@click.option("--prove", is_flag=True, help="Run both networks on the same weights and compare every number.")
@click.option("--gap", is_flag=True, help="Show what global average pooling instead of flattening would save.")
@output_options(file=())
@file_option("-o", "--output", "target", help="Write the twin's spec to a file (-: instead of the report).")
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
    from cnncalc.design.twin.findings import findings
    from cnncalc.network.build import build
    from cnncalc.network.remarks import odd_inputs

    with ProgressBar() as bar:
        spec, _, variables = network.spec(bar)
        graph = build(spec, None, variables, network.layout, network.max_nodes, bar)
    twin = fully_convolutional(graph)
    found = findings(twin, given_shapes(network.inputs, next(iter(graph.inputs))), prove, gap)
    if target is not None:
        _write_spec(target, found)
    if target != "-":
        from cnncalc.report.describers.twin import twin_report

        larger = found.larger.analysis.graph if found.larger else graph
        output.write(twin_report(found), [*graph.remarks, *odd_inputs(larger)])
    return 0 if found.holds else 1


def _write_spec(path: str, found: TwinFindings) -> None:
    from cnncalc.network.write import spec_lines

    with destination(path) as stream:
        write_lines(stream, spec_lines(found.larger.analysis.graph if found.larger else found.twin.graph))
