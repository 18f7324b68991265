"""Nodes on constants that only move numbers, as where a shape is put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.constants import MOST, Attribute, Constants, GraphConstant, of
from cnncalc.importing.onnx.protos import NodeProto
from cnncalc.importing.onnx.stored import StoredTensor
from cnncalc.importing.operations import Shape
from cnncalc.layers.arithmetic import product


def _gather(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    table, places = of(xs[0]), of(xs[1])
    if len(table.shape) != 1 or table.data is None:
        raise Fault("Gather of constants")
    return GraphConstant(places.shape, tuple(table.data[i] for i in places.whole()))


def _concat(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    parts = [of(x) for x in xs]
    if any(len(part.shape) > 1 or part.data is None for part in parts):
        raise Fault("Concat of constants")
    size = sum(len(part.data or ()) for part in parts)
    if size > MOST:
        raise Fault("Concat of many constants")
    data = tuple(x for part in parts for x in part.data or ())
    return GraphConstant((size,), data)


def _axes(node: NodeProto, xs: Constants, rank: int) -> list[int]:
    found = node.attributes.get("axes") or (xs[1].whole() if len(xs) > 1 and xs[1] is not None else [])
    return sorted(axis % rank for axis in found)


def _unsqueeze(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x = of(xs[0])
    found = node.attributes.get("axes") or of(xs[1]).whole()
    shape = list(x.shape)
    for axis in sorted(axis % (len(x.shape) + len(found)) for axis in found):
        shape.insert(axis, 1)
    return x._replace(shape=tuple(shape))


def _squeeze(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x = of(xs[0])
    axes = _axes(node, xs, max(1, len(x.shape))) or [i for i, extent in enumerate(x.shape) if extent == 1]
    return x._replace(shape=tuple(extent for i, extent in enumerate(x.shape) if i not in axes))


def _reshape(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x, wanted = of(xs[0]), of(xs[1]).whole()
    shape = [x.shape[i] if extent == 0 and i < len(x.shape) else extent for i, extent in enumerate(wanted)]
    known = product(extent for extent in shape if extent != -1)
    return x._replace(shape=tuple(product(x.shape) // known if extent == -1 and known else extent for extent in shape))


def _transpose(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x = of(xs[0])
    order = node.attributes.get("perm") or list(range(len(x.shape)))[::-1]
    shape = tuple(x.shape[axis] for axis in order)
    data = x.data if len(x.shape) < 2 else None
    if len(x.shape) == 2 and x.data is not None and order == [1, 0]:
        rows, columns = x.shape
        data = tuple(x.data[i * columns + j] for j in range(columns) for i in range(rows))
    return GraphConstant(shape, data, x.name)


def _slice(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x = of(xs[0])
    starts, stops = attribute("starts", 1), attribute("ends", 2)
    axes, steps = attribute("axes", 3) or list(range(len(starts))), attribute("steps", 4) or [1] * len(starts)
    data, shape = x.data, list(x.shape)
    for axis, start, stop, step in zip(axes, starts, stops, steps):
        cut = slice(start, None if step < 0 and stop < -(10**9) else stop, step)
        data = _cut(data, tuple(shape), axis % len(shape), cut)
        shape[axis % len(shape)] = len(range(shape[axis % len(shape)])[cut])
    return GraphConstant(tuple(shape), data)


def _cut(data: tuple[Any, ...] | None, shape: Shape, axis: int, cut: slice) -> tuple[Any, ...] | None:
    """A slice of numbers along an axis of one or two."""
    if data is None or len(shape) > 2:
        return None
    if len(shape) == 1:
        return data[cut]
    rows = [data[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0])]
    return tuple(x for row in (rows[cut] if axis == 0 else [row[cut] for row in rows]) for x in row)


def _filled(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    shape = tuple(of(xs[0]).whole())
    value = node.attributes.get("value")
    item = value.data[0] if isinstance(value, StoredTensor) and value.data else 0
    size = product(shape)
    return GraphConstant(shape, (item,) * size if 0 <= size <= MOST else None)


def _range(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    start, stop, step = (of(x).whole()[0] for x in xs[:3])
    found = range(start, stop, step) if step else range(0)
    return GraphConstant((len(found),), tuple(found) if len(found) <= MOST else None)


def _where(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    wanted, first, second = (of(x).data or () for x in xs[:3])
    size = max(len(wanted), len(first), len(second))
    if not (wanted and first and second):
        raise Fault("Where of constants")
    chosen = (first if wanted[i % len(wanted)] else second for i in range(size))
    data = tuple(side[i % len(side)] for i, side in enumerate(chosen))
    return GraphConstant(max((of(x).shape for x in xs[:3]), key=product), data)


def _expand(node: NodeProto, xs: Constants, attribute: Attribute) -> GraphConstant:
    x, shape = of(xs[0]), tuple(of(xs[1]).whole())
    size = product(shape)
    return GraphConstant(shape, x.data * size if x.data is not None and len(x.data) == 1 and 0 <= size <= MOST else None)


MOVES: dict[str, Callable[[NodeProto, Constants, Attribute], GraphConstant]] = {
    "Gather": _gather,
    "Concat": _concat,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Slice": _slice,
    "ConstantOfShape": _filled,
    "Range": _range,
    "Where": _where,
    "Expand": _expand,
}
