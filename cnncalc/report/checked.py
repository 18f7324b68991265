"""What `check` found, for people: a spec in a line a failure, a sheet exercise by exercise with the working."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import IO

from cnncalc.asking.figures import ToolFigures
from cnncalc.checking.findings import BROKEN_BUDGET, NOT_ANSWERED, OTHER_FORM, WRONG, Checked, ExerciseFindings, Finding
from cnncalc.report.text import shown

MARKS = {WRONG: "✗", BROKEN_BUDGET: "✗", NOT_ANSWERED: "-"}
WIDTH = 100  # columns of a sheet's sentences, where a terminal has room


def write_checked(stream: IO[str], files: Sequence[Checked], form: str, color: str) -> None:
    """Write the findings of all files."""
    if form == "table":
        from cnncalc.report.table import console_for, print_verdicts

        width = min(WIDTH, console_for(stream, color).width)
        return print_verdicts(stream, color, (line for checked in files for line in _lines(checked, width)))
    from cnncalc.report import findings

    if form in ("csv", "markdown"):
        return findings.write_rows(stream, form, color, files)
    from cnncalc.report.junit import junit

    return stream.writelines(line + "\n" for line in (junit(files) if form == "junit" else findings.json_findings(files)))


def _lines(checked: Checked, width: int) -> Iterator[str]:
    if checked.sheet:
        return _sheet(checked, width)
    return _spec(checked)


def _spec(checked: Checked) -> Iterator[str]:
    """A line for each failure, one for each answer that is right in another form, and one to sum up."""
    for finding in checked.findings:
        where = f"{finding.place.source.name}:{finding.place.line}: {finding.quantity}"
        if not finding.good:
            yield f"✗ {where} is {finding.found}, not {finding.wanted}{_why(finding)}"
        elif finding.remark:
            yield f"✓ {where} is {finding.wanted}, {finding.remark}"
    yield f"{'✓' if checked.good else '✗'} {checked.file}: {tally(checked)}"
    yield from (f"  {line}" for part in checked.parts for line in _cost(checked, part.counted))


def _cost(checked: Checked, counted: ToolFigures | None) -> Iterator[str]:
    """What another tool would print for a network, or why it has no figure."""
    if checked.convention and counted:
        title = checked.convention.title
        yield f"no figure in {title}: {counted.why_not}" if counted.why_not else f"{title}: {shown(counted.total)}"


def _why(finding: Finding) -> str:
    parts = [*_slips(finding), *([finding.equations] if _single(finding) else [])]
    return f": {'; '.join(parts)}" if parts else ""


def _single(finding: Finding) -> bool:
    """Whether the working is arithmetic that comes to the right value."""
    return bool(finding.working) and " = " in finding.working and ", " not in finding.working


def _slips(finding: Finding) -> list[str]:
    """The likely slips, those of one name together."""
    named: dict[str, list[str]] = {}
    for slip in finding.slips:
        named.setdefault(slip.name, []).append(slip.does)
    return [f"{name}? {does[0]}" for name, does in list(named.items())[:2]]


def _sheet(checked: Checked, width: int) -> Iterator[str]:
    if checked.title or checked.source:
        yield from [line for text in (checked.title, checked.source) if text for line in wrap(text, width)]
        yield ""
    for part in checked.parts:
        yield from _part(checked, part, width)
        yield ""
    yield f"{'✓' if checked.good else '✗'} {checked.file}: {tally(checked)}"


def _part(checked: Checked, part: ExerciseFindings, width: int) -> Iterator[str]:
    yield from wrap(f"{part.name}: {part.question}" if part.question else part.name, width)
    for finding in part.findings:
        mark = MARKS.get(finding.status, "✓")
        yield from _wrapped(f"{mark} {finding.quantity}: {_told(finding)}", 2, width)
        if finding.status == WRONG:
            yield from (line for text in _reasons(finding) for line in _wrapped(text, 6, width))
    yield from (line for text in _cost(checked, part.counted) for line in _wrapped(text, 2, width))
    if part.teaches and part.answered:
        yield from _wrapped(part.teaches, 2, width)


def _told(finding: Finding) -> str:
    if finding.status == NOT_ANSWERED:
        return "not answered"
    if not finding.good:
        return f"{finding.wanted} is wrong, it is {finding.found}"
    return f"{finding.wanted}, {finding.remark}" if finding.status == OTHER_FORM else finding.wanted


def _reasons(finding: Finding) -> Iterator[str]:
    yield from _slips(finding)
    if finding.working:
        yield finding.equations


def _wrapped(text: str, indent: int, width: int) -> list[str]:
    room = max(width, indent + 20)
    first, more = " " * indent, " " * (indent + 2)
    return wrap(text, room, initial_indent=first, subsequent_indent=more, break_long_words=False, break_on_hyphens=False)


def tally(checked: Checked) -> str:
    """How many answers are right, wrong and missing.

    >>> from cnncalc import check
    >>> tally(check("lenet5"))
    'all 13 right'
    """
    findings = list(checked.findings)
    right, missing = sum(one.good for one in findings), sum(one.status == NOT_ANSWERED for one in findings)
    if right == len(findings):
        return f"all {right:,} right" if right > 1 else "right"
    parts = [f"{right:,} of {len(findings):,} right"]
    parts += [f"{wrong:,} wrong"] if (wrong := len(findings) - right - missing) else []
    return ", ".join([*parts, f"{missing:,} not answered"] if missing else parts)
