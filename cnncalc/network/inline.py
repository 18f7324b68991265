"""A network without a file: an input and steps, as they are typed on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnncalc.errors import Place, Problem, Source, SpecError, Word, quote, refuse
from cnncalc.language.lines import LineReader
from cnncalc.language.spec import Spec, Text
from cnncalc.layers import kind_named
from cnncalc.network.build import build
from cnncalc.network.graph import Graph

PLAIN = "calc takes numbers and plain layers, which cnncalc kinds lists; joins, blocks and variables need a file"


def calc(input: str, steps: Sequence[str], layout: str = "chw") -> Graph:
    """The graph of steps on an input; each of `steps` may hold several, joined by commas.

    The words are those of the spec language. Raises a `SpecError` that points into the words as they were typed.

    >>> [node.shape for node in calc("1x200x200", ["conv 5x5/2 1 pad=1", "maxpool 3x3/1"]).layers()]
    [(1, 99, 99), (1, 97, 97)]
    """
    _require_order(input, steps)
    places = _places([input, *steps])
    problems: list[Problem] = []
    reader = LineReader({}, problems, rank=input.count("x") or 2)
    lines = tuple(reader.line(step, place, frozenset()) for step, place in zip(steps, places[1:]))
    given = {"input": Text(Word(input), places[0], places[0])}
    spec = Spec("", "", layout, given, {}, {}, lines, (), {}, places[0].source, tuple(problems))
    try:
        return build(spec)
    except SpecError as error:
        raise SpecError(map(_helped, error.problems)) from None


def _require_order(input: str, steps: Sequence[str]) -> None:
    """Refuse a step in place of the input, and steps that the shell has cut up."""
    words = input.split()
    if words and kind_named(words[0]):
        raise refuse(f"{quote(input)} is a step, and the input comes first", 'write it as in: 3x8x8 "conv 3x3 8"')
    if cut := next((step for step in steps if re.fullmatch(r"[0-9][0-9x/]*", step)), None):
        raise refuse(f"{quote(cut)} is no step", 'a step with its words stands in quotes: "conv 3x3 8"')


def _places(words: Sequence[str]) -> list[Place]:
    """Where each word is on the command line, as one would type it again."""
    text, columns = "cnncalc calc", []
    for word in words:
        quoted = '"' if not word or any(c.isspace() or c in "()*<>|&;$'" for c in word) else ""
        columns.append(len(text) + 2 + len(quoted))
        text += f" {quoted}{word}{quoted}"
    source = Source("command line", [text])
    return [Place(source, 1, column, max(1, len(word))) for column, word in zip(columns, words)]


def _helped(problem: Problem) -> Problem:
    """A problem whose help does not mention a file."""
    of_files = ("below", "blocks are defined", "add it to vars")
    return problem._replace(help=PLAIN) if any(words in (problem.help or "") for words in of_files) else problem
