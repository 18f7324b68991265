"""Expectations: the figures that a spec expects, compared with the computed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis
from cnncalc.asking.answers import Answer, read_answer
from cnncalc.asking.case import Case
from cnncalc.asking.figure import NUMBER, SHAPE
from cnncalc.asking.figures import COST
from cnncalc.asking.marks import mark, show_as
from cnncalc.asking.questions import Query, question
from cnncalc.errors import Fault, visible
from cnncalc.language.spec import Text
from cnncalc.layers.base import show_shape

Ask: TypeAlias = "Callable[[Analysis, str], Query]"


class Verdict(NamedTuple):
    """One expectation, the computed figure, and whether they agree; `remark` says in which other form they do."""

    quantity: str
    wanted: str
    found: str
    right: bool
    remark: str = ""


class Judged(NamedTuple):
    """A verdict with the question, the answer and the value that it rests on."""

    verdict: Verdict
    question: Query
    answer: Answer
    value: Any


def judge(analysis: Analysis) -> list[Verdict]:
    """A verdict on each of the spec's expectations. One that cannot be understood is a `Fault` with its place."""
    return [judged.verdict for judged in judge_all(Case(analysis), analysis.graph.expect.items())]


def judge_all(case: Case, answers: Iterable[tuple[str, Text]]) -> list[Judged]:
    """Compare answers to questions with the figures of a network; a `Fault` has the place of the answer or of the question."""
    return [judge_one(case, name, text) for name, text in answers]


def judge_one(case: Case, name: str, text: Text, ask: Ask = question) -> Judged:
    """Compare one answer with the figure of a network; `ask` understands what its name asks."""
    place = text.key
    try:
        asked = ask(case.analysis, name)
        value = asked.value(case)
        place = text.place
        answer = _read(case, text.word.text, asked.asked, value)
    except Fault as fault:
        fault.place = fault.place or place
        raise
    layout = case.analysis.graph.layout
    right, form = mark(answer, value, layout, case.analysis.batch)
    if not right and (remark := _as_counted(case, asked, answer)):
        right, form = True, remark
    found = show_shape(value, layout) if asked.asked == SHAPE else show_as(value, answer)
    return Judged(Verdict(visible(name), visible(text.word.text), found, right, form), asked, answer, value)


def _as_counted(case: Case, asked: Query, answer: Answer) -> str:
    """How an answer is right as another tool counts, empty where it is not; a budget is one on our own figures."""
    counted = case.counted
    if counted is None or counted.why_not or answer.sign or not asked.asks(counted.stands_for):
        return ""
    try:
        value = asked.instead(counted.stands_for, COST).value(case)
    except Fault:  # what cannot be worked out on its figures, as a division by 0
        return ""
    right, form = mark(answer, value)
    return f"as {counted.convention} counts{form and f', {form}'}" if right else ""


def _read(case: Case, text: str, asked: str, value: Any) -> Answer:
    sizes = case.analysis.sizes
    if sizes is None:
        return read_answer(text, asked)
    if "".join(str(value).split()) == "".join(text.split()):  # a largest of several, which arithmetic cannot write
        return Answer(text, asked, value)
    return read_answer(text, asked, {name: sizes.symbol(name) for name in sizes.multiples})


def meets(found: Any, wanted: str) -> bool:
    """Whether a figure is what an expectation says: exact, rounded, or within a budget.

    >>> meets(15470264320, "15.5G"), meets(15470264320, "<= 15G"), meets(62, "61")
    (True, False, False)
    """
    return mark(read_answer(wanted, NUMBER), found).right
