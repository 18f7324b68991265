"""What a file with its channels last says, channels first."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importing.operations import Shape

ORDER = "numbers in a row stand channels first, where the file has them last: no figure depends on it"


def first(dims: Shape) -> Shape:
    """A shape without its batch, channels first.

    >>> first((13, 12, 8)), first((8,))
    ((8, 13, 12), (8,))
    """
    return (dims[-1], *dims[:-1]) if len(dims) > 1 else dims


def reshape_steps(shape: Shape, dims: Shape) -> list[tuple[str, Shape, dict[str, Any]]]:
    """The operations that bring a tensor, channels first, to the file's new extents, channels last.

    >>> [op for op, _, _ in reshape_steps((8, 13, 13), (169, 8))], [op for op, _, _ in reshape_steps((8, 4, 4), (32, 4))]
    (['reshape'], ['transpose', 'reshape', 'transpose'])
    """
    made = first(dims)
    if len(made) == 1:
        return [("flatten", (prod(shape),), {})] if len(shape) > 1 else []
    if len(shape) == 1 or shape[0] == made[0]:
        return [("reshape", made, {"shape": made})]
    last = (*shape[1:], shape[0])
    return [
        ("transpose", last, {"order": (*range(1, len(shape)), 0)}),
        ("reshape", dims, {"shape": dims}),
        ("transpose", made, {"order": (len(dims) - 1, *range(len(dims) - 1))}),
    ]
