"""What was read from YAML, as lines of YAML again: without its comments, which may tell more than they should."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.language.yaml_text import Mapping, Node, Scalar
from cnncalc.network.write import quoted


def lines_below(key: str, node: Node) -> Iterator[str]:
    """The lines of a key and what is below it."""
    if isinstance(node, Scalar):
        yield f"{key}: {quoted(node.value)}" if node.value else f"{key}:"
        return
    yield f"{key}:"
    yield from (f"  {line}" for line in _lines(node))


def _lines(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield quoted(node.value)
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield from lines_below(quoted(key.value), value)
    else:
        for item in node.items:
            yield from (f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(_lines(item)))
