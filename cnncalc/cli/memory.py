"""`cnncalc memory`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.analysis.storage import OPTIMIZERS
from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import batch_option, depth_option, dtype_option
from cnncalc.cli.output import Output, output_options, write_lines, write_notes
from cnncalc.errors import refuse

if TYPE_CHECKING:
    from typing import IO

    from cnncalc.analysis.memory import Memory


@click.command(name="memory", short_help="Show the memory over a run, and what is alive at the peak.")
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
    dtype: str,
    train: bool,
    optimizer: str | None,
    depth: int | None,
    output: Output,
) -> None:
    """Show the tensors that are alive over a run as a chart, the layer at the peak, and what is alive then.

    \b
    At inference a tensor lives until its last reader is done. Training keeps what backward reads: cnncalc kinds KIND tells
    what that is of each kind. Gradients of parameters and the states of the optimizer are there all the time.
    The chart folds scopes so far that it fits; CSV has a row for each layer unless --depth is given.

    \b
    Examples:
      cnncalc memory vgg16
      cnncalc memory resnet50 --optimizer adam --batch 32
      cnncalc memory mobilenet_v2 --dtype int8 --depth 1
      cnncalc memory unet --train --dtype bfloat16 --format csv
    """
    from cnncalc.analysis.memory import memory_of

    if output.form == "json" and depth is not None:
        raise refuse("--depth has no place in the JSON report, which holds every layer whole", "leave it out, or use csv")
    analysis = network.analysis(batch)
    memory = memory_of(analysis, dtype, optimizer or ("sgd" if train else None))
    with output.stream() as stream:
        _present(stream, memory, depth, output.form, output.color)


def _present(stream: IO[str], memory: Memory, depth: int | None, form: str, color: str) -> None:
    from cnncalc.report.budget import chart

    if form == "table":
        from cnncalc.report.memory_chart import print_memory

        return print_memory(stream, color, memory, chart(memory, depth, fit=True))
    from cnncalc.report.budget_output import memory_csv, memory_json, memory_markdown

    if form == "json":
        return write_lines(stream, memory_json(memory))
    if form == "markdown":
        return write_lines(stream, memory_markdown(memory, chart(memory, depth, fit=True)))
    from cnncalc.report.columns import View
    from cnncalc.report.summary import conditions

    write_notes(conditions(View(memory.analysis, memory.dtype)))  # have no place in CSV
    return write_lines(stream, memory_csv(memory, chart(memory, depth, fit=False)))
