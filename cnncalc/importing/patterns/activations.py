"""Activations that a file has in parts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cnncalc.importing.operations import Operation
from cnncalc.importing.patterns.web import Web

DEEPEST = 4  # products within one another that one activation is made of


def _is(found: object, wanted: float) -> bool:
    return isinstance(found, (int, float)) and math.isclose(found, wanted, rel_tol=1e-3, abs_tol=1e-6)


def _as(last: Operation, op: str, x: str, **attributes: object) -> Operation:
    return last._replace(op=op, inputs=(x,), attributes=attributes, stated={})


def gate(web: Web, last: Operation) -> bool:
    """x * sigmoid(x) is silu, x * hardsigmoid(x) hardswish, x * tanh(softplus(x)) mish."""
    if last.op != "mul" or len(last.inputs) != 2:
        return False
    for x, other in (last.inputs, last.inputs[::-1]):
        inner = web.inside(other, "sigmoid", "hardsigmoid", "tanh")
        if inner is None:
            continue
        if inner.op == "tanh":
            soft = web.before(inner, "softplus")
            if soft is not None and soft.inputs == (x,):
                web.replace(last, [soft, inner], _as(last, "mish", x))
                return True
        elif inner.inputs == (x,):
            web.replace(last, [inner], _as(last, "silu" if inner.op == "sigmoid" else "hardswish", x))
            return True
    return False


def _six(web: Web, name: str) -> tuple[str, list[Operation]] | None:
    """relu6(x + 3): x, and the two operations."""
    clip = web.inside(name, "clip", "relu6")
    if clip is None or (clip.op == "clip" and (clip.of("low"), clip.of("high")) != (0, 6)):
        return None
    plus = web.before(clip, "plus")
    return (plus.inputs[0], [plus, clip]) if plus is not None and _is(plus.of("value"), 3) else None


def hard(web: Web, last: Operation) -> bool:
    """relu6(x + 3) / 6 is hardsigmoid, x * relu6(x + 3) / 6 hardswish."""
    if last.op != "times" or not _is(last.of("value"), 1 / 6):
        return False
    if found := _six(web, last.inputs[0]):
        web.replace(last, found[1], _as(last, "hardsigmoid", found[0]))
        return True
    product = web.before(last, "mul")
    for x, other in (product.inputs, product.inputs[::-1]) if product is not None and len(product.inputs) == 2 else ():
        if (found := _six(web, other)) and found[0] == x:
            web.replace(last, [*found[1], product], _as(last, "hardswish", x))  # type: ignore[list-item]
            return True
    return False


def clips(web: Web, last: Operation) -> bool:
    """One bound after the other is both."""
    if last.op != "clip":
        return False
    first = web.before(last, "clip", "relu")
    if first is None:
        return False
    low, high = (0.0, math.inf) if first.op == "relu" else (first.of("low"), first.of("high"))
    bounds = {"low": max(low, last.of("low")), "high": min(high, last.of("high"))}
    web.replace(last, [first], _as(last, "clip", first.inputs[0], **bounds))
    return True


def _factors(web: Web, name: str, deep: int = 0) -> Iterator[tuple[Operation | None, str]]:
    """The operations that a product is made of, and the tensors that are its factors."""
    found = web.inside(name, "mul", "times") if deep else web.at(name, "mul", "times")
    if deep > DEEPEST or found is None or (found.op == "times" and found.of("value") is None):
        yield None, name
        return
    yield found, ""
    for factor in found.inputs:
        yield from _factors(web, factor, deep + 1)


def gelu(web: Web, last: Operation) -> bool:
    """x/2 * (1 + erf(x/sqrt(2))), whatever is multiplied first; and the form with tanh."""
    if last.op not in ("mul", "times"):
        return False
    parts = list(_factors(web, last.name))
    products = [operation for operation, _ in parts if operation is not None]
    scale = math.prod(operation.of("value") for operation in products if operation.op == "times")
    tensors = [name for operation, name in parts if operation is None]
    if len(tensors) != 2 or not _is(scale, 0.5):
        return False
    for x, other in (tensors, tensors[::-1]):
        plus = web.inside(other, "plus")
        inner = web.before(plus, "erf", "tanh") if plus is not None and _is(plus.of("value"), 1) else None
        if plus is None or inner is None:
            continue
        under = _under_erf(web, inner, x) if inner.op == "erf" else _under_tanh(web, inner, x)
        if under is not None:
            gone = [*under, inner, plus, *(operation for operation in products if operation is not last)]
            web.replace(last, gone, _as(last, "gelu", x, tanh=inner.op == "tanh"))
            return True
    return False


def _under_erf(web: Web, erf: Operation, x: str) -> list[Operation] | None:
    """x/sqrt(2)."""
    times = web.before(erf, "times")
    return [times] if times is not None and times.inputs == (x,) and _is(times.of("value"), math.sqrt(0.5)) else None


def _under_tanh(web: Web, tanh: Operation, x: str) -> list[Operation] | None:
    """sqrt(2/pi) * (x + 0.044715 x^3)."""
    times = web.before(tanh, "times")
    total = web.before(times, "add") if times is not None and _is(times.of("value"), math.sqrt(2 / math.pi)) else None
    if times is None or total is None or x not in total.inputs or len(total.inputs) != 2:
        return None
    cubed = web.inside(total.inputs[1 - total.inputs.index(x)], "times")
    if cubed is None or not _is(cubed.of("value"), 0.044715):
        return None
    power = web.before(cubed, "power")
    if power is None or power.inputs != (x,) or not _is(power.of("value"), 3):
        return None
    return [power, cubed, total, times]
