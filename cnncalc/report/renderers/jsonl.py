"""JSON lines: the items of a report's long list, one per line, which programs read as they come."""

from __future__ import annotations

from typing import IO

from cnncalc.report.dumps import dumps
from cnncalc.report.renderers import Screen
from cnncalc.report.report import Report


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write a JSON object per line."""
    data = report.data()
    stream.writelines(f"{dumps(item)}\n" for key in report.long for item in data[key])
