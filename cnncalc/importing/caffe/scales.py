"""Batch normalisation as everybody else has it: Caffe's BatchNorm and the Scale with a bias behind it are one."""

from __future__ import annotations

from collections import Counter

from cnncalc.importing.operations import Operation


def with_scales(operations: list[Operation], outputs: dict[str, str]) -> tuple[list[Operation], dict[str, str]]:
    """The operations with such pairs joined; the one keeps the name of the BatchNorm."""
    readers = Counter(name for operation in operations for name in operation.inputs)
    readers.update(outputs.values())
    by_name = {operation.name: operation for operation in operations}
    norms = {
        operation.name: operation.inputs[0]
        for operation in operations
        if operation.op == "scale" and operation.of("bias") and _is_norm(by_name.get(operation.inputs[0]), readers)
    }
    joined = set(norms.values())
    found = [_read(operation, norms, joined) for operation in operations if operation.name not in norms]
    return found, {name: norms.get(tensor, tensor) for name, tensor in outputs.items()}


def _is_norm(operation: Operation | None, readers: Counter[str]) -> bool:
    return operation is not None and operation.op == "bn" and readers[operation.name] == 1


def _read(operation: Operation, norms: dict[str, str], joined: set[str]) -> Operation:
    attributes = {} if operation.name in joined else operation.attributes
    return operation._replace(inputs=tuple(norms.get(name, name) for name in operation.inputs), attributes=attributes)
