"""Plain lists of rows, such as the zoo, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from cnncalc.report.columns import Cell
from cnncalc.report.text import csv_line, markdown_line, shown

Rows = Sequence[Sequence[Cell]]


def write_listing(
    stream: IO[str], form: str, color: str, titles: Sequence[str], rows: Rows, numbers: Sequence[bool] | None = None
) -> None:
    """Write rows under their titles as a table, JSON (a list of objects), CSV or Markdown.

    `numbers` says which columns hold numbers; otherwise those do whose first cell is one.
    """
    numbers = numbers or ([not isinstance(cell, str) for cell in rows[0]] if rows else [False] * len(titles))
    if form == "json":
        from cnncalc.report.dumps import dumps

        objects = (dumps(dict(zip(titles, row))) for row in rows)
        stream.write("[\n  " + ",\n  ".join(objects) + "\n]\n")
    elif form == "csv":
        stream.writelines(csv_line(row) + "\n" for row in [titles, *rows])
    elif form == "markdown":
        rules = ["---:" if number else ":---" for number in numbers]
        stream.writelines(markdown_line([shown(cell) for cell in row]) + "\n" for row in [titles, rules, *rows])
    else:
        from cnncalc.report.table import print_listing

        print_listing(stream, color, titles, numbers, rows)
