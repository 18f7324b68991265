"""A quiz as an exercise sheet in YAML, to be filled in and marked by `check`, and as the key of one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cnncalc.checking.choices import choices_of_slips
from cnncalc.drills import Question
from cnncalc.network.write import quoted
from cnncalc.report.quiz import INDENT, value_text, working_lines

USAGE = (
    "# Write each answer after its colon, as 1792, 34.9K, 3*3*64 or 64x56x56; cnncalc check marks the file.",
    "# Shapes are channels x height x width. conv 5x5/2 16 pad=1 has 16 kernels of 5x5, stride 2 and padding 1",
    "# on every side; biases too, unless it says nobias.",
)


def sheet_lines(questions: Sequence[Question], again: str, key: bool, choices: int = 0) -> Iterator[str]:
    """The lines of a sheet; a key has the answers, and the working of each below it as comments.

    With `choices` each answer is one of so many, where slips give as many wrong ones.
    """
    yield f"title: {again}"
    yield from ("# The key.",) if key else (*USAGE, "student:")
    yield "exercises:"
    for number, question in enumerate(questions, 1):
        yield f"  - name: {number} {question.topic}"
        yield f"    question: {quoted(question.ask)}"
        yield from _network(question)
        yield from _choices(question, choices)
        yield "    answers:"
        yield f"      {question.quantity}:" + (f" {value_text(question)}" if key else "")
        if key:
            yield from (f"      # {line.removeprefix(INDENT)}" for line in working_lines(question.working))
        if number < len(questions):
            yield ""


def _choices(question: Question, count: int) -> Iterator[str]:
    """What the answer is one of, under the letters A, B and so on."""
    if not count or not question.network:
        return
    case, asked = question.asked
    if texts := choices_of_slips(asked, case, count):
        yield "    choices:"
        yield f"      {question.quantity}: [{', '.join(map(json.dumps, texts))}]"


def _network(question: Question) -> Iterator[str]:
    """What is given: a network `on` an input, or what is known about a window."""
    for line in question.spec.splitlines():
        yield f"    on: {line.removeprefix('input: ')}" if line.startswith("input: ") else f"    {line}"
    if question.quantity.endswith(".bytes"):
        yield f"    dtype: {question.dtype}"
