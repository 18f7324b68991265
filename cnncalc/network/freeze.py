"""Which layers are frozen: shell patterns against the names of layers and of the scopes that they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cnncalc.errors import Problem, did_you_mean, quote
from cnncalc.language.spec import Text
from cnncalc.limits import PATTERNS
from cnncalc.network.graph import Node


def frozen_nodes(
    patterns: Iterable[Text], nodes: list[Node], joins: Mapping[str, range], problems: list[Problem]
) -> frozenset[int]:
    """The indices of the nodes whose parameters are not trained. A pattern that matches nothing is reported.

    `joins` are the nodes of each join, whose branches its name freezes.
    """
    names = {name: list(joins.get(name, indices)) for name, indices in named_nodes(nodes).items()}
    frozen: set[int] = set()
    different = {text.word.text: text for text in patterns}
    if len(different) > PATTERNS:
        place = next(iter(different.values())).key
        problems.append(Problem(f"freeze holds {len(different):,} names; the limit is {PATTERNS:,}", place, (), "name scopes"))
        return frozenset()
    for text in different.values():
        hits = matching(names, text.word.text)
        if not hits:
            message = f"freeze names {quote(text.word.text)}, but no layer or scope is called so"
            problems.append(Problem(message, text.place, (), pattern_help(text.word.text, names)))
        frozen |= hits
    return frozenset(frozen)


def named_nodes(nodes: Sequence[Node]) -> dict[str, list[int]]:
    """The indices of the nodes that each name of a layer or a scope means."""
    names: dict[str, list[int]] = {}
    for index, node in enumerate(nodes):
        for name in with_scopes(node.name):
            names.setdefault(name, []).append(index)
    return names


def with_scopes(name: str) -> list[str]:
    """A layer's name and those of the scopes around it.

    >>> with_scopes("stage1.body2.conv1")
    ['stage1', 'stage1.body2', 'stage1.body2.conv1']
    """
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def matching(names: dict[str, list[int]], pattern: str) -> set[int]:
    """The nodes that a shell pattern means."""
    return {index for name, indices in names.items() if _matches(name, pattern) for index in indices}


def _matches(name: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    return name == pattern or fnmatchcase(name, pattern)


def pattern_help(pattern: str, names: Iterable[str]) -> str | None:
    """What may help where a pattern means nothing."""
    return did_you_mean(pattern, list(names)[:5000], "cnncalc summarize lists the names; * matches any part")
