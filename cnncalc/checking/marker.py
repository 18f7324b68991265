"""Answers are marked: one by one, or many to the same exercise, whose network is then built once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from cnncalc.analysis.analyze import analyze
from cnncalc.asking.answers import Answer
from cnncalc.asking.case import Case
from cnncalc.asking.expect import Ask, judge_one
from cnncalc.asking.headroom import headroom, in_unit, margin
from cnncalc.asking.questions import Query, question
from cnncalc.checking.exercise import Exercise
from cnncalc.checking.findings import BROKEN_BUDGET, NOT_ANSWERED, OTHER_FORM, RIGHT, UNREADABLE, WRONG, Finding
from cnncalc.checking.likely import Suspects
from cnncalc.checking.options import CheckOptions, case_of
from cnncalc.checking.workings import working
from cnncalc.checking.worth import LETTERS
from cnncalc.errors import CnncalcError, Fault, Place, Problem, Word, quote, visible
from cnncalc.language.spec import Text
from cnncalc.network.build import build
from cnncalc.progress import Progress

Answers: TypeAlias = "Mapping[str, tuple[Place, Text | None]]"  # by quantity: the place of the key, the answer
Find: TypeAlias = "Callable[[str, Place, Text | None], Finding]"
Suspect: TypeAlias = "Callable[[Query, Any, Case], Suspects]"


class Marker:
    """One exercise, ready to mark answers: what is worked out for one of them serves all."""

    def __init__(self, exercise: Exercise, how: CheckOptions, progress: Progress = None) -> None:
        self.exercise = exercise
        self.suspects: dict[str, Suspects] = {}
        self.choices = dict(zip(exercise.answers, exercise.choices))
        self.case: Case | None = None
        if exercise.spec is not None:
            graph = build(exercise.spec, exercise.inputs, exercise.variables, how.layout, how.max_nodes, progress)
            self.case = case_of(analyze(graph, exercise.batch, progress), exercise.dtype or how.dtype, how)

    def finding(self, name: str, place: Place, text: Text | None) -> Finding:
        """The finding for an answer, which may be the letter of a choice; a question that makes no sense is an error."""
        letter = text.word.text.strip() if text else ""
        choices = self.choices.get(name, ())
        if text is None or not choices or letter.upper() not in LETTERS:
            return self._marked(name, place, text)
        number = LETTERS.index(letter.upper())
        if number >= len(choices):
            known = f"they are {LETTERS[0]} to {LETTERS[len(choices) - 1]}"
            return Finding(visible(name), letter, UNREADABLE, text.place, remark=f"{letter} is no choice: {known}")
        found = self._marked(name, place, text._replace(word=Word(choices[number])))
        return found._replace(wanted=f"{letter}: {found.wanted}")

    def _marked(self, name: str, place: Place, text: Text | None) -> Finding:
        if self.case is None:
            from cnncalc.checking.windowed import window_finding  # few exercises are about one window

            return _readable(partial(window_finding, self.exercise.window or {}), name, place, text)
        from cnncalc.checking.derived import derived_question  # for sheets alone

        return _readable(partial(finding_of, self.case, ask=derived_question, suspect=self._suspects), name, place, text)

    def _suspects(self, asked: Query, value: Any, case: Case) -> Suspects:
        if asked.text not in self.suspects:
            self.suspects[asked.text] = Suspects(asked, value, case)
        return self.suspects[asked.text]


def findings_of(answers: Answers, problems: list[Problem], find: Find) -> tuple[Finding, ...]:
    """A finding for each answer; those that cannot be understood are added to `problems`."""
    found = []
    for name, (place, text) in answers.items():
        try:
            found.append(find(name, place, text))
        except Fault as fault:
            problems.append(Problem(fault.message, fault.place or place, (), fault.help))
        except CnncalcError as error:
            problems += [it if it.place else it._replace(place=place) for it in error.problems]
    return tuple(found)


def finding_of(
    case: Case, name: str, place: Place, text: Text | None, ask: Ask = question, suspect: Suspect = Suspects
) -> Finding:
    """The finding for what is asked of a network, answered or not; `ask` understands what its name asks."""
    if text is None:
        ask(case.analysis, name)  # a question that asks nothing is wrong, answered or not
        return Finding(visible(name), "", NOT_ANSWERED, place)
    verdict, asked, answer, value = judge_one(case, name, text, ask)
    if answer.sign and ask is not question:
        bound = Fault(f"{quote(verdict.wanted)} is a bound, and one value is asked for", "leave the sign out")
        bound.place = text.place
        raise bound
    if ask is not question and _says_nothing(answer):
        empty = Fault(f"{quote(verdict.wanted)} is rounded so far that it may be many numbers", "give two digits or more")
        empty.place = text.place
        raise empty
    status = BROKEN_BUDGET if answer.sign else WRONG
    if verdict.right:
        status = OTHER_FORM if verdict.remark else RIGHT
    finding = Finding(verdict.quantity, verdict.wanted, status, text.place, verdict.found, verdict.remark, value=value)
    if answer.sign:
        room = margin(answer, value)
        one = room is not None and answer.unit != "%" and not isinstance(value, tuple)
        return finding._replace(margin=room, headroom=headroom(answer, room), in_unit=in_unit(value, answer) if one else "")
    if verdict.right:
        return finding
    return finding._replace(working=worked(case, asked), slips=suspect(asked, value, case).of(answer))


def _says_nothing(answer: Answer) -> bool:
    """Whether all digits are rounded away, as in 0M, which is near every small number."""
    return answer.unit not in ("", "%") and not isinstance(answer.value, tuple) and answer.value == 0


def worked(case: Case, asked: Query) -> str:
    """How the right value comes about, in a line."""
    from cnncalc.checking.derived import is_derived

    if not is_derived(asked.text):
        return working(asked, case)
    from cnncalc.checking.derivations.working import derived_working  # with all that it takes to explain them

    return derived_working(case.analysis, asked.text)


def _readable(find: Find, name: str, place: Place, text: Text | None) -> Finding:
    """A finding; that of an answer that cannot be read says why, and leaves the others their own."""
    try:
        return find(name, place, text)
    except Fault as fault:
        if text is None or fault.place != text.place:  # the question is wrong, not the answer
            raise
        reason = f"{fault.message}; {fault.help}" if fault.help else fault.message
        return Finding(visible(name), visible(text.word.text), UNREADABLE, text.place, remark=reason)
