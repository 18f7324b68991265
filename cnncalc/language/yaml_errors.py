"""The YAML parser's errors, in our words and with help."""

import re
from typing import Any

from cnncalc.errors import Place, Problem, Source
from cnncalc.limits import YAML_DEPTH

# The context of a YAML error about something that is never closed.
OPEN = {
    "flow sequence": "this bracket is never closed",
    "flow mapping": "this brace is never closed",
    "quoted scalar": "this quote is never closed",
}
TOO_DEEP = f"the file nests deeper than {YAML_DEPTH} levels", "blocks flatten what nests"

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML's, which are fewer than those of `str.splitlines`


def source_of(name: str, text: str) -> Source:
    r"""A text and its lines, as YAML counts them.

    >>> source_of("net.yaml", "a: 1\r\nb: 2\x0bc\x0c\u2028d: 4\n").lines
    ('a: 1', 'b: 2\x0bc\x0c', 'd: 4')
    """
    lines = LINE_END.split(text)
    return Source(name, tuple(lines if lines[-1] else lines[:-1]))


def syntax_problem(error: Any, source: Source) -> Problem:
    """The error for a text that is not YAML."""
    context = f" {error.context}" if error.context else ""
    message = f"this is not YAML: {error.problem}{context}".replace("\n", " ")
    open = error.context_mark and "escape" not in str(error.problem)
    unclosed = next((help for what, help in OPEN.items() if what in context and open), None)
    mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
    if mark is None:
        return Problem(message)
    place = Place(source, min(mark.line + 1, max(1, len(source.lines))), mark.column + 1, 1)
    if "nesting depth" in message:  # newer parsers read ahead and have a limit of their own
        return Problem(TOO_DEEP[0], place, (), TOO_DEEP[1])
    return Problem(message, place, (), unclosed or _help(str(error.problem), place))


def _help(problem: str, place: Place) -> str:
    if "Unicode character escape" in problem:
        return r"a character beyond U+FFFF has one escape of eight digits, as \U0001F600; or write it as it is"
    if "escape" in problem:
        return "in double quotes a backslash begins an escape: write it twice, or use single quotes"
    if "cannot start any token" in problem:
        tab = place.text[place.column - 1 : place.column] == "\t"
        return "YAML is indented with spaces, not with tabs" if tab else "put the text in quotes"
    if "mapping values are not allowed" in problem:
        return "a colon followed by a space makes a key; is the indentation right, or is a quote missing?"
    return "check the indentation of this line and of the one above"


def character_problem(error: Any, text: str, source: Source) -> Problem:
    """The error for a character that YAML does not have."""
    code = ord(error.character) if isinstance(error.character, str) else error.character
    *before, line = LINE_END.split(text[: text.find(chr(code))])  # the position is counted in bytes by one of the parsers
    place = Place(source, len(before) + 1, len(line) + 1, 1)
    return Problem(f"the character U+{code:04X} cannot stand in YAML", place, (), "a spec is a text file")


def encoding_problem(error: UnicodeEncodeError, source: Source) -> Problem:
    """The error for half a character: a surrogate without its other half."""
    *before, line = LINE_END.split(error.object[: error.start])
    place = Place(source, len(before) + 1, len(line) + 1, 1)
    half = f"U+{ord(error.object[error.start]):04X}"
    return Problem(f"{half} is half a character: a surrogate without its pair", place, (), "a spec is a text file")
