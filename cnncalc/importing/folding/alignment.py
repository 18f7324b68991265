"""Two lists laid over one another, so that what fits scores most."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Match(NamedTuple):
    """A place in one list that fits so many places in the other."""

    one: int
    other: int
    length: int


class _Best(NamedTuple):
    """From two places on: the most that can be scored, the match there, if any, and where to go on."""

    score: int
    match: Match | None
    one: int
    other: int


def aligned(ones: int, others: int, fit: Callable[[int, int], tuple[int, int]]) -> list[Match]:
    """The matches, in order, of two lists of so many items.

    `fit` says what a place in the one and a place in the other score together, 0 for nothing, and how many places of the other
    that takes.

    >>> one, other = "abcd", "xbd"
    >>> aligned(len(one), len(other), lambda i, j: (int(one[i] == other[j]), 1))
    [Match(one=1, other=1, length=1), Match(one=3, other=2, length=1)]
    """
    best = [[_Best(0, None, ones, others)] * (others + 1) for _ in range(ones + 1)]
    for i in reversed(range(ones)):
        for j in reversed(range(others)):
            best[i][j] = _best(best, i, j, *fit(i, j))
    found, i, j = [], 0, 0
    while i < ones and j < others:
        match, i, j = best[i][j][1:]
        if match:
            found.append(match)
    return found


def _best(best: list[list[_Best]], i: int, j: int, score: int, length: int) -> _Best:
    left_out = best[i + 1][j].score, best[i][j + 1].score
    state = _Best(left_out[0], None, i + 1, j) if left_out[0] >= left_out[1] else _Best(left_out[1], None, i, j + 1)
    if score > 0 and score + best[i + 1][j + length].score > state.score:
        state = _Best(score + best[i + 1][j + length].score, Match(i, j, length), i + 1, j + length)
    return state
