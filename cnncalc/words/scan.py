"""A line is cut into steps at commas and into words at spaces; parentheses keep both together."""

from typing import NamedTuple

from cnncalc.errors import Fault, Word, quote
from cnncalc.limits import LINE_CHARACTERS


class Phrase(NamedTuple):
    """The words of one step and, where it ends in `as NAME`, that name."""

    words: tuple[Word, ...]
    name: Word | None


def split_line(text: str) -> list[Phrase]:
    """The steps of a line.

    >>> [[w.text for w in p.words] for p in split_line("conv 3x3 divisible(c, 8), bn")]
    [['conv', '3x3', 'divisible(c, 8)'], ['bn']]
    """
    if len(text) > LINE_CHARACTERS:
        raise Fault(
            f"this line has {len(text):,} characters; the limit is {LINE_CHARACTERS:,}", "write one step a line", word=Word("")
        )
    return [_phrase(words) for words in _cut(text)]


def _cut(text: str) -> list[list[Word]]:
    steps: list[list[Word]] = [[]]
    depth = start = opened = 0
    for i, character in enumerate(text):
        if character == "(":
            opened = opened if depth else i
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                raise Fault("a ) closes nothing", word=Word(")", i))
        elif not depth and (character == "," or character.isspace()):
            _end_word(steps[-1], text, start, i)
            start = i + 1
            if character == ",":
                steps.append([])
    if depth:
        raise Fault("this ( is never closed", word=Word("(", opened))
    _end_word(steps[-1], text, start, len(text))
    _require_full(steps, text)
    return steps


def _end_word(words: list[Word], text: str, start: int, end: int) -> None:
    if end > start:
        words.append(Word(text[start:end], start))


def _require_full(steps: list[list[Word]], text: str) -> None:
    if all(steps):
        return
    before = [words[-1] for words in steps[: steps.index([])] if words]
    column = text.index(",", before[-1].column + len(before[-1].text) if before else 0) if "," in text else 0
    raise Fault("a step is empty", "a comma stands between two steps", word=Word("," if "," in text else "", column))


def _phrase(words: list[Word]) -> Phrase:
    marks = [i for i, word in enumerate(words) if word.text == "as"]
    if not marks:
        return Phrase(tuple(words), None)
    if marks[0] != len(words) - 2:
        shared = len(words) == marks[0] + 4 and words[-2].text == "sharing"
        help = "sharing and its name stand before as" if shared else "write it as in: conv 3x3 64 as conv1_1"
        raise Fault("as takes one name and ends the step", help, word=words[marks[0]])
    check_name(words[-1])
    return Phrase(tuple(words[:-2]), words[-1])


def is_name(text: str) -> bool:
    """Whether a text can name a block, a parameter or a variable: letters, digits and _, and no digit first.

    >>> is_name("conv_bn"), is_name("3x3")
    (True, False)
    """
    return text.isascii() and text.isidentifier()


def check_name(word: Word) -> str:
    """The word, if it can name a tensor, a head or an input."""
    first, *rest = word.text.split(".")
    parts = [first, *(f"_{part}" for part in rest if part)]  # what follows a dot may start with a digit
    if len(parts) <= len(rest) or not all(is_name(part.replace("-", "_")) for part in parts) or first.startswith("-"):
        raise Fault(
            f"{quote(word.text)} cannot be a name",
            "a name starts with a letter or _ and goes on with letters, digits, _, - and dots between its parts",
            word=word,
        )
    return word.text


def split_top(text: str, separator: str) -> list[str]:
    """The text cut at every separator outside parentheses; // is no separator but a division.

    >>> split_top("3x3/(n//2)", "/")
    ['3x3', '(n//2)']
    """
    if separator not in text:
        return [text]
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        depth += (text[i] == "(") - (text[i] == ")")
        if separator == "/" and text.startswith("//", i):
            i += 1
        elif text[i] == separator and not depth:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    return [*parts, text[start:]]
