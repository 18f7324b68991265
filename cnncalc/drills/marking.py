"""Whether an answer to a question is right, in whichever form it is written."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.asking.answers import Answer, read_answer
from cnncalc.asking.marks import mark
from cnncalc.checking.likely import likely
from cnncalc.checking.slips import Slip
from cnncalc.checking.windowed import mark_window, slips_of
from cnncalc.drills import Question
from cnncalc.drills.asked import asked_of
from cnncalc.errors import Fault, quote

DIGITS = 10  # a rounded answer must be worth at least this many units of its last digit: two digits


class Marked(NamedTuple):
    """Whether an answer is right; in which other form than the usual one it is, or which slips would give a wrong one."""

    right: bool
    form: str = ""
    slips: tuple[Slip, ...] = ()


def mark_answer(question: Question, text: str) -> Marked:
    """Whether a text answers a question, in which other form it does, and if it does not, which slips would explain it.

    A text that is no answer, a bound, or rounded so far that many numbers would do is a `Fault` that says how to write one.
    """
    if not question.network:
        right, form = mark_window(question.window, text)
        return Marked(right, form, () if right else slips_of(question.window, text))
    case, asked = asked_of(question.spec, question.quantity, question.dtype)
    answer, value = _read(text, asked.asked), asked.value(case)
    right, form = mark(answer, value)
    return Marked(right, form, () if right else likely(asked, answer, value, case))


def _read(text: str, asked: str) -> Answer:
    answer = read_answer(text, asked)
    if answer.sign:
        raise Fault(f"{quote(text.strip())} is a bound, and one value is asked for", "leave the sign out")
    if answer.unit and not isinstance(answer.value, tuple) and answer.step * DIGITS > answer.value:
        raise Fault(
            f"{quote(text.strip())} is rounded so far that it may be many numbers", "give two digits or more, as in 1.8K"
        )
    return answer
