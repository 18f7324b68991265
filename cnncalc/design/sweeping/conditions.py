"""Conditions on the rows of a sweep, as people write them: `params <= 5M`, `macs < 0.6G and width >= 0.5`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.asking.answers import BINARY_BYTES, DECIMAL_BYTES, SPELLINGS, UNITS
from cnncalc.design.sweeping.outcomes import Cell
from cnncalc.errors import Fault, quote, refuse
from cnncalc.words.expression import Code, parse_expression

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

SCALES: Mapping[str, int] = {**DECIMAL_BYTES, **BINARY_BYTES, **UNITS}  # a B alone is a billion, as in answers
EXAMPLE = 'write it as in "params <= 5M" or "macs < 600M and width >= 0.5"'


class Unstated(Exception):
    """A figure that a row does not have: a receptive field where there are no axes."""


class RowCondition(NamedTuple):
    """What rows must meet, and the names of the settings and figures that it speaks of."""

    text: str
    names: frozenset[str]
    code: Code

    def meets(self, settings: Mapping[str, str], figures: Mapping[str, Cell]) -> bool:
        """Whether a row meets it; one that lacks a figure that is asked for does not."""
        try:
            return bool(self.code(lambda name: number_of(name, settings, figures)))
        except Unstated:
            return False


def condition(text: str) -> RowCondition:
    """The condition that a text states; numbers may have units and separators. A text that states none is refused."""
    plain = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", text.translate(SPELLINGS))
    if not re.search(r"[<>=]", plain):
        raise refuse(f"{quote(text, 80)} compares nothing", EXAMPLE)
    try:
        parsed = parse_expression(_scaled(plain).strip(), dotted=True)
    except Fault as fault:
        raise refuse(f"the condition {quote(text, 80)} is not understood: {fault.message}", fault.help or EXAMPLE) from None
    if not parsed.names:
        raise refuse(f"the condition {quote(text, 80)} names neither a figure nor a variable", EXAMPLE)
    return RowCondition(text, parsed.names, parsed.code)


def _scaled(text: str) -> str:
    """A text with the units of its numbers worked in: 5M becomes (5*1000000)."""
    units = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
    number = re.compile(rf"(?<![\w.])(\d+\.?\d*|\.\d+)\s*({units})(?!\w)", re.ASCII)
    return number.sub(lambda found: f"({found[1]}*{SCALES[found[2]]})", text)


def number_of(name: str, settings: Mapping[str, str], figures: Mapping[str, Cell]) -> Number:
    """The number that a setting or a figure of a row is."""
    if name in settings:
        return _read(name, settings[name], "a variable can be compared where all its values are numbers")
    cell = figures[name]
    if cell is None:
        raise Unstated
    return cell if isinstance(cell, int) else _read(name, cell, "what is one number can be compared: macs, channels, height")


def _read(name: str, text: str, help: str) -> Number:
    try:
        return parse_expression(text).code(_nameless)
    except Fault:
        raise Fault(f"{name} is {quote(text)} in a variant, which is no number to compare", help) from None


def _nameless(name: str) -> Any:
    raise Fault(f"{name} has no value here")
