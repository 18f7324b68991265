"""`cnncalc memory`."""

from __future__ import annotations

import click

from cnncalc.analysis.storage import OPTIMIZERS
from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import batch_option, depth_option, dtype_option
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="memory")
@network_options
@batch_option()
@dtype_option()
@click.option("--train", is_flag=True, help="The memory of training, not of inference; with sgd unless --optimizer is given.")
@click.option("--optimizer", type=click.Choice([*OPTIMIZERS]), help="The memory of training with this optimizer.")
@depth_option()
@output_options()
def command(
    network: NetworkOptions,
    batch: int | str,
    dtype: str | None,
    train: bool,
    optimizer: str | None,
    depth: int | None,
    output: Output,
) -> None:
    """Show the tensors that are alive over a run as a chart, the layer at the peak, and what is alive then.

    At inference a tensor lives until its last reader is done. Training keeps what backward reads: cnncalc kinds KIND shows
    what that is for each kind. Gradients of parameters and the states of the optimizer are in memory all the time.
    The chart folds scopes until it fits; CSV has a row for each layer unless --depth is given.

    \b
    Examples:
      cnncalc memory vgg16
      cnncalc memory resnet50 --optimizer adam --batch 32
      cnncalc memory mobilenet_v2 --dtype int8 --depth 1
      cnncalc memory unet --train --dtype bfloat16 --format csv
    """
    from cnncalc.analysis.memory import memory_of
    from cnncalc.report.describers.memory import memory_report

    analysis = network.analysis(batch)
    memory = memory_of(analysis, analysis.graph.in_dtype(dtype), optimizer or ("sgd" if train else None))
    output.write(memory_report(memory, depth), analysis.graph.remarks)
