"""`cnncalc variants`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options, write_lines, write_notes
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.design.whatif.variants import Variants

SHAPE = re.compile(r"\d+(x\w+)+")


@click.command(cls=Sectioned, name="variants")
@network_options
@click.argument("layer", shell_complete=completed("layer"))
@click.option("--widths", metavar="LIST", help="The widths of bottlenecks, as 64 or 32,64.")
@click.option("--variant", metavar="NAME", help="Print this variant as a spec instead.")
@output_options(spec=True)
def command(network: NetworkOptions, layer: str, widths: str | None, variant: str | None, output: Output) -> None:
    """Show the ways to write one convolution that give the same shape and see the same of the input.

    SPEC and LAYER are a network and the name of a convolution in it; or the shape of an input, and a convolution in the words
    of a spec. `times` is how often a variant goes into the layer as it is.

    \b
    Examples:
      cnncalc variants 256x28x28 "conv 5x5 256 same"
      cnncalc variants resnet50 conv1.conv1
      cnncalc variants 64x56x56 "conv 7x7 64 half" --variant stack
    """
    from cnncalc.cli.bottleneck import numbers
    from cnncalc.report.describers.variants import spec_of, variants_report

    chosen = None if widths is None else numbers("--widths", widths)
    if variant is None:
        output.require_report()
    elif not output.may_be_text:
        raise refuse("--format is for the list of variants; --variant prints a spec", "leave one of them out")
    found = (_of_step if _is_shape(network.name, layer) else _of_layer)(network, layer, chosen)
    if variant is None:
        return output.write(variants_report(found))
    with output.stream() as stream:
        return write_lines(stream, spec_of(found, found.named(variant)))


def _is_shape(spec: str, layer: str) -> bool:
    from cnncalc.bundled.names import bundled_path

    if spec == "-" or os.path.exists(spec) or bundled_path(spec):
        if " " in layer.strip():
            raise refuse(f"{quote(layer)} is a step, and {quote(spec)} is a spec", "give a layer's name, or a shape and a step")
        return False
    return (bool(spec) and " " in layer.strip()) or bool(SHAPE.fullmatch(spec))


def _of_step(network: NetworkOptions, step: str, widths: list[int] | None) -> Variants:
    from cnncalc.design.whatif.variants import variants

    if network.inputs or network.variables:
        raise refuse("--set and --input are for a spec; here the shape is given", "leave them out")
    return variants(network.name, step, network.layout or "chw", widths)


def _of_layer(network: NetworkOptions, layer: str, widths: list[int] | None) -> Variants:
    from cnncalc.design.whatif.variants import variants_of

    analysis = network.analysis()
    write_notes(analysis.graph.remarks)
    return variants_of(analysis, layer, widths)
