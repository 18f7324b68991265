"""`cnncalc kinds`."""

from __future__ import annotations

import click

from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="kinds")
@click.argument("kind", required=False, shell_complete=completed("kind"))
@output_options()
def command(kind: str | None, output: Output) -> None:
    """List the kinds of layers with their words, those of a family, or describe one kind in full.

    \b
    Examples:
      cnncalc kinds
      cnncalc kinds pooling
      cnncalc kinds conv
    """
    from cnncalc.library.vocabulary import kinds
    from cnncalc.report.show import report_of

    output.write(report_of(kinds(kind)))
