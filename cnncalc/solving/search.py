"""The values of one unknown for which a window gives an output: the output grows or falls with each, so they are a range."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.limits import EXTENT
from cnncalc.solving.window import Window, halves

# How a window is changed to have another value of an unknown; the padding's value is the sum of both ends.
CHANGES: dict[str, Callable[[Window, int], Window]] = {
    "input": lambda window, value: window._replace(input=value),
    "kernel": lambda window, value: window._replace(kernel=value),
    "padding": lambda window, value: window._replace(padding=halves(value)),
    "stride": lambda window, value: window._replace(stride=value),
    "dilation": lambda window, value: window._replace(dilation=value),
}


def values_of(unknown: str, window: Window, output: int) -> range:
    """Every value of the unknown with which the window gives `output` outputs; its value in the window is ignored.

    A stride is looked for up to the padded extent: larger ones all give one output.

    >>> values_of("kernel", Window(input=227, kernel=1, padding=(0, 0), stride=4), 55)
    range(8, 12)
    """
    domain = _domain(unknown, window)
    outputs = _Outputs(CHANGES[unknown], window, domain)
    grows = unknown in ("input", "padding") or (unknown == "stride" and window.padded < window.span)
    if grows:
        return range(_first(outputs, lambda found: found >= output), _first(outputs, lambda found: found > output))
    return range(_first(outputs, lambda found: found <= output), _first(outputs, lambda found: found < output))


class _Outputs:
    """The outputs over a domain, worked out where they are asked for."""

    def __init__(self, change: Callable[[Window, int], Window], window: Window, domain: range) -> None:
        self.change = change
        self.window = window
        self.domain = domain

    def at(self, value: int) -> int:
        return self.change(self.window, value).output


def _first(outputs: _Outputs, holds: Callable[[int], bool]) -> int:
    """The first value of the domain from which on something holds; the domain's end if it never does."""
    low, high = outputs.domain.start, outputs.domain.stop
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(outputs.at(middle)) else (middle + 1, high)
    return low


def _domain(unknown: str, window: Window) -> range:
    most = max(window.padding)
    pool = window.ceil  # a pool's padding is narrower than its window
    if unknown == "input":
        return range(1, EXTENT + 1)
    if unknown == "padding":
        return range((2 * window.span - 1) if pool else EXTENT + 1)
    if unknown == "stride":
        return range(1, max(window.padded, window.span) + 1)
    if unknown == "kernel":
        return range(1 + (-(-most // window.dilation) if pool else 0), window.padded + window.stride + 1)
    if window.kernel == 1:
        return range(1, 2)  # any dilation does the same
    return range(max(1, -(-most // (window.kernel - 1)) if pool else 1), window.padded + window.stride + 1)


def with_value(unknown: str, window: Window, value: int) -> Window:
    """The window with a value for the unknown."""
    return CHANGES[unknown](window, value)
