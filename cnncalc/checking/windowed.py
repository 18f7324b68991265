"""Exercises about one window: of O = floor((W - K + 2P)/S) + 1 some numbers are known, and another is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnncalc.asking.answers import SPELLINGS, Answer, read_answer
from cnncalc.asking.figure import AXES, NUMBER
from cnncalc.asking.marks import Mark, mark, show_figure
from cnncalc.checking.findings import NOT_ANSWERED, OTHER_FORM, RIGHT, WRONG, Finding
from cnncalc.checking.slips import Slip
from cnncalc.checking.window_slips import window_slips
from cnncalc.errors import Fault, Place, SpecError, did_you_mean, quote, visible
from cnncalc.language.spec import Text
from cnncalc.solving import solve
from cnncalc.solving.window import NAMES, Solutions, Window
from cnncalc.words.ends import Ends, ends

SHOWN = 6  # values that are right


class WindowQuestion(NamedTuple):
    """What is known of a window, which number is asked for, and the windows that fit."""

    known: Mapping[str, int]
    unknown: str
    found: Solutions

    @property
    def values(self) -> tuple[Any, ...]:
        """Every value that is right, the smallest first; a padding that differs at the ends is `Ends`."""
        return tuple(_value(self.unknown, window) for window in self.found.windows)

    @property
    def shown(self) -> str:
        """The values that are right, as text."""
        count = len(self.values) + self.found.more
        *first, last = map(show_figure, self.values[:SHOWN])
        if count > SHOWN:
            return f"one of {', '.join([*first, last])}, ..., {count:,} in all"
        return f"{', '.join(first)} or {last}" if first else last

    @property
    def working(self) -> str:
        """The formula with its numbers, turned round where that is needed."""
        first = self.found.remarks[0] if self.found.remarks else self.found.windows[0].working
        return f"{first}, so {self.unknown} = {self.shown}"


def window_question(known: Mapping[str, int], unknown: str) -> WindowQuestion:
    """The question for a number of a window; a `Fault` where it cannot be asked.

    >>> window_question({"input": 227, "output": 55, "padding": 0, "stride": 4}, "kernel").values
    (8, 9, 10, 11)
    """
    if unknown not in NAMES:
        raise Fault(
            f"{quote(unknown)} is no number of a window", did_you_mean(unknown, NAMES, f"these are: {', '.join(NAMES)}")
        )
    if unknown in known:
        raise Fault(f"the {unknown} is given", f"take {unknown} out of solve, or ask for another number")
    try:
        found = solve(known, look_for=[unknown])
    except SpecError as error:
        problem = error.problems[0]
        raise Fault(problem.message.removeprefix("--"), problem.help) from None
    if found.unknowns != (unknown,):
        others = [name for name in found.unknowns if name != unknown]
        raise Fault(f"the {others[0]} is open as well as the {unknown}", f"give {others[0]} below solve")
    if not found.windows:
        raise Fault(f"no {unknown} fits: there is no answer", "change the numbers below solve")
    return WindowQuestion(known, unknown, found)


def mark_window(question: WindowQuestion, text: str) -> Mark:
    """Whether an answer is one of the values that fit."""
    two = question.unknown == "padding" and ":" in text.translate(SPELLINGS)
    answer = read_answer(text, AXES if two else NUMBER)
    if answer.sign:
        raise Fault(f"{quote(text.strip())} is a bound, and one value is asked for", "leave the sign out")
    marks = [_mark(answer, value) for value in question.values]
    return next((one for one in marks if one.right), Mark(_fits(question, answer.value)))


def window_finding(known: Mapping[str, int], unknown: str, place: Place, text: Text | None) -> Finding:
    """The finding for an answer to an exercise about one window, or for a missing one."""
    question = window_question(known, unknown)
    if text is None:
        return Finding(unknown, "", NOT_ANSWERED, place)
    try:
        right, form = mark_window(question, text.word.text)
    except Fault as fault:
        fault.place = fault.place or text.place
        raise
    status = WRONG if not right else OTHER_FORM if form else RIGHT
    finding = Finding(unknown, visible(text.word.text), status, text.place, question.shown, form, value=question.values[0])
    return finding if right else finding._replace(working=question.working, slips=slips_of(question, text.word.text))


def slips_of(question: WindowQuestion, text: str) -> tuple[Slip, ...]:
    """The slips that a wrong answer may come from."""
    return window_slips(question.known, question.unknown, read_answer(text, NUMBER).value) if ":" not in text else ()


def _mark(answer: Answer, value: Any) -> Mark:
    return Mark(bool(answer.value == value)) if answer.asked == AXES or isinstance(value, Ends) else mark(answer, value)


def _fits(question: WindowQuestion, value: object) -> bool:
    """Whether a value fits that is not among those that were listed."""
    value = (value.before, value.after) if isinstance(value, Ends) else value
    try:
        return isinstance(value, (int, tuple)) and solve({"dilation": 1, **question.known, question.unknown: value}).right
    except SpecError:
        return False


def _value(unknown: str, window: Window) -> Any:
    return ends(*window.padding) if unknown == "padding" else int(getattr(window, unknown))
