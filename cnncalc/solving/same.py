"""Which padding keeps the size, O = W."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.errors import refuse
from cnncalc.solving.window import Solutions, Window, halves, require_sound

KERNELS = (1, 2, 3, 4, 5, 7, 11)
ANY = 32  # an input to show the arithmetic on, where none is given and any does


def same_padding(kernel: int | None = None, stride: int = 1, dilation: int = 1, input: int | None = None) -> Solutions:
    """The paddings that keep the size, for one kernel or for those that people use, and why.

    With a stride of 1 they hold for every input. A kernel that has no padding of the same amount at both ends comes with the
    two amounts that do it.

    >>> [window.padding for kernel in (5, 4) for window in same_padding(kernel).windows]
    [(2, 2), (1, 2)]
    """
    given = {"kernel": kernel, "stride": stride, "dilation": dilation, "input": input}
    require_sound({name: number for name, number in given.items() if number is not None})
    if stride > 1 and input is None:
        raise refuse("with a stride over 1 the padding that keeps the size depends on the input", "give --input as well")
    width = input or max(ANY, dilation * ((kernel or KERNELS[-1]) - 1) + 1)
    kernels = KERNELS if kernel is None else (kernel,)
    found = tuple(fit for one in kernels if (fit := _kept(Window(width, one, (0, 0), stride, dilation))))
    return Solutions(("padding",), found, 0, tuple(_why(kernels, stride, dilation, width, found)))


def _kept(window: Window) -> Window | None:
    """The window with the least padding that keeps the size, the same at both ends if that can be."""
    least = (window.input - 1) * window.stride + window.span - window.input
    totals = range(max(0, least), least + window.stride)
    total = next((total for total in totals if total % 2 == 0), next(iter(totals), None))
    return None if total is None else window._replace(padding=halves(total))


def _why(kernels: tuple[int, ...], stride: int, dilation: int, width: int, found: tuple[Window, ...]) -> Iterator[str]:
    if stride > 1:
        yield "O = W asks for floor((W - K + 2P)/S) = W - 1, so 2P = (W - 1)*S - W + K, or up to S - 1 more"
        yield f"a stride of {stride} is meant to shrink: the word same in a spec gives ceil(W/S) = {-(-width // stride)}"
    elif dilation > 1:
        yield "O = W asks for W - d*(K - 1) - 1 + 2P = W - 1, so 2P = d*(K - 1) and P = d*(K - 1)/2, whatever W is"
    else:
        yield "O = W asks for (W - K + 2P)/1 + 1 = W, so 2P = K - 1 and P = (K - 1)/2, whatever W is"
    yield from (_odd_total(window) for window in found if not window.symmetric)


def _odd_total(window: Window) -> str:
    total = sum(window.padding)
    before, after = window.padding
    total_is = f"K - 1 = {total}" if window.dilation == 1 else f"d*(K - 1) = {total}"
    if window.stride > 1:
        return f"K = {window.kernel}: 2P = {total} is odd, so no P does it; {before} before and {after} after do"
    low, high = window._replace(padding=(before, before)), window._replace(padding=(after, after))
    return (
        f"K = {window.kernel}{' is even' * (window.kernel % 2 == 0)}: {total_is} is odd and has no half: "
        f"P = {before} gives W{_sign(low.output - window.input)}, P = {after} gives W{_sign(high.output - window.input)}; "
        f"the word same pads {before} before and {after} after"
    )


def _sign(difference: int) -> str:
    return f" {'+' if difference > 0 else '-'} {abs(difference)}" if difference else ""
