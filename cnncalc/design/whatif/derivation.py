"""A break-even with its numbers put in."""

from __future__ import annotations

from cnncalc.design.whatif.block import Bottleneck
from cnncalc.design.whatif.breakeven import break_even, why_none
from cnncalc.words.rounding import rounded


def derivation(one: Bottleneck) -> str:
    """What the width of a bottleneck must be less than, or the inequality, and the widths that meet it."""
    even = break_even(one)
    if even is None:
        return why_none(one)
    bound = even.bound
    start = f"r < {even.quotient} = {rounded(bound)}" if even.quotient and bound is not None else even.working
    return f"{start}: r ≤ {even.width:,}" if even.width else f"{start}: no r does"
