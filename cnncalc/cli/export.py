"""`cnncalc export`."""

from __future__ import annotations

import shlex

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.output import destination, file_option, require_ending, write_notes
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.exporting import TARGETS


@click.command(cls=Sectioned, name="export")
@network_options
@click.option("--to", type=click.Choice(TARGETS), default="torch", show_default=True, help="What to write it for.")
@click.option("--class-name", metavar="NAME", help="The name of the class; by default made from the network's.")
@file_option()
def command(network: NetworkOptions, to: str, class_name: str | None, path: str | None) -> None:
    """Write the network as a PyTorch module: one file that needs nothing but torch.

    Its modules have the names of the layers and scopes, so that the keys of its state_dict are those that the other commands
    show. Blocks become classes; uses of a block that differ in numbers share one. Tensors are channels first, after the batch
    axis, whatever the layout of SPEC.

    \b
    Examples:
      cnncalc export resnet18 -o resnet18.py
      cnncalc export mobilenet_v2 --set width=0.5 --class-name SmallNet
    """
    require_ending(path, "a PyTorch module", (".py",))
    from cnncalc.exporting import export

    with ProgressBar() as bar:
        graph = network.graph(bar)
        write_notes(graph.remarks)
        text = export(graph, to, class_name, _command(network, to, class_name))
    with destination(path) as stream:
        stream.write(text)


def _command(network: NetworkOptions, to: str, class_name: str | None) -> str:
    """The command line that makes the same text."""
    words = ["cnncalc", "export", network.name, "--to", to]
    words += [word for shape in network.inputs for word in ("--input", shape)]
    words += [word for variable in network.variables for word in ("--set", variable)]
    words += ["--layout", network.layout] if network.layout and network.inputs else []
    words += ["--class-name", class_name] if class_name else []
    return shlex.join(words)
