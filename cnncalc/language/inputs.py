"""The key `input`: a shape, or a mapping of names to shapes."""

from __future__ import annotations

from cnncalc.errors import Fault, Word
from cnncalc.language.keys import Keys, text_of
from cnncalc.language.spec import Text
from cnncalc.language.yaml_text import Mapping, Scalar
from cnncalc.words.scan import check_name

EXAMPLE = "for instance input: 3x224x224"


def read_inputs(keys: Keys) -> dict[str, Text]:
    """The shapes of the inputs by their names; a single one is called input."""
    if "input" not in keys:
        return {}
    key, value = keys["input"]
    if isinstance(value, Scalar) and not value.value:
        keys.note("the input has no shape", key.place, EXAMPLE)
        return {}
    if isinstance(value, Scalar):
        return {"input": text_of(key, value)}
    if isinstance(value, Mapping) and value.pairs:
        inputs = keys.texts("input")
        for name, _ in value.pairs:
            _check_name(keys, name)
        return inputs
    keys.note("input is a shape, or a mapping of names to shapes", value.place, EXAMPLE)
    return {}


def _check_name(keys: Keys, name: Scalar) -> None:
    try:
        check_name(Word(name.value))
    except Fault as fault:
        keys.note(fault.message, name.place, fault.help)


def rank_of(keys: Keys) -> int:
    """How many spatial axes the first input has, as far as its text shows; 2 where it does not."""
    value = keys["input"][1] if "input" in keys else None
    first = value.pairs[0][1] if isinstance(value, Mapping) and value.pairs else value
    return (isinstance(first, Scalar) and first.value.count("x")) or 2


def input_names(keys: Keys) -> list[str]:
    """The names of the inputs."""
    value = keys["input"][1] if "input" in keys else None
    return [name.value for name, _ in value.pairs] if isinstance(value, Mapping) else ["input"]
