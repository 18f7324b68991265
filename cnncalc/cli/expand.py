"""`cnncalc expand`."""

from __future__ import annotations

import click

from cnncalc.cli.options import network_options
from cnncalc.cli.output import destination, write_lines
from cnncalc.cli.progress import Bar
from cnncalc.errors import refuse


@click.command(name="expand", short_help="Print the spec with every block opened.")
@network_options
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file instead, whole or not at all.")
def command(
    spec: str, inputs: tuple[str, ...], variables: tuple[str, ...], layout: str | None, max_nodes: int, output: str | None
) -> None:
    """Print the spec with every block opened, every repeat unrolled and every number filled in.

    What is printed is a spec again: the same network, every layer under the same name.

    \b
    Examples:
      cnncalc expand resnet50
      cnncalc expand resnet50 --input 3x288x288 -o opened.yaml
    """
    from cnncalc.cli.options import load_graph
    from cnncalc.report.spec import spec_lines

    with Bar() as bar:
        graph = load_graph(spec, inputs, variables, layout, max_nodes, bar)
    if graph.sizes:
        raise refuse("a spec can be opened where its extents are numbers", "give them, as in --input 3x224x224")
    with destination(output) as stream:
        write_lines(stream, spec_lines(graph))
