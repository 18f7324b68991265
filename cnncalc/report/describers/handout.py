"""A handout: the exercises of a key, to be answered on paper; and the key apart, with workings and the slips behind choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.checking.keys import KeyQuestion, MarkingKey, choice_finding
from cnncalc.checking.worth import LETTERS
from cnncalc.report.blank_sheet import given_lines
from cnncalc.report.cells import TEXT
from cnncalc.report.describers.classroom import POINTS
from cnncalc.report.model import Block, Column, Note, Notes, SourceText, Table
from cnncalc.report.report import Report

LINE = "." * 30  # to write on
NOTATION = (
    "Shapes are channels x height x width. conv 5x5/2 16 pad=1 has 16 kernels of 5x5, stride 2 and padding 1 on every side; "
    "biases too, unless it says nobias."
)
ASKED = (Column("asked", "asked", TEXT), Column("answer", "answer", TEXT), Column("points", "points", POINTS))
SOLVED = (*ASKED, Column("working", "working", TEXT))
CHOICES = (Column("letter", "", TEXT), Column("choice", "choice", TEXT))
EXPLAINED = (*CHOICES, Column("slip", "slip", TEXT))


def handout_report(key: MarkingKey, solved: bool) -> Report:
    """The exercises without answers or, if `solved`, with them."""
    most = sum((question.points for question in key.questions), Fraction(0))
    about = f"{'key, ' if solved else ''}{POINTS.shown(most)} points"
    return Report(
        title=key.sheet.title or key.file,
        about=about,
        subtitle=key.sheet.source,
        blocks=lambda: _blocks(key, solved),
        data=lambda: {"format": 1, "title": key.sheet.title, "exercises": list(_data(key, solved))},
        main=lambda: Table(SOLVED if solved else ASKED, [_row(question, solved) for question in key.questions]),
        long=["exercises"],
    )


def _blocks(key: MarkingKey, solved: bool) -> Iterator[Block]:
    if not solved:
        yield Notes([Note(f"name: {LINE}"), Note(NOTATION)])
    for number, (exercise, written) in enumerate(zip(key.sheet.exercises, key.written)):
        questions = [question for question in key.questions if question.number == number]
        yield Notes([Note(exercise.question)] if exercise.question else [], _title(number, exercise.name))
        yield SourceText(list(given_lines(written)), "yaml")
        yield Table(SOLVED if solved else ASKED, [_row(question, solved) for question in questions])
        for question in questions:
            yield from _choices(question, solved)
        if solved and exercise.teaches:
            yield Notes([Note(exercise.teaches)])


def _title(number: int, name: str) -> str:
    """The name of an exercise with its number, unless it has one."""
    return name if name.startswith(f"{number + 1} ") else f"{number + 1}. {name}"


def _row(question: KeyQuestion, solved: bool) -> list[Any]:
    choices = question.marker.choices[question.quantity]
    if not solved:
        return [question.quantity, f"one of {LETTERS[0]} to {LETTERS[len(choices) - 1]}" if choices else LINE, question.points]
    right = question.solution
    answer = f"{right.letter}: {right.text}" if right.letter else right.text
    return [question.quantity, answer, question.points, right.working]


def _choices(question: KeyQuestion, solved: bool) -> Iterator[Table]:
    choices = question.marker.choices[question.quantity]
    if choices:
        columns = EXPLAINED if solved else CHOICES
        yield Table(columns, list(_lettered(question, choices)), f"{question.quantity} is")


def _lettered(question: KeyQuestion, choices: Sequence[str]) -> Iterator[list[str]]:
    for letter, text in zip(LETTERS, choices):
        slips = choice_finding(question.marker, question.quantity, question.place, text).slips
        yield [letter, text, slips[0].name if slips else "right" if letter == question.solution.letter else ""]


def _data(key: MarkingKey, solved: bool) -> Iterator[dict[str, Any]]:
    for question in key.questions:
        right = question.solution
        own = {"answer": right.text, "working": right.working} if solved else {}
        choices = list(question.marker.choices[question.quantity])
        yield {"exercise": question.exercise, "quantity": question.quantity, "choices": choices, **own}
