"""Multiple choice: the right answer among wrong ones, each of which a slip would give."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from cnncalc.asking.answers import read_answer
from cnncalc.asking.case import Case
from cnncalc.asking.figure import SHAPE
from cnncalc.asking.marks import mark, show_figure
from cnncalc.asking.questions import Query
from cnncalc.checking.likely import Suspects
from cnncalc.errors import Fault
from cnncalc.layers.base import show_shape
from cnncalc.words.numbers import symbolic


def choices_of_slips(query: Query, case: Case, count: int) -> tuple[str, ...]:
    """The right answer and wrong ones, `count` in all, the likeliest slips first to be taken; fewer where few slips are known.

    Their order is that of digests of them, which says nothing of which is right. None, where no slip is known.
    """
    value = query.value(case)
    texts = [_text(value, query, case)]
    for wrong in _wrong(Suspects(query, value, case)):
        text = _text(wrong, query, case)
        if len(texts) < count and text not in texts and not _is_right(text, query, case, value):
            texts.append(text)
    return tuple(sorted(texts, key=lambda text: sha256(f"{query.text} {text}".encode()).digest())) if len(texts) > 1 else ()


def _wrong(suspects: Suspects) -> Iterator[Any]:
    for slip in suspects.order:
        yield from suspects.wrong_values(slip)


def _text(value: Any, query: Query, case: Case) -> str:
    return show_shape(value, case.analysis.graph.layout) if query.asked == SHAPE else show_figure(value)


def _is_right(text: str, query: Query, case: Case, value: Any) -> bool:
    """Whether a choice would be marked right too, as a rounded one may be; one that cannot be read is as bad."""
    if symbolic(value):
        return False
    try:
        return mark(read_answer(text, query.asked), value, case.analysis.graph.layout, case.analysis.batch).right
    except Fault:
        return True
