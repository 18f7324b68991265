"""Findings as JUnit's XML, which continuous integration reads: a suite a file, a case an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from cnncalc.checking.findings import Checked, ExerciseFindings, Finding
from cnncalc.errors import printable


def junit(files: Iterable[Checked]) -> Iterator[str]:
    """The lines of the report. What is not right, or not answered, is a failure."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    files = list(files)
    yield f"<testsuites{_counts([one for checked in files for one in checked.findings])}>"
    for checked in files:
        yield f"  <testsuite name={_quoted(checked.file)}{_counts(list(checked.findings))}>"
        yield from _properties(checked)
        for part in checked.parts:
            for finding in part.findings:
                yield from _case(checked, part, finding)
        yield "  </testsuite>"
    yield "</testsuites>"


def _properties(checked: Checked) -> Iterator[str]:
    """What another tool would print for each network, if one was named."""
    counted = [(part.name, part.counted) for part in checked.parts if part.counted and not part.counted.why_not]
    if not checked.convention or not counted:
        return
    yield "    <properties>"
    for name, one in counted:
        title = f"{name}: {checked.convention.title}" if checked.sheet else checked.convention.title
        yield f"      <property name={_quoted(title)} value={_quoted(str(one.total))}/>"
    yield "    </properties>"


def _counts(findings: list[Finding]) -> str:
    failures = sum(not finding.good for finding in findings)
    return f' tests="{len(findings)}" failures="{failures}" errors="0" skipped="0"'


def _case(checked: Checked, part: ExerciseFindings, finding: Finding) -> Iterator[str]:
    place = finding.place
    head = f"    <testcase classname={_quoted(part.name or checked.file)} name={_quoted(_named(finding))}"
    head += f' file={_quoted(place.source.name)} line="{place.line}"'
    if finding.good:
        yield f"{head}/>"
        return
    message = f"{finding.quantity} is {finding.found}, not {finding.wanted}" if finding.found else "not answered"
    yield f"{head}>"
    yield f"      <failure type={_quoted(finding.status)} message={_quoted(message)}>{_details(finding)}</failure>"
    yield "    </testcase>"


def _named(finding: Finding) -> str:
    return f"{finding.quantity}: {finding.wanted}" if finding.wanted else finding.quantity


def _details(finding: Finding) -> str:
    slips = [f"{slip.name}? {slip.does}" for slip in finding.slips]
    return escape(printable("; ".join([*slips, finding.working] if finding.working else slips)))


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
