"""The slips of a wrong answer in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncalc.checking.slips import Slip

EXPLAINED = 2  # slips that are told with what people do; the others are named


def slip_words(slips: Iterable[Slip]) -> Iterator[str]:
    """The likeliest slips, each with what people do, then the names of all others that would give the same answer.

    >>> from cnncalc.checking.slips import SLIPS
    >>> list(slip_words(SLIPS[:1]))
    ['bias forgotten? the biases are left out']
    """
    named: dict[str, str] = {}
    for slip in slips:
        named.setdefault(slip.name, slip.does)
    for name, does in list(named.items())[:EXPLAINED]:
        yield f"{name}? {does}"
    if others := list(named)[EXPLAINED:]:
        yield f"it would come of these too: {', '.join(others)}"
