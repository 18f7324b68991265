"""Remarks about the answers: the formula turned round, what the floor drops, why there is no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.layers import windows
from cnncalc.layers.letters import Letters, filled
from cnncalc.solving.search import values_of, with_value
from cnncalc.solving.window import Given, Window, halves

# The formula turned round, where the division leaves no remainder, and where a remainder puts the answer.
TURNED = {
    "input": ("W", "(O - 1)*S + {V} - {T}", "more"),
    "padding": ("2*P", "(O - 1)*S + {V} - W", "more"),
    "kernel": ("K", "W + {T} - (O - 1)*S", "less"),
    "dilation": ("d*(K - 1) + 1", "W + {T} - (O - 1)*S", "less"),
}


def remarks_on(unknowns: tuple[str, ...], found: Sequence[Window], window: Window, given: Given) -> Iterator[str]:
    """The remarks about the answers for one unknown."""
    output = given.get("output")
    if not unknowns:
        yield from _verdict(window, output)
    elif unknowns != ("output",) and isinstance(output, int):
        yield from _turned(unknowns[0], window, output)
        if not found:
            yield from _none(unknowns[0], window, output)
        yield from _open_ended(unknowns[0], found, window, output)
    if found and unknowns in ((), ("output",)):
        yield from _rest(found[0])


def _verdict(window: Window, output: object) -> Iterator[str]:
    if window.output == output:
        yield "the numbers fit"
    else:
        yield f"the numbers do not fit: the output is {window.output}, not {output}"
        other = window._replace(ceil=not window.ceil)
        if other.output == output:
            yield "rounded up, as with --ceil, they fit" if other.ceil else "rounded down, without --ceil, they fit"


def _rest(window: Window) -> Iterator[str]:
    """What the rounding does."""
    quotient, rest = divmod(window.padded - window.span, window.stride)
    if window.ceil:
        yield "rounded up: a last window that is not full counts, if it starts inside the input or the padding before it"
    elif window.stride > 1:
        division = f"{window.padded - window.span} = {quotient}*{window.stride} + {rest}"
        yield f"{division}: " + (_dropped(window) if rest else "the division leaves no remainder")


def _dropped(window: Window) -> str:
    lost = window.rest - min(window.rest, window.padding[1])
    parts = [f"{lost} of the input"] * bool(lost) + [f"{window.rest - lost} of padding"] * (lost < window.rest)
    what = (
        f"position is never read, {parts[0]}"
        if window.rest == 1
        else f"{window.rest} positions are never read, {' and '.join(parts)}"
    )
    return f"the floor drops the remainder, and the last {what}"


def _turned(unknown: str, window: Window, output: int) -> Iterator[str]:
    """The formula turned round, with its numbers."""
    if window.ceil:
        yield "rounded up: a last window that is not full counts, if it starts inside the input or the padding before it"
        return
    free = window.padded - window.span
    if unknown == "stride":
        yield f"O = {output} asks for (O - 1)*S <= W - K + 2*P < O*S, which is {output - 1}*S <= {free} < {output}*S"
        return
    left, formula, side = TURNED[unknown]
    left = "d*(K - 1) + 1" if unknown == "kernel" and window.dilation > 1 else left
    pads = windows.pad_terms((window.padding,))[0]
    terms = pads[0] if len(pads) == 1 else f"({pads[0]} + {pads[1]})"
    formula = formula.format(V="K" if window.dilation == 1 else "(d*(K - 1) + 1)", T=terms)
    letters: Letters = {"O": output, "W": window.input, "S": window.stride, "K": window.kernel, "d": window.dilation}
    numbers = filled(formula, letters | windows.pad_letters((window.padding,)))
    reach = (output - 1) * window.stride
    pad = sum(window.padding)
    value = {"input": reach + window.span - pad, "padding": reach + window.span - window.input}.get(
        unknown, window.input + pad - reach
    )
    rest = f", or up to S - 1 = {window.stride - 1} {side}: the floor drops the remainder" * (window.stride > 1)
    yield f"turned round: {left} = {formula} = {numbers} = {value}{rest}"


def _none(unknown: str, window: Window, output: int) -> Iterator[str]:
    """The values on both sides of where the answer would be."""
    if unknown == "dilation" and window.kernel == 1:
        yield f"a kernel of 1 has no gaps to widen: the output is {window._replace(dilation=1).output} whatever the dilation"
        return
    sides = [values_of(unknown, window, near) for near in _near(unknown, window, output)]
    shown = [
        f"{_named(unknown, values[0])} gives {with_value(unknown, window, values[0]).output}" for values in sides if values
    ]
    yield f"no whole {unknown} gives {output:,}" + (f": {' and '.join(shown)}" if shown else "")


def _near(unknown: str, window: Window, output: int) -> list[int]:
    """The nearest outputs below and above that some value gives."""
    below = next((near for near in range(output - 1, max(0, output - 1000), -1) if values_of(unknown, window, near)), 0)
    above = next((near for near in range(output + 1, output + 1000) if values_of(unknown, window, near)), 0)
    return [near for near in (below, above) if near]


def _named(unknown: str, value: int) -> str:
    if unknown != "padding":
        return f"{unknown} {value}"
    before, after = halves(value)
    return f"padding {before}" if before == after else f"padding {before}:{after}"


def _open_ended(unknown: str, found: Sequence[Window], window: Window, output: int) -> Iterator[str]:
    if unknown == "padding" and found and not found[0].symmetric:
        before, after = found[0].padding
        yield f"no padding that is the same at both ends does it: {before} before and {after} after do, as with the word same"
    if unknown == "stride" and output == 1 and found:
        yield "every larger stride gives one output as well"
    if unknown == "dilation" and window.kernel == 1 and found:
        yield "with a kernel of 1 every dilation does the same"
