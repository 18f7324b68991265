"""What is odd about the inputs of a network, said in its reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cnncalc.report.model import NOTE, Block, notes
from cnncalc.report.report import Report


def remarked(report: Report, remarks: Iterable[str]) -> Report:
    """A report with some remarks at its end; in plain data they are among its `notes`."""
    lines = list(dict.fromkeys(remarks))
    if not lines:
        return report
    blocks, data = report.blocks, report.data

    def all_blocks() -> Iterator[Block]:
        yield from blocks()
        yield notes(lines, NOTE)

    def all_data() -> Mapping[str, Any]:
        found = data()
        return {**found, "notes": [*found.get("notes", ()), *lines]}

    return report._replace(blocks=all_blocks, data=all_data, aside=[*report.aside, *lines])
