"""`cnncalc expand`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.output import SPEC_ENDINGS, destination, file_option, require_ending, write_lines, write_notes
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import refuse


@click.command(cls=Sectioned, name="expand")
@network_options
@file_option()
def command(network: NetworkOptions, path: str | None) -> None:
    """Print the spec with every block opened, every repeat unrolled and every number filled in.

    What is printed is a spec again: the same network, every layer under the same name.

    \b
    Examples:
      cnncalc expand resnet50
      cnncalc expand resnet50 --input 3x288x288 -o opened.yaml
    """
    require_ending(path, "a spec", SPEC_ENDINGS)
    from cnncalc.network.write import spec_lines

    with ProgressBar() as bar:
        graph = network.graph(bar)
    if graph.sizes:
        raise refuse("a spec can be opened where its extents are numbers", "give them, as in --input 3x224x224")
    write_notes(graph.remarks)
    with destination(path) as stream:
        write_lines(stream, spec_lines(graph))
