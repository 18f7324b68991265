"""`cnncalc bottleneck`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.analysis.analyze import Analysis
    from cnncalc.report.describers.bottleneck import ShownBottlenecks


@click.command(cls=Sectioned, name="bottleneck", short_help="Show what 1x1 convolutions save that narrow the channels.")
@network_options
@click.option("--weights-only", is_flag=True, help="Leave biases out: weights instead of params.")
@click.option(
    "--layer",
    metavar="NAME",
    shell_complete=completed("layer"),
    help="Ask what a 1x1 reduction before this convolution would do.",
)
@click.option("--reduce", metavar="WIDTHS", help="With --layer: the channels to reduce to, as 64 or 32,64.")
@output_options()
def command(network: NetworkOptions, weights_only: bool, layer: str | None, reduce: str | None, output: Output) -> None:
    """Show what each 1x1 convolution saves that narrows the channels before a larger convolution.

    The block is the 1x1, the convolutions that read it (through norms, activations and dropout) and the widening 1x1 after
    them, if there is one. It is compared with the direct convolution from its input to its output channels. Convolutions alone
    are counted; `times` is how often the block goes into the direct one, and r the widths under which it pays.

    \b
    Examples:
      cnncalc bottleneck resnet50
      cnncalc bottleneck googlenet --weights-only --format csv
      cnncalc bottleneck vgg16 --layer conv4_1 --reduce 64,128
    """
    from cnncalc.report.conditions import known_conditions
    from cnncalc.report.describers.bottleneck import bottleneck_report

    if reduce is not None and layer is None:
        raise refuse("--reduce is given without --layer", "name the convolution that the reduction would come before")
    analysis = network.analysis()
    figure = "weights" if weights_only else "params"
    shown = _all(analysis, figure) if layer is None else _one(analysis, figure, layer, reduce)
    output.write(bottleneck_report(shown._replace(conditions=known_conditions(analysis.sizes))))


def _all(analysis: Analysis, figure: str) -> ShownBottlenecks:
    from cnncalc.design.whatif.narrowing import bottlenecks
    from cnncalc.report.describers.bottleneck import ShownBottlenecks

    found, name = bottlenecks(analysis), analysis.graph.name or "network"
    count = {0: "no bottlenecks", 1: "1 bottleneck"}.get(len(found), f"{len(found)} bottlenecks")
    return ShownBottlenecks(name, count, analysis.graph.name, found, figure)


def _one(analysis: Analysis, figure: str, layer: str, reduce: str | None) -> ShownBottlenecks:
    from cnncalc.design.whatif.reduction import convolution_named, reduction
    from cnncalc.layers.base import show_shape
    from cnncalc.layers.settings import text_of
    from cnncalc.report.describers.bottleneck import ShownBottlenecks

    node = convolution_named(analysis, layer, depthwise=False)
    x = node.applied.xs[0]
    widths = numbers("--reduce", reduce) if reduce is not None else _halves(x[0], node.layer.groups)
    found = [reduction(analysis, layer, width) for width in widths]
    about = f"{text_of(node.layer)} on {show_shape(x, analysis.graph.layout)}, after a 1x1 reduction"
    return ShownBottlenecks(layer, about, analysis.graph.name, found, figure, together=False)


def _halves(channels: int, groups: int) -> list[int]:
    """A half, a quarter and an eighth of the channels, as far as groups allow."""
    widths = (channels // share // groups * groups for share in (2, 4, 8))
    return list(dict.fromkeys(width for width in widths if width)) or [groups]


def numbers(option: str, text: str) -> list[int]:
    """The counts that an option lists."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if not (word.isascii() and word.isdecimal() and len(word) <= 15):
            raise refuse(f"{option} {quote(text)} is no list of counts", f"write it as in {option} 64 or {option} 32,64")
    return [int(word) for word in dict.fromkeys(words)]
