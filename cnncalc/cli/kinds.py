"""`cnncalc kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import did_you_mean, quote, refuse

if TYPE_CHECKING:
    from cnncalc.layers.base import Layer


@click.command(cls=Sectioned, name="kinds", short_help="List the kinds of layers, or describe one.")
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
    from cnncalc.report.describers.kinds import kind_report, kinds_report

    if kind is None or kind in _families():
        return output.write(kinds_report(kind or ""))
    return output.write(kind_report(_chosen(kind)))


def _families() -> set[str]:
    from cnncalc.layers import KINDS

    return {layer.family for layer in KINDS.values()}


def _chosen(kind: str) -> type[Layer]:
    from cnncalc.layers import ALIASES, KINDS, kind_named
    from cnncalc.layers.foreign import kind_elsewhere

    layer = kind_named(kind)
    if layer is None:
        meant = kind_elsewhere(kind)
        help = f"did you mean {meant}?" if meant else did_you_mean(kind, [*KINDS, *ALIASES], "cnncalc kinds lists them")
        raise refuse(f"there is no kind {quote(kind)}", help)
    return layer
