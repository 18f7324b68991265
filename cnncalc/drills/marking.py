"""Whether an answer to a question is right, in whichever form it is written."""

from __future__ import annotations

from cnncalc.answers import AXES, BYTES, NUMBER, SHAPE, Answer, read_answer
from cnncalc.drills import Question
from cnncalc.drills.asked import Asked
from cnncalc.errors import Fault, quote
from cnncalc.marks import Mark, mark

# What is asked for where it is no number.
FORMS = {"output": SHAPE, "twin_output": SHAPE, "receptive_field": AXES, "stride": AXES, "kernel": AXES}
FORMS |= {"activations.bytes": BYTES, "params.bytes": BYTES}
DIGITS = 10  # a rounded answer must be worth so many units of its last digit: two digits


def mark_answer(question: Question, text: str) -> Mark:
    """Whether a text answers a question, and in which other form it does.

    A text that is no answer, a bound, or rounded so far that many numbers would do is a `Fault` that says how to write one.
    """
    return mark(_read(text, form_of(question)), question.answer)


def form_of(question: Question) -> str:
    """What is asked for: a NUMBER, BYTES, a SHAPE, or a number for each of the AXES."""
    return FORMS.get(Asked.of(question.quantity).word, NUMBER) if question.network else NUMBER


def _read(text: str, asked: str) -> Answer:
    answer = read_answer(text, asked)
    if answer.sign:
        raise Fault(f"{quote(text.strip())} is a bound, and one value is asked for", "leave the sign out")
    if answer.unit and not isinstance(answer.value, tuple) and answer.step * DIGITS > answer.value:
        raise Fault(
            f"{quote(text.strip())} is rounded so far that it may be many numbers", "give two digits or more, as in 1.8K"
        )
    return answer
