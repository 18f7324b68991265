"""A step in the words of Keras, PyTorch, Caffe or Darknet, written in ours: the line that an error offers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from cnncalc.language.calls import called
from cnncalc.language.step_words import StepWords
from cnncalc.layers import KINDS, kind_named
from cnncalc.layers.foreign import kind_elsewhere

MIRRORS = {"reflectionpad": "reflect", "replicationpad": "replicate"}  # the words of PyTorch, and how they fill


def reworded(
    text: str, known: Collection[str] = (), rank: int = 2, reads: Callable[[str], bool] = lambda line: True
) -> str | None:
    """The step in our words, for data of so many spatial axes; None where it may mean several things, or nothing.

    `known` are names that stand for numbers, and `reads` says whether a line is one in our words.

    >>> reworded("conv 3x3 64 stride=2"), reworded("Conv2d(3, 64, kernel_size=7, stride=2, padding=3)")
    ('conv 3x3/2 64', 'conv 7x7/2 64 pad=3')
    >>> reworded("sepconv 3x3 64 as a"), reworded("conv 1.5 2.5 3.5")
    ('dwconv 3x3 nobias, conv 1x1 64 as a', None)
    """
    call = called(text)
    words = call.words if call else re.sub(r"\s*=\s*|(?<=\d)\s*/\s*(?=\d)", lambda it: it[0].strip(), text).split()
    words, name = (words[:-2], f" as {words[-1]}") if words[-2:-1] == ["as"] else (words, "")
    line = _line(words, frozenset(known), (call and call.rank) or _rank(words) or rank) if words else None
    if line is None or line + name == text or not reads(line):
        return None
    return line + name


def step_help(
    text: str, place: str, known: Collection[str], rank: int, reads: Callable[[str], bool], steps: Callable[[str], bool]
) -> str | None:
    """What to write instead of a step that cannot be read; `place` is the word that does not belong there.

    A line in our words comes first; a comma before the word is offered where it makes two steps, each whole.
    """
    line = reworded(text, known, rank, reads) if " " in text or "(" in text else None
    if line is None:
        before, word, after = text.partition(f" {place}")
        apart = bool(word) and steps(place) and reads(before) and reads(place + after)
        return f"{place} is a step of its own: put a comma before it" if apart else None
    return f"write {line}"


def _rank(words: list[str]) -> int:
    """How many axes the extents of a step show; 0 where none do."""
    return max((word.partition("/")[0].count("x") + 1 for word in words if re.fullmatch(r"\d+(x\d+)+(/.*)?", word)), default=0)


def _line(words: list[str], known: frozenset[str], rank: int) -> str | None:
    first, *rest = words
    bare = re.sub(r"[123]d$", "", first.lower()).replace("_", "")
    separable = bare in ("sepconv", "separableconv", "convsep")
    layer = KINDS["conv"] if separable else kind_named(first) or kind_named(bare) or KINDS.get(kind_elsewhere(first) or "")
    if layer is None or layer.joins:
        return None
    given = StepWords(layer.grammar(), known)
    given.flags += [flag for word, flag in MIRRORS.items() if bare.startswith(word)]
    cut = next((i for i, word in enumerate(rest) if given.ends_before(word, rest[i + 1 : i + 2])), len(rest))
    if not given.take(rest[:cut]):
        return None
    lines = given.lines(layer, rank)
    if lines and separable:
        lines = _separable(lines[0]) + lines[1:]
    after = _line(rest[cut:], known, rank) if rest[cut:] else ""
    return None if lines is None or after is None else ", ".join([*lines, *([after] if after else [])])


def _separable(line: str) -> list[str]:
    """A convolution cut in two as Keras does: of each map alone without a bias, and of one position in all maps."""
    _, size, out, *rest = line.split()
    bias = [word for word in rest if word == "nobias"]
    one = "x".join(["1"] * (size.partition("/")[0].count("x") + 1))
    alone = ["dwconv", size, *(word for word in rest if word not in bias), "nobias"]
    return [" ".join(alone), " ".join(["conv", one, out, *bias])]
