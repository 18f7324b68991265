"""Questions about one window: `solve:` holds what is known, and `solve` finds the rest."""

from __future__ import annotations

from cnncalc.checking.windowed import WindowQuestion, window_question
from cnncalc.explanation.parts import Chain, Explanation, Section

HEAD = "solve:\n"


def is_window(spec: str) -> bool:
    """Whether a text is about a window and no network."""
    return spec.startswith(HEAD)


def known_of(spec: str) -> dict[str, int]:
    """What is known about the window.

    >>> known_of("solve:\\n  input: 32\\n  kernel: 5\\n")
    {'input': 32, 'kernel': 5}
    """
    pairs = (line.split(": ") for line in spec.removeprefix(HEAD).splitlines())
    return {name.strip(): int(value) for name, value in pairs}


def asked_of_window(spec: str, unknown: str) -> WindowQuestion:
    """The question for a number of the window."""
    return window_question(known_of(spec), unknown)


def window_working(spec: str, unknown: str) -> tuple[Explanation, ...]:
    """The formula solved for the unknown, with the answer put in."""
    asked = asked_of_window(spec, unknown)
    window = asked.found.windows[0]
    section = Section("working", (Chain("O", (window.working,), window.output),), givens=asked.found.remarks)
    return (Explanation(unknown, asked.shown, (), (section,)),)
