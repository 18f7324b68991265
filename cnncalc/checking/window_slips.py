"""The slips that people make with O = floor((W - K + 2P)/S) + 1: each is another equation, which a wrong answer satisfies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cnncalc.checking.slips import Slip


class Sides(NamedTuple):
    """The numbers of a window, the answer among them; `span` is what its kernel covers."""

    input: int
    output: int
    kernel: int
    padding: int
    stride: int
    span: int

    @property
    def free(self) -> int:
        """What the first window leaves of the padded input."""
        return self.input - self.span + 2 * self.padding


# A slip, the numbers that it may be made in looking for (empty: any), and the equation of who makes it.
Row = tuple[Slip, tuple[str, ...], Callable[[Sides], bool]]
ROWS: tuple[Row, ...] = (
    (
        Slip("padding of both sides", "the padding of both sides is added up, not that of one given"),
        ("padding",),
        lambda it: it.output == (it.input - it.span + it.padding) // it.stride + 1,
    ),
    (
        Slip("floor against ceil", "the quotient is rounded the other way"),
        (),
        lambda it: it.output == -(-it.free // it.stride) + 1,
    ),
    (
        Slip("padding forgotten", "the padding is left out"),
        ("input", "output", "kernel", "stride"),
        lambda it: it.padding > 0 and it.output == (it.input - it.span) // it.stride + 1,
    ),
    (
        Slip("padding counted once", "the padding is added on one side only"),
        ("input", "output", "kernel", "stride"),
        lambda it: it.padding > 0 and it.output == (it.input - it.span + it.padding) // it.stride + 1,
    ),
    (
        Slip("K-1 forgotten", "the window takes off K where it takes K - 1: the + 1 after the quotient is missing"),
        (),
        lambda it: it.output == it.free // it.stride,
    ),
    (
        Slip("stride ignored", "the window is taken to step by 1"),
        ("input", "output", "kernel", "padding"),
        lambda it: it.stride > 1 and it.output == it.free + 1,
    ),
    (
        Slip("dilation ignored", "the window is taken without its dilation"),
        (),
        lambda it: it.span != it.kernel and it.output == (it.free + it.span - it.kernel) // it.stride + 1,
    ),
)


def window_slips(known: Mapping[str, int], unknown: str, answer: object) -> tuple[Slip, ...]:
    """The slips that would give an answer to what is open in a window, the likeliest first.

    >>> known = {"input": 32, "kernel": 5, "padding": 2, "stride": 1}
    >>> [slip.name for slip in window_slips(known, "output", 28)]
    ['padding forgotten']
    """
    if not isinstance(answer, int) or answer < (0 if unknown == "padding" else 1):
        return ()
    given = {"padding": 0, "stride": 1, "dilation": 1, **known, unknown: answer}
    span = given["dilation"] * (given["kernel"] - 1) + 1
    sides = Sides(given["input"], given["output"], given["kernel"], given["padding"], given["stride"], span)
    return tuple(slip for slip, among, holds in ROWS if (not among or unknown in among) and holds(sides))
