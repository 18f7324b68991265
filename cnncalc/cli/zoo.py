"""`cnncalc zoo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import format_option, output_options
from cnncalc.cli.output import destination
from cnncalc.errors import did_you_mean, quote, refuse

if TYPE_CHECKING:
    from cnncalc.report.columns import Cell

TITLES = ("spec", "network", "input", "params", "MACs", "field")
EXERCISE_TITLES = ("name", "about", "questions", "input", "params", "MACs")


@click.command(name="zoo", short_help="List the bundled networks, or print one.")
@click.argument("name", required=False)
@format_option
@output_options
def command(name: str | None, form: str, output: str | None, color: str) -> None:
    """List the bundled networks, or print the spec of one.

    The word exercises lists the bundled exercises instead: answer sheets, which cnncalc check marks, and the specs that they
    ask about. cnncalc zoo NAME prints one of these too, with its answers.

    \b
    Examples:
      cnncalc zoo
      cnncalc zoo resnet50
      cnncalc zoo exercises
      cnncalc zoo lenet_c1
    """
    from cnncalc.find import EXERCISES

    with destination(output) as stream:
        if name is None or name == EXERCISES:
            from cnncalc.report.listing import write_listing

            titles, rows = (EXERCISE_TITLES, _exercises()) if name else (TITLES, _networks())
            numbers = [title in ("questions", "params", "MACs", "field") for title in titles]
            return write_listing(stream, form, color, titles, rows, numbers)
        stream.write(_text(name))


def _networks() -> list[list[Cell]]:
    from cnncalc.find import bundled_names

    return [_row(name) for name in bundled_names()]


def _exercises() -> list[list[Cell]]:
    """The sheets, then the specs, which ask nothing themselves."""
    from cnncalc.find import EXERCISES, bundled_names, bundled_sheets
    from cnncalc.sheets import load_sheet

    sheets = [(name, load_sheet(name)) for name in bundled_sheets()]
    asking: list[list[Cell]] = [[name, sheet.title, len(sheet.exercises), "-", "-", "-"] for name, sheet in sheets]
    specs = [_row(name) for name in bundled_names(EXERCISES)]
    return [*asking, *([name, about, "-", shape, params, macs] for name, about, shape, params, macs, _ in specs)]


def _row(name: str) -> list[Cell]:
    from cnncalc.analysis import analyze
    from cnncalc.builder import build
    from cnncalc.find import load
    from cnncalc.layers.base import show_shape
    from cnncalc.report.columns import per_axis

    analysis = analyze(build(load(f"{name}.yaml")))
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
