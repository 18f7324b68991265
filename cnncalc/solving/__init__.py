"""The unknown in O = floor((W - K + 2P)/S) + 1, with dilation O = floor((W - d*(K - 1) - 1 + 2P)/S) + 1.

Front door, the names that other rooms may import:

- LISTED, solve
- same: same_padding
- window: Given, NAMES, Solutions, Window
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cnncalc.errors import refuse
from cnncalc.solving.remarks import remarks_on
from cnncalc.solving.search import values_of, with_value
from cnncalc.solving.usual import SEARCHED, unusual, usual_values
from cnncalc.solving.window import NAMES, Given, Solutions, Window, require_sound

LISTED = 1_000
OPEN = 3


def solve(known: Given, ceil: bool = False, most: int = LISTED, look_for: Collection[str] = ()) -> Solutions:
    """Every whole number that fits each open one of input, output, kernel, padding, stride and dilation.

    A padding is an amount for both ends, or a pair (before, after). The dilation is 1 unless it is given, or one of those
    to `look_for`. Where nothing is open, whether the numbers
    fit. With two or three left open: those of the usual values that fit, the most usual
    first. `ceil` rounds up, as pools may. At most `most` windows are listed. Raises a `SpecError` where too much is open.

    >>> [window.kernel for window in solve({"input": 227, "output": 55, "padding": 0, "stride": 4}).windows]
    [8, 9, 10, 11]
    """
    given = {name: known[name] for name in NAMES if name in known}
    require_sound(given)
    unknowns = tuple(name for name in NAMES if name not in given)
    if "dilation" in unknowns and "dilation" not in look_for:
        given, unknowns = given | {"dilation": 1}, unknowns[:-1]
    if len(unknowns) > OPEN:
        few = f"{', '.join(unknowns[:-1])} and {unknowns[-1]} are open"
        raise refuse(f"{few}: at most three can be", "give --" + " or --".join(unknowns))
    window = _window(given, ceil)
    if len(unknowns) > 1:
        usual = sorted(_usual(unknowns, window, given.get("output")), key=unusual)
        remarks = (f"searched: {SEARCHED}",) if usual else (f"nothing fits among {SEARCHED}",)
        return Solutions(unknowns, tuple(usual[:most]), max(0, len(usual) - most), remarks)
    found, more = _single(unknowns, window, given, most)
    right = bool(unknowns) or window.output == given["output"]
    return Solutions(unknowns, found, more, tuple(remarks_on(unknowns, found, window, given)), right)


def _window(given: Given, ceil: bool) -> Window:
    """A window of what is given; what is open is 1, or 0 for the padding."""
    padding = given.get("padding", 0)
    ends = padding if isinstance(padding, tuple) else (padding, padding)
    input, kernel, stride, dilation = (_number(given, name) for name in ("input", "kernel", "stride", "dilation"))
    window = Window(input, kernel, ends, stride, dilation, ceil)
    if ceil and {"kernel", "padding", "dilation"} <= set(given) and max(ends) >= window.span:
        raise refuse(
            f"the padding {max(ends)} is as wide as the window, which spans {window.span}",
            f"pad a pool by at most {window.span - 1}",
        )
    return window


def _number(given: Given, name: str) -> int:
    value = given.get(name, 1)
    return value if isinstance(value, int) else 1


def _single(unknowns: tuple[str, ...], window: Window, given: Given, most: int) -> tuple[tuple[Window, ...], int]:
    """The windows where one number is open, or none."""
    if not unknowns or unknowns == ("output",):
        if window.output < 1:
            raise refuse(
                f"the window spans {window.span}, but the padded input has {window.padded}",
                "use a smaller kernel, more padding, or a larger input",
            )
        return (window,), 0
    (unknown,) = unknowns
    values = values_of(unknown, window, _number(given, "output"))
    if unknown == "padding":
        even = range(values.start + values.start % 2, values.stop, 2)
        values = even or values
    return tuple(with_value(unknown, window, value) for value in values[:most]), max(0, len(values) - most)


def _usual(unknowns: tuple[str, ...], window: Window, output: object) -> Iterator[Window]:
    """The windows where several numbers are open, among the values that people use."""
    tried = [window]
    for unknown in unknowns:
        if unknown != "output":
            tried = [with_value(unknown, one, value) for one in tried for value in usual_values(unknown)]
    for one in tried:
        fits = one.output == output if output is not None else one.output > 0
        if fits and max(one.padding) < one.span:
            yield one
