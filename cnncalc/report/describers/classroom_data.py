"""The marks of a class as plain data, and what they come to question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.asking.marks import exact
from cnncalc.checking.classroom import ClassMarks, MarkedSheet
from cnncalc.checking.findings import NOT_ANSWERED, UNREADABLE, Finding

Wrong = tuple[MarkedSheet, Finding]


def tallies(marks: ClassMarks) -> list[dict[str, int]]:
    """For each question how many answers are right, wrong, unreadable and not there."""
    found = [{"right": 0, "wrong": 0, UNREADABLE: 0, NOT_ANSWERED: 0} for _ in marks.questions]
    for sheet in marks.sheets:
        for tally, finding in zip(found, sheet.findings):
            tally["right" if finding.good else finding.status if finding.status in tally else "wrong"] += 1
    return found


def slips_of(marks: ClassMarks, number: int) -> Sequence[tuple[str, Sequence[Wrong]]]:
    """The likeliest slip of each wrong answer to a question (empty: none is known) and who made it, the most frequent first."""
    found: dict[str, list[Wrong]] = {}
    for sheet in marks.sheets:
        if sheet.findings and _is_wrong(sheet.findings[number]):
            slips = sheet.findings[number].slips
            found.setdefault(slips[0].name if slips else "", []).append((sheet, sheet.findings[number]))
    return sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1])))


def _is_wrong(finding: Finding) -> bool:
    return not finding.good and finding.status not in (NOT_ANSWERED, UNREADABLE)


def class_data(marks: ClassMarks) -> Mapping[str, Any]:
    """Questions with what they came to, and students with each of their answers."""
    return {
        "format": 1,
        "good": marks.good,
        "key": marks.key,
        "title": marks.title,
        "points": exact(marks.most),
        "remarks": list(marks.remarks),
        "questions": [_question(marks, number, tally) for number, tally in enumerate(tallies(marks))],
        "students": [_student(marks, sheet) for sheet in marks.sheets],
    }


def _question(marks: ClassMarks, number: int, tally: Mapping[str, int]) -> dict[str, Any]:
    question = marks.questions[number]
    slips = [{"name": name or None, "count": len(who)} for name, who in slips_of(marks, number)]
    return {
        "exercise": question.exercise,
        "quantity": question.quantity,
        "answer": question.solution.text,
        "points": exact(question.points),
        **{key.replace(" ", "_"): count for key, count in tally.items()},
        "slips": slips,
    }


def _student(marks: ClassMarks, sheet: MarkedSheet) -> dict[str, Any]:
    answers = [_answer(finding, question.points) for finding, question in zip(sheet.findings, marks.questions)]
    return {
        "student": sheet.student,
        "file": sheet.file,
        "good": marks.is_good(sheet),
        "points": None if sheet.unread else exact(marks.points(sheet)),
        "unread": sheet.unread or None,
        "remarks": list(sheet.remarks),
        "answers": answers,
    }


def _answer(finding: Finding, points: Fraction) -> dict[str, Any]:
    return {
        "answer": finding.wanted or None,
        "status": finding.status,
        "good": finding.good,
        "points": exact(points if finding.good else Fraction(0)),
        "line": finding.place.line,
        "remark": finding.remark,
        "slips": [{"name": slip.name, "does": slip.does} for slip in finding.slips],
    }
