"""`quiz`: questions as a list; each asked by itself, without its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cnncalc.drills import Question, Quiz
from cnncalc.report.cells import COUNT, TEXT
from cnncalc.report.model import Block, Column, SourceText, Table, notes
from cnncalc.report.report import Report

COLUMNS = (
    Column("number", "no.", COUNT),
    Column("topic", "topic", TEXT),
    Column("level", "level", COUNT),
    Column("spec", "on", TEXT),
    Column("ask", "question", TEXT),
    Column("quantity", "quantity", TEXT, spare=1),
)


def quiz_report(found: Quiz) -> Report:
    """The questions of a quiz, one after the other."""
    return _report(list(found))


def question_report(question: Question) -> Report:
    """One question."""
    return _report([question])


def _report(questions: Sequence[Question]) -> Report:
    return Report(
        blocks=lambda: _blocks(questions),
        data=lambda: {"format": 1, "questions": [_entry(question) for question in questions]},
        main=lambda: Table(COLUMNS, [_row(number, question) for number, question in enumerate(questions, 1)]),
        long=["questions"],
    )


def _blocks(questions: Sequence[Question]) -> Iterator[Block]:
    for number, question in enumerate(questions, 1):
        yield SourceText(question.spec.splitlines(), "yaml", title=f"{number} of {len(questions)}: {question.topic}")
        yield notes([question.ask])


def _row(number: int, question: Question) -> list[Any]:
    return [number, question.topic, question.level, question.spec, question.ask, question.quantity]


def _entry(question: Question) -> Mapping[str, Any]:
    keys = ("topic", "level", "ask", "spec", "quantity", "hint", "dtype")
    return {key: getattr(question, key) for key in keys}
