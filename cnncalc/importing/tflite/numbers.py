"""Operators that do something to every number, joins, and what is fused behind an operator."""

from __future__ import annotations

from typing import Any

from cnncalc.importing.operations import Shape
from cnncalc.importing.tflite.graph import LiteGraph
from cnncalc.importing.tflite.operator import LiteOperator

FUSED: dict[int, tuple[str, dict[str, Any]]] = {
    1: ("relu", {}),
    2: ("clip", {"low": -1.0, "high": 1.0}),
    3: ("relu6", {}),
    4: ("tanh", {}),
    5: ("SIGN_BIT", {}),
}
# The field of an operator's settings that says what is fused behind it.
FIELDS = {
    "CONV_2D": 3,
    "DEPTHWISE_CONV_2D": 4,
    "MAX_POOL_2D": 5,
    "AVERAGE_POOL_2D": 5,
    "FULLY_CONNECTED": 0,
    "TRANSPOSE_CONV": 3,
}
FIELDS |= {"CONCATENATION": 1, "ADD": 0, "SUB": 0, "MUL": 0, "DIV": 0}
JOINS = {"ADD": "add", "MUL": "mul", "SUB": "sub", "DIV": "div", "MAXIMUM": "max", "MINIMUM": "min"}
SAME: dict[str, tuple[str, dict[str, Any]]] = {
    "RELU": ("relu", {}),
    "RELU6": ("relu6", {}),
    "RELU_N1_TO_1": ("clip", {"low": -1.0, "high": 1.0}),
    "LOGISTIC": ("sigmoid", {}),
    "TANH": ("tanh", {}),
    "HARD_SWISH": ("hardswish", {}),
    "ELU": ("elu", {}),
    "GELU": ("gelu", {}),
    "EXP": ("exp", {}),
    "LOG": ("log", {}),
    "SQRT": ("sqrt", {}),
    "ABS": ("abs", {}),
    "SQUARE": ("power", {"value": 2.0}),
    "RSQRT": ("power", {"value": -0.5}),
    "NEG": ("times", {"value": -1.0}),
}


def fused(graph: LiteGraph, operator: LiteOperator, x: str) -> str:
    """What the activation that is fused behind an operator makes of its output."""
    field = FIELDS.get(operator.word)
    op, attributes = FUSED.get(operator.options.number(field, "b") if field is not None else 0, ("", {}))
    return graph.add(operator.output, op, [x], graph.draft.shapes[x], attributes, f"_{op}") if op else x


def same(graph: LiteGraph, operator: LiteOperator) -> str:
    """An operator of one tensor without settings that matter."""
    op, attributes = SAME[operator.word]
    x = graph.made[operator.inputs[0]]
    return graph.add(operator.output, op, [x], graph.draft.shapes[x], attributes)


def requantized(graph: LiteGraph, operator: LiteOperator) -> str:
    """The same numbers in another type."""
    graph.draft.note("the file's numbers are quantised in part, which changes no count")
    return graph.made[operator.inputs[0]]


def join(graph: LiteGraph, operator: LiteOperator) -> str:
    """Two tensors that the network computes, or one and a constant."""
    op, shape = JOINS[operator.word], graph.tensor(operator.output).shape
    places = operator.inputs[:2]
    xs = [graph.made[place] for place in places if place in graph.made]
    if len(xs) == 2:
        return graph.add(operator.output, op, [_raised(graph, operator, x, len(shape)) for x in xs], shape)
    constant = next(place for place in places if place not in graph.made)
    return _with_constant(graph, operator, op, xs[0], constant)


def _raised(graph: LiteGraph, operator: LiteOperator, x: str, rank: int) -> str:
    """A tensor with as many axes as its partner: a vector becomes a map of one position."""
    own: Shape = graph.draft.shapes[x]
    if len(own) >= rank or len(own) != 1:
        return x
    whole = (*own, *(1,) * (rank - 1))
    return graph.add(operator.output, "reshape", [x], whole, {"shape": whole}, "_map")


def _with_constant(graph: LiteGraph, operator: LiteOperator, op: str, x: str, constant: int) -> str:
    shape, tensor = graph.draft.shapes[x], graph.tensor(constant)
    turned = operator.inputs[0] == constant
    word = {"add": "plus", "sub": "plus", "mul": "times", "div": "times"}.get(op)
    if word is None or (turned and op in ("sub", "div")):
        return graph.add(operator.output, f"{operator.word} with a constant", [x], shape)
    values = graph.constant(constant)
    if all(extent == 1 for extent in tensor.dims):
        return graph.add(operator.output, word, [x], shape, {"value": float(values[0]) if values else None})
    rank = len(shape)
    dims = (1,) * (rank - len(tensor.dims)) + tensor.dims[-rank:]
    return graph.add(operator.output, word, [x], shape, {"learned": True}, stated={"value": (dims[-1], *dims[:-1])})


def own_axes(graph: LiteGraph, axes: list[int], rank: int) -> tuple[int, ...]:
    """Axes of the file, which count the batch, among those of a tensor of a rank here. Raises a `ValueError`."""
    places = [axis + rank + 1 if axis < 0 else axis for axis in axes]
    if any(not 1 <= place <= rank for place in places):
        raise ValueError
    return tuple(0 if place == rank else place for place in places)


def reduced(graph: LiteGraph, operator: LiteOperator) -> str:
    """A mean, a sum or a maximum over axes."""
    x = graph.made[operator.inputs[0]]
    op = {"MEAN": "reduce_mean", "SUM": "reduce_sum", "REDUCE_MAX": "reduce_max"}[operator.word]
    axes = own_axes(graph, graph.constant(operator.inputs[1]), len(graph.draft.shapes[x]))
    attributes = {"axes": axes, "keep": bool(operator.options.number(0, "b"))}
    return graph.add(operator.output, op, [x], graph.tensor(operator.output).shape, attributes)


def softmax(graph: LiteGraph, operator: LiteOperator) -> str:
    """Softmax along the last axis."""
    x = graph.made[operator.inputs[0]]
    return graph.add(operator.output, "softmax", [x], graph.draft.shapes[x], {"axis": 0})


def prelu(graph: LiteGraph, operator: LiteOperator) -> str:
    """A rectifier with learned slopes, one a channel."""
    x, slopes = graph.made[operator.inputs[0]], graph.tensor(operator.inputs[1]).dims
    if any(extent > 1 for extent in slopes[:-1]):
        return graph.add(operator.output, "PRELU with a slope for each number", [x], graph.draft.shapes[x])
    return graph.add(operator.output, "prelu", [x], graph.draft.shapes[x], {"shared": slopes[-1:] == (1,)})


def leaky_relu(graph: LiteGraph, operator: LiteOperator) -> str:
    """A rectifier with a slope below 0."""
    x = graph.made[operator.inputs[0]]
    return graph.add(operator.output, "leakyrelu", [x], graph.draft.shapes[x], {"slope": operator.options.decimal(0)})


def l2_norm(graph: LiteGraph, operator: LiteOperator) -> str:
    """The channels at each position divided by their length."""
    x = graph.made[operator.inputs[0]]
    return graph.add(operator.output, "l2norm", [x], graph.draft.shapes[x])


def lrn(graph: LiteGraph, operator: LiteOperator) -> str:
    """Local response normalisation, whose size is given as a radius."""
    x = graph.made[operator.inputs[0]]
    return graph.add(operator.output, "lrn", [x], graph.draft.shapes[x], {"size": 2 * operator.options.number(0) + 1})
