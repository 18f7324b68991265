"""`if` with the `elif` and `else` beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.errors import Fault, Word
from cnncalc.language.spec import Body, Choice
from cnncalc.words.values import Plain, compile_word

if TYPE_CHECKING:
    from cnncalc.language.body import BodyReader
    from cnncalc.language.yaml_text import Node, Scalar


def read_choice(reader: BodyReader, pairs: Sequence[tuple[Scalar, Node]], known: frozenset[str]) -> Choice:
    """The choice of an `if` and of what stands beside it: each stands where no condition before it holds."""
    otherwise: Body = ()
    for key, value in reversed(pairs[1:]):
        is_else = key.value == "else"
        otherwise = reader.body(value, known) if is_else else (_choice(reader, key, value, otherwise, known),)
    return _choice(reader, *pairs[0], otherwise, known)


def _choice(reader: BodyReader, key: Scalar, value: Node, otherwise: Body, known: frozenset[str]) -> Choice:
    first, _, text = key.value.partition(" ")
    if not text:
        fault = Fault(f"{first} has no condition", f"write it as in: {first} s == 2:")
        fault.place = key.place
        raise fault
    condition = Word(text, len(key.value) - len(text))
    try:
        code = compile_word(Plain, text, known)
    except Fault as fault:
        fault.place = key.place.word(fault.word or condition)
        raise
    return Choice(code, reader.body(value, known), otherwise, key.place, condition)


def misplaced_keys(first: str, keys: Sequence[Scalar]) -> str | None:
    """What helps where keys stand beside one another that do not belong together; None where they do."""
    if len(keys) < 2:
        return None
    if first != "if":
        return "give each key a dash of its own"
    if any(key.value.startswith("else if ") for key in keys[1:]):
        return "write elif for else if"
    words = [key.value.split(" ", 1)[0] for key in keys]
    if all(word == "elif" for word in words[1:-1]) and (words[-1] == "elif" or keys[-1].value == "else"):
        return None
    return (
        "beside if stands else alone"
        if "elif" not in words
        else "beside if stand elif, as often as need be, and at the end else"
    )
