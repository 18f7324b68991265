"""ONNX's layers: convolutions, dense layers, norms, pools."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.onnx.calls import NodeCall
from cnncalc.importing.onnx.constants import GraphConstant
from cnncalc.importing.operations import Shape
from cnncalc.layers.arithmetic import product


def _window(call: NodeCall, kernel: Shape) -> dict[str, Any]:
    """Kernel, stride, padding and dilation."""
    rank = len(kernel)
    words = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower"}
    found = call.attribute("pads") or [0] * 2 * rank
    pairs = tuple(zip(found[:rank], found[rank:]))
    return {
        "kernel": tuple(kernel),
        "stride": tuple(call.attribute("strides") or (1,) * rank),
        "padding": words.get(call.attribute("auto_pad", ""), pairs),
        "dilation": tuple(call.attribute("dilations") or (1,) * rank),
    }


def conv(call: NodeCall) -> list[str]:
    """Conv."""
    weight, bias = call.weight(1), call.constant(2)
    return call.made(
        "conv",
        weights={"weight": weight, "bias": bias},
        **_window(call, weight.shape[2:]),
        groups=call.attribute("group", 1),
        out=weight.shape[0],
        bias=bias is not None,
    )


def deconv(call: NodeCall) -> list[str]:
    """ConvTranspose."""
    weight, bias = call.weight(1), call.constant(2)
    if call.attribute("output_shape"):
        raise Fault("ConvTranspose with an output shape of its own, which hides its padding")
    groups = call.attribute("group", 1)
    return call.made(
        "deconv",
        weights={"weight": weight, "bias": bias},
        **_window(call, weight.shape[2:]),
        out_padding=tuple(call.attribute("output_padding") or (0,) * (len(weight.shape) - 2)),
        groups=groups,
        out=weight.shape[1] * groups,
        bias=bias is not None,
    )


def gemm(call: NodeCall) -> list[str]:
    """Gemm, a dense layer."""
    weight, bias = call.weight(1), call.constant(2)
    if call.attribute("transA"):
        raise Fault("Gemm of a transposed input")
    return _dense(call, weight if call.attribute("transB") else _turned(weight), bias)


def matmul(call: NodeCall) -> list[str]:
    """MatMul: a dense layer where one side is a weight."""
    weight = call.input(1)
    if not isinstance(weight, GraphConstant) or len(weight.shape) != 2:
        return call.made("matmul", call.activations)
    return _dense(call, _turned(weight), None)


def _turned(weight: GraphConstant) -> GraphConstant:
    return weight._replace(shape=weight.shape[::-1])


def _dense(call: NodeCall, weight: GraphConstant, bias: GraphConstant | None) -> list[str]:
    flat = None if bias is None else bias._replace(shape=(product(bias.shape),))
    weights = {"weight": weight, "bias": flat}
    return call.made("dense", weights=weights, out=weight.shape[0], bias=bias is not None)


def batch_norm(call: NodeCall) -> list[str]:
    """BatchNormalization."""
    names = ("weight", "bias", "running_mean", "running_var")
    weights: dict[str, GraphConstant | None] = {name: call.weight(number) for number, name in enumerate(names, 1)}
    return call.made("bn", weights=weights)


def layer_norm(call: NodeCall) -> list[str]:
    """LayerNormalization."""
    rank = len(call.shape)
    axes = tuple(call.axis(axis) for axis in range(call.attribute("axis", -1) % rank, rank))
    weights = {"weight": call.weight(1), "bias": call.constant(2)}
    return call.made("ln", weights=weights, axes=axes, shift=weights["bias"] is not None)


def group_norm(call: NodeCall) -> list[str]:
    """GroupNormalization."""
    weights: dict[str, GraphConstant | None] = {"weight": call.weight(1), "bias": call.weight(2)}
    return call.made("gn", weights=weights, groups=call.attribute("num_groups"))


def instance_norm(call: NodeCall) -> list[str]:
    """InstanceNormalization."""
    weights: dict[str, GraphConstant | None] = {"weight": call.weight(1), "bias": call.weight(2)}
    return call.made("instnorm", weights=weights, scale=True, shift=True)


def prelu(call: NodeCall) -> list[str]:
    """PRelu."""
    slope = call.weight(1)
    shared = product(slope.shape) == 1 and call.shape[1:2] != (1,)
    flat = slope._replace(shape=(product(slope.shape),))
    return call.made("prelu", weights={"weight": flat}, shared=shared)


def max_pool(call: NodeCall) -> list[str]:
    """MaxPool."""
    window = _window(call, call.attribute("kernel_shape"))
    return call.made("maxpool", **window, ceil=bool(call.attribute("ceil_mode")))


def avg_pool(call: NodeCall) -> list[str]:
    """AveragePool, which leaves padding out of what it averages unless told otherwise."""
    window = _window(call, call.attribute("kernel_shape"))
    exclude = not call.attribute("count_include_pad")
    return call.made("avgpool", **window, ceil=bool(call.attribute("ceil_mode")), exclude_pad=exclude)
