"""The key of a sheet: its questions, ready to be marked, what each is worth, and the right answers."""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from typing import NamedTuple

from cnncalc.bundled.find import FoundFile, find
from cnncalc.checking.answered import AnsweredExercise, read_answered
from cnncalc.checking.findings import Finding
from cnncalc.checking.marker import Marker, findings_of
from cnncalc.checking.options import CheckOptions
from cnncalc.checking.sheets import Sheet, sheet_of
from cnncalc.checking.solution import Solution, solution
from cnncalc.checking.worth import LETTERS
from cnncalc.errors import CnncalcError, Fault, Place, Problem, SpecError, Word, in_order
from cnncalc.language.spec import Text
from cnncalc.progress import Progress


class KeyQuestion:
    """One question of a key: the number and the name of its exercise, what is asked, its points, and its right answer.

    Equal answers get the same finding: what is worked out for one of them serves all.
    """

    def __init__(self, number: int, marker: Marker, quantity: str, points: Fraction, place: Place, right: Solution) -> None:
        self.number = number
        self.exercise = marker.exercise.name
        self.marker = marker
        self.quantity = quantity
        self.points = points
        self.place = place
        self.solution = right
        self.found: dict[str, Finding] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyQuestion) and self._settings == other._settings

    def __hash__(self) -> int:
        return hash(self._settings[:3])

    @property
    def _settings(self) -> tuple[object, ...]:
        return self.number, self.exercise, self.quantity, self.points, self.solution

    @property
    def label(self) -> str:
        """What it is called, in a line."""
        return f"{self.exercise}: {self.quantity}"

    def finding(self, place: Place, text: Text | None) -> Finding:
        """The finding for a student's answer."""
        answer = text.word.text.strip() if text else ""
        if answer not in self.found:
            self.found[answer] = self.marker.finding(self.quantity, place, text)
        return self.found[answer]._replace(place=text.place if text else place)


class MarkingKey(NamedTuple):
    """A key: its file, its sheet, the same as it is written, and its questions."""

    file: str
    sheet: Sheet
    written: tuple[AnsweredExercise, ...]
    questions: tuple[KeyQuestion, ...]

    def number_of(self, name: str, place: int, taken: Container[int]) -> int | None:
        """Which exercise of the key one of a sheet is: the first of its name that is free, without a name that at its place."""
        if not name:
            free = place < len(self.written) and place not in taken and not self.written[place].name
            return place if free else None
        names = enumerate(zip(self.written, self.sheet.exercises))
        return next((i for i, (own, read) in names if name in (own.name, read.name) and i not in taken), None)


def load_key(name: str, how: CheckOptions, progress: Progress = None) -> MarkingKey:
    """The key of a path or of a bundled sheet. Raises a `SpecError` where it makes no sense, or where its answers are wrong."""
    return key_of(find(name), how, progress)


def key_of(found: FoundFile, how: CheckOptions, progress: Progress = None) -> MarkingKey:
    """The key of a text."""
    sheet = sheet_of(found)
    problems: list[Problem] = []
    questions: list[KeyQuestion] = []
    for number, exercise in enumerate(sheet.exercises):
        try:
            marker = Marker(exercise, how, progress)
            questions += _questions(number, marker, problems)
        except CnncalcError as error:
            problems += [it if it.place else it._replace(place=exercise.place) for it in error.problems]
    if problems:
        raise SpecError(in_order(problems))
    return MarkingKey(found.shown, sheet, read_answered(found).exercises, tuple(questions))


def _questions(number: int, marker: Marker, problems: list[Problem]) -> list[KeyQuestion]:
    exercise = marker.exercise
    before = len(problems)
    found = findings_of(exercise.answers, problems, marker.finding)
    problems += [_wrong(finding) for finding in found if finding.wanted and not finding.good]
    if len(problems) > before:
        return []
    made = []
    for (quantity, (place, _)), points in zip(exercise.answers.items(), exercise.points):
        try:
            letter = _right_choice(marker, quantity, place)
            made.append(KeyQuestion(number, marker, quantity, points, place, solution(marker, quantity, letter)))
        except Fault as fault:
            problems.append(Problem(fault.message, fault.place or place, (), fault.help))
    return made


def _right_choice(marker: Marker, quantity: str, place: Place) -> str:
    """The letter of the right choice, empty where nothing is to be chosen. A `Fault` unless one choice is right."""
    choices = marker.choices[quantity]
    right = [letter for letter, text in zip(LETTERS, choices) if choice_finding(marker, quantity, place, text).good]
    if choices and len(right) != 1:
        said = f"choices {' and '.join(right)} of {quantity} are right" if right else f"no choice of {quantity} is right"
        raise Fault(said, "let one of them be right")
    return "".join(right)


def choice_finding(marker: Marker, quantity: str, place: Place, text: str) -> Finding:
    """The finding for one of the choices of a question: a wrong one has the slip that stands behind it."""
    return marker.finding(quantity, place, Text(Word(text), place, place))


def _wrong(finding: Finding) -> Problem:
    """What is wrong with an answer of the key."""
    if not finding.found:
        return Problem(f"{finding.wanted} is unreadable: {finding.remark}", finding.place)
    help = f"{finding.equations}: mend the key" if finding.working else "mend the key"
    return Problem(f"the key is wrong: {finding.quantity} is {finding.found}, not {finding.wanted}", finding.place, (), help)
