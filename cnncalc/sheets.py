"""Answer sheets: exercises in YAML, each with a network, a question as text, and quantities with answers beside them."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.errors import Place, Problem, Source, SpecError, Word, did_you_mean, quote
from cnncalc.find import base_beside, load_beside
from cnncalc.memory import DTYPES
from cnncalc.read import read_spec
from cnncalc.spec import Spec, Text
from cnncalc.yamltext import Mapping, Node, Scalar, Sequence

SHEET_KEYS = ("title", "source", "exercises")
NETWORK_KEYS = ("on", "input", "layout", "vars", "blocks", "layers", "freeze")  # of a network that is written out
KEYS = ("name", "question", "teaches", "spec", *NETWORK_KEYS, "set", "batch", "dtype", "answers")
EXAMPLE = "for instance on: 3x32x32 with layers: conv 5x5 6, or spec: lenet5"
Keys = dict[str, tuple[Scalar, Node]]


class Exercise(NamedTuple):
    """One exercise: a question and what the sources teach as text, a spec and what is changed in it, and the answers.

    An answer is None where none is given. `batch` is a number, or the name of a symbol; `dtype` is what a number takes.
    """

    name: str
    question: str
    teaches: str
    spec: Spec
    inputs: str | None
    variables: dict[str, str]
    batch: str
    dtype: str | None
    answers: dict[str, tuple[Place, Text | None]]  # by quantity: the place of the key, the answer
    place: Place


class Sheet(NamedTuple):
    """A file of exercises."""

    title: str
    source: str
    exercises: tuple[Exercise, ...]


def read_sheet(node: Mapping, source: Source, folder: str, problems: list[Problem]) -> Sheet:
    """The exercises of a file that lies in a folder; what is wrong is put among the `problems`."""
    return _SheetReader(source, folder, problems).sheet(node)


class _SheetReader:
    def __init__(self, source: Source, folder: str, problems: list[Problem]) -> None:
        self.source = source
        self.folder = folder
        self.problems = problems

    def note(self, message: str, place: Place, help: str | None = None) -> None:
        self.problems.append(Problem(message, place, (), help))

    def sheet(self, node: Mapping) -> Sheet:
        keys = self.keys(node, SHEET_KEYS)
        key, value = keys["exercises"]
        items = value.items if isinstance(value, Sequence) else []
        if not items:
            help = "put them below, each behind a dash: a name, a question, a network, answers"
            self.note("exercises is a list of exercises", key.place, help)
        made = [self.exercise(item, number) for number, item in enumerate(items, 1)]
        exercises = tuple(one for one in made if one)
        return Sheet(self.text(keys, "title"), self.text(keys, "source"), exercises)

    def keys(self, node: Mapping, known: tuple[str, ...]) -> Keys:
        for key, _ in node.pairs:
            if key.value not in known:
                help = did_you_mean(key.value, known, f"the keys are: {', '.join(known)}")
                self.note(f"the key {quote(key.value)} is not known", key.place, help)
        return {key.value: (key, value) for key, value in node.pairs}

    def text(self, keys: Keys, key: str) -> str:
        if key not in keys:
            return ""
        value = keys[key][1]
        if not isinstance(value, Scalar):
            self.note(f"{key} is one text", value.place)
            return ""
        return value.value.strip()

    def exercise(self, node: Node, number: int) -> Exercise | None:
        if not isinstance(node, Mapping):
            self.note("an exercise is a mapping of keys", node.place, f"it may have: {', '.join(KEYS)}")
            return None
        keys = self.keys(node, KEYS)
        answers, variables = self.answers(keys, node.place), self.variables(keys)
        spec = self.named(keys) if "spec" in keys else self.written(node, keys)
        if spec is None:
            return None
        return Exercise(
            name=self.text(keys, "name") or spec.name or f"exercise {number}",
            question=self.text(keys, "question"),
            teaches=self.text(keys, "teaches"),
            spec=spec,
            inputs=(self.text(keys, "on") or self.text(keys, "input") or None) if "spec" in keys else None,
            variables=variables,
            batch=self.text(keys, "batch") or "1",
            dtype=self.dtype(keys),
            answers=answers,
            place=node.place,
        )

    def named(self, keys: Keys) -> Spec | None:
        """The network under `spec`: the name of one, or one written out."""
        for name in NETWORK_KEYS[2:]:
            if name in keys:
                self.note(f"{name} has no place beside spec", keys[name][0].place, "put it into the spec, or leave spec out")
        key, value = keys["spec"]
        if isinstance(value, Mapping):
            return read_spec(value, self.source, [], base_beside(self.folder))
        if not isinstance(value, Scalar) or not value.value:
            self.note("spec is the name of a spec, or a spec", key.place, EXAMPLE)
            return None
        try:
            return load_beside(self.folder, value.value)
        except SpecError as error:
            self.problems += [it._replace(place=it.place or value.place) for it in error.problems]
            return None

    def written(self, node: Mapping, keys: Keys) -> Spec | None:
        """The network of an exercise that has `on` and `layers`."""
        if "layers" not in keys or not {"on", "input"} & keys.keys():
            place = keys["name"][0].place if "name" in keys else node.place
            self.note("the exercise has no network", place, EXAMPLE)
            return None
        if {"on", "input"} <= keys.keys():
            self.note("on and input say the same", keys["input"][0].place, "leave one of them out")
        pairs = [(self.spec_key(key), value) for key, value in node.pairs if key.value in NETWORK_KEYS]
        return read_spec(node._replace(pairs=pairs), self.source, [])

    def spec_key(self, key: Scalar) -> Scalar:
        return key._replace(value="input") if key.value == "on" else key

    def answers(self, keys: Keys, place: Place) -> dict[str, tuple[Place, Text | None]]:
        if "answers" not in keys:
            place = keys["name"][0].place if "name" in keys else place
            self.note("the exercise asks nothing", place, "put its quantities below answers:, as in conv1.params: 1,792")
            return {}
        key, value = keys["answers"]
        if not isinstance(value, Mapping) or not value.pairs:
            self.note("answers is a mapping of quantities to answers", key.place, "for instance conv1.params: 1,792")
            return {}
        return {name.value: (name.place, self.answer(name, node)) for name, node in value.pairs}

    def answer(self, name: Scalar, node: Node) -> Text | None:
        """An answer; a list is a shape, `[64, 112, 112]`."""
        if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
            word = "x".join(item.value for item in node.items if isinstance(item, Scalar))
            return Text(Word(word), node.place, name.place)
        if not isinstance(node, Scalar):
            self.note(f"{quote(name.value)} needs one answer", name.place, "write quantity: answer")
            return None
        return Text(Word(node.value), node.place, name.place) if node.value.strip() else None

    def variables(self, keys: Keys) -> dict[str, str]:
        if "set" not in keys:
            return {}
        key, value = keys["set"]
        pairs = value.pairs if isinstance(value, Mapping) else []
        if not pairs or not all(isinstance(node, Scalar) and node.value for _, node in pairs):
            self.note("set is a mapping of variables to values", key.place, "for instance set: {width: 0.5}")
        return {name.value: node.value for name, node in pairs if isinstance(node, Scalar)}

    def dtype(self, keys: Keys) -> str | None:
        dtype = self.text(keys, "dtype")
        if dtype and dtype not in DTYPES:
            help = did_you_mean(dtype, DTYPES, f"the types are: {', '.join(DTYPES)}")
            self.note(f"the dtype {quote(dtype)} is not known", keys["dtype"][1].place, help)
            return None
        return dtype or None
