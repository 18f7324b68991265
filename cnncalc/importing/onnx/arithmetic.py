"""ONNX's arithmetic: activations, and sums and products of two tensors, or of one and a constant."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.calls import NodeCall
from cnncalc.importing.onnx.constants import GraphConstant
from cnncalc.importing.onnx.where import is_parameter
from cnncalc.layers.arithmetic import product

Row = Callable[[NodeCall], list[str]]


def named(op: str, **attributes: tuple[str, float]) -> Row:
    """The row of a node that does the same to every number; `attributes` are called so in ONNX, with what they usually are."""

    def row(call: NodeCall) -> list[str]:
        given: dict[str, Any] = {key: call.attribute(name, usual) for key, (name, usual) in attributes.items()}
        return call.made(op, **given)

    return row


def gelu(call: NodeCall) -> list[str]:
    """Gelu."""
    return call.made("gelu", tanh=call.attribute("approximate") == "tanh")


def dropout(call: NodeCall) -> list[str]:
    """Dropout, whose rate is an attribute in older opsets and an input in newer ones."""
    ratio = call.constant(1)
    rate = ratio.data[0] if ratio is not None and ratio.data else call.attribute("ratio", 0.5)
    return call.made("dropout", rate=round(float(rate), 6)) * 2


def hard_sigmoid(call: NodeCall) -> list[str]:
    """HardSigmoid: the usual one where its slope is 1/6."""
    alpha, beta = call.attribute("alpha", 0.2), call.attribute("beta", 0.5)
    if abs(alpha - 1 / 6) < 1e-4 and abs(beta - 0.5) < 1e-6:
        return call.made("hardsigmoid")
    return call.made("HardSigmoid with a slope of its own", call.activations)


def softmax(call: NodeCall) -> list[str]:
    """Softmax."""
    return call.made("softmax", axis=call.axis(call.attribute("axis", 1 if call.reader.file.opset < 13 else -1)))


def clip(call: NodeCall) -> list[str]:
    """Clip, whose bounds are attributes in older opsets and inputs in newer ones."""
    bounds = {}
    for key, name, number, usual in (("low", "min", 1, -math.inf), ("high", "max", 2, math.inf)):
        constant = call.constant(number)
        found = constant.data[0] if constant is not None and constant.data else call.attribute(name, usual)
        bounds[key] = math.copysign(math.inf, found) if abs(found) > 3e38 else float(found)
    return call.made("clip", low=bounds["low"], high=bounds["high"])


def binary(op: str) -> Row:
    """The row of a node on two tensors, or on one and a constant."""

    def row(call: NodeCall) -> list[str]:
        first, second = call.input(0), call.input(1)
        if isinstance(first, str) and isinstance(second, str):
            return call.made(op, [first, second])
        if isinstance(second, GraphConstant):
            return _constant_last(call, op, second)
        if not isinstance(first, GraphConstant):
            raise Fault(f"{call.node.op} without an input")
        if op in ("add", "mul"):
            return _constant_last(call, op, first)
        turned = call.made("times" if op == "sub" else "power", value=-1.0)
        return _with(call, "plus" if op == "sub" else "times", first, turned)

    return row


def _constant_last(call: NodeCall, op: str, constant: GraphConstant) -> list[str]:
    """x + c, x - c, x * c, x / c."""
    if constant.data is not None and len(constant.data) == 1:
        number = float(constant.data[0])
        constant = constant._replace(data=(-number if op == "sub" else 1 / number if op == "div" and number else number,))
    return _with(call, {"sub": "plus", "add": "plus", "div": "times", "mul": "times"}[op], constant, call.activations)


def _with(call: NodeCall, op: str, constant: GraphConstant, inputs: list[str]) -> list[str]:
    if product(constant.shape) == 1 and constant.data and not is_parameter(constant.name):
        return call.made(op, inputs, value=float(constant.data[0]))
    learned = bool(constant.name) and (is_parameter(constant.name) or product(constant.shape) > 1)
    return call.made(op, inputs, {"value": constant}, learned=learned)


def several(op: str) -> Row:
    """The row of a node on any number of tensors."""

    def row(call: NodeCall) -> list[str]:
        tensors = call.activations
        if len(tensors) < len(call.inputs):
            raise Fault(f"{call.node.op} with a constant")
        return call.made(op, tensors) if len(tensors) > 1 else tensors

    return row


def power(call: NodeCall) -> list[str]:
    """Pow with a constant exponent."""
    exponent = call.constant(1)
    if exponent is None or exponent.data is None or len(exponent.data) != 1:
        return call.unknown()
    return call.made("power", value=float(exponent.data[0]))


def reduced(op: str) -> Row:
    """The row of a reduction over axes."""

    def row(call: NodeCall) -> list[str]:
        axes = call.listed("axes", 1) or list(range(1, len(call.shape)))
        return call.made(op, axes=tuple(call.axis(axis) for axis in axes), keep=bool(call.attribute("keepdims", 1)))

    return row
