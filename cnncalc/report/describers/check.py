"""`check`: a spec in a line per failure; a sheet exercise by exercise, each wrong answer with its slip and the working."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.asking.case import ToolFigures
from cnncalc.checking.findings import NOT_ANSWERED, OTHER_FORM, UNREADABLE, WRONG, Checked, ExerciseFindings, Finding
from cnncalc.report.cells import COUNT
from cnncalc.report.describers.check_data import check_data, findings_table, uncounted
from cnncalc.report.model import Block, Judgement, Label, Notes, Verdicts, notes
from cnncalc.report.remarked import remarked
from cnncalc.report.report import Report
from cnncalc.report.slip_words import slip_words


def check_report(files: Sequence[Checked]) -> Report:
    """The findings of all files."""
    report = Report(
        blocks=lambda: (block for checked in files for block in (_sheet if checked.sheet else _spec)(checked)),
        data=lambda: check_data(files),
        main=lambda: findings_table(files),
        long=["files"],
        aside=list(uncounted(files)),
    )
    return remarked(report, [f"{checked.file}: {remark}" for checked in files for remark in checked.remarks])


def checked_report(checked: Checked) -> Report:
    """The findings of one file."""
    return check_report([checked])


def _spec(checked: Checked) -> Iterator[Block]:
    """A line for each failure, one for each answer that is right in another form, and one to sum up."""
    judgements: list[Judgement] = []
    for finding in checked.findings:
        where = f"{finding.place.source.name}:{finding.place.line}: {finding.quantity}"
        if not finding.good:
            judgements.append(Judgement(False, f"{where} is {finding.told}, not {finding.wanted}{_why(finding)}"))
        elif finding.headroom:
            judgements.append(Judgement(True, f"{where} is {finding.told}, {finding.wanted}: {finding.headroom}"))
        elif finding.remark:
            judgements.append(Judgement(True, f"{where} is {finding.wanted}, {finding.remark}"))
    costs = [line for part in checked.parts for line in _cost(checked, part.counted)]
    judgements.append(Judgement(checked.good, f"{checked.file}: {tally(checked)}", costs))
    labels = [_label(checked, part, finding) for part in checked.parts for finding in part.findings]
    yield Verdicts(judgements, "", checked.file, labels, _properties(checked, checked.parts))


def _cost(checked: Checked, counted: ToolFigures | None) -> Iterator[str]:
    """What another tool would print for a network, or why it has no figure."""
    if checked.convention and counted:
        title = checked.convention.title
        yield f"no figure in {title}: {counted.why_not}" if counted.why_not else f"{title}: {COUNT.shown(counted.total)}"


def _why(finding: Finding) -> str:
    parts = [finding.headroom, *slip_words(finding.slips), finding.equations if _single(finding) else ""]
    return f": {'; '.join(filter(None, parts))}" if any(parts) else ""


def _single(finding: Finding) -> bool:
    """Whether the working is arithmetic that comes to the right value."""
    return bool(finding.working) and " = " in finding.working and ", " not in finding.working


def _sheet(checked: Checked) -> Iterator[Block]:
    said = [text for text in (checked.title, checked.source) if text]
    yield from [notes(said)] * bool(said)
    for part in checked.parts:
        title = f"{part.name}: {part.question}" if part.question else part.name
        labels = [_label(checked, part, finding) for finding in part.findings]
        properties = _properties(checked, [part])
        yield Verdicts([_judgement(finding) for finding in part.findings], title, checked.file, labels, properties)
        yield from _after(checked, part)
    yield Verdicts([Judgement(checked.good, f"{checked.file}: {tally(checked)}")])


def _after(checked: Checked, part: ExerciseFindings) -> Iterator[Notes]:
    """What another tool would print, and what an exercise teaches once it is answered."""
    lines = [*_cost(checked, part.counted), *[part.teaches] * bool(part.teaches and part.answered)]
    yield from [notes(lines)] * bool(lines)


def _judgement(finding: Finding) -> Judgement:
    good = None if finding.status == NOT_ANSWERED else finding.good
    reasons = list(_reasons(finding)) if finding.status == WRONG else []
    return Judgement(good, f"{finding.quantity}: {_said(finding)}", reasons, depth=1)


def _said(finding: Finding) -> str:
    if finding.status == NOT_ANSWERED:
        return "not answered"
    if finding.status == UNREADABLE:
        return f"{finding.wanted} is unreadable: {finding.remark}"
    if not finding.good:
        return f"{finding.wanted} is wrong, it is {finding.found}"
    return f"{finding.wanted}, {finding.remark}" if finding.status == OTHER_FORM else finding.wanted


def _reasons(finding: Finding) -> Iterator[str]:
    yield from slip_words(finding.slips)
    if finding.working:
        yield finding.equations


def _label(checked: Checked, part: ExerciseFindings, finding: Finding) -> Label:
    name = f"{finding.quantity}: {finding.wanted}" if finding.wanted else finding.quantity
    head = (part.name or checked.file, name, finding.place.source.name, finding.place.line)
    if finding.good:
        return Label(*head)
    message = (
        f"{finding.quantity} is {finding.found}, not {finding.wanted}" if finding.found else finding.remark or "not answered"
    )
    slips = [f"{slip.name}? {slip.does}" for slip in finding.slips]
    return Label(*head, finding.status, message, "; ".join(filter(None, [finding.headroom, *slips, finding.working])))


def _properties(checked: Checked, parts: Sequence[ExerciseFindings]) -> list[tuple[str, str]]:
    """What another tool would print for each network, if one was named."""
    if not checked.convention:
        return []
    title = checked.convention.title
    counted = [(part.name, part.counted) for part in parts if part.counted and not part.counted.why_not]
    return [(f"{name}: {title}" if checked.sheet else title, str(one.total)) for name, one in counted]


def tally(checked: Checked) -> str:
    """How many answers are right, wrong and missing.

    >>> from cnncalc import check
    >>> tally(check("lenet5"))
    'all 13 right'
    """
    findings = list(checked.findings)
    right = sum(one.good for one in findings)
    missing, unread = (sum(one.status == status for one in findings) for status in (NOT_ANSWERED, UNREADABLE))
    if right == len(findings):
        return f"all {right:,} right" if right > 1 else "right"
    parts = [f"{right:,} of {len(findings):,} right"]
    parts += [f"{wrong:,} wrong"] if (wrong := len(findings) - right - missing - unread) else []
    parts += [f"{unread:,} unreadable"] if unread else []
    return ", ".join([*parts, f"{missing:,} not answered"] if missing else parts)
