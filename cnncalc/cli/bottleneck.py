"""`cnncalc bottleneck`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse


@click.command(cls=Sectioned, name="bottleneck")
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
    from cnncalc.report.describers.bottleneck_results import bottlenecks_report, reductions_report

    if reduce is not None and layer is None:
        raise refuse("--reduce is given without --layer", "name the convolution that the reduction would come before")
    analysis = network.analysis()
    figure = "weights" if weights_only else "params"
    if layer is None:
        from cnncalc.design.whatif.narrowing import bottlenecks

        return output.write(bottlenecks_report(bottlenecks(analysis), figure), analysis.graph.remarks)
    from cnncalc.design.whatif.reduction import convolution_named, reductions

    convolution_named(analysis, layer, depthwise=False)  # before the widths are read
    widths = numbers("--reduce", reduce) if reduce is not None else None
    return output.write(reductions_report(reductions(analysis, layer, widths), figure), analysis.graph.remarks)


def numbers(option: str, text: str) -> list[int]:
    """The counts that an option lists."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if not (word.isascii() and word.isdecimal() and len(word) <= 15):
            raise refuse(f"{option} {quote(text)} is no list of counts", f"write it as in {option} 64 or {option} 32,64")
    return [int(word) for word in dict.fromkeys(words)]
