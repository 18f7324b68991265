"""Helps for layers that do not fit, as only the whole network shows what was meant."""

from __future__ import annotations

from collections.abc import Collection

from cnncalc.errors import Fault
from cnncalc.language.spec import KindStep
from cnncalc.words.sizes import WrongRank

HEADS = "heads"  # the variable of a spec that can go without its auxiliary heads


def reword(fault: WrongRank, step: KindStep, without_batch: str) -> None:
    """Say what to write in place of a kernel that has not as many extents as the data has axes.

    `without_batch` is how to write the input where its first extent is probably a batch.
    """
    if without_batch:
        fault.help = f"a batch is no part of a shape: write {without_batch}"
    elif fault.word and fault.word.text[:1].isdecimal():
        fault.help = f"write {step.plan.with_extents(fault.word, fault.extents)}"


def offer_no_heads(fault: Fault, heads: int, variables: Collection[str]) -> None:
    """Say of a fault how to do without auxiliary heads, where some are open and a variable can leave them out."""
    if heads and HEADS in variables:
        without = f"without the auxiliary heads: --set {HEADS}=0"
        fault.help = f"{fault.help}; or {without}" if fault.help else without
