"""Which settings people use, and which of two is the more usual."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.solving.window import Window

KERNELS = (3, 1, 5, 7, 2, 11, 4, 9, 6, 8, 10)
STRIDES = (1, 2, 4, 3)
PADDINGS = range(7)  # at both ends
DILATIONS = (1, 2, 4, 3, 6, 8)
INPUTS = (224, 227, 32, 28, 256, 112, 56, 14, 7, 64, 128, 299, 512, 55, 27, 13, 96, 16, 8)
MOST = 512  # an input that is searched for
SEARCHED = "kernels 1 to 11, strides 1 to 4, paddings 0 to 6 and less than the kernel spans, inputs up to 512"


def usual_values(name: str) -> Sequence[int]:
    """The values of an open number that are tried, in ascending order; those of a padding are the sum of both ends."""
    values: dict[str, Sequence[int]] = {
        "kernel": sorted(KERNELS),
        "stride": sorted(STRIDES),
        "padding": [2 * padding for padding in PADDINGS],
        "dilation": sorted(DILATIONS),
        "input": range(1, MOST + 1),
        "output": (),  # follows from the others
    }
    return values[name]


def unusual(window: Window) -> tuple[int, ...]:
    """A sort key: a division without a rest first, then how far down the lists of usual values a window's numbers are."""
    half = 2 * window.padding[0] == window.span - 1
    rank = _place(KERNELS, window.kernel) + 2 * _place(STRIDES, window.stride) + 2 * _place(DILATIONS, window.dilation)
    rank += 0 if half else 1 + window.padding[0]
    rank += _place(INPUTS, window.input)
    gaps = window.stride > window.span
    return (
        window.rest > 0 and not half,
        gaps,
        rank,
        window.kernel,
        window.stride,
        window.padding[0],
        window.input,
        window.dilation,
    )


def _place(usual: Sequence[int], value: int) -> int:
    return usual.index(value) if value in usual else len(usual)
