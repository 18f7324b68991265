"""Questions about one window: what is known stands under `solve:`, and `solve` finds the rest."""

from __future__ import annotations

from cnncalc.explanation.parts import Chain, Explanation, Section
from cnncalc.solving import solve
from cnncalc.solving.window import Solutions

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


def solution_of(spec: str, unknown: str) -> int:
    """The one value that the unknown can have."""
    window = _solved(spec, unknown).windows[0]
    return window.padding[0] if unknown == "padding" else int(getattr(window, unknown))


def window_working(spec: str, unknown: str) -> tuple[Explanation, ...]:
    """The formula turned round, and the answer put into it."""
    found = _solved(spec, unknown)
    chain = Chain("O", (found.windows[0].working,), found.windows[0].output)
    return (Explanation(unknown, str(solution_of(spec, unknown)), (), (Section("working", (chain,), (), (), found.remarks),)),)


def _solved(spec: str, unknown: str) -> Solutions:
    return solve(known_of(spec), look_for=[unknown])
