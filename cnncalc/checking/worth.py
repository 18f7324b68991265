"""What the answers of an exercise are worth in points, and what they are chosen from where it is multiple choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cnncalc.errors import Place, did_you_mean, quote, visible
from cnncalc.language.keys import Keys
from cnncalc.language.yaml_text import Mapping, Node, Scalar
from cnncalc.language.yaml_text import Sequence as YamlSequence

LETTERS = "ABCDEFGHIJ"  # of the choices of a question
NUMBER = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)


def points_of(keys: Keys, answers: Sequence[str]) -> tuple[Fraction, ...]:
    """The points of each answer: 1, or below `points` those of the exercise, which its answers share, or those of each by name.

    Mistakes are noted.
    """
    if "points" not in keys:
        return (Fraction(1),) * len(answers)
    key, value = keys["points"]
    if isinstance(value, Scalar):
        whole = _number(keys, value, key.place)
        return (whole / max(1, len(answers)),) * len(answers)
    if not isinstance(value, Mapping):
        keys.note("points is a number, or a mapping of answers to numbers", key.place, "for instance points: 3")
        return (Fraction(1),) * len(answers)
    _require_asked(keys, value, answers)
    own = {name.value: _number(keys, node, name.place) for name, node in value.pairs}
    return tuple(own.get(name, Fraction(1)) for name in answers)


def _number(keys: Keys, node: Node, place: Place) -> Fraction:
    text = node.value.strip() if isinstance(node, Scalar) else ""
    if not NUMBER.fullmatch(text):
        keys.note("points are a number such as 2 or 0.5", place, "for instance points: 2")
        return Fraction(1)
    return Fraction(text)


def choices_of(keys: Keys, answers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What each answer is chosen from, below `choices` by its name; mistakes are noted."""
    if "choices" not in keys:
        return ((),) * len(answers)
    key, value = keys["choices"]
    if not isinstance(value, Mapping):
        keys.note("choices is a mapping of answers to lists", key.place, "for instance choices: {conv1.params: [216, 224, 72]}")
        return ((),) * len(answers)
    _require_asked(keys, value, answers)
    own = {name.value: _list(keys, node, name.place) for name, node in value.pairs}
    return tuple(own.get(name, ()) for name in answers)


def _list(keys: Keys, node: Node, place: Place) -> tuple[str, ...]:
    items = node.items if isinstance(node, YamlSequence) else []
    texts = tuple(visible(item.value.strip()) for item in items if isinstance(item, Scalar) and item.value.strip())
    if not 2 <= len(texts) <= len(LETTERS) or len(texts) != len(items) or len(set(texts)) != len(texts):
        keys.note(f"choices are a list of 2 to {len(LETTERS)} different answers", place, "for instance [216, 224, 72]")
        return ()
    return texts


def _require_asked(keys: Keys, value: Mapping, answers: Sequence[str]) -> None:
    for name, _ in value.pairs:
        if name.value not in answers:
            help = did_you_mean(name.value, answers, f"the answers are: {', '.join(answers)}")
            keys.note(f"{quote(name.value)} is not among the answers", name.place, help)
