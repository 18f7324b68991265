"""Operators that only move numbers."""

from __future__ import annotations

from math import prod

from cnncalc.importing.channels_last import ORDER, reshape_steps
from cnncalc.importing.operations import Shape
from cnncalc.importing.tflite.graph import LiteGraph
from cnncalc.importing.tflite.numbers import own_axes
from cnncalc.importing.tflite.operator import LiteOperator


def reshape(graph: LiteGraph, operator: LiteOperator) -> str:
    """The same numbers under the shape that the output states."""
    x, dims = graph.made[operator.inputs[0]], graph.tensor(operator.output).dims
    shape = graph.draft.shapes[x]
    if len(dims) > 1 and prod(dims[1:]) != prod(shape):
        return graph.add(operator.output, f"{operator.word} that takes in the batch", [x], graph.tensor(operator.output).shape)
    if len(dims) == 1:
        dims = (1, *dims)
    steps = reshape_steps(shape, dims[1:])
    if any(op == "flatten" for op, _, _ in steps) and prod(shape) != shape[0]:
        graph.draft.note(ORDER)
    for number, (op, made, attributes) in enumerate(steps, 1):
        x = graph.add(operator.output, op, [x], made, attributes, "" if number == len(steps) else f"_{op}")
    return x


def transpose(graph: LiteGraph, operator: LiteOperator) -> str:
    """The axes in another order."""
    x, order = graph.made[operator.inputs[0]], graph.constant(operator.inputs[1])
    rank = len(graph.draft.shapes[x])
    if not order or order[0] != 0:
        return graph.add(operator.output, "TRANSPOSE of the batch", [x], graph.tensor(operator.output).shape)
    inside = own_axes(graph, order[1:], rank)
    axes = (inside[-1], *inside[:-1])
    return graph.add(operator.output, "transpose", [x], graph.tensor(operator.output).shape, {"order": axes})


def pad(graph: LiteGraph, operator: LiteOperator) -> str:
    """Padding in front of and behind each axis."""
    x, amounts = graph.made[operator.inputs[0]], graph.constant(operator.inputs[1])
    pairs = list(zip(amounts[::2], amounts[1::2]))
    mode = "reflect" if operator.word == "MIRROR_PAD" else "constant"
    if any(pairs[0]) or min(amounts) < 0:
        return graph.add(operator.output, f"{operator.word} of the batch", [x], graph.tensor(operator.output).shape)
    padding = (pairs[-1], *pairs[1:-1])
    attributes = {"padding": padding} | ({"mode": mode} if mode != "constant" else {})
    return graph.add(operator.output, "pad", [x], graph.tensor(operator.output).shape, attributes)


def concat(graph: LiteGraph, operator: LiteOperator) -> str:
    """Tensors one behind the other."""
    xs = [graph.made[place] for place in operator.inputs if place in graph.made]
    shape = graph.tensor(operator.output).shape
    if len(xs) < len(operator.inputs):
        return graph.add(operator.output, "CONCATENATION with constants", xs, shape)
    (axis,) = own_axes(graph, [operator.options.number(0)], len(shape))
    return graph.add(operator.output, "concat", xs, shape, {"axis": axis}) if len(xs) > 1 else xs[0]


def _sliced(graph: LiteGraph, number: int, x: str, axis: int, start: int, stop: int, part: str = "") -> str:
    shape: Shape = graph.draft.shapes[x]
    if (start, stop) == (0, shape[axis]):
        return x
    made = (*shape[:axis], stop - start, *shape[axis + 1 :])
    return graph.add(number, "slice", [x], made, {"axis": axis, "start": start, "stop": stop}, part)


def split(graph: LiteGraph, operator: LiteOperator) -> str:
    """Parts of equal size, as many as there are outputs; the axis comes first."""
    x = graph.made[operator.inputs[1]]
    shape = graph.draft.shapes[x]
    (axis,) = own_axes(graph, graph.constant(operator.inputs[0])[:1], len(shape))
    size = shape[axis] // len(operator.outputs)
    for part, number in enumerate(operator.outputs):
        graph.made[number] = _sliced(graph, number, x, axis, part * size, (part + 1) * size)
    return graph.made[operator.output]


def cut(graph: LiteGraph, operator: LiteOperator) -> str:
    """A part of a tensor, from a beginning on for a size along each axis."""
    begins, sizes = (graph.constant(place) for place in operator.inputs[1:3])
    ends = [begin + size if size >= 0 else -1 for begin, size in zip(begins, sizes)]
    return _boxed(graph, operator, begins, ends)


def strided(graph: LiteGraph, operator: LiteOperator) -> str:
    """A part of a tensor by its beginnings and ends, some of which are left open; every number of it."""
    begins, ends, steps = (graph.constant(place) for place in operator.inputs[1:4])
    open_begins, open_ends, *others = (operator.options.number(field) for field in range(5))
    if any(others) or set(steps) != {1}:
        x = graph.made[operator.inputs[0]]
        return graph.add(operator.output, "STRIDED_SLICE of single numbers", [x], graph.tensor(operator.output).shape)
    begins = [0 if open_begins >> axis & 1 else begin for axis, begin in enumerate(begins)]
    dims = graph.tensor(operator.inputs[0]).dims
    ends = [-1 if open_ends >> axis & 1 else end + (dims[axis] if end < 0 else 0) for axis, end in enumerate(ends)]
    return _boxed(graph, operator, begins, ends)


def _boxed(graph: LiteGraph, operator: LiteOperator, begins: list[int], ends: list[int]) -> str:
    """A part from some beginnings to some ends, -1 for that of the tensor; the batch comes first."""
    x = graph.made[operator.inputs[0]]
    dims = graph.tensor(operator.inputs[0]).dims
    for place in range(1, len(begins)):
        (axis,) = own_axes(graph, [place], len(dims) - 1)
        begin = begins[place] + (dims[place] if begins[place] < 0 else 0)
        end = dims[place] if ends[place] == -1 else min(ends[place], dims[place])
        x = _sliced(graph, operator.output, x, axis, begin, end, f"_{place}" if place < len(begins) - 1 else "")
    return x


def resize(graph: LiteGraph, operator: LiteOperator) -> str:
    """A map brought to the height and width of the output."""
    x, shape = graph.made[operator.inputs[0]], graph.tensor(operator.output).shape
    linear = operator.word == "RESIZE_BILINEAR"
    aligned = bool(operator.options.number(2 if linear else 0, "b"))
    attributes = {"size": shape[1:], "mode": "linear" if linear else "nearest", "aligned": aligned}
    return graph.add(operator.output, "resize", [x], shape, attributes)


def by_blocks(graph: LiteGraph, operator: LiteOperator) -> str:
    """Channels into positions, or positions into channels; TensorFlow's order of channels has the blocks first."""
    x, shape = graph.made[operator.inputs[0]], graph.tensor(operator.output).shape
    op = "pixelshuffle" if operator.word == "DEPTH_TO_SPACE" else "space_to_depth"
    attributes = {"factor": operator.options.number(0), "blocks_first": True}
    return graph.add(operator.output, op, [x], shape, attributes)
