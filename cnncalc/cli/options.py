"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cnncalc.errors import quote, refuse
from cnncalc.limits import NODES

if TYPE_CHECKING:
    from cnncalc.graph import Graph
    from cnncalc.progress import Progress
    from cnncalc.spec import Spec

F = TypeVar("F", bound=Callable[..., Any])
DTYPES = ("float64", "float32", "float16", "bfloat16", "int8")
OPTIMIZERS = ("sgd", "momentum", "adam")


class Batch(click.IntRange):
    """A number of pictures, or a symbol for one."""

    name = "integer or symbol"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and value[:1].isalpha():
            from cnncalc.symbols.naming import is_symbol

            if is_symbol(value):
                return value
        return super().convert(value, param, ctx)


def network_options(command: F) -> F:
    """The spec and what may be changed in it."""
    for option in (
        click.option("--max-nodes", type=click.IntRange(1), default=NODES, show_default=True, help="Refuse larger networks."),
        click.option("--layout", type=click.Choice(["chw", "hwc"]), help="Read --input and show shapes in this layout."),
        click.option("--set", "variables", multiple=True, metavar="NAME=VALUE", help="Give a variable another value."),
        click.option("--input", "inputs", multiple=True, metavar="[NAME=]SHAPE", help="Give an input another shape."),
        click.argument("spec"),
    ):
        command = option(command)
    return command


def output_options(command: F) -> F:
    """Where the result goes and in which colours."""
    for option in (
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output."),
        click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file instead, whole or not at all."),
    ):
        command = option(command)
    return command


def format_option(command: F) -> F:
    """How a report is written."""
    formats = click.Choice(["table", "json", "csv", "markdown"])
    return click.option("--format", "form", type=formats, default="table", show_default=True, help="How to write it.")(command)


def as_option(command: F) -> F:
    """By which convention costs are shown beside our own."""
    help = "Show the cost as another tool prints it (cnncalc conventions)."
    return click.option("--as", "convention", metavar="CONVENTION", help=help)(command)


def load_graph(
    spec: str,
    inputs: Iterable[str],
    variables: Iterable[str],
    layout: str | None,
    max_nodes: int,
    progress: Progress = None,
) -> Graph:
    """The graph that the network options describe."""
    from cnncalc.builder import build

    return build(*load_spec(spec, inputs, variables, progress), layout, max_nodes, progress)


def load_spec(
    spec: str, inputs: Iterable[str], variables: Iterable[str], progress: Progress = None
) -> tuple[Spec, dict[str, str] | None, dict[str, str]]:
    """The spec that the network options name, the shapes that they give its inputs, and the values for its variables."""
    from cnncalc.find import load

    values = dict(pair("--set", text) for text in variables)
    loaded = load(spec, progress)
    return loaded, given_shapes(inputs, next(iter(loaded.inputs), "input")) or None, values


def given_shapes(inputs: Iterable[str], first: str) -> dict[str, str]:
    """What --input says, by the names of the inputs; a shape alone is for the first."""
    return dict(pair("--input", text) if "=" in text else (first, text) for text in inputs)


def pair(option: str, text: str) -> tuple[str, str]:
    """The two sides of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        example = "--set width=0.5" if option == "--set" else "--input 3x224x224 or --input left=1x64x64"
        raise refuse(f"{option} {quote(text)} is not NAME=VALUE", f"write it as in {example}")
    return name.strip(), value.strip()
