"""JUnit's XML, which continuous integration reads: one suite per file that was checked, one case per answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from cnncalc.errors import printable
from cnncalc.report.model import Label, Verdicts
from cnncalc.report.renderers import Screen
from cnncalc.report.report import Report


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the verdicts of a report. What is not right, or not answered, is a failure."""
    stream.writelines(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    verdicts = [block for block in report.blocks() if isinstance(block, Verdicts) and block.suite]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites{_counts([label for block in verdicts for label in block.labels])}>"
    for suite, blocks in groupby(verdicts, key=lambda block: block.suite):
        yield from _suite(suite, list(blocks))
    yield "</testsuites>"


def _suite(name: str, blocks: Sequence[Verdicts]) -> Iterator[str]:
    labels = [label for block in blocks for label in block.labels]
    properties = [pair for block in blocks for pair in block.properties]
    yield f"  <testsuite name={_quoted(name)}{_counts(labels)}>"
    if properties:
        yield "    <properties>"
        yield from (f"      <property name={_quoted(key)} value={_quoted(value)}/>" for key, value in properties)
        yield "    </properties>"
    for label in labels:
        yield from _case(label)
    yield "  </testsuite>"


def _counts(labels: Sequence[Label]) -> str:
    failures = sum(bool(label.failure) for label in labels)
    return f' tests="{len(labels)}" failures="{failures}" errors="0" skipped="0"'


def _case(label: Label) -> Iterator[str]:
    head = f"    <testcase classname={_quoted(label.group)} name={_quoted(label.name)}"
    head += f' file={_quoted(label.file)} line="{label.line}"'
    if not label.failure:
        yield f"{head}/>"
        return
    yield f"{head}>"
    failure = f"      <failure type={_quoted(label.failure)} message={_quoted(label.message)}>"
    yield f"{failure}{escape(printable(label.details))}</failure>"
    yield "    </testcase>"


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
