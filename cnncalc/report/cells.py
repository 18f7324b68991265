"""What the cells of a column are: how people read a value, and how a program does. Numbers are rounded here, not before."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Callable
from typing import Any, NamedTuple

from cnncalc.report.fields import field_plain, field_text
from cnncalc.report.rounding import of_bytes, percent, times
from cnncalc.words.rounding import factor


class Cells(NamedTuple):
    """How a value is written for people (`shown`) and for programs (`plain`); numbers keep to the right, and are never cut."""

    shown: Callable[[Any], str]
    plain: Callable[[Any], Any]
    number: bool = True
    stacked: Callable[[Any], str] | None = None  # in the narrow columns of a terminal, where it differs


def _none_is_empty(value: Any) -> Any:
    return "" if value is None else value


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _count(value: Any) -> str:
    """A whole number with separators; a polynomial as it is.

    >>> _count(4704)
    '4,704'
    """
    return f"{value:,}" if isinstance(value, int) else _text(value)


def _signed(value: Any) -> str:
    text = _count(value)
    return text if text.startswith("-") or value in (0, None) else f"+{text}"


def _bytes(value: Any) -> str:
    return "" if value is None else of_bytes(value)


def _both(pair: Any) -> str:
    """Two values that should be one, as an equation.

    >>> _both(("9", "9")), _both(("9", "8")), _both("-")
    ('9 = 9', '9 ≠ 8', '-')
    """
    if isinstance(pair, str):
        return pair
    return f"{pair[0]} {'=' if pair[0] == pair[1] else '≠'} {pair[1]}"


def _stacked(pair: Any) -> str:
    return pair if isinstance(pair, str) else "\n".join(pair)


TEXT = Cells(_text, _none_is_empty, number=False)
FIGURE = Cells(_text, _none_is_empty)  # words that keep to the right as numbers do, such as a receptive field
COUNT = Cells(_count, _none_is_empty)
FIELD = Cells(field_text, field_plain)  # a receptive field, with its marks; for programs what the widest output sees
SIGNED = Cells(_signed, _none_is_empty)
BYTES = Cells(_bytes, _none_is_empty)
FACTOR = Cells(factor, factor)  # a fraction: how many times one value goes into another
TIMES = Cells(times, lambda ratio: "" if ratio is None else str(float(ratio)))  # the same, with its sign
PERCENT = Cells(lambda share: "" if share is None else percent(*share), lambda share: None)  # a part and its whole
PAIR = Cells(_both, _both, stacked=_stacked)  # predicted and observed
