"""The answers of `solve`, as rows with their working and remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from cnncalc.report.columns import Cell
from cnncalc.report.formulas import bare, plain
from cnncalc.report.listing import Rows, write_listing
from cnncalc.solving.window import Solutions, Window

TITLES = ("input", "kernel", "padding", "stride", "dilation", "output", "unread", "working")


def answers(windows: Sequence[Window], separators: bool = True) -> list[list[Cell]]:
    """A row for each window; a padding with different ends is written before:after."""
    write = plain if separators else bare
    return [
        [
            window.input,
            window.kernel,
            padding(window),
            window.stride,
            window.dilation,
            window.output,
            window.rest,
            f"{write(window.working)} = {window.output}",
        ]
        for window in windows
    ]


def padding(window: Window) -> Cell:
    """The padding as a spec writes it."""
    before, after = window.padding
    return before if before == after else f"{before}:{after}"


def write_solutions(stream: IO[str], form: str, color: str, found: Solutions) -> None:
    """Write the windows that were found, and what there is to say about them where there is room for words."""
    rows = answers(found.windows, separators=form in ("table", "markdown"))
    remarks = [*found.remarks, *[f"and {found.more:,} more, which --all lists"] * bool(found.more)]
    if form == "json":
        return _write_json(stream, found, rows, remarks)
    if form == "table":
        return _print(stream, color, found, rows, remarks)
    if rows or form == "csv":
        write_listing(stream, form, color, TITLES, rows)
    if form == "markdown":
        stream.write("\n" * bool(rows) + "".join(f"- {remark}\n" for remark in remarks))


def _write_json(stream: IO[str], found: Solutions, rows: Rows, remarks: list[str]) -> None:
    from json import dumps

    objects = [dict(zip(TITLES, row)) for row in rows]
    report = {"open": found.unknowns, "solutions": objects, "more": found.more, "remarks": remarks, "fits": found.right}
    stream.write(dumps(report, indent=1) + "\n")


def _print(stream: IO[str], color: str, found: Solutions, rows: Rows, remarks: list[str]) -> None:
    """The table, without the dilation where it plays no part."""
    from cnncalc.report.table import print_lines, print_listing

    plays = "dilation" in found.unknowns or any(window.dilation > 1 for window in found.windows)
    kept = [number for number, title in enumerate(TITLES) if plays or title != "dilation"]
    if rows:
        shown = [[row[number] for number in kept] for row in rows]
        titles = [TITLES[number] for number in kept]
        print_listing(stream, color, titles, [title != "working" for title in titles], shown, close=True)
    print_lines(stream, color, ["", *remarks] if rows else remarks)
