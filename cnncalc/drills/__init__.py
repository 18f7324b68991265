"""Drills: questions drawn from a seed, answered by the library, with a hint and the working of each.

Front door, the names that other rooms may import:

- Question, Quiz, quiz
- marking: Marked, mark_answer
- score: Attempt, scores
- secret: secret_seed
- topics: LEVELS, TOPICS
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cnncalc.asking.case import Case
from cnncalc.asking.questions import Query
from cnncalc.checking.derivations.working import working_of
from cnncalc.checking.windowed import WindowQuestion
from cnncalc.drills.asked import asked_of, value_of
from cnncalc.drills.draw import Draw
from cnncalc.drills.solved import asked_of_window, is_window, window_working
from cnncalc.drills.topics import LEVELS, TOPICS
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.explanation.parts import Explanation
from cnncalc.results.shown import Listing, Result, in_a_line

MOST = 100  # questions of a quiz
FRESH = 50  # draws for a question on layers that have not been asked about yet
TRIES = 1000  # draws for one that has not been asked yet


class QuestionFields(NamedTuple):
    """What a `Question` holds."""

    topic: str
    level: int
    ask: str
    spec: str
    quantity: str
    hint: str
    dtype: str = "float32"


class Question(Result, QuestionFields):
    """A question with its answer.

    `spec` is the text of a small spec, or under `solve:` what is known about a window; `quantity` is what is asked of it, in
    the words of `expect` where they have one, and of bytes those of `dtype`; the answer is worked out from these two alone.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.topic, self.ask)

    @property
    def network(self) -> bool:
        """Whether it is about a network; else it is about one window."""
        return not is_window(self.spec)

    @property
    def window(self) -> WindowQuestion:
        """What it asks of a window."""
        return asked_of_window(self.spec, self.quantity)

    @property
    def asked(self) -> tuple[Case, Query]:
        """The network that it is about, and what is asked of it."""
        return asked_of(self.spec, self.quantity, self.dtype)

    @property
    def answer(self) -> Any:
        """What the library says: a count, a ratio, or extents, channels first."""
        return value_of(self.spec, self.quantity, self.dtype) if self.network else self.window.values[0]

    @property
    def working(self) -> tuple[Explanation, ...]:
        """How one comes to the answer."""
        if not self.network:
            return window_working(self.spec, self.quantity)
        return working_of(self.asked[0].analysis, self.quantity, self.dtype)


class Quiz(Listing[Question]):
    """The questions of a seed."""

    seed: int

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{len(self):,} questions of seed {self.seed}")


def quiz(seed: int, count: int = 10, topics: Iterable[str] = (), level: int = 1) -> Quiz:
    """The questions of a quiz, no two the same; the topics (all, unless some are named) come in turn.

    A seed gives the same questions on every machine, and a longer quiz begins as a shorter one does. Raises a `SpecError`
    where there is no such topic or level, or too many questions are wanted.

    >>> question = quiz(seed=7, count=1, topics=["params"])[0]
    >>> question.ask, question.answer
    ('How many weights does conv1 have, its biases left out?', 784)
    """
    names = _topics(topics)
    if level not in LEVELS:
        raise refuse(f"there is no level {level}", f"the levels are {', '.join(map(str, LEVELS))}")
    if not 1 <= count <= MOST:
        raise refuse(f"a quiz has 1 to {MOST} questions, not {count}", "another seed gives other questions")
    asked: list[Question] = []
    for number in range(count):
        name = _turn(seed, level, names, number)
        asked.append(_new(Draw("question", seed, name, level, number), name, level, asked))
    return Quiz(asked, seed=seed)


def _topics(wanted: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(wanted)) or list(TOPICS)
    for name in names:
        if name not in TOPICS:
            raise refuse(f"there is no topic {quote(name)}", did_you_mean(name, TOPICS, f"the topics are: {', '.join(TOPICS)}"))
    return names


def _turn(seed: int, level: int, names: list[str], number: int) -> str:
    """The topic of a question: in each round every topic comes once, in an order that is drawn."""
    rounds, place = divmod(number, len(names))
    return Draw("round", seed, level, rounds).some(names, len(names))[place]


def _new(draw: Draw, name: str, level: int, asked: Sequence[Question]) -> Question:
    """A question that has not been asked yet, if it can be on layers that have not been either."""
    for part, tries in ((1, FRESH), (0, TRIES)):
        before = {_identity(question.spec, question.quantity, part) for question in asked}
        for _ in range(tries):
            sketch = TOPICS[name].sketch(level, draw)
            if _identity(sketch.spec, sketch.quantity, part) not in before:
                return Question(name, level, *sketch)
    raise refuse(f"there are not so many questions on {name} at level {level}", "ask for fewer, or name more topics")


def _identity(spec: str, quantity: str, part: int) -> tuple[object, ...]:
    """What makes two questions the same: all of the spec, or its lines after the first, which is the input."""
    return (*spec.splitlines()[part:], quantity)
