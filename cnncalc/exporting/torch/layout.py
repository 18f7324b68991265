"""Lines of Python, broken where they are too long."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 100


def call(head: str, items: Sequence[str], tail: str, indent: int) -> list[str]:
    """`head` followed by the items and `tail`: on one line, else the items on one line of their own, or on one each.

    >>> call("x = torch.cat([", ["x", "y"], "], 1)", 4)
    ['    x = torch.cat([x, y], 1)']
    """
    space = " " * indent
    line = f"{space}{head}{', '.join(items)}{tail}"
    if len(line) <= WIDTH or not items:
        return [line]
    inner = f"{space}    {', '.join(items)}"
    body = [inner] if len(inner) <= WIDTH else [f"{space}    {item}," for item in items]
    return [f"{space}{head}", *body, f"{space}{tail}"]
