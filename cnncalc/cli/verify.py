"""`cnncalc verify`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="verify")
@network_options
@click.option("--full", is_flag=True, help="Run the whole network at its own size, however long that takes.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the random inputs and weights.")
@output_options()
def command(network: NetworkOptions, full: bool, seed: int, output: Output) -> int:
    """Run the network, and compare what is observed with what every rule predicts.

    Each distinct layer runs by itself on a small input, and everything is counted: operations as they are executed, weights as
    they are drawn, and the input positions that each number came from. Then the whole network runs on exact integers: at its
    own size where that takes seconds or under --full, else on the smallest input that its layers allow. The runs use no rule.

    The exit status is 0 if all agrees, 1 at the first disagreement, which is shown from both sides.

    \b
    Examples:
      cnncalc verify resnet50
      cnncalc verify vgg16 --full
      cnncalc verify mobilenet_v2 --input 3x64x64 --format csv
    """
    from cnncalc.proof.verification import verify
    from cnncalc.report.describers.verify import verification_report

    with ProgressBar() as bar:
        found = verify(*network.spec(bar), network.layout, full=full, seed=seed, max_nodes=network.max_nodes, progress=bar)
    output.write(verification_report(found), found.graph.remarks)
    return 1 if found.disagreement else 0
