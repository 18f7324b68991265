"""Answer sheets: exercises in YAML, each with a network, a question as text, and quantities with answers beside them."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.bundled.find import FoundFile, find
from cnncalc.checking.exercise import Exercise, read_exercise
from cnncalc.errors import Problem, Source, SpecError
from cnncalc.language.keys import Keys
from cnncalc.language.read import is_sheet
from cnncalc.language.yaml_errors import source_of
from cnncalc.language.yaml_text import Mapping, Sequence, read_yaml

KEYS = ("title", "source", "student", "name", "exercises")


class Sheet(NamedTuple):
    """A file of exercises."""

    title: str
    source: str
    exercises: tuple[Exercise, ...]


def read_sheet(node: Mapping, source: Source, folder: str, problems: list[Problem]) -> Sheet:
    """The exercises of a file that lies in a folder; mistakes are added to `problems`."""
    keys = Keys(node, problems)
    keys.note_unknown(KEYS)
    key, value = keys["exercises"]
    items = value.items if isinstance(value, Sequence) else []
    if not items:
        help = "put them below, each after a dash: a name, a question, a network, answers"
        keys.note("exercises is a list of exercises", key.place, help)
    made = [read_exercise(item, number, source, folder, problems) for number, item in enumerate(items, 1)]
    return Sheet(keys.line("title"), keys.line("source"), tuple(one for one in made if one))


def load_sheet(name: str) -> Sheet:
    """The answer sheet of a path or of a bundled name.

    >>> [exercise.name for exercise in load_sheet("lenet_c1").exercises]
    ['C1']
    """
    return sheet_of(find(name))


def sheet_of(found: FoundFile) -> Sheet:
    """The answer sheet of a text."""
    source, problems = source_of(found.shown, found.text), list[Problem]()
    node = read_yaml(found.text, source, problems)
    if not isinstance(node, Mapping) or not is_sheet(node):
        help = "an answer sheet has exercises:, each with a network, a question and answers"
        raise SpecError([*problems, Problem("this is no answer sheet", node.place, (), help)])
    sheet = read_sheet(node, source, found.folder, problems)
    if problems:
        raise SpecError(problems)
    return sheet
