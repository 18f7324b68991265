"""Pools, and means over axes that are such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.importing.lowering.steps import joined
from cnncalc.importing.lowering.views import ordered, reshaped
from cnncalc.importing.lowering.windows import dilation, padding, size

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import Steps
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation


def _pooled(steps: Steps, operation: Operation, x: ViewedTensor, more: str = "") -> ViewedTensor:
    x = steps.plain(x)
    if len(x.made) != len(operation.of("kernel")) + 1:
        raise Fault(f"a window of {joined(operation.of('kernel'))} on a tensor of {joined(x.made)}")
    words = f"{size(operation, operation.of('kernel'))}{padding(operation)}{more}{' ceil' if operation.of('ceil') else ''}"
    return steps.step(operation.name, f"{operation.op} {words}", x)


def maxpool(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Max pooling."""
    return _pooled(steps, operation, x, dilation(operation))


def avgpool(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Average pooling."""
    if set(operation.of("dilation")) - {1}:
        raise Fault("average pooling with a dilation")
    padded = bool(padding(operation))
    return _pooled(steps, operation, x, " exclude_pad" if operation.of("exclude_pad") and padded else "")


def lppool(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Pooling by a norm."""
    return _pooled(steps, operation, x, f" p={operation.of('p')}" if operation.of("p") != 2 else "")


def whole(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Pooling of the whole map."""
    return steps.step(operation.name, operation.op, steps.plain(x))


def adaptive(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Pooling to a grid; None in its size is the input's own extent."""
    x = steps.plain(x)
    grid = tuple(own if extent is None else extent for extent, own in zip(operation.of("size"), x.made[1:]))
    if grid == x.made[1:] and set(grid) != {1}:
        return x
    mean = operation.op == "adaptive_avgpool"
    if set(grid) == {1}:
        return steps.step(operation.name, "gap" if mean else "gmp", x)
    return steps.step(operation.name, f"{operation.op} {joined(grid)}", x)


def reduced(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A mean or a maximum over axes: pooling of the whole map where these are all the positions."""
    shape, axes = x.shape, {axis % len(x.shape) for axis in operation.of("axes")}
    kept = tuple(1 if i in axes else extent for i, extent in enumerate(shape))
    left = kept if operation.of("keep") else tuple(extent for i, extent in enumerate(shape) if i not in axes)
    if all(shape[axis] == 1 for axis in axes):
        return reshaped(x, left)
    inside, order = steps.ordered(x)
    over = sorted(order[axis] for axis in axes)
    if over != list(range(1, len(shape))):
        what = {"reduce_mean": "a mean", "reduce_max": "a maximum", "reduce_sum": "a sum"}[operation.op]
        where = "the channels" if over == [0] else f"axes {', '.join(map(str, sorted(axes)))} of {joined(shape)}"
        raise Fault(f"{what} over {where}")
    if operation.op == "reduce_sum":
        raise Fault("a sum over positions")
    pooled = steps.step(operation.name, "gap" if operation.op == "reduce_mean" else "gmp", inside)
    return reshaped(ordered(pooled, order), left)
