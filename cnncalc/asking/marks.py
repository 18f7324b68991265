"""Whether an answer is right, as written or in another accepted form, which the report mentions."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnncalc.asking.answers import Answer
from cnncalc.asking.figure import AXES, BYTES, SHAPE
from cnncalc.layers.arithmetic import product
from cnncalc.layers.base import arrange, show_shape
from cnncalc.words.ends import Ends
from cnncalc.words.numbers import symbolic

LAYOUTS = {"chw": "channels first", "hwc": "channels last"}


class Mark(NamedTuple):
    """Whether an answer is right; `form` says in which other form than the usual it is."""

    right: bool
    form: str = ""


def mark(answer: Answer, found: Any, layout: str = "chw", batch: int = 1) -> Mark:
    """Compare an answer with the true value, which is of the kind that the answer was read for.

    `found` is a number (of BYTES the bytes), a SHAPE with channels first, or a number for each of the AXES; shapes are usually
    written in `layout`, and may begin with the batch.

    >>> from cnncalc.asking.answers import read_answer
    >>> mark(read_answer("34.9K"), 34944)
    Mark(right=True, form='rounded: it is 34,944')
    >>> mark(read_answer("224x224x64", "shape"), (64, 224, 224))
    Mark(right=True, form='in the other layout, channels last; here it is written 64x224x224')
    """
    if answer.asked == SHAPE:
        return _mark_shape(answer.value, found, layout, batch)
    if answer.asked == AXES:
        return _mark_axes(answer, found)
    value = product(answer.value) if isinstance(answer.value, tuple) else answer.value
    return _mark_number(answer._replace(value=value), found)


def _mark_shape(written: tuple[Any, ...], found: tuple[Any, ...], layout: str, batch: int) -> Mark:
    usual, other = arrange(found, layout), "chw" if layout == "hwc" else "hwc"
    here = f"here it is written {show_shape(found, layout)}"
    if written == usual:
        return Mark(True)
    if written == arrange(found, other):
        return Mark(True, f"in the other layout, {LAYOUTS[other]}; {here}")
    if written in ((batch, *usual), (batch, *arrange(found, other))):
        return Mark(True, f"with the batch of {batch} first; {here}")
    if [extent for extent in written if extent != 1] in (
        [e for e in side if e != 1] for side in (usual, arrange(found, other))
    ):
        return Mark(True, f"but for extents of 1; {here}")
    return Mark(False)


def _mark_axes(answer: Answer, found: tuple[Any, ...]) -> Mark:
    if isinstance(answer.value, tuple):
        return Mark(answer.value == found)
    if isinstance(answer.value, Ends) or any(isinstance(value, Ends) for value in found):
        return Mark(all(value == answer.value for value in found) and not answer.sign)
    marks = [_mark_number(answer, value) for value in found]
    return Mark(bool(marks) and all(one.right for one in marks))


def _mark_number(answer: Answer, found: Any) -> Mark:
    if answer.sign:
        return Mark(keeps(answer, found))
    if found == answer.value:
        return Mark(True, f"it comes to {show_as(found, answer)}" if answer.worked and not symbolic(found) else "")
    if answer.step and rounds_to(found, answer):
        return Mark(True, f"rounded: it is {show_as(found, answer)}")
    if not answer.unit and is_share(found) and answer.value > 1 and rounds_to(100 * found, answer):
        return Mark(True, "read as percent")
    return Mark(False)


def keeps(answer: Answer, found: Any) -> bool:
    """Whether a figure keeps a budget."""
    bound = answer.value
    if symbolic(found) or symbolic(bound):
        from cnncalc.symbols.wanted import keeps as keeps_everywhere

        return keeps_everywhere(found, answer.sign, bound)
    return bool({"<=": found <= bound, ">=": found >= bound, "<": found < bound, ">": found > bound}[answer.sign])


def rounds_to(found: Any, answer: Answer) -> bool:
    """Whether a figure is the answer when it is rounded to as many digits; halves go either way."""
    off = found - answer.value
    return not symbolic(off) and bool(-answer.step <= 2 * off <= answer.step)


def is_share(found: Any) -> bool:
    """Whether a figure is a part of a whole, between 0 and 1."""
    return not symbolic(found) and 0 < found < 1


def show_as(value: Any, answer: Answer) -> str:
    """A figure written like an answer: in percent beside one in percent, bytes as bytes."""
    if answer.unit == "%" and not symbolic(value):
        return f"{show_figure(100 * value)} %"
    return f"{show_figure(value)} bytes" if answer.asked == BYTES else show_figure(value)


def show_figure(value: Any) -> str:
    """A figure as people write it: with separators, a fraction to five digits, several axes joined by x.

    >>> from fractions import Fraction
    >>> show_figure(34944), show_figure(Fraction(2, 3)), show_figure((1, 7)), show_figure((7, 7))
    ('34,944', '0.66667', '1x7', '7')
    """
    if isinstance(value, tuple):
        shown = [show_figure(part) for part in value]
        return shown[0] if len(set(shown)) == 1 else "x".join(shown)
    if isinstance(value, Ends):
        return str(value)
    if symbolic(value) or value.denominator == 1:
        return f"{value if symbolic(value) else value.numerator:,}"  # no Fraction takes a comma before Python 3.12
    places = max(2, 6 - len(str(abs(value.numerator // value.denominator))) if abs(value) >= 1 else 5)
    scale = 10**places
    units = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    text = f"{units // scale:,}.{units % scale:0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def along(values: tuple[Any, ...]) -> int | str | None:
    """What is so of each axis, once where it is the same of all; None where there is none.

    >>> along((7, 7)), along((1, 7)), along(())
    (7, '1x7', None)
    """
    distinct = list(dict.fromkeys(map(exact, values)))
    return "x".join(str(exact(value)) for value in values) if len(distinct) > 1 else distinct[0] if distinct else None


def exact(value: Any) -> int | str:
    """A whole number, or the text of a fraction, of a polynomial or of two ends."""
    whole = not symbolic(value) and not isinstance(value, Ends) and value.denominator == 1
    return int(value) if whole else str(value)
