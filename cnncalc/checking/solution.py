"""The right answer to a question of a sheet, its working, and which slip stands behind each wrong choice."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnncalc.asking.figure import SHAPE
from cnncalc.asking.marks import show_figure
from cnncalc.checking.derived import derived_question
from cnncalc.checking.findings import equations_of
from cnncalc.checking.marker import Marker, worked
from cnncalc.layers.base import show_shape


class Solution(NamedTuple):
    """The right answer as text, its letter if it is one of several choices, and how it comes about, in a line."""

    text: str
    letter: str
    working: str
    value: Any


def solution(marker: Marker, quantity: str, letter: str = "") -> Solution:
    """The solution of one question of an exercise."""
    if marker.case is None:
        from cnncalc.checking.windowed import window_question  # few exercises are about one window

        asked = window_question(marker.exercise.window or {}, quantity)
        return Solution(asked.shown, letter, asked.working, asked.values[0])
    case = marker.case
    query = derived_question(case.analysis, quantity)
    value = query.value(case)
    shape = query.asked == SHAPE
    shown = show_shape(value, case.analysis.graph.layout) if shape else show_figure(value)
    return Solution(shown, letter, equations_of(worked(case, query)), value)
