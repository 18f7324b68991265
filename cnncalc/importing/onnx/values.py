"""What nodes on constants alone give: shapes are often computed so."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.constants import MOST, Attribute, Constants, GraphConstant, of
from cnncalc.importing.onnx.moved import MOVES
from cnncalc.importing.onnx.protos import NodeProto
from cnncalc.importing.onnx.stored import StoredTensor
from cnncalc.layers.arithmetic import product


def folded(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    """What a node on constants gives: its numbers where they can be worked out, else its shape."""
    row = _FOLDS.get(node.op)
    first = xs[0] if xs else None
    if row is not None:
        return row(node, xs, attribute)
    if first is not None and node.op in _SAME:
        data = None if first.data is None else _mapped(node.op, first.data)
        return GraphConstant(first.shape, data, first.name if node.op in ("Identity", "Cast") else "")
    raise Fault(f"{node.op} of constants")


LARGEST = 2.0**63  # what a number that shapes are worked out from may reach


def _mapped(op: str, data: tuple[Any, ...]) -> tuple[Any, ...] | None:
    try:
        return tuple(_SAME[op](x) for x in data)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


_SAME: dict[str, Callable[[Any], Any]] = {
    "Identity": lambda x: x,
    "Cast": lambda x: x,
    "CastLike": lambda x: x,
    "Floor": math.floor,
    "Ceil": math.ceil,
    "Neg": lambda x: -x,
    "Abs": abs,
    "Not": lambda x: int(not x),
    "Sqrt": math.sqrt,
    "Exp": math.exp,
    "Reciprocal": lambda x: 1 / x,
    "Round": round,
}


def _divided(x: Any, y: Any) -> Any:
    return int(x / y) if isinstance(x, int) and isinstance(y, int) else x / y


_PAIRS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda x, y: x + y,
    "Sub": lambda x, y: x - y,
    "Mul": lambda x, y: x * y,
    "Div": _divided,
    "Mod": lambda x, y: x % y,
    "Pow": lambda x, y: int(float(x) ** y) if isinstance(x, int) and isinstance(y, int) and y >= 0 else float(x) ** y,
    "Max": max,
    "Min": min,
    "Equal": lambda x, y: int(x == y),
    "Greater": lambda x, y: int(x > y),
    "Less": lambda x, y: int(x < y),
    "And": lambda x, y: int(x and y),
    "Or": lambda x, y: int(x or y),
}


def _paired(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    first, second = (x or GraphConstant(()) for x in xs[:2])
    rank = max(len(first.shape), len(second.shape))
    wholes = [(1,) * (rank - len(x.shape)) + x.shape for x in (first, second)]
    shape = tuple(max(column) for column in zip(*wholes))
    data, size = None, product(shape)
    if first.data and second.data and size <= MOST and {len(first.data), len(second.data)} <= {1, size}:
        pairs = ((first.data[i % len(first.data)], second.data[i % len(second.data)]) for i in range(size))
        try:
            data = tuple(_PAIRS[node.op](x, y) for x, y in pairs)
        except (ArithmeticError, ValueError, TypeError):
            data = None
        if data and any(isinstance(item, complex) or abs(item) >= LARGEST for item in data if item == item):
            data = None
    return GraphConstant(shape, data)


def _constant(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    for name in ("value", "value_int", "value_float", "value_ints", "value_floats", "value_string"):
        found = node.attributes.get(name)
        if isinstance(found, StoredTensor):
            return GraphConstant(found.shape, found.data, node.outputs[0])
        if isinstance(found, list):
            return GraphConstant((len(found),), tuple(found))
        if found is not None:
            return GraphConstant((), (found,))
    raise Fault("a constant without a value")


def _product(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    return GraphConstant((), (product(of(xs[0]).whole()),))


_FOLDS: dict[str, Callable[[NodeProto, Constants, Attribute], GraphConstant]] = {
    "Constant": _constant,
    **dict.fromkeys(_PAIRS, _paired),
    **MOVES,
    "ReduceProd": _product,
}
