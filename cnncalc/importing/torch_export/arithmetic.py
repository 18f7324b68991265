"""ATen's arithmetic: activations, and sums and products of two tensors, or of one and a constant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.torch_export.calls import Call, Constant


def named(op: str, **attributes: str) -> Callable[[Call], list[str]]:
    """The row of an operation that does the same to every number; `attributes` are called so in ATen."""

    def row(call: Call) -> list[str]:
        given: dict[str, Any] = {key: float(call[name]) for key, name in attributes.items() if call[name] is not None}
        return call.made(op, **given)

    return row


def gelu(call: Call) -> list[str]:
    """Gaussian error linear units."""
    return call.made("gelu", tanh=call["approximate"] == "tanh")


def dropout(call: Call) -> list[str]:
    """Dropout with its rate."""
    return call.made("dropout", rate=float(call["p"]))


def softmax(call: Call) -> list[str]:
    """The softmax along an axis."""
    return call.made("softmax", axis=call.axis(call["dim"]))


def clip(call: Call) -> list[str]:
    """Numbers held within bounds, under its three names."""
    low = call["min_val"] if "min_val" in call.arguments else call["min"]
    high = call["max_val"] if "max_val" in call.arguments else call["max"]
    if call.op == "hardtanh":
        low, high = (-1 if low is None else low), (1 if high is None else high)
    bounds: dict[str, Any] = {key: float(bound) for key, bound in (("low", low), ("high", high)) if _is_number(bound)}
    return call.made("clip", **bounds)


def binary(op: str) -> Callable[[Call], list[str]]:
    """The row of an operation on two tensors, or on one and a constant."""

    def row(call: Call) -> list[str]:
        first, second = (call[key] for key in ("self", "other"))
        if call["alpha"] not in (None, 1):
            raise Fault(f"{call.op} with alpha {call['alpha']}")
        if isinstance(first, str) and isinstance(second, str):
            return call.made(op, [first, second])
        if isinstance(first, str):
            return _constant_last(call, op, second)
        return _constant_first(call, op, first, second)

    return row


def _constant_last(call: Call, op: str, constant: Any) -> list[str]:
    """x + c, x - c, x * c, x / c."""
    if op in ("max", "min"):
        bound: dict[str, Any] = {"low" if op == "max" else "high": float(constant)} if _is_number(constant) else {}
        return call.made("clip", **bound) if bound else call.unknown()
    turned = {"sub": lambda c: -c, "div": lambda c: 1 / c if c else float("nan")}.get(op, lambda c: c)
    return _with(call, {"sub": "plus", "add": "plus", "div": "times", "mul": "times"}[op], constant, turned)


def _constant_first(call: Call, op: str, constant: Any, x: str) -> list[str]:
    """c + x, c - x, c * x, c / x."""
    if op in ("add", "mul"):
        return _constant_last(call, op, constant)
    turned = call.made("times" if op == "sub" else "power", [x], value=-1.0)
    return _with(call, "plus" if op == "sub" else "times", constant, lambda c: c, turned)


def _is_number(constant: Any) -> bool:
    return isinstance(constant, (int, float)) and not isinstance(constant, bool)


def _with(call: Call, op: str, constant: Any, turned: Callable[[float], float], inputs: list[str] | None = None) -> list[str]:
    tensors = call.activations if inputs is None else inputs
    if _is_number(constant):
        return call.made(op, tensors, value=turned(float(constant)))
    if not isinstance(constant, Constant):
        raise Fault(f"{call.op} with a number that depends on the input")
    if constant.learned and op == "times" and call.op == "div":
        raise Fault("a division by what is learned")
    return call.made(op, tensors, call.weights(value=constant), learned=bool(constant.learned))


def rsub(call: Call) -> list[str]:
    """c - x."""
    turned = call.made("times", value=-1.0)
    return _with(call, "plus", call["other"], lambda c: c, turned)


def power(call: Call) -> list[str]:
    """x to a constant."""
    exponent = call["exponent"]
    return call.made("power", value=float(exponent)) if _is_number(exponent) else call.unknown()


def fixed_power(exponent: float) -> Callable[[Call], list[str]]:
    """The row of an operation that is a power."""
    return lambda call: call.made("power", value=exponent)


def reduced(op: str) -> Callable[[Call], list[str]]:
    """The row of a reduction over axes, all but the batch where none is named."""

    def row(call: Call) -> list[str]:
        dims = call["dim"]
        axes = [dims] if isinstance(dims, int) else list(dims) if dims else list(range(1, len(call.shape)))
        return call.made(op, axes=tuple(call.axis(axis) for axis in axes), keep=bool(call["keepdim"]))

    return row
