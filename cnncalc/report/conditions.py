"""At which sizes figures with symbols hold, in a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Condition, Sizes


def known_conditions(sizes: Sizes | None) -> list[str] | None:
    """The conditions as texts; None where there are no symbols."""
    return None if sizes is None else list(map(str, sizes.conditions()))


def exact_where(conditions: Iterable[Condition | str] | None) -> list[str]:
    """The line; none where there are no symbols.

    >>> exact_where(["H % 2 == 0", "W % 2 == 0"]), exact_where([]), exact_where(None)
    (['exact where H % 2 == 0, W % 2 == 0'], ['exact at every size'], [])
    """
    if conditions is None:
        return []
    texts = list(map(str, conditions))
    return [f"exact where {', '.join(texts)}" if texts else "exact at every size"]
