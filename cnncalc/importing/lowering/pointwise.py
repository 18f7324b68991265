"""What is done to every number, or at every position: activations, and arithmetic with constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.importing.lowering.steps import joined
from cnncalc.importing.lowering.views import ordered

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import Steps
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation, Shape


def same(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A kind of the same name that does the same to every number, whatever the order of the axes."""
    return x.onto(steps.step(operation.name, operation.op, x.plain))


def leakyrelu(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A rectifier with a slope below 0."""
    if abs(operation.of("slope") - 0.01) > 1e-6:
        steps.note(f"a slope of {operation.of('slope'):g} counts as much as leakyrelu's own of 0.01", operation.name)
    return same(steps, operation, x)


def alpha(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """An exponential with a factor."""
    if operation.of("alpha") != 1:
        steps.note(f"alpha {operation.of('alpha'):g} counts as much as {operation.op}'s own of 1", operation.name)
    return same(steps, operation, x)


def gelu(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Gaussian error linear units."""
    if operation.of("tanh"):
        steps.note("gelu by tanh is taken for the exact one: its operations differ", operation.name)
    return same(steps, operation, x)


def dropout(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Dropout with its rate; one of 0 is nothing."""
    if not operation.of("rate"):
        return x
    rate = f"{operation.of('rate'):.6g}"
    text = "dropout" if operation.of("rate") == 0.5 else f"dropout {rate}"
    return x.onto(steps.step(operation.name, text, x.plain))


def nothing(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """The input itself."""
    return x


def along_channels(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """What works along one axis, where that is the channels."""
    inside, order = steps.ordered(x)
    axis = operation.of("axis")
    if order[axis] != 0:
        raise Fault(f"{operation.op} over axis {axis % len(order)} of {joined(x.shape)}, not over the channels")
    return ordered(steps.step(operation.name, operation.op, inside), order)


def lrn(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Local response normalisation."""
    text = "lrn" if operation.of("size") == 5 else f"lrn {operation.of('size')}"
    return steps.step(operation.name, text, steps.plain(x))


def maxout(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """The largest of neighbouring channels."""
    return steps.step(operation.name, f"maxout {operation.of('groups')}", steps.plain(x))


def clip(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Numbers held within bounds: relu, or relu6."""
    low, high = operation.of("low"), operation.of("high")
    if low != 0 or high not in (6, float("inf")):
        raise Fault(f"clip from {low:g} to {high:g}")
    return x.onto(steps.step(operation.name, "relu6" if high == 6 else "relu", x.plain))


def times(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A constant factor: `scale` where every channel has learned its own."""
    return scale(steps, operation, x) if operation.of("learned") else _left_out(steps, operation, x)


def scale(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A learned factor a channel and, where it has a bias, a learned term."""
    inside, order = steps.ordered(x)
    if "value" in operation.stated:
        _require_one_a_channel(operation.stated["value"], x.shape, order)
    bias = operation.op == "scale" and operation.of("bias")
    return ordered(steps.step(operation.name, "scale bias" if bias else "scale", inside), order)


def plus(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A constant term. One that is learned belongs to a layer before it, which patterns find."""
    if operation.of("learned"):
        raise Fault("a learned term that is no layer's bias")
    return _left_out(steps, operation, x)


def _left_out(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    shape = operation.stated.get("value", ())
    if len(shape) > len(x.shape) or any(d not in (1, own) for d, own in zip(shape[::-1], x.shape[::-1])):
        raise Fault(f"{operation.op} with a constant of {joined(shape)} on a tensor of {joined(x.shape)}")
    word = {"plus": "added", "times": "multiplied by"}[operation.op]
    steps.note(f"constants that are {word} are left out: no layer learns them", operation.name)
    return x


def _require_one_a_channel(shape: Shape, shown: Shape, order: Shape) -> None:
    """Refuse a constant that is broadcast in another way."""
    whole = (1,) * (len(shown) - len(shape)) + shape
    if whole != tuple(extent if order[i] == 0 else 1 for i, extent in enumerate(shown)):
        raise Fault(f"a learned factor of {joined(shape) or 1} on a tensor of {joined(shown)}, not one a channel")
