"""The quiz in a real terminal: a pseudo-terminal types answers, asks for hints, presses Ctrl-C and Ctrl-D."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Iterator

import pytest
from running import ROOT

from cnncalc.drills import quiz
from cnncalc.report.quiz import hint_lines, value_text

pty = pytest.importorskip("pty")
PATIENCE = 60.0  # seconds


class Terminal:
    """A child process behind a pseudo-terminal."""

    def __init__(self, *args: str) -> None:
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm", "COLUMNS": "100"})
            os.environ.pop("NO_COLOR", None)
            os.chdir(ROOT)
            os.execv(sys.executable, [sys.executable, "-m", "cnncalc", *args])

    def until(self, text: str) -> str:
        """What is shown up to and with a text, from where the last look ended."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.seen:
            assert self.ready(deadline - time.monotonic()), f"{text!r} did not come: {self.seen!r}"
            self.read()
        shown, found, self.seen = self.seen.partition(text)
        return shown + found

    def ready(self, patience: float = PATIENCE) -> bool:
        """Whether something is shown within so many seconds, or the quiz ends."""
        return bool(select.select([self.fd], [], [], max(patience, 0))[0])

    def read(self) -> None:
        try:
            piece = os.read(self.fd, 4096)
        except OSError:  # the child has closed its end
            piece = b""
        assert piece, f"the quiz ended: {self.seen!r}"
        self.seen += piece.decode(errors="replace")

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def rest(self) -> str:
        """All that is shown until the end."""
        try:
            while self.ready():
                self.read()
        except AssertionError:
            return self.seen
        raise AssertionError(f"the quiz did not end: {self.seen!r}")

    def interrupt(self) -> None:
        """Press Ctrl-C until it is noticed: Python misses it in the moment before it waits for a key."""
        deadline = time.monotonic() + PATIENCE
        self.type("\x03")
        while not self.ready(2):
            assert time.monotonic() < deadline, "Ctrl-C is not noticed"
            self.type("\x03")

    def status(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """The quiz of a seed with three questions."""
    shown = Terminal("quiz", "--seed", "7", "-n", "3")
    yield shown
    os.close(shown.fd)


QUESTIONS = quiz(7, 3)


def test_answers_hints_and_skips(terminal: Terminal) -> None:
    first, second, third = QUESTIONS
    assert "1 of 3: " in terminal.until("\n> ")
    terminal.type("h\n")
    assert hint_lines(first)[0][-1] in terminal.until("\n> ")
    terminal.type(f"{value_text(first)}\n")
    shown = terminal.until("\n> ")
    assert "\x1b[32m\x1b[1mright\x1b[0m" in shown
    assert "2 of 3: " in shown
    terminal.type("what\n")
    assert "is not a number" in terminal.until("\n> ")
    terminal.type("123456789123\n")
    assert f"\x1b[31m\x1b[1mwrong\x1b[0m: it is {value_text(second)}" in terminal.until("\n> ")
    terminal.type("skip\n")
    assert f"skipped: it is {value_text(third)}" in terminal.until("score: 1 of 3 right, 1 skipped, 1 hint")
    terminal.rest()
    assert terminal.status() == 0


def test_ctrl_c_ends_quietly_with_the_score_so_far(terminal: Terminal) -> None:
    terminal.until("\n> ")
    terminal.type(f"{value_text(QUESTIONS[0])}\n")
    terminal.until("\n> ")
    terminal.type("12")
    terminal.until("12")
    terminal.interrupt()
    shown = terminal.rest()
    assert re.search(r"score: 1 of 1 right\r\nnothing to practise: try --level 2\r\n$", shown)
    assert "Traceback" not in shown
    assert "KeyboardInterrupt" not in shown
    assert terminal.status() == 130


def test_end_of_input_ends_with_the_score_so_far(terminal: Terminal) -> None:
    terminal.until("\n> ")
    terminal.type("\x04")
    shown = terminal.rest()
    assert re.search(r"score: 0 of 0 right\r\n$", shown)
    assert terminal.status() == 0
