"""What a figure is: its word, its title, its unit, and how it is found."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.asking.found import Of

# Units: how a figure is read, written and aligned. A LINE is a number that counts nothing; SHAPE has channels first.
COUNT, BYTES, RATIO, SHAPE, AXES, TEXT, LINE = "count", "bytes", "ratio", "shape", "axes", "text", "line"
NUMBER = "number"  # how an answer is read that is a COUNT or a RATIO
WORDS = (TEXT, LINE)  # which describe a layer, and measure nothing
# What a figure of several layers is: found from all of them, that of the last, none (it is one layer's own), or the network's.
SUM, LAST, OWN, WHOLE = "sum", "last", "own", "whole"


class Figure(NamedTuple):
    """One figure.

    `key` is its word in every option, spec and report, `title` its heading, `what` it in a few words. `of` finds it from a
    `Case` and rows. `cost` says that less of it is better, `stored` that its numbers take memory, so that it has `.bytes`.
    `aliases` are other words for it, `working` the chains of an explanation that lead to it, where they are not called like it.
    `yields` says that a layer or an input of that name is meant first, as it does of every alias.
    """

    key: str
    title: str
    unit: str
    of: Of
    what: str
    over: str = SUM
    cost: bool = False
    stored: bool = False
    aliases: tuple[str, ...] = ()
    working: tuple[str, ...] = ()
    yields: bool = False

    @property
    def asked(self) -> str:
        """As what an answer is read."""
        return NUMBER if self.unit in (COUNT, RATIO) else self.unit
