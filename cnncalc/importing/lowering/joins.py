"""Joins of several tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.importing.lowering.steps import joined
from cnncalc.importing.lowering.views import ordered, reshaped
from cnncalc.importing.lowering.windows import amounts

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import Steps
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation


def elementwise(steps: Steps, operation: Operation, *xs: ViewedTensor) -> ViewedTensor:
    """A sum, a product, a maximum or a mean, as broadcast: extents are matched from the last one back."""
    rank = max(len(x.shape) for x in xs)
    whole = [reshaped(x, (1,) * (rank - len(x.shape)) + x.shape) for x in xs]
    return steps.joined(operation.name, operation.op, whole)


def concat(steps: Steps, operation: Operation, *xs: ViewedTensor) -> ViewedTensor:
    """Channels one behind the other."""
    if len(xs) == 1:
        return xs[0]
    axis = operation.of("axis") % len(xs[0].shape)
    turned = [steps.ordered(x) for x in xs]
    orders = {order for _, order in turned}
    if len(orders) > 1:
        raise Fault("concat of tensors that have their axes in different orders")
    order = orders.pop()
    if order[axis] != 0:
        raise Fault(f"concat along axis {axis} of {joined(xs[0].shape)}, not along the channels")
    return ordered(steps.step(operation.name, "concat", *(x for x, _ in turned)), order)


def crop_like(steps: Steps, operation: Operation, x: ViewedTensor, like: ViewedTensor) -> ViewedTensor:
    """The first input cut to the extents of the second."""
    x = steps.plain(x)
    more = [have - want for have, want in zip(x.made[1:], like.shape[1:])]
    before = operation.of("start") or tuple(extra // 2 for extra in more)
    pairs = tuple((first, extra - first) for first, extra in zip(before, more))
    if any(amount < 0 for pair in pairs for amount in pair):
        raise Fault(f"a crop of {joined(x.made)} to the larger {joined(like.shape)}")
    return steps.step(operation.name, f"crop {amounts(pairs)}", x)
