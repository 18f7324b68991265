"""The YAML parser's errors, in our words and with help."""

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


def syntax_problem(error: Any, source: Source) -> Problem:
    """The error for a text that is not YAML."""
    context = f" {error.context}" if error.context else ""
    message = f"this is not YAML: {error.problem}{context}".replace("\n", " ")
    unclosed = next((help for what, help in OPEN.items() if what in context and error.context_mark), None)
    mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
    if mark is None:
        return Problem(message)
    place = Place(source, min(mark.line + 1, max(1, len(source.lines))), mark.column + 1, 1)
    if "nesting depth" in message:  # newer parsers read ahead and have a limit of their own
        return Problem(TOO_DEEP[0], place, (), TOO_DEEP[1])
    return Problem(message, place, (), unclosed or _help(str(error.problem), place))


def _help(problem: str, place: Place) -> str:
    if "cannot start any token" in problem:
        tab = place.text[place.column - 1 : place.column] == "\t"
        return "YAML is indented with spaces, not with tabs" if tab else "put the text in quotes"
    if "mapping values are not allowed" in problem:
        return "a colon followed by a space makes a key; is the indentation right, or is a quote missing?"
    return "check the indentation of this line and of the one above"


def character_problem(error: Any, text: str, source: Source) -> Problem:
    """The error for a character that YAML does not have."""
    before = text[: error.position]
    column = error.position - (before.rfind("\n") + 1) + 1
    code = ord(error.character) if isinstance(error.character, str) else error.character
    place = Place(source, before.count("\n") + 1, column, 1)
    return Problem(f"the character U+{code:04X} cannot stand in YAML", place, (), "a spec is a text file")
