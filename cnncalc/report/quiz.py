"""Questions, answers and scores as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from cnncalc.asking.marks import show_figure
from cnncalc.drills import Question
from cnncalc.drills.marking import Marked
from cnncalc.drills.score import Attempt, scores
from cnncalc.drills.topics import LEVELS, TOPICS
from cnncalc.explanation.parts import Explanation
from cnncalc.report.formulas import plain
from cnncalc.report.renderers.working import section_lines
from cnncalc.report.slip_words import slip_words

INDENT = "    "
WIDTH = 79
NOTATION = (
    "Shapes are channels x height x width. conv 5x5/2 16 pad=1 has 16 kernels of",
    "5x5, stride 2 and padding 1 on every side; biases too, unless it says nobias.",
)
EXTENTS = ("output", "kernel")  # whose numbers mean different things, so that all are shown
ANSWERING = "Answer as 1792, 34.9K, 3*3*64 or 64x56x56; h gives a hint, s skips, q ends."


def welcome_lines(questions: Sequence[Question], again: str) -> Iterator[str]:
    """What this quiz is, with the command that asks it again, how layers are written, and how to answer."""
    count = len(questions)
    yield f"{count} question{'s' * (count > 1)}, level {questions[0].level}; once more: {again}"
    yield ""
    yield from NOTATION
    yield ANSWERING


def heading(number: int, count: int, question: Question) -> str:
    """The line above a question."""
    return f"{number} of {count}: {question.topic}"


def question_lines(question: Question) -> Iterator[str]:
    """The network and what is asked of it."""
    yield from (INDENT + line for line in question.spec.splitlines())
    yield ""
    yield from _wrapped(question.ask)


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def working_lines(working: Sequence[Explanation]) -> Iterator[str]:
    """How one comes to the answer, indented; layers whose working is the same are shown together."""
    alike: dict[tuple[object, ...], list[Explanation]] = {}
    for explanation in working:
        alike.setdefault((explanation.text, explanation.sections), []).append(explanation)
    for group in alike.values():
        heading = f"{', '.join(one.name for one in group)}: {group[0].text}"
        yield from wrap(heading, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT + "  ")
        for section in group[0].sections:
            yield from (f"{INDENT}  {line}" for line in section_lines(section))


def hint_lines(question: Question) -> tuple[tuple[str, ...], ...]:
    """Hints, each of which says more: the rule in words, the formulas in letters, the numbers put in."""
    chains = [(one.name, chain) for one in question.working for section in one.sections for chain in section.chains]
    letters = list(dict.fromkeys(f"{chain.name} = {plain(chain.steps[0])}" for _, chain in chains if len(chain.steps) > 1))
    numbers = [f"{name}: {chain.name} = {plain(chain.steps[1])}" for name, chain in chains if len(chain.steps) > 1]
    return tuple(part for part in (tuple(_wrapped(question.hint)), tuple(letters), tuple(numbers)) if part)


def value_text(question: Question) -> str:
    """The answer for reading.

    >>> from cnncalc.drills import quiz
    >>> [value_text(question) for question in quiz(seed=7, count=2, topics=["size"])]
    ['96x27x27', '256x6x6']
    """
    value = question.answer
    if isinstance(value, tuple) and question.quantity.partition(" ")[0].endswith(EXTENTS):
        return "x".join(map(str, value))
    return show_figure(value)


def slip_lines(marked: Marked) -> Iterator[str]:
    """What slips a wrong answer probably comes from."""
    for line in slip_words(marked.slips):
        yield from _wrapped(line)


def score_lines(outcomes: Sequence[Attempt], level: int) -> Iterator[str]:
    """The score, and which topics to practise with which command."""
    right, skipped = (sum(outcome.right is which for outcome in outcomes) for which in (True, None))
    hints = sum(outcome.hints for outcome in outcomes)
    more = [f"{count} {what}" for count, what in ((skipped, "skipped"), (hints, f"hint{'s' * (hints != 1)}")) if count]
    yield ", ".join([f"score: {right} of {len(outcomes)} right", *more])
    weak = [score for score in scores(outcomes) if score.weak]
    if weak:
        yield "to practise:"
        width = max(len(score.topic) for score in weak)
        for score in weak:
            took = f", {score.hints} hint{'s' * (score.hints > 1)}" if score.hints else ""
            yield f"  {score.topic:<{width}}  {score.right} of {score.questions} right{took}: {TOPICS[score.topic].drills}"
        yield f"  cnncalc quiz --level {level} --topic {','.join(score.topic for score in weak)}"
    elif outcomes:
        yield f"nothing to practise: try --level {level + 1}" if level < max(LEVELS) else "nothing to practise"
