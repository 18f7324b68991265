"""`cnncalc conventions`."""

from __future__ import annotations

import click

from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="conventions")
@click.argument("name", required=False, shell_complete=completed("convention"))
@output_options()
def command(name: str | None, output: Output) -> None:
    """List the ways in which tools count costs and parameters, or show the rules of one, kind by kind.

    Each is a tool at a version, its word for what it prints, and what each kind of layer costs under it. A kind that a
    tool has no rule for is refused. summarize, compare, check and zoo take the name after --as.

    \b
    Examples:
      cnncalc conventions
      cnncalc conventions fvcore
    """
    from cnncalc.counting.conventions import convention_named
    from cnncalc.report.describers.conventions import convention_report, conventions_report

    output.write(conventions_report() if name is None else convention_report(convention_named(name)))
