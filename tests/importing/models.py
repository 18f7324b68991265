"""Operations by hand, and what a test asks of them."""

from __future__ import annotations

from typing import Any

from cnncalc.importing.imported import imported
from cnncalc.importing.operations import Model, Operation, Shape


def operation(line: str, stated: dict[str, Shape] | None = None, **attributes: Any) -> Operation:
    """`name: op of x y` as an operation."""
    name, _, rest = line.partition(": ")
    op, _, inputs = rest.partition(" of ")
    return Operation(name, op, tuple(inputs.split()), attributes, None, stated or {})


def model(*operations: Operation, x: Shape = (6, 8, 8), outputs: tuple[str, ...] = ()) -> Model:
    ends = {f"y{i}": name for i, name in enumerate(outputs or (operations[-1].name,))}
    return Model("onnx", "a test", "Net", {"x": x}, list(operations), ends)


def steps(found: Model) -> list[str]:
    """The steps that a model becomes, without their names."""
    return [step.text for step in imported(found, "net.onnx").lowered.steps]
