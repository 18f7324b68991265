"""`cnncalc export`."""

from __future__ import annotations

import shlex

import click

from cnncalc.cli.options import network_options
from cnncalc.cli.output import destination
from cnncalc.cli.progress import Bar
from cnncalc.exporting import TARGETS


@click.command(name="export", short_help="Write the network as a PyTorch module.")
@network_options
@click.option("--to", type=click.Choice(TARGETS), default="torch", show_default=True, help="What to write it for.")
@click.option("--class-name", metavar="NAME", help="Name the network's class; by default its own name does.")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file instead, whole or not at all.")
def command(
    spec: str,
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    layout: str | None,
    max_nodes: int,
    to: str,
    class_name: str | None,
    output: str | None,
) -> None:
    """Write the network as a PyTorch module: one file that needs nothing but torch.

    Its modules have the names of the layers and scopes, so that the keys of its state_dict are those that the other commands
    show. Blocks become classes; uses of a block that differ in numbers share one. Tensors are channels first, behind the batch
    axis, whatever the layout of SPEC.

    \b
    Examples:
      cnncalc export resnet18 -o resnet18.py
      cnncalc export mobilenet_v2 --set width=0.5 --class-name SmallNet
    """
    from cnncalc.cli.options import load_graph
    from cnncalc.exporting import export

    with Bar() as bar:
        graph = load_graph(spec, inputs, variables, layout, max_nodes, bar)
        text = export(graph, to, class_name, _command(spec, inputs, variables, layout, to, class_name))
    with destination(output) as stream:
        stream.write(text)


def _command(
    spec: str, inputs: tuple[str, ...], variables: tuple[str, ...], layout: str | None, to: str, class_name: str | None
) -> str:
    """The command line that makes the same text."""
    words = ["cnncalc", "export", spec, "--to", to]
    words += [word for shape in inputs for word in ("--input", shape)]
    words += [word for variable in variables for word in ("--set", variable)]
    words += ["--layout", layout] if layout and inputs else []
    words += ["--class-name", class_name] if class_name else []
    return shlex.join(words)
