"""JSON text. A figure that JSON has no number for, a polynomial or a fraction, is a string."""

from __future__ import annotations

from json import JSONEncoder

from cnncalc.words.numbers import symbolic


def _text(value: object) -> str:
    if symbolic(value) or hasattr(value, "denominator"):
        return str(value)
    raise TypeError(f"{value!r} has no place in JSON")


dumps = JSONEncoder(default=_text).encode
