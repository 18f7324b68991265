"""How a residual block of other tools is written: `residual:` over its layers is an add of two branches."""

from __future__ import annotations

from cnncalc.errors import quote
from cnncalc.language.yaml_text import Node, Scalar, Sequence

WORDS = ("residual", "residualblock", "residualunit", "resblock", "resunit", "res", "skip", "skipconnection", "shortcut")
SHOWN = 120  # characters of the layers that a help repeats


def residual_help(word: str, below: Node) -> str | None:
    """What to write in place of a word over layers whose input is added to their output; None of any other word."""
    if word.lower().replace("_", "").replace("-", "") not in WORDS:
        return None
    items = below.items if isinstance(below, Sequence) else [below]
    lines = [item.value for item in items if isinstance(item, Scalar) and item.value and item.value != "identity"]
    chain = ", ".join(lines)
    if len(lines) < len(items) - sum(isinstance(item, Scalar) and item.value == "identity" for item in items) or not chain:
        return "write add: with two branches below it: the layers, as a list after a dash of its own, and identity"
    return f"write add: with two branches below it: - {quote(chain, SHOWN)} and - identity"
