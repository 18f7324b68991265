"""What `check` found as plain data and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.asking.case import ToolFigures
from cnncalc.asking.figures import COST
from cnncalc.asking.marks import exact
from cnncalc.checking.findings import Checked, Finding
from cnncalc.report.describers.summary_data import convention_entry
from cnncalc.report.model import Column, Table, Values, counts, words

COLUMNS = words("file", "line", "exercise", "quantity", "answer", "status", "found", "slip", "working", "remark")


def findings_table(files: Sequence[Checked]) -> Table:
    """A row for each finding; the last column is what another tool would print for its network, if one was named."""
    convention = next((checked.convention for checked in files), None)
    columns: list[Column] = [*COLUMNS, *(counts(COST) if convention else [])]
    return Table(columns, [row for checked in files for row in _rows(checked)])


def _rows(checked: Checked) -> Iterator[Values]:
    for part in checked.parts:
        for it in part.findings:
            slips = "; ".join(dict.fromkeys(slip.name for slip in it.slips))
            said = [it.quantity, it.wanted, it.status, _plain(it), slips, it.working, it.remark]
            yield [checked.file, str(it.place.line), part.name, *said, _cost(part.counted, "")]


def _cost(counted: ToolFigures | None, otherwise: Any) -> Any:
    return counted.total if counted and not counted.why_not else otherwise


def uncounted(files: Iterable[Checked]) -> Iterator[str]:
    """Which networks another tool cannot count, and why."""
    for checked in files:
        for part in checked.parts:
            if checked.convention and part.counted and part.counted.why_not:
                name = part.name or checked.file
                yield f"{name} has no figure in {checked.convention.title}: {part.counted.why_not}"


def _plain(finding: Finding) -> Any:
    """The right value: a whole number as one, all else as text."""
    return finding.value if isinstance(finding.value, int) else finding.found


def check_data(files: Sequence[Checked]) -> Mapping[str, Any]:
    """The findings file by file; `as` says whose costs the exercises have, if a tool was named."""
    convention = next((checked.convention for checked in files), None)
    return {
        "format": 1,
        "good": all(checked.good for checked in files),
        **(convention_entry(convention) if convention else {}),
        "files": [_file(checked) for checked in files],
    }


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
        **({"margin": exact(finding.margin), "headroom": finding.headroom} if finding.headroom else {}),
        "working": finding.working,
        "slips": [{"name": slip.name, "does": slip.does} for slip in finding.slips],
    }
