"""Marking the sheets of a class against a key: questions, settings and points come from the key alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.bundled.find import FoundFile, find
from cnncalc.checking.answered import AnsweredExercise, AnsweredSheet, read_answered
from cnncalc.checking.check import require_networks, require_sheet_options
from cnncalc.checking.findings import UNREADABLE, Finding
from cnncalc.checking.keys import KeyQuestion, MarkingKey, load_key
from cnncalc.checking.options import CheckOptions
from cnncalc.errors import CnncalcError, Fault, Problem, quote, refuse, visible
from cnncalc.progress import Progress
from cnncalc.results.shown import Result, in_a_line


class MarkedSheet(NamedTuple):
    """A student's sheet: a finding for each question of the key, remarks about the sheet, and why it is `unread` if it is."""

    file: str
    student: str
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: str = ""


class ClassFields(NamedTuple):
    """What a `ClassMarks` holds."""

    key: str
    title: str
    questions: tuple[KeyQuestion, ...]
    sheets: tuple[MarkedSheet, ...]
    remarks: tuple[str, ...] = ()


class ClassMarks(Result, ClassFields):
    """The sheets of a class, marked against a key: `key` is its file, `remarks` are about several sheets."""

    __slots__ = ()

    def __repr__(self) -> str:
        good = sum(self.is_good(sheet) for sheet in self.sheets)
        return in_a_line(self, self.title or self.key, f"{good:,} of {len(self.sheets):,} sheets all right")

    @property
    def good(self) -> bool:
        """Whether every sheet was read and everything in it is right."""
        return all(map(self.is_good, self.sheets))

    @property
    def most(self) -> Fraction:
        """The points that can be had."""
        return sum((question.points for question in self.questions), Fraction(0))

    def is_good(self, sheet: MarkedSheet) -> bool:
        """Whether a sheet was read and all its answers are right."""
        return not sheet.unread and all(finding.good for finding in sheet.findings)

    def points(self, sheet: MarkedSheet) -> Fraction:
        """The points of a sheet."""
        pairs = zip(self.questions, sheet.findings)
        return sum((question.points for question, finding in pairs if finding.good), Fraction(0))


def mark_class(key: str, files: Sequence[str], how: CheckOptions, progress: Progress = None) -> ClassMarks:
    """Mark files against the key of a path or of a bundled sheet; whatever a file holds, the others are marked.

    Raises a `SpecError` where the key makes no sense, where its own answers are wrong, and where options would change it.
    """
    require_sheet_options(how)
    loaded = load_key(key, how, progress)
    require_networks(loaded.sheet, loaded.file, how)
    sheets = []
    for number, file in enumerate(files):
        if progress:
            progress("marking", number, len(files))
        if not _same(file, key):
            sheets.append(_marked(loaded, file))
    if not sheets:
        raise refuse(f"{quote(key, 80)} is the key itself: there is no sheet to mark", "name the sheets, as in answers/*")
    remarks = [
        *([f"{quote(key, 80)} is the key itself: it is not marked"] if len(sheets) < len(files) else []),
        *_twice(sheets),
    ]
    return ClassMarks(loaded.file, loaded.sheet.title, loaded.questions, tuple(sheets), tuple(remarks))


def _same(file: str, key: str) -> bool:
    return file != "-" and os.path.exists(file) and os.path.exists(key) and os.path.samefile(file, key)


def _twice(sheets: Sequence[MarkedSheet]) -> Iterator[str]:
    """Students who handed in several sheets."""
    files: dict[str, list[str]] = {}
    for sheet in sheets:
        files.setdefault(sheet.student, []).append(sheet.file)
    for student, several in files.items():
        if len(several) > 1:
            yield f"{student} has {len(several)} sheets: {', '.join(several)}"


def _marked(key: MarkingKey, file: str) -> MarkedSheet:
    try:
        return _sheet(key, read_answered(_found(file)))
    except CnncalcError as error:
        stem = os.path.splitext(os.path.basename(file))[0]
        return MarkedSheet(visible(file), visible(stem or file), unread=_why_unread(error.problems[0], file))


def _found(file: str) -> FoundFile:
    if os.path.isdir(file):  # a bundled sheet may have its name
        raise CnncalcError([Problem("is a folder", None, (), "name the files inside it")])
    return find(file)


def _why_unread(problem: Problem, file: str) -> str:
    """What is wrong with a file; what helps, where it is about the file as a whole."""
    message = problem.message.removeprefix(f"{quote(file, 80)} ")
    return f"line {problem.place.line}: {message}" if problem.place else "; ".join(filter(None, (message, problem.help)))


def _in_a_line(problem: Problem) -> str:
    return f"line {problem.place.line}: {problem.message}" if problem.place else problem.message


def _sheet(key: MarkingKey, sheet: AnsweredSheet) -> MarkedSheet:
    matched, remarks = _matched(key, sheet)
    remarks = [*[_in_a_line(problem) for problem in sheet.problems], *remarks]
    findings = tuple(_finding(question, matched.get(question.number)) for question in key.questions)
    return MarkedSheet(sheet.file, sheet.student, findings, tuple(dict.fromkeys(remarks)))


def _matched(key: MarkingKey, sheet: AnsweredSheet) -> tuple[dict[int, AnsweredExercise], list[str]]:
    """The sheet's exercises by their number in the key, and what differs: found by name, or by place where there is none."""
    matched: dict[int, AnsweredExercise] = {}
    remarks: list[str] = []
    for place, exercise in enumerate(sheet.exercises):
        number = key.number_of(exercise.name, place, matched)
        if number is None:
            known = exercise.name and exercise.name in (it.name for it in key.written)
            said = "stands twice: the first is marked" if known else "is no exercise of the key"
            remarks.append(f"{exercise.name or f'exercise {place + 1}'} {said}")
            continue
        matched[number] = exercise
        remarks += _differences(key, number, exercise)
    return matched, remarks


def _differences(key: MarkingKey, number: int, exercise: AnsweredExercise) -> Iterator[str]:
    own, name = key.written[number], key.sheet.exercises[number].name
    if differs := exercise.differs(own):
        yield f"{name} has {' and '.join(differs)} of its own; the key's hold"
    for quantity in exercise.answers:
        if quantity not in own.answers:
            yield f"{name} answers {quote(quantity)}, which is not asked"


def _finding(question: KeyQuestion, exercise: AnsweredExercise | None) -> Finding:
    place, text = (exercise.answers if exercise else {}).get(question.quantity, (question.place, None))
    try:
        return question.finding(place, text)
    except (Fault, CnncalcError) as error:  # the key has been tried: it is the answer that is beyond reckoning
        reason = error.message if isinstance(error, Fault) else error.problems[0].message
        return Finding(question.quantity, visible(text.word.text) if text else "", UNREADABLE, place, remark=reason)
