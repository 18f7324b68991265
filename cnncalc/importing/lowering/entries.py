"""Double entry: what a file states of an operation, held against what the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.importing.lowering.steps import joined
from cnncalc.layers.arithmetic import product

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import MadeStep
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation, Shape


def disagreements(operation: Operation, made: ViewedTensor, step: MadeStep | None) -> Iterator[str]:
    """A line for each thing that the file and the rules see differently."""
    if operation.shape is not None and operation.shape != made.shape:
        yield f"{operation.name}: its output is {joined(operation.shape)} in the file, {joined(made.shape)} by the rules"
    if step is None or not operation.stated or "value" in operation.stated:
        return
    ruled = {**step.layer.learned(*step.xs), **step.layer.kept(*step.xs)}
    for name, shape in operation.stated.items():
        if name not in ruled:
            yield f"{operation.name}: the file has its {name}, {joined(shape)}, and by the rules it has none"
        elif _without_ones(shape) != _without_ones(ruled[name]):
            yield f"{operation.name}: its {name} is {joined(shape)} in the file, {joined(ruled[name])} by the rules"
    for name in step.layer.learned(*step.xs):
        if name not in operation.stated:
            yield f"{operation.name}: by the rules it has a {name}, and the file has none"


def stated_params(operation: Operation, step: MadeStep) -> int | None:
    """How many parameters the file has for a step; None where it does not say."""
    learned = step.layer.learned(*step.xs)
    if "value" in operation.stated:
        return product(operation.stated["value"]) * len(learned)
    if not all(name in operation.stated for name in learned):
        return None
    return sum(product(operation.stated[name]) for name in learned)


def _without_ones(shape: Shape) -> Shape:
    """The extents that matter: a dense layer at every position is a convolution with a kernel of 1x1."""
    return tuple(extent for extent in shape if extent != 1)
