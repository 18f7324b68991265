"""`cnncalc help`."""

from __future__ import annotations

import click

from cnncalc.cli.options import completed
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="help")
@click.argument("word", metavar="[COMMAND]", required=False, shell_complete=completed("command"))
@click.pass_context
def command(ctx: click.Context, word: str | None) -> None:
    """Show the help of a command, as its -h does; without COMMAND the list of them.

    \b
    Examples:
      cnncalc help
      cnncalc help summarize
    """
    root = ctx.find_root()
    if word is None or not isinstance(root.command, click.Group):
        return click.echo(root.get_help())
    _, found, _ = root.command.resolve_command(root, [word])
    if found is not None:
        with found.make_context(word, [], parent=root, resilient_parsing=True) as inner:
            click.echo(inner.get_help())
