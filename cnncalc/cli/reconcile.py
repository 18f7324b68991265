"""`cnncalc reconcile`."""

from __future__ import annotations

import click

from cnncalc.cli.network import NetworkOptions, network_options
from cnncalc.cli.options import batch_option, completed
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import refuse


@click.command(cls=Sectioned, name="reconcile")
@network_options
@click.argument("first", metavar="[A]", required=False, shell_complete=completed("counted"))
@click.argument("second", metavar="[B]", required=False, shell_complete=completed("counted"))
@click.option("--printed", metavar="NUMBER", help="A number that was printed, as 4.13G, instead of B.")
@batch_option()
@output_options()
def command(
    network: NetworkOptions,
    first: str | None,
    second: str | None,
    printed: str | None,
    batch: int | str,
    output: Output,
) -> int:
    """Explain the gap between two conventions, term by term, or find out which convention printed a number.

    A and B are names of conventions (cnncalc conventions lists them); one alone is compared with macs, or params. --printed
    takes a number as tools and papers print it (4.13G, "4.13 GMac", 4,132,436,968), names the conventions that would print it
    in that precision, and explains each. It also tries what is usual: heads or the classifier left out, functions where
    modules could be, several inputs, digits cut off, what Keras does with biases and bn; the likeliest comes first. The exit
    status is 1 where no convention gives the number.

    \b
    Examples:
      cnncalc reconcile resnet50 macs ptflops-pytorch
      cnncalc reconcile resnet50 --printed 4.13G
      cnncalc reconcile resnet50 params keras --format csv
    """
    _require_question(first, second, printed)
    analysis = network.analysis(batch)
    if printed is not None:
        from cnncalc.counting.reconcile import reconcile_printed
        from cnncalc.report.describers.search import search_report

        search = reconcile_printed(analysis, printed, first)
        output.write(search_report(analysis.graph.name, search), analysis.graph.remarks)
        return 0 if search.matches else 1
    from cnncalc.counting.reconcile import reconcile
    from cnncalc.report.describers.reconcile import reconciliation_report

    report = reconciliation_report(analysis, reconcile(analysis, *_pair(str(first), second)))
    output.write(report, analysis.graph.remarks)
    return 0


def _require_question(first: str | None, second: str | None, printed: str | None) -> None:
    if printed is not None and second is not None:
        raise refuse("--printed replaces a second convention", "leave one of them out")
    if printed is None and first is None:
        help = "name two conventions, as in macs fvcore, or give --printed 4.13G; cnncalc conventions lists them"
        raise refuse("there is nothing to reconcile", help)


def _pair(first: str, second: str | None) -> tuple[str, str]:
    """Both conventions; one alone is compared with our own."""
    if second is not None:
        return first, second
    from cnncalc.counting.conventions import convention_named
    from cnncalc.counting.reconcile import OURS

    return OURS[convention_named(first).counts], first
