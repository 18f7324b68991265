"""A sheet of a key, to be filled in: everything that is asked, and nothing of what is right."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.checking.answered import AnsweredExercise
from cnncalc.checking.exercise import SETTINGS
from cnncalc.checking.keys import MarkingKey
from cnncalc.network.write import quoted
from cnncalc.report.yaml_lines import lines_below

SHOWN = ("question", *SETTINGS, "points", "choices")  # of an exercise; what it teaches may tell the answer


def blank_lines(key: MarkingKey) -> Iterator[str]:
    """The lines of the sheet."""
    if key.sheet.title:
        yield f"title: {quoted(key.sheet.title)}"
    if key.sheet.source:
        yield f"source: {quoted(key.sheet.source)}"
    yield "student:"
    yield "exercises:"
    for written, exercise in zip(key.written, key.sheet.exercises):
        lines = [f"name: {quoted(written.name or exercise.name)}", *given_lines(written, SHOWN), "answers:"]
        lines += [f"  {quoted(quantity)}:" for quantity in exercise.answers]
        yield from (f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines))


def given_lines(exercise: AnsweredExercise, names: tuple[str, ...] = SETTINGS) -> Iterator[str]:
    """What an exercise gives, as it is written in the key."""
    for name in names:
        if name in exercise.keys:
            yield from lines_below(name, exercise.keys[name][1])
