"""Characters that the encoding of a terminal or a pipe lacks: those that reports use have stand-ins."""

from __future__ import annotations

import codecs
from typing import IO

# What stands in for each character of our own; a bar is made of = and - where one of its two characters is missing.
STAND_INS = {
    "━": "=", "╌": "-", "─": "-", "◀": "<", "×": "x", "·": ".", "…": "~", "✓": "v", "✗": "x", "→": ">", "²": "^2", "³": "^3",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "−": "-", "–": "-", "—": "-", "’": "'", "√": "sqrt", "⋅": "*", "∗": "*",
}  # fmt: skip
HANDLER = "cnncalc.stand_ins"


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """What is written in place of one character that cannot be: a question mark where nothing stands in for it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return STAND_INS.get(error.object[error.start], "?"), error.start + 1


def write_stand_ins(stream: IO[str]) -> None:
    """Let a stream write stand-ins of what its encoding lacks, rather than end us."""
    if hasattr(stream, "reconfigure"):
        codecs.register_error(HANDLER, _stand_in)
        stream.reconfigure(errors=HANDLER)
