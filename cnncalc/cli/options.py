"""The options that several commands have, each declared once; a command may word the help of one for itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnncalc.analysis.storage import DTYPES
from cnncalc.errors import quote
from cnncalc.limits import NODES

F = TypeVar("F", bound=Callable[..., Any])


class CountType(click.IntRange):
    """A whole number within bounds."""

    name = "integer"
    is_no = "is not a whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not re.fullmatch(r"\s*[+-]?[0-9]+\s*", value):
            self.fail(f"{quote(value)!r} {self.is_no}", param, ctx)
        return super().convert(value, param, ctx)

    def _describe_range(self) -> str:  # click's own word for it is 1<=x<=1000000000000000
        most = "10^15" if self.max == 10**15 else self.max
        return f"{self.min} or more" if self.max is None else f"{self.min} to {most}"


class Batch(CountType):
    """A number of inputs, or a symbol for one."""

    name = "integer or symbol"
    is_no = "is neither a whole number nor a symbol, such as N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and value[:1].isalpha():
            from cnncalc.symbols.naming import is_symbol

            if is_symbol(value):
                return value
        return super().convert(value, param, ctx)


def shared(*names: str, **settings: Any) -> Callable[..., Callable[[F], F]]:
    """An option of several commands: a function that declares it, which takes settings of the command's own."""

    def declared(**own: Any) -> Callable[[F], F]:
        return click.option(*names, **{**settings, **own})

    return declared


def completed(place: str) -> Any:
    """What completes a place of the command line in a shell; `completers` has a row for each."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        from cnncalc.cli.completers import COMPLETERS

        return COMPLETERS[place](ctx, param, incomplete)

    return complete


def spec_argument(**own: Any) -> Callable[[F], F]:
    """The argument that names a spec."""
    return click.argument("spec", shell_complete=completed("spec"), **own)


input_option = shared(
    "--input",
    "inputs",
    multiple=True,
    shell_complete=completed("input"),
    metavar="[NAME=]SHAPE",
    help="Give an input another shape.",
)
set_option = shared(
    "--set",
    "variables",
    multiple=True,
    shell_complete=completed("variable"),
    metavar="NAME=VALUE",
    help="Give a variable another value.",
)
layout_option = shared("--layout", type=click.Choice(["chw", "hwc"]), help="Read --input and show shapes in this layout.")
max_nodes_option = shared("--max-nodes", type=CountType(1), default=NODES, show_default=True, help="Refuse larger networks.")
depth_option = shared("--depth", type=CountType(0), metavar="N", help="Fold scopes deeper than N into one row each.")
dtype_option = shared(
    "--dtype", type=click.Choice([*DTYPES]), help="The type of every number.  [default: what the spec says, else float32]"
)
as_option = shared(
    "--as",
    "convention",
    metavar="CONVENTION",
    shell_complete=completed("convention"),
    help="Show the cost as another tool prints it (cnncalc conventions).",
)
color_option = shared("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.")
batch_option = shared(
    "--batch", type=Batch(1, 10**15), default=1, show_default=True, help="How many inputs at once, or a symbol."
)
counted_batch = {"type": CountType(1, 10**15), "help": "How many inputs at once."}  # where a symbol is not allowed
