"""Expectations that speak of symbols: `589824*H*W`, `<= 600000*H*W`, `256xH/2xW/2`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.symbols.largest import Largest
from cnncalc.symbols.sizes import Sizes
from cnncalc.words.expression import parse_expression
from cnncalc.words.values import extents_in


def meets(found: Any, wanted: str, sizes: Sizes, units: Mapping[str, int]) -> bool:
    """Whether a figure is what an expectation says: the same polynomial, or within a budget at every size.

    A number may end in a unit. A budget that some sizes keep and others do not is a `Fault`.
    """
    if isinstance(found, Largest):
        return str(found).replace(" ", "") == wanted.replace(" ", "")
    sign, text = re.fullmatch(r"\s*(<=|>=|<|>|)\s*(.*)", wanted, re.DOTALL).groups()  # type: ignore[union-attr]
    number = re.fullmatch(r"([\d,_]*\.?\d+)\s*([a-zA-Z]?)\s*", text)
    plain = number is not None and number[2] in units
    value = figure(number[1].replace("_", ""), sizes) * units[number[2]] if number and plain else figure(text, sizes)
    if not sign:
        return bool(found == value)
    room = value - found if sign[0] == "<" else found - value
    if sizes.proves(room, or_zero="=" in sign):
        return True
    if sizes.proves(-room, or_zero="=" not in sign):
        return False
    raise Fault(f"whether {found:,} {sign} {value:,} depends on the sizes", "give the input in numbers, as in 256x56x56")


def figure(text: str, sizes: Sizes) -> Any:
    """The value of arithmetic with symbols."""

    def symbol(name: str) -> Any:
        if name not in sizes.multiples:
            known = ", ".join(sizes.multiples)
            raise Fault(f"{quote(name)} is no symbol of this network", did_you_mean(name, sizes.multiples, f"it has: {known}"))
        return sizes.symbol(name)

    return parse_expression(text.replace(",", "")).code(symbol)


def extents(text: str, sizes: Sizes) -> tuple[Any, ...]:
    """The extents of `256xH/2xW/2`; none where the text is no shape."""
    try:
        return tuple(figure(extent, sizes) for extent in extents_in(text, list(sizes.multiples)))
    except Fault:
        return ()
