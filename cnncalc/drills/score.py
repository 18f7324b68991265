"""The verdicts on the questions of a quiz, and what to practise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.drills import Question


class Attempt(NamedTuple):
    """A question that was asked: whether it was answered right (None: it was skipped), and how many hints that took."""

    question: Question
    right: bool | None
    hints: int = 0


class TopicScore(NamedTuple):
    """The questions on one topic, how many were answered right, and how many hints were asked for."""

    topic: str
    questions: int
    right: int
    hints: int

    @property
    def weak(self) -> bool:
        """Whether there is something to practise: a question that was not answered right, or not without a hint."""
        return self.right < self.questions or self.hints > 0


def scores(outcomes: Sequence[Attempt]) -> tuple[TopicScore, ...]:
    """The score of each topic that came up, the weakest first."""
    found = []
    for topic in dict.fromkeys(outcome.question.topic for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.question.topic == topic]
        right, hints = sum(outcome.right is True for outcome in own), sum(outcome.hints for outcome in own)
        found.append(TopicScore(topic, len(own), right, hints))
    return tuple(sorted(found, key=lambda score: (score.right - score.questions, -score.hints)))
