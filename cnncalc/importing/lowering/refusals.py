"""What no kind can say: one error that lists all such operations, how many of each, where they stand, and the nearest words."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnncalc.errors import Problem, nearest, printable, quote
from cnncalc.importing.operations import Operation
from cnncalc.layers import KINDS, kind_named
from cnncalc.layers.foreign import KNOWN, why_absent

SHOWN_SORTS = 12
SHOWN_PLACES = 3


class Refusal(NamedTuple):
    """An operation that no kind says, and why; without a reason its word is none that is known."""

    operation: Operation
    reason: str


def refusal(refusals: list[Refusal], count: int, shown: str) -> Problem:
    """The error for all of them together."""
    sorts: dict[tuple[str, str], list[Refusal]] = {}
    for found in refusals:
        sorts.setdefault((found.operation.op, re.sub(r"\d+", "#", found.reason)), []).append(found)
    lines = [_line(group) for group in sorted(sorts.values(), key=len, reverse=True)]
    more = len(lines) - SHOWN_SORTS
    lines[SHOWN_SORTS:] = [f"and {more} more sorts"] * (more > 0)
    are = "is an operation that no kind says" if len(refusals) == 1 else "are operations that no kind says"
    message = f"{len(refusals):,} of {count:,} in {quote(shown, 80)} {are}:" + "".join(f"\n  {line}" for line in lines)
    return Problem(message, None, (), "cnncalc kinds lists what layers it has; leave these out of what is exported")


def _line(group: list[Refusal]) -> str:
    operation, reason = group[0]
    names = [found.operation.name for found in group]
    more = len(names) - SHOWN_PLACES
    places = ", ".join(quote(name, 60) for name in names[:SHOWN_PLACES]) + (f" and {more:,} more" if more > 0 else "")
    return f"{len(group):,} x {reason or _unknown(operation.op)}: {places}"


def _unknown(op: str) -> str:
    """A word that no operation has, with what is nearest to it."""
    if " " in op:  # a reason that the reader gave
        return printable(op[:100])
    word = quote(op.lower().replace("_", ""))
    if absent := why_absent(word):
        return f"{quote(op)} ({absent})"
    guess = nearest(word, [*KINDS, *KNOWN])
    kind = guess if guess and kind_named(guess) else KNOWN.get(guess or "")
    return f"{quote(op)} (the nearest kind is {kind})" if kind else quote(op)
