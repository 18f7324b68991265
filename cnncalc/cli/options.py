"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnncalc.errors import quote

F = TypeVar("F", bound=Callable[..., Any])
DTYPES = ("float64", "float32", "float16", "bfloat16", "int8")
OPTIMIZERS = ("sgd", "momentum", "adam")


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
    """A number of pictures, or a symbol for one."""

    name = "integer or symbol"
    is_no = "is neither a whole number nor a symbol, such as N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and value[:1].isalpha():
            from cnncalc.symbols.naming import is_symbol

            if is_symbol(value):
                return value
        return super().convert(value, param, ctx)


def batch_option(command: F) -> F:
    """How many pictures at once."""
    help = "How many pictures at once, or a symbol."
    return click.option("--batch", type=Batch(1, 10**15), default=1, show_default=True, help=help)(command)


def dtype_option(command: F) -> F:
    """What one number takes."""
    types = click.Choice(DTYPES)
    return click.option("--dtype", type=types, default="float32", show_default=True, help="What one number takes.")(command)


def as_option(command: F) -> F:
    """By which convention costs are shown beside our own."""
    help = "Show the cost as another tool prints it (cnncalc conventions)."
    return click.option("--as", "convention", metavar="CONVENTION", help=help)(command)
