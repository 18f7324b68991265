"""Slips of the pen: the answer as it would be without them."""

from __future__ import annotations

from cnncalc.asking.answers import BINARY_BYTES, DECIMAL_BYTES, Answer
from cnncalc.words.numbers import divide

POWERS = {"k": 1, "K": 1, "M": 2, "G": 3, "T": 4}


def other_prefix(answer: Answer) -> Answer | None:
    """MB read as MiB, MiB as MB; of a count, M as the 1,048,576 of a computer's memory."""
    power = POWERS.get(answer.unit[:1])
    if power is None or not {answer.unit} & {*BINARY_BYTES, *DECIMAL_BYTES, *POWERS}:
        return None
    factor = divide(1024**power, 1000**power)
    if answer.unit in BINARY_BYTES:
        factor = divide(1, factor)
    return answer._replace(value=answer.value * factor, step=answer.step * factor)


def cut_off(answer: Answer) -> Answer | None:
    """Digits cut off, where they should have been rounded."""
    if answer.step in (0, 1):
        return None
    return answer._replace(value=answer.value + divide(answer.step, 2))


def digit_lost(answer: Answer) -> Answer | None:
    """The last digit missing."""
    return answer._replace(value=answer.value * 10, step=answer.step * 10) if answer.value >= 100 else None


def digit_gained(answer: Answer) -> Answer | None:
    """A digit too many at the end."""
    return answer._replace(value=divide(answer.value, 10), step=divide(answer.step, 10)) if answer.value >= 1000 else None
