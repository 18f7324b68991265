"""Names that nest: a tree on a terminal, where what rows have in common is printed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

INDENT = "  "


def as_tree(rows: Iterable[Sequence[str]], tones: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The rows with the last part of each name, deeper ones indented below a row for each scope; and the tones of all rows.

    >>> as_tree([["stem", "9"], ["stage1.conv1", "1"], ["stage1.conv2", "2"]], [])[0]
    [['stem', '9'], ['stage1', ''], ['  conv1', '1'], ['  conv2', '2']]
    """
    found: list[list[str]] = []
    toned: list[str] = []
    open_scopes: list[str] = []
    for index, (name, *cells) in enumerate(rows):
        *scopes, leaf = name.split(".")
        shared = next((i for i, (a, b) in enumerate(zip(scopes, open_scopes)) if a != b), min(len(scopes), len(open_scopes)))
        new = [[INDENT * depth + scopes[depth], *[""] * len(cells)] for depth in range(shared, len(scopes))]
        found += [*new, [INDENT * len(scopes) + leaf, *cells]]
        toned += [*[""] * len(new), *tones[index : index + 1]]
        open_scopes = scopes
    return found, toned if tones else []


def print_once(rows: Iterable[list[str]], index: int) -> None:
    """Blank the cells of a column that say the same as the row above."""
    last = ""
    for row in rows:
        row[index], last = ("" if row[index] == last else row[index]), row[index]


def at_dots(name: str, width: int) -> str:
    """A long name broken after its dots.

    >>> at_dots("stage2.body1.conv1", 14)
    'stage2.body1.\\nconv1'
    """
    if len(name) <= width:
        return name
    if " " in name:
        return " ".join(at_dots(word, width) for word in name.split(" "))
    lines = [""]
    for part in name.replace(".", ".\0").split("\0"):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
