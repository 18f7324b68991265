"""What learns: convolutions, dense layers, norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.importing.lowering.steps import joined
from cnncalc.importing.lowering.views import as_vector, is_reshape, ordered, reshaped
from cnncalc.importing.lowering.windows import amounts, dilation, padding, per_axis, size
from cnncalc.layers.arithmetic import product

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import Steps
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation


def _bias(operation: Operation) -> str:
    return "" if operation.of("bias") else " nobias"


def conv(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A convolution; a depthwise one where every channel is a group of its own."""
    x = steps.plain(x)
    _require_rank(operation, x)
    window = size(operation, (1,) * len(operation.of("kernel")))
    words = f"{padding(operation)}{dilation(operation)}"
    channels, groups, out = x.made[0], operation.of("groups"), operation.of("out")
    if groups == channels > 1 and out % groups == 0:
        multiplier = f" mult={out // groups}" if out > groups else ""
        return steps.step(operation.name, f"dwconv {window}{multiplier}{words}{_bias(operation)}", x)
    grouped = f" groups={groups}" if groups > 1 else ""
    return steps.step(operation.name, f"conv {window} {out}{words}{grouped}{_bias(operation)}", x)


def deconv(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A transposed convolution."""
    x = steps.plain(x)
    _require_rank(operation, x)
    pairs = operation.of("padding")
    if isinstance(pairs, str) and pairs != "same":
        raise Fault(f"a transposed convolution with padding {pairs}")
    words = " same" if pairs == "same" else f" pad={amounts(pairs)}" if any(map(any, pairs)) else ""
    words += f" out_pad={per_axis(operation.of('out_padding'))}" if any(operation.of("out_padding")) else ""
    words += dilation(operation) + (f" groups={operation.of('groups')}" if operation.of("groups") > 1 else "")
    text = f"deconv {size(operation, (1,) * len(operation.of('kernel')))} {operation.of('out')}{words}{_bias(operation)}"
    return steps.step(operation.name, text, x)


def _require_rank(operation: Operation, x: ViewedTensor) -> None:
    rank = len(operation.of("kernel"))
    if len(x.made) != rank + 1:
        raise Fault(f"a window of {joined(operation.of('kernel'))} on a tensor of {joined(x.made)}")


def dense(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A dense layer; where it works at every position, a convolution whose kernels see one."""
    out, axis = operation.of("out"), operation.of("axis") % len(x.shape)
    if len(x.shape) > 1 and product(x.shape) == x.shape[axis]:  # its other axes have an extent of 1
        inside = dense(steps, operation, reshaped(x, (x.shape[axis],)))
        return reshaped(inside, tuple(out if i == axis else 1 for i in range(len(x.shape))))
    if len(x.shape) == 1:
        flat = x.plain if as_vector(x) and is_reshape(x) else steps.plain(x)  # it flattens by itself
        return steps.step(operation.name, f"fc {out}{_bias(operation)}", flat)
    inside, order = steps.ordered(x)
    if order[axis] != 0:
        raise Fault("a dense layer along positions")
    kernel = joined((1,) * (len(inside.made) - 1))
    return ordered(steps.step(operation.name, f"conv {kernel} {out}{_bias(operation)}", inside), order)


def _require_both(operation: Operation, what: str) -> None:
    if not (operation.of("scale") and operation.of("shift")):
        lacks = " and no ".join(word for key, word in (("scale", "scale"), ("shift", "shift")) if not operation.of(key))
        raise Fault(f"{what} with no {lacks}")


def bn(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Batch normalisation."""
    affine = operation.of("scale") or operation.of("shift")
    if affine:
        _require_both(operation, "batch normalisation")
    inside, order = steps.ordered(x)
    return ordered(steps.step(operation.name, "bn" if affine else "bn noaffine", inside), order)


def ln(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Layer normalisation over the channels."""
    _require_both(operation, "layer normalisation")
    inside, order = steps.ordered(x)
    axes = [order[axis] for axis in operation.of("axes")]
    if axes != [0]:
        extents = joined([x.shape[axis] for axis in operation.of("axes")])
        raise Fault(f"layer normalisation over {extents}, not over the channels alone")
    return ordered(steps.step(operation.name, "ln", inside), order)


def gn(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Group normalisation."""
    _require_both(operation, "group normalisation")
    return steps.step(operation.name, f"gn {operation.of('groups')}", steps.plain(x))


def instnorm(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Instance normalisation."""
    affine = operation.of("scale") or operation.of("shift")
    if affine:
        _require_both(operation, "instance normalisation")
    return steps.step(operation.name, "instnorm affine" if affine else "instnorm", steps.plain(x))


def prelu(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A rectifier with learned slopes."""
    inside, order = steps.ordered(x)
    return ordered(steps.step(operation.name, "prelu shared" if operation.of("shared") else "prelu", inside), order)
