"""`cnncalc zoo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.options import as_option, format_option, output_options
from cnncalc.cli.output import destination, write_notes
from cnncalc.errors import did_you_mean, quote, refuse

if TYPE_CHECKING:
    from typing import IO

    from cnncalc.analysis import Analysis
    from cnncalc.conventions import Convention
    from cnncalc.report.columns import Cell

TITLES = ("spec", "network", "input", "params", "MACs", "field")
NUMBERS = (False, False, False, True, True, True)
NONE: dict[str, Any] = {"json": None, "csv": ""}  # what stands for a cost that nobody would print, where it is no dash
COST = 4  # the column in whose place the cost stands as another tool counts it


@click.command(name="zoo", short_help="List the bundled networks, or print one.")
@click.argument("name", required=False)
@as_option
@format_option
@output_options
def command(name: str | None, convention: str | None, form: str, output: str | None, color: str) -> None:
    """List the bundled networks, or print the spec of one. The word exercises lists the bundled exercises instead.

    \b
    Examples:
      cnncalc zoo
      cnncalc zoo resnet50
      cnncalc zoo exercises
      cnncalc zoo --as fvcore
    """
    from cnncalc.find import EXERCISES

    listed = name is None or name == EXERCISES
    if convention and not listed:
        raise refuse("--as is for the list; the spec of one network is printed as it stands", "cnncalc summarize takes --as")
    counting = _counting(convention)
    with destination(output) as stream:
        if listed:
            return _list(stream, form, color, name or "", counting)
        stream.write(_text(str(name)))


def _counting(convention: str | None) -> Convention | None:
    if convention is None:
        return None
    from cnncalc.conventions import convention_named

    return convention_named(convention)


def _list(stream: IO[str], form: str, color: str, folder: str, counting: Convention | None) -> None:
    from cnncalc.analysis import analyze
    from cnncalc.builder import build
    from cnncalc.counting import cost, why_not
    from cnncalc.find import bundled_names, load
    from cnncalc.report.listing import write_listing

    titles, rows, reasons = list(TITLES), [], []
    for name in bundled_names(folder):
        analysis = analyze(build(load(f"{name}.yaml")))
        rows.append(_row(name, analysis))
        if counting:
            reason = why_not(analysis, counting)
            rows[-1][COST] = NONE.get(form, "-") if reason else cost(analysis, counting.name).total
            reasons += [f"{name} has no figure: {reason}"] * bool(reason)
    if counting:
        titles[COST] = f"{counting.unit} ({counting.name})"
    write_listing(stream, form, color, titles, rows, NUMBERS)
    write_notes(reasons)


def _row(name: str, analysis: Analysis) -> list[Cell]:
    from cnncalc.layers.base import show_shape
    from cnncalc.report.columns import per_axis

    graph, figures = analysis.graph, analysis.totals.figures
    shapes = [show_shape(graph.nodes[i].shape, graph.layout) for i in graph.inputs.values()]
    field = analysis.rows[graph.outputs["output"] - len(graph.inputs)].field
    size = per_axis(field.size) if field.axes else "-"
    return [name, graph.name, " ".join(shapes), figures.params, figures.macs, int(size) if size.isdecimal() else size]


def _text(name: str) -> str:
    from cnncalc.find import all_bundled_names, bundled_path, read_file

    path = bundled_path(name)
    if path is None:
        raise refuse(
            f"there is no bundled spec {quote(name)}",
            did_you_mean(name, all_bundled_names(), "cnncalc zoo lists the bundled specs"),
        )
    return read_file(path)
