"""CSV: the main table of a report, numbers without separators."""

from __future__ import annotations

import csv
from typing import IO

from cnncalc.report.renderers import Screen
from cnncalc.report.report import Report


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write a header of column keys, then one line per row."""
    table = report.main()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    plain = [column.cells.plain for column in table.columns]
    writer.writerows([write(value) for write, value in zip(plain, row)] for row in table.rows)
