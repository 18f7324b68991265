"""Shapes that a file does not state, inferred from those before: only readers need them whose files compute with shapes."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.importing.operations import Operation, Shape
from cnncalc.layers.arithmetic import product
from cnncalc.layers.windows import count


def inferred(operation: Operation, xs: list[Shape]) -> Shape:
    """The shape of an operation's output, without the batch; that of its first input where nothing changes it.

    >>> inferred(Operation("a", "conv", ("x",), {"kernel": (3, 3), "stride": (2, 2), "out": 8}), [(3, 9, 9)])
    (8, 4, 4)
    """
    row = _SHAPES.get(operation.op)
    return row(operation, xs) if row else xs[0]


def _windows(operation: Operation, x: Shape) -> Shape:
    kernel = operation.of("kernel")
    ones = (1,) * len(kernel)
    stride, dilation = operation.of("stride") or ones, operation.of("dilation") or ones
    padding = operation.of("padding")
    if isinstance(padding, str):
        return tuple(-(-extent // s) for extent, s in zip(x[1:], stride))
    pairs = padding or ((0, 0),) * len(kernel)
    ceil = bool(operation.attributes.get("ceil"))
    sides = zip(x[1:], kernel, stride, dilation, pairs)
    return tuple(count(extent, d * (k - 1) + 1, s, pair, ceil) for extent, k, s, d, pair in sides)


def _conv(operation: Operation, xs: list[Shape]) -> Shape:
    return (operation.of("out"), *_windows(operation, xs[0]))


def _pool(operation: Operation, xs: list[Shape]) -> Shape:
    return (xs[0][0], *_windows(operation, xs[0]))


def _deconv(operation: Operation, xs: list[Shape]) -> Shape:
    kernel = operation.of("kernel")
    ones, none = (1,) * len(kernel), (0,) * len(kernel)
    stride, dilation = operation.of("stride") or ones, operation.of("dilation") or ones
    if operation.of("padding") == "same":
        return (operation.of("out"), *(extent * s for extent, s in zip(xs[0][1:], stride)))
    pairs, more = operation.of("padding") or ((0, 0),) * len(kernel), operation.of("out_padding") or none
    sides = zip(xs[0][1:], kernel, stride, dilation, pairs, more)
    return (operation.of("out"), *((w - 1) * s - sum(p) + d * (k - 1) + 1 + m for w, k, s, d, p, m in sides))


def _dense(operation: Operation, xs: list[Shape]) -> Shape:
    axis = operation.of("axis") % len(xs[0])
    return tuple(operation.of("out") if i == axis else extent for i, extent in enumerate(xs[0]))


def _whole(operation: Operation, xs: list[Shape]) -> Shape:
    return (xs[0][0], *(1 for _ in xs[0][1:]))


def _adaptive(operation: Operation, xs: list[Shape]) -> Shape:
    return (xs[0][0], *(own if new is None else new for new, own in zip(operation.of("size"), xs[0][1:])))


def _broadcast(operation: Operation, xs: list[Shape]) -> Shape:
    rank = max(map(len, xs))
    whole = [(1,) * (rank - len(x)) + x for x in xs]
    return tuple(max(column) for column in zip(*whole))


def _concat(operation: Operation, xs: list[Shape]) -> Shape:
    axis = operation.of("axis") % len(xs[0])
    return tuple(sum(x[axis] for x in xs) if i == axis else extent for i, extent in enumerate(xs[0]))


def _reshape(operation: Operation, xs: list[Shape]) -> Shape:
    shape = operation.of("shape")
    known = product(extent for extent in shape if extent != -1)
    return tuple(product(xs[0]) // known if extent == -1 and known else extent for extent in shape)


def _transpose(operation: Operation, xs: list[Shape]) -> Shape:
    return tuple(xs[0][axis] for axis in operation.of("order"))


def _slice(operation: Operation, xs: list[Shape]) -> Shape:
    axis, whole = operation.of("axis") % len(xs[0]), slice(operation.of("start"), operation.of("stop"), operation.of("step"))
    return tuple(len(range(extent)[whole]) if i == axis else extent for i, extent in enumerate(xs[0]))


def _pad(operation: Operation, xs: list[Shape]) -> Shape:
    return tuple(extent + before + after for extent, (before, after) in zip(xs[0], operation.of("padding")))


def _resize(operation: Operation, xs: list[Shape]) -> Shape:
    size = operation.of("size") or tuple(int(extent * by) for extent, by in zip(xs[0][1:], operation.of("factor")))
    return (xs[0][0], *size)


def _reduced(operation: Operation, xs: list[Shape]) -> Shape:
    axes = {axis % len(xs[0]) for axis in operation.of("axes")}
    kept = ((1 if i in axes else extent, i) for i, extent in enumerate(xs[0]))
    return tuple(extent for extent, i in kept if operation.of("keep") or i not in axes)


def _up(operation: Operation, xs: list[Shape]) -> Shape:
    by = operation.of("factor")
    return (xs[0][0] // by ** (len(xs[0]) - 1), *(extent * by for extent in xs[0][1:]))


def _down(operation: Operation, xs: list[Shape]) -> Shape:
    by = operation.of("factor")
    return (xs[0][0] * by ** (len(xs[0]) - 1), *(extent // by for extent in xs[0][1:]))


_SHAPES: dict[str, Callable[[Operation, list[Shape]], Shape]] = {
    "conv": _conv,
    "deconv": _deconv,
    "dense": _dense,
    **dict.fromkeys(("maxpool", "avgpool", "lppool"), _pool),
    **dict.fromkeys(("gap", "gmp"), _whole),
    **dict.fromkeys(("adaptive_avgpool", "adaptive_maxpool"), _adaptive),
    **dict.fromkeys(("add", "mul", "max", "min", "mean", "sub", "div"), _broadcast),
    "matmul": lambda operation, xs: (*xs[0][:-1], xs[1][-1]),
    "concat": _concat,
    "flatten": lambda operation, xs: (product(xs[0]),),
    "reshape": _reshape,
    "transpose": _transpose,
    "slice": _slice,
    "pad": _pad,
    "resize": _resize,
    **dict.fromkeys(("reduce_mean", "reduce_max", "reduce_sum"), _reduced),
    "pixelshuffle": _up,
    "space_to_depth": _down,
    "rebatch": lambda operation, xs: operation.of("shape")[1:],
}
