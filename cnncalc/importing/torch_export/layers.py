"""ATen's layers: convolutions, dense layers, norms, pools."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.operations import Shape
from cnncalc.importing.torch_export.calls import Call, Constant, per_axis

Pairs = tuple[tuple[int, int], ...]


def _pairs(amounts: Shape) -> Pairs:
    return tuple((amount, amount) for amount in amounts)


def _weight(call: Call, key: str = "weight") -> Constant:
    found = call[key]
    if not isinstance(found, Constant):
        raise Fault(f"{call.op} with a {key} that the network computes")
    return found


def _padding(call: Call, kernel: Shape, dilation: Shape) -> str | Pairs:
    found = call["padding"]
    if found == "valid":
        return ()
    if isinstance(found, str):  # same, for a stride of 1
        totals = [d * (k - 1) for k, d in zip(kernel, dilation)]
        return tuple((total // 2, total - total // 2) for total in totals)
    return _pairs(per_axis(found, len(kernel), 0))


def conv(call: Call) -> list[str]:
    """conv1d, conv2d, conv3d."""
    weight, bias = _weight(call), call["bias"]
    kernel = weight.shape[2:]
    rank = len(kernel)
    dilation = per_axis(call["dilation"], rank)
    return call.made(
        "conv",
        weights=call.weights(weight=weight, bias=bias),
        kernel=kernel,
        stride=per_axis(call["stride"], rank),
        padding=_padding(call, kernel, dilation),
        dilation=dilation,
        groups=call.of("groups", 1),
        out=weight.shape[0],
        bias=bias is not None,
    )


def deconv(call: Call) -> list[str]:
    """conv_transpose1d, conv_transpose2d, conv_transpose3d."""
    weight, bias = _weight(call), call["bias"]
    kernel = weight.shape[2:]
    rank = len(kernel)
    return call.made(
        "deconv",
        weights=call.weights(weight=weight, bias=bias),
        kernel=kernel,
        stride=per_axis(call["stride"], rank),
        padding=_pairs(per_axis(call["padding"], rank, 0)),
        out_padding=per_axis(call["output_padding"], rank, 0),
        dilation=per_axis(call["dilation"], rank),
        groups=call.of("groups", 1),
        out=weight.shape[1] * call.of("groups", 1),
        bias=bias is not None,
    )


def convolution(call: Call) -> list[str]:
    """The one operation that all convolutions are decomposed into."""
    return deconv(call) if call["transposed"] else conv(call)


def linear(call: Call) -> list[str]:
    """A dense layer, with its weight as (out, in)."""
    weight, bias = _weight(call), call["bias"]
    weights = call.weights(weight=weight, bias=bias)
    return call.made("dense", weights=weights, out=weight.shape[0], bias=bias is not None)


def addmm(call: Call) -> list[str]:
    """A dense layer that is decomposed, with its weight as (in, out)."""
    return _product(call, _weight(call, "mat2"), call["self"])


def matmul(call: Call) -> list[str]:
    """A product with a weight, as (in, out); of two tensors of the network where there is none."""
    other = call["mat2"] if "mat2" in call.arguments else call["other"]
    if not (isinstance(other, Constant) and len(other.shape) == 2):
        return call.made("matmul", call.activations)
    return _product(call, other, None)


def _product(call: Call, weight: Constant, bias: Any) -> list[str]:
    turned = weight._replace(shape=weight.shape[::-1])
    weights = call.weights(weight=turned, bias=bias)
    return call.made("dense", call.activations, weights, out=turned.shape[0], bias=isinstance(bias, Constant))


def batch_norm(call: Call) -> list[str]:
    """Batch normalisation, at inference or in training."""
    names = ("weight", "bias", "running_mean", "running_var")
    weights = call.weights(**{name: call[name] for name in names})
    return call.made("bn", weights=weights, scale="weight" in weights, shift="bias" in weights) * max(1, len(call.outs))


def layer_norm(call: Call) -> list[str]:
    """Layer normalisation over the last axes."""
    weights = call.weights(weight=call["weight"], bias=call["bias"])
    axes = tuple(range(-len(call["normalized_shape"]), 0))
    made = call.made("ln", weights=weights, axes=axes, scale="weight" in weights, shift="bias" in weights)
    return made * max(1, len(call.outs))


def group_norm(call: Call) -> list[str]:
    """Group normalisation."""
    weights = call.weights(weight=call["weight"], bias=call["bias"])
    groups = call["num_groups"] or call["group"]
    made = call.made("gn", weights=weights, groups=groups, scale="weight" in weights, shift="bias" in weights)
    return made * max(1, len(call.outs))


def instance_norm(call: Call) -> list[str]:
    """Instance normalisation."""
    if call["running_mean"] is not None:
        raise Fault("instance normalisation with running statistics")
    weights = call.weights(weight=call["weight"], bias=call["bias"])
    return call.made("instnorm", weights=weights, scale="weight" in weights, shift="bias" in weights)


def prelu(call: Call) -> list[str]:
    """A rectifier with learned slopes."""
    weight = _weight(call)
    shared = weight.shape == (1,) and call.shape[1:2] != (1,)
    return call.made("prelu", weights=call.weights(weight=weight), shared=shared)


def _window(call: Call) -> dict[str, Any]:
    rank = len(call.shape) - 2
    kernel = per_axis(call["kernel_size"], rank)
    stride = per_axis(call["stride"], rank) if call["stride"] else kernel
    padding = _pairs(per_axis(call["padding"], rank, 0))
    return {"kernel": kernel, "stride": stride, "padding": padding, "ceil": bool(call["ceil_mode"])}


def max_pool(call: Call) -> list[str]:
    """Max pooling, with the places of what won or without."""
    return call.made("maxpool", dilation=per_axis(call["dilation"], len(call.shape) - 2), **_window(call))


def avg_pool(call: Call) -> list[str]:
    """Average pooling."""
    if call["divisor_override"] is not None:
        raise Fault("average pooling with a divisor of its own")
    return call.made("avgpool", exclude_pad=call["count_include_pad"] is False, **_window(call))


def adaptive(call: Call) -> list[str]:
    """Pooling to a grid."""
    op = "adaptive_maxpool" if "max" in call.op else "adaptive_avgpool"
    return call.made(op, size=call.out[2:])
