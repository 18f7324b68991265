"""`cnncalc conventions`."""

from __future__ import annotations

import click

from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="conventions", short_help="List the ways in which tools count, or tell the rules of one.")
@click.argument("name", required=False, shell_complete=completed("convention"))
@output_options()
def command(name: str | None, output: Output) -> None:
    """List the ways in which tools count costs and parameters, or tell the rules of one, kind by kind.

    Each is a tool at a version, its word for what it prints, and what each kind of layer costs under it. Kinds that are not
    named cost nothing. summarize, compare, check and zoo take the name behind --as.

    \b
    Examples:
      cnncalc conventions
      cnncalc conventions fvcore
    """
    from cnncalc.counting.conventions import convention_named
    from cnncalc.report.conventions import write_convention, write_conventions

    chosen = convention_named(name) if name is not None else None
    with output.stream() as stream:
        if chosen:
            write_convention(stream, output.form, output.color, chosen)
        else:
            write_conventions(stream, output.form, output.color)
