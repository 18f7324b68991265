"""The words for a window: its size and stride, its padding, its dilation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.importing.lowering.steps import joined

if TYPE_CHECKING:
    from cnncalc.importing.operations import Operation, Shape

Pairs = tuple[tuple[int, int], ...]


def size(operation: Operation, usual: Shape) -> str:
    """The kernel and, where it is not the usual one, the stride.

    >>> from cnncalc.importing.operations import Operation
    >>> size(Operation("a", "conv", ("x",), {"kernel": (3, 3), "stride": (2, 2)}), (1, 1))
    '3x3/2'
    """
    kernel = operation.of("kernel")
    stride = operation.of("stride") or (1,) * len(kernel)
    return joined(kernel) if stride == usual else f"{joined(kernel)}/{per_axis(stride)}"


def per_axis(numbers: Shape) -> str:
    """One number for each axis, or one for all."""
    return str(numbers[0]) if len(set(numbers)) == 1 else joined(numbers)


def padding(operation: Operation) -> str:
    """The padding, with a space before it; empty where there is none.

    >>> from cnncalc.importing.operations import Operation
    >>> padding(Operation("a", "conv", ("x",), {"kernel": (3, 3), "padding": ((1, 1), (1, 1))}))
    ' half'
    """
    pairs: str | Pairs = operation.of("padding")
    if isinstance(pairs, str) or not any(map(any, pairs)):
        return f" {pairs}" if isinstance(pairs, str) else ""
    dilation = _dilations(operation)
    half = tuple((d * (k - 1) // 2,) * 2 for k, d in zip(operation.of("kernel"), dilation))
    return " half" if pairs == half else f" pad={amounts(pairs)}"


def amounts(pairs: Pairs) -> str:
    """Pairs of before and after as the language writes them.

    >>> amounts(((1, 1), (2, 2))), amounts(((0, 1), (0, 1)))
    ('1x2', '0:1')
    """
    if all(before == after for before, after in pairs):
        return per_axis(tuple(before for before, _ in pairs))
    written = [f"{before}:{after}" for before, after in pairs]
    return written[0] if len(set(written)) == 1 else "x".join(written)


def _dilations(operation: Operation) -> Shape:
    dilation: Shape = operation.of("dilation") if "dilation" in operation.attributes else ()
    return dilation or (1,) * len(operation.of("kernel"))


def dilation(operation: Operation) -> str:
    """The dilation, with a space before it; empty where there is none."""
    dilations = _dilations(operation)
    return f" dilation={per_axis(dilations)}" if set(dilations) != {1} else ""
