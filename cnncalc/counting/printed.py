"""Numbers as tools and papers print them: rounded, with a letter for thousands, and perhaps a word for what was counted."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnncalc.errors import quote, refuse
from cnncalc.words.numbers import decimal

POWERS = {"": 0, "k": 3, "m": 6, "g": 9, "b": 9, "t": 12, "p": 15}
POWERS |= {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
# What was counted is a word of its own, or follows the letter: GMac, GFLOPs, BFLOPs, M params, mult-adds.
WORD = r"(?:mac|mmac|flop|op|param|parameter|weight|mult|mult-add|madd|multiply-add)s?"
NUMBER = re.compile(
    rf"\s*(?P<digits>\d[\d,_' ]*(?:\.\d*)?|\.\d+)\s*(?:(?:[eE]\+?|[*x·]\s*10\s*(?:\^|\*\*)\s*)(?P<power>\d\d?))?"
    rf"\s*(?P<letter>thousand|million|billion|trillion|[kmgbtp]?)\s*(?:{WORD})?\.?\s*",
    re.IGNORECASE,
)
MOST = 30  # the highest power of ten, as elsewhere


class Printed(NamedTuple):
    """A printed number: the text, its value, and one unit of its last digit."""

    text: str
    value: int
    step: int

    def rounds(self, figure: int) -> bool:
        """Whether a figure, rounded to the digits of this number, is this number; halves may go either way."""
        return 2 * abs(figure - self.value) <= self.step if self.step > 1 else figure == self.value


def printed_number(text: str) -> Printed:
    """A number as it was printed. Raises a `SpecError` where it is none.

    >>> number = printed_number("4.13 GMac")
    >>> number.value, number.step, number.rounds(4132436968), number.rounds(4089184256)
    (4130000000, 10000000, True, False)
    """
    match = NUMBER.fullmatch(text) if len(text) <= 60 else None
    if not text.strip():
        raise refuse("--printed is given no number", "write it as in 4.13G, 4.13e9 or 4,132,436,968")
    if not match:
        raise refuse(f"{quote(text)} is no printed number", "write it as in 4.13G, 4.13e9 or 4,132,436,968")
    power = POWERS[match["letter"].lower()] + int(match["power"] or 0)
    digits = re.sub(r"[,_' ]", "", match["digits"])
    places = len(digits.partition(".")[2])
    if power > MOST or len(digits) > MOST:
        raise refuse(f"{quote(text)} is beyond 10^{MOST}", "no network costs so much")
    if places > power:
        raise refuse(f"{quote(text)} is not whole, and costs are", "a letter stands for the power of ten, as in 4.13G")
    value = decimal(digits.rstrip(".")) * 10**power
    step = 10 ** (power - places)
    return Printed(text.strip(), int(value), step)
