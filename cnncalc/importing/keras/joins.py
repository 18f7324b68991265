"""Joins of several tensors, or of one and a number."""

from __future__ import annotations

from cnncalc.importing.keras.network import KerasNet
from cnncalc.importing.keras.settings import KerasLayer
from cnncalc.importing.operations import Shape

JOINS = {"Add": "add", "Multiply": "mul", "Maximum": "max", "Minimum": "min", "Average": "mean", "Subtract": "sub"}


def join(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A join of tensors, or of one and a number."""
    op = JOINS[layer.kind]
    if len(xs) < 2:
        return _with_number(net, layer, xs[0], op)
    shape = _broadcast(layer, [net.shape(x) for x in xs])
    return net.add(layer, op, xs, shape)


def _broadcast(layer: KerasLayer, shapes: list[Shape]) -> Shape:
    columns = [set(column) - {1} or {1} for column in zip(*shapes)]
    if len({len(shape) for shape in shapes}) > 1 or any(len(column) > 1 for column in columns):
        shown = " and ".join("x".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise layer.fault(f"it joins {shown}, which differ")
    return tuple(column.pop() for column in columns)


def _with_number(net: KerasNet, layer: KerasLayer, x: str, op: str) -> str:
    shape = net.shape(x)
    if not layer.numbers:
        return x
    value = layer.numbers[0]
    if op in ("add", "sub"):
        if layer.number_first and op == "sub":
            x = net.add(layer, "times", [x], shape, {"value": -1.0}, "_negated")
            return net.add(layer, "plus", [x], shape, {"value": value})
        return net.add(layer, "plus", [x], shape, {"value": -value if op == "sub" else value})
    return net.add(layer, "times" if op == "mul" else f"{layer.kind} with a number", [x], shape, {"value": value})


def divided(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A quotient of two tensors, or of one and a number."""
    shape = net.shape(xs[0])
    if len(xs) == 1 and layer.numbers and layer.numbers[0] and not layer.number_first:
        return net.add(layer, "times", xs, shape, {"value": 1 / layer.numbers[0]})
    return net.add(layer, "div", xs, shape)


def scaled_sum(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Inception-ResNet's sum, whose second part is multiplied by a constant."""
    part = net.add(layer, "times", xs[1:2], net.shape(xs[1]), {"value": layer.number("scale", 1.0)}, "_scaled")
    return net.add(layer, "add", [xs[0], part], net.shape(xs[0]))
