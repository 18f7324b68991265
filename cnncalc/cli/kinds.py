"""`cnncalc kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.output import Output, output_options, write_lines
from cnncalc.errors import did_you_mean, quote, refuse

if TYPE_CHECKING:
    from cnncalc.layers.base import Layer


@click.command(name="kinds", short_help="List the kinds of layers, or tell about one.")
@click.argument("kind", required=False)
@output_options()
def command(kind: str | None, output: Output) -> None:
    """List the kinds of layers with their words, or tell all about one.

    \b
    Examples:
      cnncalc kinds
      cnncalc kinds conv
    """
    from cnncalc.report.kinds import about, kind_rows, kinds_markdown
    from cnncalc.report.listing import write_listing

    if kind is not None:
        chosen = _chosen(kind)
        if output.form != "table":
            raise refuse("--format is for the list of kinds; one kind is told in plain text", "leave it out")
        with output.stream() as stream:
            return write_lines(stream, about(chosen))
    with output.stream() as stream:
        if output.form == "markdown":
            return write_lines(stream, kinds_markdown())
        return write_listing(stream, output.form, output.color, ("family", "usage", "what it does"), list(kind_rows()))


def _chosen(kind: str) -> type[Layer]:
    from cnncalc.layers import ALIASES, KINDS, kind_named
    from cnncalc.layers.foreign import kind_elsewhere

    layer = kind_named(kind)
    if layer is None:
        meant = kind_elsewhere(kind)
        help = f"did you mean {meant}?" if meant else did_you_mean(kind, [*KINDS, *ALIASES], "cnncalc kinds lists them")
        raise refuse(f"there is no kind {quote(kind)}", help)
    return layer
