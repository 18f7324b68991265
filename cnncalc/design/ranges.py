"""Ranges of values, FROM:TO:STEP, which say in one word what a variable goes through."""

from __future__ import annotations

import re

from cnncalc.errors import quote, refuse
from cnncalc.limits import VALUES
from cnncalc.words.numbers import decimal, show

_NUMBER = r"\s*([-+]?)(\d+\.?\d*|\.\d+)\s*"


def spread(text: str) -> list[str]:
    """The values that a text stands for: the numbers of a range, TO among them where a step meets it; else itself alone.

    >>> spread("0.25:1:0.25"), spread("3:1:-1"), spread("2*width")
    (['0.25', '0.5', '0.75', '1'], ['3', '2', '1'], ['2*width'])
    """
    if not (found := re.fullmatch(":".join([_NUMBER] * 3), text, re.ASCII)):
        return [text]
    signs, digits = found.groups()[::2], found.groups()[1::2]
    first, last, step = (-decimal(number) if sign == "-" else decimal(number) for sign, number in zip(signs, digits))
    if step == 0 or (last - first) / step < 0:
        missed = "stays where it is" if step == 0 else f"leads away from {show(last)}"
        raise refuse(f"the range {quote(text)} holds no value: its step {missed}", "a range is FROM:TO:STEP, as in 0.25:2:0.25")
    count = (last - first) // step + 1
    if count > VALUES:
        raise refuse(f"the range {quote(text)} holds {count:,} values; the limit is {VALUES:,}", "take larger steps")
    return [show(first + number * step) for number in range(count)]
