"""The quiz at a terminal, or on lines that are piped in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress

import click

from cnncalc.drills import Question
from cnncalc.drills.marking import mark_answer
from cnncalc.drills.score import Attempt
from cnncalc.errors import Fault, printable
from cnncalc.report import quiz as report

MARK = "> "
LONGEST = 1000  # characters of a line that are read
HINT, SKIP, QUIT = ("h", "hint", "?"), ("s", "skip"), ("q", "quit", "exit")
WAYS = "type an answer, h for a hint, s to skip, q to quit"


class Prompt:
    """A quiz under way: the questions, and the outcomes of those that were asked."""

    def __init__(self, questions: Sequence[Question], again: str, color: str) -> None:
        self.questions = questions
        self.again = again  # the command that asks the same
        self.outcomes: list[Attempt] = []
        plain = color == "never" or (color == "auto" and bool(os.environ.get("NO_COLOR")))
        self.color = False if plain else True if color == "always" else None  # None: as the stream is

    def run(self) -> int:
        """Ask every question, then show the score; the status is 130 where Ctrl-C ended the quiz."""
        status = 0
        try:
            _edited_lines()
            self.say(report.welcome_lines(self.questions, self.again))
            for number, question in enumerate(self.questions, 1):
                self.put(number, question)
        except (EOFError, KeyboardInterrupt) as end:
            status = 130 if isinstance(end, KeyboardInterrupt) else 0
            self.say([""])
        self.say(["", *report.score_lines(self.outcomes, self.questions[0].level)])
        return status

    def put(self, number: int, question: Question) -> None:
        """One question, until it is answered or skipped."""
        self.say(["", click.style(report.heading(number, len(self.questions), question), bold=True), ""])
        self.say([*report.question_lines(question)])
        right, hints = self.answered(question)
        self.outcomes.append(Attempt(question, right, hints))
        self.say([*report.working_lines(question.working)])

    def answered(self, question: Question) -> tuple[bool | None, int]:
        """Whether the answer is right (None: skipped), and how many hints were given."""
        hints = report.hint_lines(question)
        given = 0
        while True:
            word = self.line()
            if word.lower() in QUIT:
                raise EOFError
            if word.lower() in SKIP:
                self.say([f"skipped: it is {report.value_text(question)}"])
                return None, given
            if word.lower() in HINT:
                self.say(hints[given] if given < len(hints) else ["there is no further hint"])
                given = min(given + 1, len(hints))
            elif (right := self.judged(question, word)) is not None:
                return right, given

    def judged(self, question: Question, word: str) -> bool | None:
        """Whether an answer is right; None for a text that is no answer, with a message that says why."""
        try:
            marked = mark_answer(question, word)
        except Fault as fault:
            self.say([fault.message, *[f"  {fault.help}"] * bool(fault.help), f"  {WAYS}"] if word else [WAYS])
            return None
        verdict = click.style("right", fg="green", bold=True) if marked.right else click.style("wrong", fg="red", bold=True)
        remark = marked.form if marked.right else f"it is {report.value_text(question)}"
        self.say([f"{verdict}: {remark}" if remark else verdict, *report.slip_lines(marked)])
        return marked.right

    def line(self) -> str:
        """The next line of standard input, without what surrounds it."""
        if sys.stdin is not None and sys.stdin.isatty():
            return input(MARK).strip()
        text = _read_line()
        if not text:
            self.say([MARK.rstrip()])
            raise EOFError
        self.say([f"{MARK}{printable(text.strip())}"])  # nobody has typed it here
        return text.strip()

    def say(self, lines: Iterable[str]) -> None:
        """Write lines."""
        for line in lines:
            click.echo(line, color=self.color)


def _read_line() -> str:
    """A line that is piped in; empty where there is none, or nothing to read from."""
    try:
        return sys.stdin.readline(LONGEST) if sys.stdin is not None else ""
    except OSError:
        return ""


def _edited_lines() -> None:
    """Arrow keys at the prompt, where Python has them; characters that are no text become question marks."""
    with suppress(ImportError):
        import readline  # noqa: F401 -- input() uses it once it is there
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
