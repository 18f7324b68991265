"""`cnncalc verify`."""

from __future__ import annotations

import click

from cnncalc.cli.options import format_option, network_options, output_options
from cnncalc.cli.output import destination
from cnncalc.cli.progress import Bar


@click.command(name="verify", short_help="Prove the numbers by running the network.")
@network_options
@click.option("--full", is_flag=True, help="Run the whole network at its own size, however long that takes.")
@click.option("--seed", type=int, default=0, show_default=True, help="What pictures and weights are drawn from.")
@format_option
@output_options
def command(
    spec: str,
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    max_nodes: int,
    full: bool,
    seed: int,
    form: str,
    output: str | None,
    color: str,
) -> int:
    """Run the network, and compare what is observed with what every rule predicts.

    Each distinct layer runs by itself on a small picture, on numbers that count: operations as they are executed, weights as
    they are drawn, and the input positions that each number came from. Then the whole network runs on exact integers: at its
    own size where that takes seconds or under --full, else on the smallest pictures that its layers allow. No rule takes part.

    The exit status is 0 if all agrees, 1 at the first disagreement, whose two sides are told.

    \b
    Examples:
      cnncalc verify resnet50
      cnncalc verify vgg16 --full
      cnncalc verify mobilenet_v2 --input 3x64x64 --format csv
    """
    from cnncalc.cli.options import load_spec
    from cnncalc.proof.verification import verify
    from cnncalc.report.verification_output import write_verification

    with Bar() as bar:
        loaded, shapes, values = load_spec(spec, inputs, variables, bar)
        found = verify(loaded, shapes, values, layout, full=full, seed=seed, max_nodes=max_nodes, progress=bar)
    with destination(output) as stream:
        write_verification(stream, found, form, color)
    return 1 if found.disagreement else 0
