"""One exercise of an answer sheet: a network or what is known about a window, a question, and answers by quantity."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cnncalc.bundled.find import base_beside, load_beside, part_beside
from cnncalc.checking.worth import choices_of, points_of
from cnncalc.errors import Place, Problem, Source, SpecError, Word, did_you_mean, quote
from cnncalc.language.keys import Keys, text_of
from cnncalc.language.read import read_spec
from cnncalc.language.spec import Spec, Text
from cnncalc.language.yaml_text import Mapping, Node, Scalar, Sequence
from cnncalc.solving.window import NAMES

NETWORK_KEYS = ("on", "input", "layout", "vars", "blocks", "layers", "freeze")  # of a network that is written out
SETTINGS = ("spec", "solve", *NETWORK_KEYS, "set", "batch", "dtype")  # what is given
KEYS = ("name", "question", "teaches", *SETTINGS, "points", "choices", "answers")
EXAMPLE = "for instance on: 3x32x32 with layers: conv 5x5 6, or spec: lenet5"
DIGITS = 15  # of a number of a window


class Exercise(NamedTuple):
    """One exercise: a question and what the sources teach as text, a spec and what is changed in it, and the answers.

    An exercise about one window has no spec, but what is known of its `window`. An answer is None where none is given. `batch`
    is a number, or the name of a symbol; `dtype` is what a number takes.
    """

    name: str
    question: str
    teaches: str
    spec: Spec | None
    inputs: str | None
    variables: dict[str, str]
    batch: str
    dtype: str | None
    answers: dict[str, tuple[Place, Text | None]]  # by quantity: the place of the key, the answer
    place: Place
    window: dict[str, int] | None = None
    points: tuple[Fraction, ...] = ()  # what each answer is worth, in their order
    choices: tuple[tuple[str, ...], ...] = ()  # what each answer is chosen from, in the order of the letters; of some nothing


def read_exercise(node: Node, number: int, source: Source, folder: str, problems: list[Problem]) -> Exercise | None:
    """The exercise of a file that lies in a folder; its mistakes are added to `problems`."""
    if not isinstance(node, Mapping):
        problems.append(Problem("an exercise is a mapping of keys", node.place, (), f"it may have: {', '.join(KEYS)}"))
        return None
    return _ExerciseReader(node, source, folder, Keys(node, problems)).exercise(number)


class _ExerciseReader:
    def __init__(self, node: Mapping, source: Source, folder: str, keys: Keys) -> None:
        self.node = node
        self.source = source
        self.folder = folder
        self.keys = keys
        self.text = keys.text
        self.note = keys.note
        self.head = keys["name"][0].place if "name" in keys else node.place  # the place of the whole exercise

    def exercise(self, number: int) -> Exercise | None:
        self.keys.note_unknown(KEYS)
        answers, variables = self.answers(), self.variables()
        window = self.window() if "solve" in self.keys else None
        named = "spec" in self.keys
        spec = None if window is not None else self.named() if named else self.written()
        if spec is None and window is None:
            return None
        return Exercise(
            name=self.keys.line("name") or (spec.name if spec else "") or f"exercise {number}",
            question=self.text("question"),
            teaches=self.text("teaches"),
            spec=spec,
            inputs=(self.text("on") or self.text("input") or None) if named else None,
            variables=variables,
            batch=self.text("batch") or "1",
            dtype=self.keys.dtype() or None,
            answers=answers,
            place=self.node.place,
            window=window,
            points=points_of(self.keys, [*answers]),
            choices=choices_of(self.keys, [*answers]),
        )

    def window(self) -> dict[str, int]:
        """What is known about a window, under `solve`."""
        others = tuple(key for key in SETTINGS if key != "solve")
        self.keys.note_misplaced("solve", others, "an exercise is about a window or a network")
        key, value = self.keys["solve"]
        pairs = value.pairs if isinstance(value, Mapping) else []
        if not pairs:
            help = "for instance solve: {input: 32, kernel: 5}"
            self.note("solve is a mapping of the numbers that are known", key.place, help)
        return {name.value: number for name, node in pairs if (number := self.number(name, node)) is not None}

    def number(self, name: Scalar, node: Node) -> int | None:
        """A number of a window."""
        if name.value not in NAMES:
            help = did_you_mean(name.value, NAMES, f"these are: {', '.join(NAMES)}")
            self.note(f"{quote(name.value)} is no number of a window", name.place, help)
        elif isinstance(node, Scalar) and node.value.isascii() and node.value.isdecimal() and len(node.value) <= DIGITS:
            return int(node.value)
        else:
            self.note(f"{name.value} is a whole number", node.place, f"for instance {name.value}: 3")
        return None

    def named(self) -> Spec | None:
        """The network under `spec`: the name of one, or one written out."""
        self.keys.note_misplaced("spec", NETWORK_KEYS[2:], "put it into the spec, or leave spec out")
        key, value = self.keys["spec"]
        if isinstance(value, Mapping):
            return read_spec(value, self.source, [], base_beside(self.folder), None, part_beside(self.folder))
        if not isinstance(value, Scalar) or not value.value:
            self.note("spec is the name of a spec, or a spec", key.place, EXAMPLE)
            return None
        try:
            return load_beside(self.folder, value.value)
        except SpecError as error:
            self.keys.problems += [it._replace(place=it.place or value.place) for it in error.problems]
            return None

    def written(self) -> Spec | None:
        """The network of an exercise that has `on` and `layers`."""
        inputs = [key for key in ("on", "input") if key in self.keys]
        if "layers" not in self.keys or not inputs:
            self.note("the exercise has no network", self.head, EXAMPLE)
            return None
        if len(inputs) == 2:
            self.note("on and input say the same", self.keys["input"][0].place, "leave one of them out")
        pairs = [(_spec_key(key), value) for key, value in self.node.pairs if key.value in NETWORK_KEYS]
        return read_spec(self.node._replace(pairs=pairs), self.source, [])

    def answers(self) -> dict[str, tuple[Place, Text | None]]:
        if "answers" not in self.keys:
            self.note("the exercise asks nothing", self.head, "put its quantities below answers:, as in conv1.params: 1,792")
            return {}
        return read_answers(self.keys)

    def variables(self) -> dict[str, str]:
        if "set" not in self.keys:
            return {}
        key, value = self.keys["set"]
        pairs = value.pairs if isinstance(value, Mapping) else []
        if not pairs or not all(isinstance(node, Scalar) and node.value for _, node in pairs):
            self.note("set is a mapping of variables to values", key.place, "for instance set: {width: 0.5}")
        return {name.value: node.value for name, node in pairs if isinstance(node, Scalar)}


def read_answers(keys: Keys) -> dict[str, tuple[Place, Text | None]]:
    """The answers of an exercise, by quantity; its mistakes are noted."""
    key, value = keys["answers"]
    if not isinstance(value, Mapping) or not value.pairs:
        keys.note("answers is a mapping of quantities to answers", key.place, "for instance conv1.params: 1,792")
        return {}
    return {name.value: (name.place, _answer(keys, name, node)) for name, node in value.pairs}


def _answer(keys: Keys, name: Scalar, node: Node) -> Text | None:
    """An answer; a list is a shape, `[64, 112, 112]`."""
    if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
        word = "x".join(item.value for item in node.items if isinstance(item, Scalar))
        return Text(Word(word), node.place, name.place)
    if not isinstance(node, Scalar):
        keys.note(f"{quote(name.value)} needs one answer", name.place, "write quantity: answer")
        return None
    return text_of(name, node) if node.value.strip() else None


def _spec_key(key: Scalar) -> Scalar:
    return key._replace(value="input") if key.value == "on" else key
