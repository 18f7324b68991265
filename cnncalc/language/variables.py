"""The variables of a file: their names must be free, and their values must mean something, whether they are used or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cnncalc.errors import Fault, Problem, Word
from cnncalc.language.headers import check_free
from cnncalc.language.spec import Text
from cnncalc.layers import kind_named
from cnncalc.words.sizes import Grid, Pads, Size, Span
from cnncalc.words.values import Plain


def good_names(variables: Mapping[str, Text], blocks: Collection[str], problems: list[Problem]) -> frozenset[str]:
    """The variables whose names can be used; the others are reported."""
    good = set()
    for name, text in variables.items():
        try:
            check_free(Word(name), "variable", blocks)
            good.add(name)
        except Fault as fault:
            problems.append(Problem(fault.message, text.key, (), fault.help))
    return frozenset(good)


def check_values(
    variables: Mapping[str, Text], known: Collection[str], blocks: Collection[str], problems: list[Problem]
) -> None:
    """Report the values that no variable can hold. It can hold a number, a size, or the name of a kind or block."""
    for text in variables.values():
        word = text.word.text
        if kind_named(word) or word in blocks or any(_means(meaning, word, known) for meaning in (Size, Grid, Pads, Span)):
            continue
        try:
            Plain.parse(word, known)
        except Fault as fault:
            problems.append(Problem(fault.message, text.place.word(fault.word) if fault.word else text.place, (), fault.help))


def _means(meaning: type[Size] | type[Grid] | type[Pads] | type[Span], word: str, known: Collection[str]) -> bool:
    try:
        meaning.parse(word, known)
    except Fault:
        return False
    return True
