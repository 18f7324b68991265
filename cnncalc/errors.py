"""Everything that can be wrong with a spec, said in one shape: what, where, in which scope, what may help."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias


class Word(NamedTuple):
    """A word and where it is: its column, counted from 0, in the line that it is a word of.

    A setting that was written out as YAML is `below` its step by that many lines, at a column of the file.
    """

    text: str
    column: int = 0
    below: int = 0


Help: TypeAlias = "str | Callable[[], str | None] | None"
FOLDED = 50  # lines of a folded text that are searched for a word


class Source(NamedTuple):
    """A text and the name that people know it by."""

    name: str
    lines: Sequence[str]

    def __hash__(self) -> int:
        return hash(self.name)


class Place(NamedTuple):
    """Where something is: a source, a line and a column counted from 1, and how many columns it is wide."""

    source: Source
    line: int
    column: int
    width: int

    def word(self, word: Word) -> "Place":
        """The place of a word of the line that is here, or this place where YAML changed the spelling."""
        column = word.column + (1 if word.below else self.column)
        place = Place(self.source, self.line + word.below, column, max(1, len(word.text)))
        found = place.text[column - 1 : column - 1 + len(word.text)] == word.text
        return place if found else self._folded(word)

    def _folded(self, word: Word) -> "Place":
        """The place of a word in a text that YAML folded: it joined the lines with one space each."""
        column = word.column
        for number in range(self.line, min(self.line + FOLDED, len(self.source.lines) + 1)):
            line = self.source.lines[number - 1]
            start = self.column - 1 if number == self.line else len(line) - len(line.lstrip())
            text = line[start:].rstrip()
            if column < len(text):
                found = text[column : column + len(word.text)] == word.text and bool(word.text) and not word.below
                return Place(self.source, number, start + column + 1, len(word.text)) if found else self
            column -= len(text) + 1
        return self

    @property
    def text(self) -> str:
        """The line as it was written; empty where the source has no such line (an end of file)."""
        lines = self.source.lines
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""


class Problem(NamedTuple):
    """One mistake, ready to be shown."""

    message: str
    place: Place | None = None
    trail: tuple[str, ...] = ()
    help: str | None = None
    layer: str = ""  # the name of the layer that could not be made


class Fault(Exception):
    """A short local message; the layer above knows the place and turns it into a `Problem`.

    `word` is what to underline. `slot` names it instead where only the word's meaning is known ("groups").
    """

    def __init__(self, message: str, help: "Help" = None, *, word: Word | None = None, slot: str = "") -> None:
        super().__init__(message)
        self.message = message
        self._help = help
        self.word = word
        self.slot = slot
        self.place: Place | None = None
        self.layer = ""

    @property
    def help(self) -> str | None:
        """What may help; looked for when somebody wants to know, since looking among thousands of names takes a while."""
        return self._help() if callable(self._help) else self._help

    @help.setter
    def help(self, help: "Help") -> None:
        self._help = help


class CnncalcError(Exception):
    """What every refusal of cnncalc is: `problems` holds them all, `str()` shows them as the command line does."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(map(render, self.problems))


class SpecError(CnncalcError):
    """The spec, or what was asked of it, is wrong."""


class Chained(SpecError):
    """A spec extends another where nobody looks for that one: it is extended itself, or was given as bare text."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__([Problem(f"this spec extends {quote(name)}", place, (), "use load: parse knows no other file")])
        self.name = name


def refuse(message: str, help: str | None = None) -> SpecError:
    """An error that has no place in a file."""
    return SpecError([Problem(message, help=help)])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order of their places, each once."""

    def where(problem: Problem) -> tuple[str, int, int]:
        place = problem.place
        return (place.source.name, place.line, place.column) if place else ("", 0, 0)

    different: dict[tuple[object, str], Problem] = {}
    for problem in problems:
        different.setdefault((where(problem), problem.message), problem)
    return sorted(different.values(), key=where)


def render(problem: Problem) -> str:
    """A problem as text: the message, the place with the line as written and carets, the trail, the help."""
    lines = [f"error: {problem.message}"]
    if problem.place:
        lines += _excerpt(problem.place, problem.trail)
    if problem.help:
        lines.append(f"  help: {problem.help}")
    return "\n".join(lines)


EXCERPT = 160  # characters of a line that are worth showing on a terminal


def _excerpt(place: Place, trail: tuple[str, ...]) -> list[str]:
    number = str(place.line)
    gutter = " " * len(number)
    head = [f"{gutter}--> {place.source.name}:{place.line}:{place.column}"]
    shown = place.text.replace("\t", " ")
    cut = max(0, place.column - EXCERPT // 2) if len(shown) > EXCERPT else 0
    shown = printable(shown[cut : cut + EXCERPT])
    carets = "^" * min(place.width, max(1, EXCERPT - (place.column - cut)))
    body = [f"{gutter} |", f"{number} | {shown}", f"{gutter} | {' ' * (place.column - 1 - cut)}{carets}"]
    return head + body + [f"{gutter} = {step}" for step in trail]


def printable(text: str) -> str:
    """The text with every character that could disturb a terminal replaced by a dot."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "·" for c in text)


def visible(text: str) -> str:
    r"""The text with escapes for what cannot be seen, or turns around what is seen: controls, separators, marks of direction.

    >>> visible("a\u202eb c"), visible("a\tb")
    ('a\\u202eb c', 'a\\tb')
    """
    if text.isprintable():
        return text
    from unicodedata import category  # few texts need it

    return "".join(c if c.isprintable() or category(c) == "Zs" else c.encode("unicode_escape").decode() for c in text)


def quote(text: str, most: int = 40) -> str:
    """A piece of somebody's text, shortened, for use inside a message; in quotes where there is nothing to be seen."""
    return printable(text if len(text) <= most else text[: most - 1] + "…") if text.strip() else f'"{visible(text[:most])}"'


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known word that a mistyped one was probably meant to be: one at least so much alike, from 0 to 1.

    >>> nearest("cnov", ["conv", "concat"])
    'conv'
    """
    from difflib import get_close_matches

    folded = {name.lower(): name for name in known}
    found = get_close_matches(word[:60].lower(), folded, n=1, cutoff=alike)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """The help line for an unknown word."""
    guess = nearest(word, known)
    return f"did you mean {guess}?" if guess else otherwise
