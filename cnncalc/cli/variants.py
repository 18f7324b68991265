"""`cnncalc variants`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import format_option, network_options, output_options
from cnncalc.cli.output import destination, write_lines, write_notes
from cnncalc.cli.progress import Bar
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.whatif.variants import Variants

SHAPE = re.compile(r"\d+(x\w+)+")


@click.command(name="variants", short_help="Show the ways to factor one convolution.")
@network_options
@click.argument("layer")
@click.option("--widths", metavar="LIST", help="The widths of bottlenecks, as 64 or 32,64.")
@click.option("--variant", metavar="NAME", help="Print this variant as a spec instead.")
@format_option
@output_options
def command(
    spec: str,
    layer: str,
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    max_nodes: int,
    widths: str | None,
    variant: str | None,
    form: str,
    output: str | None,
    color: str,
) -> None:
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
    from cnncalc.report.conditions import exact_where, known_conditions
    from cnncalc.report.variants import spec_of, write_variants

    chosen = None if widths is None else numbers("--widths", widths)
    if variant is not None and form != "table":
        raise refuse("--format is for the list of variants; --variant prints a spec", "leave one of them out")
    if _is_shape(spec, layer):
        found = _of_step(spec, layer, bool(inputs or variables), layout, chosen)
    else:
        found = _of_layer(spec, layer, inputs, variables, layout, max_nodes, chosen)
    with destination(output) as stream:
        if variant is not None:
            return write_lines(stream, spec_of(found, found.named(variant)))
        if form == "csv":
            write_notes(exact_where(known_conditions(found.sizes)))
        return write_variants(stream, form, color, found)


def _is_shape(spec: str, layer: str) -> bool:
    from cnncalc.find import bundled_path

    if spec == "-" or os.path.exists(spec) or bundled_path(spec):
        if " " in layer.strip():
            raise refuse(f"{quote(layer)} is a step, and {quote(spec)} is a spec", "give a layer's name, or a shape and a step")
        return False
    return (bool(spec) and " " in layer.strip()) or bool(SHAPE.fullmatch(spec))


def _of_step(shape: str, step: str, network: bool, layout: str | None, widths: list[int] | None) -> Variants:
    from cnncalc.whatif.variants import variants

    if network:
        raise refuse("--set and --input are for a spec; here the shape is given", "leave them out")
    return variants(shape, step, layout or "chw", widths)


def _of_layer(
    spec: str,
    layer: str,
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    max_nodes: int,
    widths: list[int] | None,
) -> Variants:
    from cnncalc.analysis import analyze
    from cnncalc.cli.options import load_graph
    from cnncalc.whatif.variants import variants_of

    with Bar() as bar:
        analysis = analyze(load_graph(spec, inputs, variables, layout, max_nodes, bar), 1, bar)
    return variants_of(analysis, layer, widths)
