"""Budgets of figures with symbols: `<= 600000*H*W`."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault
from cnncalc.words.numbers import symbolic


def keeps(found: Any, sign: str, bound: Any) -> bool:
    """Whether a figure is `<`, `<=`, `>` or `>=` a bound at every size; a `Fault` where that depends on the size."""
    room = bound - found if sign[0] == "<" else found - bound
    sizes = found.sizes if symbolic(found) else bound.sizes
    if sizes.proves(room, or_zero="=" in sign):
        return True
    if sizes.proves(-room, or_zero="=" not in sign):
        return False
    raise Fault(f"whether {found:,} {sign} {bound:,} depends on the sizes", "give the input in numbers, as in 256x56x56")
