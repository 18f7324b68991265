"""CSV: the main table of a report, numbers without separators.

A text that begins like a formula gets an apostrophe before it, by which spreadsheets keep it a text.
"""

from __future__ import annotations

import csv
import re
from typing import IO, Any

from cnncalc.report.renderers import Screen
from cnncalc.report.report import Report

FORMULA = re.compile(r"[=+@\t\r-].", re.DOTALL)  # a sign alone is none
NUMBERS = re.compile(r"[+-]?[0-9][0-9.,/e+-]*(x[+-]?[0-9]+)*%?")  # a number, a fraction, a share, or several along axes


def inert(value: Any) -> Any:
    """A cell that no spreadsheet works out: numbers stay what they are.

    >>> inert("=1+2"), inert("-1"), inert("-1x-2"), inert(-1), inert("-params")
    ("'=1+2", '-1', '-1x-2', -1, "'-params")
    """
    is_text = isinstance(value, str) and FORMULA.match(value) and not NUMBERS.fullmatch(value)
    return f"'{value}" if is_text else value


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write a header of column keys, then one line per row."""
    table = report.main()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([inert(column.key) for column in table.columns])
    plain = [column.cells.plain for column in table.columns]
    writer.writerows([inert(write(value)) for write, value in zip(plain, row)] for row in table.rows)
