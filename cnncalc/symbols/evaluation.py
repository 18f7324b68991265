"""Figures with symbols, evaluated where the symbols have sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.limits import EXTENT
from cnncalc.symbols.largest import Largest
from cnncalc.symbols.polynomial import Polynomial


def evaluate(figure: Any, sizes: Mapping[str, int]) -> Any:
    """A figure, or a tuple of figures of any depth, where every symbol has its size: numbers, as a plain run would give.

    Raises a `SpecError` where a symbol has no size, or where the sizes do not meet the conditions under which the figure holds.

    >>> import cnncalc
    >>> graph = cnncalc.build(cnncalc.parse("input: 64xHxW\\nlayers:\\n  - conv 3x3/2 128 half"))
    >>> macs = cnncalc.analyze(graph).totals.figures.macs
    >>> print(macs, evaluate(macs, {"H": 56, "W": 28}))
    18432*H*W 28901376
    """
    if isinstance(figure, tuple):
        values = [evaluate(part, sizes) for part in figure]
        return type(figure)(*values) if hasattr(figure, "_fields") else tuple(values)
    if isinstance(figure, Largest):
        return max(evaluate(value, sizes) for value in figure.values)
    if isinstance(figure, Polynomial):
        _require_good(figure, sizes)
        return figure.at(sizes)
    return figure


def _require_good(figure: Polynomial, sizes: Mapping[str, int]) -> None:
    for name in figure.symbols:
        if name not in sizes:
            raise refuse(f"the symbol {name} is given no size", did_you_mean(name, sizes))
        if not (isinstance(sizes[name], int) and 1 <= sizes[name] <= EXTENT):
            raise refuse(f"{name} = {quote(str(sizes[name]))} is no size", "a size is a whole number from 1 to 10^15")
    for condition in figure.sizes.conditions():
        if condition.symbols <= sizes.keys() and not condition.holds(sizes):
            given = ", ".join(f"{name} = {sizes[name]}" for name in sorted(condition.symbols))
            raise refuse(f"{given} does not meet {condition}, without which the figure does not hold")
