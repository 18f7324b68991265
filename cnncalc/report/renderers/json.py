"""JSON: the plain data of a report, its long lists one item per line, written as they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from cnncalc.report.dumps import dumps
from cnncalc.report.renderers import Screen
from cnncalc.report.report import Report


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the data as one JSON object."""
    line = "{"
    for number, (key, value) in enumerate(report.data().items()):
        line += f"{', ' * (number > 0)}{dumps(key)}: "
        if key not in report.long:
            line += dumps(value)
            continue
        stream.write(f"{line}[\n")
        stream.writelines(_items(value))
        line = "]"
    stream.write(f"{line}}}\n")


def _items(values: Iterable[Any]) -> Iterator[str]:
    """The items of a list, one line each; all but the last with a comma."""
    line = ""
    for value in values:
        if line:
            yield f"{line},\n"
        line = f"  {dumps(value)}"
    if line:
        yield f"{line}\n"
