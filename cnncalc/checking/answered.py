"""A sheet as a student hands it in: whose it is, the answers of each exercise, and what it says about its questions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from cnncalc.bundled.find import FoundFile
from cnncalc.checking.exercise import KEYS, SETTINGS, read_answers
from cnncalc.errors import Place, Problem, Source, SpecError, visible
from cnncalc.language.keys import Keys
from cnncalc.language.read import is_sheet
from cnncalc.language.spec import Text
from cnncalc.language.yaml_text import Mapping, Node, Scalar, Sequence, read_yaml

ASKED = ("question", *SETTINGS, "points", "choices")  # what belongs to the key alone
HELP = "a sheet has exercises:, each with a name and answers"


class AnsweredExercise(NamedTuple):
    """One exercise of a handed-in sheet: its name (empty: none), its keys as they are written, and its answers."""

    name: str
    keys: Keys
    answers: dict[str, tuple[Place, Text | None]]

    def differs(self, other: AnsweredExercise) -> list[str]:
        """The keys of the question that say something else than those of another exercise."""
        return [key for key in ASKED if key in self.keys and _plain(self.keys, key) != _plain(other.keys, key)]


class AnsweredSheet(NamedTuple):
    """A handed-in sheet: its file, whose it is, its exercises, and mistakes that leave the rest readable."""

    file: str
    student: str
    exercises: tuple[AnsweredExercise, ...]
    problems: tuple[Problem, ...]


def read_answered(found: FoundFile) -> AnsweredSheet:
    """The sheet of a text; nothing of it is built or worked out. Raises a `SpecError` where it is no sheet."""
    source, problems = Source(found.shown, tuple(found.text.splitlines())), list[Problem]()
    node = read_yaml(found.text, source, problems)
    if not isinstance(node, Mapping) or not is_sheet(node):
        raise SpecError([Problem("this is no answer sheet", node.place, (), HELP)])
    keys = Keys(node, problems)
    key, value = keys["exercises"]
    if not isinstance(value, Sequence):
        raise SpecError([Problem("exercises is a list of exercises", key.place, (), HELP)])
    student = keys.line("student") or keys.line("name") or _stem(found.shown)
    exercises = tuple(_exercises(value, problems))
    return AnsweredSheet(found.shown, student, exercises, tuple(problems))


def _stem(file: str) -> str:
    return os.path.splitext(os.path.basename(file))[0] or file


def _exercises(node: Sequence, problems: list[Problem]) -> Iterator[AnsweredExercise]:
    for item in node.items:
        if not isinstance(item, Mapping):
            problems.append(Problem("an exercise is a mapping of keys", item.place, (), f"it may have: {', '.join(KEYS)}"))
            continue
        keys = Keys(item, problems)
        yield AnsweredExercise(keys.line("name"), keys, read_answers(keys) if "answers" in keys else {})


def _plain(keys: Keys, key: str) -> Any:
    """What is below a key, whatever its spacing and order; `on` and `input` are one."""
    key = next((it for it in ("on", "input") if it in keys), key) if key in ("on", "input") else key
    return _value(keys[key][1]) if key in keys else None


def _value(node: Node) -> Any:
    if isinstance(node, Scalar):
        return visible(" ".join(node.value.split()))
    if isinstance(node, Sequence):
        return [_value(item) for item in node.items]
    return {key.value: _value(value) for key, value in node.pairs}
