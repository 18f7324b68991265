"""Operators with weights and windows. Weights have their output channels first, those of a depthwise convolution last."""

from __future__ import annotations

from math import prod
from typing import Any

from cnncalc.importing.operations import Shape
from cnncalc.importing.tflite.graph import LiteGraph
from cnncalc.importing.tflite.operator import LiteOperator


def _slid(operator: LiteOperator, kernel: tuple[int, int], dilation: int = 0) -> dict[str, Any]:
    """Kernel, stride, padding and dilation; `dilation` is the number of the field that holds it, across and then down."""
    options = operator.options
    stride = options.number(2, default=1), options.number(1, default=1)
    attributes: dict[str, Any] = {"kernel": kernel, "stride": stride, "padding": "same" if options.number(0, "b") == 0 else ()}
    if dilation:
        attributes["dilation"] = options.number(dilation + 1, default=1), options.number(dilation, default=1)
    return attributes


def _biased(graph: LiteGraph, operator: LiteOperator, place: int, weight: Shape) -> tuple[bool, dict[str, Shape]]:
    """Whether there is a bias, and the stated shapes of what is learned."""
    if not operator.has(place):
        return False, {"weight": weight}
    return True, {"weight": weight, "bias": graph.tensor(operator.inputs[place]).dims}


def conv(graph: LiteGraph, operator: LiteOperator) -> str:
    """A convolution; its weights have fewer input channels than its input where there are groups."""
    x = graph.made[operator.inputs[0]]
    out, height, width, inside = graph.tensor(operator.inputs[1]).dims
    bias, stated = _biased(graph, operator, 2, (out, inside, height, width))
    attributes = _slid(operator, (height, width), 4)
    attributes |= {"out": out, "groups": max(1, graph.draft.shapes[x][0] // max(1, inside)), "bias": bias}
    return graph.add(operator.output, "conv", [x], graph.tensor(operator.output).shape, attributes, stated=stated)


def depthwise(graph: LiteGraph, operator: LiteOperator) -> str:
    """A convolution of each channel by itself."""
    x = graph.made[operator.inputs[0]]
    _, height, width, out = graph.tensor(operator.inputs[1]).dims
    bias, stated = _biased(graph, operator, 2, (out, 1, height, width))
    attributes = _slid(operator, (height, width), 5)
    attributes |= {"out": out, "groups": graph.draft.shapes[x][0], "bias": bias}
    return graph.add(operator.output, "conv", [x], graph.tensor(operator.output).shape, attributes, stated=stated)


def transposed(graph: LiteGraph, operator: LiteOperator) -> str:
    """A transposed convolution: the shape of the output comes first, then the weights, then what is read."""
    x = graph.made[operator.inputs[2]]
    out, height, width, inside = graph.tensor(operator.inputs[1]).dims
    bias, stated = _biased(graph, operator, 3, (inside, out, height, width))
    attributes = _slid(operator, (height, width)) | {"out": out, "bias": bias}
    return graph.add(operator.output, "deconv", [x], graph.tensor(operator.output).shape, attributes, stated=stated)


def pool(graph: LiteGraph, operator: LiteOperator) -> str:
    """A pool; a mean counts no padding."""
    x, options = graph.made[operator.inputs[0]], operator.options
    attributes = _slid(operator, (options.number(4, default=1), options.number(3, default=1)))
    mean = operator.word.startswith("AVERAGE")
    attributes |= {"exclude_pad": True} if mean else {}
    shape = graph.tensor(operator.output).shape
    return graph.add(operator.output, "avgpool" if mean else "maxpool", [x], shape, attributes)


def dense(graph: LiteGraph, operator: LiteOperator) -> str:
    """A dense layer, which sees every number of its input, or works along the last axis where it keeps the others."""
    x = graph.made[operator.inputs[0]]
    out, inside = graph.tensor(operator.inputs[1]).dims
    shape, made = graph.draft.shapes[x], graph.tensor(operator.output).shape
    bias, stated = _biased(graph, operator, 2, (out, inside))
    if len(shape) > 1 and prod(shape) == inside:
        x = graph.add(operator.output, "flatten", [x], (inside,), None, "_flat")
        made = (out,)
    return graph.add(operator.output, "dense", [x], made, {"out": out, "bias": bias, "axis": 0}, stated=stated)
