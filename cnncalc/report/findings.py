"""What `check` found, for programs: JSON, CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from cnncalc.asking.case import ToolFigures
from cnncalc.asking.figures import COST
from cnncalc.checking.findings import Checked, Finding
from cnncalc.report.columns import Cell
from cnncalc.report.dumps import dumps
from cnncalc.report.json import FORMAT, convention_entry
from cnncalc.report.listing import write_listing

TITLES = ("file", "line", "exercise", "quantity", "answer", "status", "found", "slip", "working", "remark")


def write_rows(stream: IO[str], form: str, color: str, files: Sequence[Checked]) -> None:
    """Write a row a finding; behind it what another tool would print for its network, if one was named."""
    convention = next((checked.convention for checked in files), None)
    cost = [COST if form == "csv" else convention.title] if convention else []
    titles = [*TITLES, *cost]
    rows = [row[: len(titles)] for checked in files for row in _rows(checked)]
    write_listing(stream, form, color, titles, rows, [title == "line" for title in TITLES] + [True for _ in cost])


def _rows(checked: Checked) -> Iterator[list[Cell]]:
    for part in checked.parts:
        for it in part.findings:
            slips = "; ".join(dict.fromkeys(slip.name for slip in it.slips))
            told = [it.quantity, it.wanted, it.status, _plain(it), slips, it.working, it.remark]
            yield [checked.file, str(it.place.line), part.name, *told, _cost(part.counted, "")]


def _cost(counted: ToolFigures | None, otherwise: Any) -> Any:
    return counted.total if counted and not counted.why_not else otherwise


def uncounted(files: Iterable[Checked]) -> Iterator[str]:
    """Which networks another tool cannot count, and why."""
    for checked in files:
        for part in checked.parts:
            if checked.convention and part.counted and part.counted.why_not:
                name = part.name or checked.file
                yield f"{name} has no figure in {checked.convention.title}: {part.counted.why_not}"


def _plain(finding: Finding) -> Cell:
    """The right value: a whole number as one, all else as text."""
    return finding.value if isinstance(finding.value, int) else finding.found


def json_findings(files: Sequence[Checked]) -> Iterator[str]:
    """The lines of the JSON report, a file a line; `as` tells whose costs the exercises have, if a tool was named."""
    convention = next((checked.convention for checked in files), None)
    whose = convention_entry(convention) if convention else {}
    head = {"format": FORMAT, "good": all(checked.good for checked in files), **whose}
    yield dumps(head)[:-1] + ', "files": ['
    for number, checked in enumerate(files, 1):
        yield f"  {dumps(_file(checked))}{',' if number < len(files) else ''}"
    yield "]}"


def _file(checked: Checked) -> dict[str, Any]:
    exercises = [
        {
            "name": part.name,
            "question": part.question,
            "teaches": part.teaches,
            "answers": [_entry(finding) for finding in part.findings],
            **({"cost": _cost(part.counted, None)} if checked.convention else {}),
            **({"why_not": part.counted.why_not} if part.counted and part.counted.why_not else {}),
        }
        for part in checked.parts
    ]
    head = {"file": checked.file, "title": checked.title, "source": checked.source, "good": checked.good}
    return {**head, "exercises": exercises}


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "quantity": finding.quantity,
        "line": finding.place.line,
        "answer": finding.wanted or None,
        "status": finding.status,
        "good": finding.good,
        "found": _plain(finding) if finding.found else None,
        "remark": finding.remark,
        "working": finding.working,
        "slips": [{"name": slip.name, "does": slip.does} for slip in finding.slips],
    }
