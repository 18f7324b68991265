"""`solve` for one window: what fits for the unknown, with the working of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cnncalc.report.cells import COUNT, FIGURE, TEXT
from cnncalc.report.formulas import bare, plain
from cnncalc.report.model import Block, Column, Table, Values, notes
from cnncalc.report.report import Report
from cnncalc.solving.window import Solutions, Window

COLUMNS = (
    Column("input", "input", COUNT),
    Column("kernel", "kernel", COUNT),
    Column("padding", "padding", FIGURE),
    Column("stride", "stride", COUNT),
    Column("dilation", "dilation", COUNT),
    Column("output", "output", COUNT),
    Column("unread", "unread", COUNT),
    Column("working", "working", TEXT),
)


def solutions_report(found: Solutions) -> Report:
    """The windows that were found, and what there is to say about them."""
    return Report(
        blocks=lambda: _blocks(found),
        data=lambda: _data(found),
        main=lambda: Table(COLUMNS, list(_rows(found.windows, bare))),
        long=["solutions"],
    )


def _blocks(found: Solutions) -> Iterator[Block]:
    """The windows, without the dilation where it plays no part, and the remarks."""
    if found.windows:
        plays = "dilation" in found.unknowns or any(window.dilation > 1 for window in found.windows)
        kept = [index for index, column in enumerate(COLUMNS) if plays or column.key != "dilation"]
        rows = [[row[index] for index in kept] for row in _rows(found.windows, plain)]
        yield Table([COLUMNS[index] for index in kept], rows)
    remarks = _remarks(found)
    yield from [notes(remarks)] * bool(remarks)


def _remarks(found: Solutions) -> list[str]:
    return [*found.remarks, *[f"and {found.more:,} more, which --all lists"] * bool(found.more)]


def _rows(windows: Sequence[Window], written: Any) -> Iterator[Values]:
    """A row for each window, its arithmetic as it is `written` for people or for programs."""
    for one in windows:
        settings = [one.input, one.kernel, padding(one), one.stride, one.dilation, one.output, one.rest]
        yield [*settings, f"{written(one.working)} = {one.output}"]


def padding(window: Window) -> int | str:
    """The padding as a spec writes it: one number, or before:after."""
    before, after = window.padding
    return before if before == after else f"{before}:{after}"


def _data(found: Solutions) -> Mapping[str, Any]:
    keys = [column.key for column in COLUMNS]
    return {
        "format": 1,
        "open": found.unknowns,
        "solutions": [dict(zip(keys, row)) for row in _rows(found.windows, bare)],
        "more": found.more,
        "remarks": _remarks(found),
        "fits": found.right,
    }
