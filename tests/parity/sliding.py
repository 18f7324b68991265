"""Pools whose windows slide, written in PyTorch. Padding that it lacks goes before, as a step of its own."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from parity.convolutions import dilated, padded
from parity.drawing import Draw, Function, Pair, Shape, Window, Written, befores, even, flat
from torch import Tensor, nn
from torch.nn import functional

MAX = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVG = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
LP = {1: nn.LPPool1d, 2: nn.LPPool2d, 3: nn.LPPool3d}


def _fits(window: Window, pairs: Sequence[Pair]) -> bool:
    """Whether PyTorch's pools take the padding themselves."""
    return even(pairs) and all(2 * before <= kernel for (before, _), kernel in zip(pairs, window.kernel))


def _inside(y: Tensor, draw: Draw, window: Window, pairs: Sequence[Pair]) -> Tensor:
    """The windows that start on the input or on the padding before it: the others are what ceil_mode leaves out."""
    for axis, (w, s, (before, _)) in enumerate(zip(draw.extents, window.stride, pairs), 2):
        y = y.narrow(axis, 0, min(y.shape[axis], -(-(w + before) // s)))
    return y


def maxpool(draw: Draw) -> Written:
    window, ceil = draw.window("maxpool", jumps=True), draw.often()
    padding, pairs = draw.padding(window, pools=True, ceil=ceil)
    line = f"{window.words}{padding}{dilated(draw, window)}{' ceil' * ceil}"
    fits = _fits(window, pairs)
    native = befores(pairs) if fits else (0,) * draw.rank
    module = MAX[draw.rank](window.kernel, window.stride, native, window.dilation, ceil_mode=ceil)
    if fits:
        return Written(line, module)
    lowest = padded(pairs, module, float("-inf"))
    return Written(line, Function(lambda x: _inside(lowest(x), draw, window, pairs)))


def avgpool(draw: Draw) -> Written:
    """PyTorch refuses pictures in three dimensions that are smaller than the kernel, the padding of its own not counted."""
    window, ceil, exclude = draw.window("avgpool", dilated=False, jumps=True), draw.often(), draw.often()
    padding, pairs = draw.padding(window, pools=True, ceil=ceil and draw.rank < 3)
    line = f"{window.words}{padding}{' ceil' * ceil}{' exclude_pad' * exclude}"
    if _fits(window, pairs) and (draw.rank < 3 or all(k <= w for k, w in zip(window.kernel, draw.extents))):
        return Written(line, AVG[draw.rank](window.kernel, window.stride, befores(pairs), ceil, not exclude))
    pool = AVG[draw.rank](window.kernel, window.stride, 0, ceil)

    def mean(x: Tensor) -> Tensor:
        """The mean over a window in which some do not count is its mean, over the mean of ones for those that do."""
        counted = functional.pad(torch.ones_like(x), flat(pairs), value=0.0 if exclude else 1.0)
        return _inside(pool(functional.pad(x, flat(pairs))) / pool(counted), draw, window, pairs)

    return Written(line, Function(mean))


def _bare(window: Window) -> tuple[Shape, Shape] | Shape:
    """Kernel and stride, of one axis as numbers, since LPPool1d takes no tuples."""
    return (window.kernel, window.stride) if len(window.kernel) > 1 else (*window.kernel, *window.stride)


def lppool(draw: Draw) -> Written:
    window, ceil = draw.window("lppool", dilated=False, jumps=True), draw.often()
    p = draw.upto(4)
    padding, pairs = draw.padding(window, pools=True, ceil=ceil and draw.rank < 3)
    line = f"{window.words}{f' p={p}' * (p != 2)}{padding}{' ceil' * ceil}"
    pool = padded(pairs, LP[draw.rank](p, *_bare(window), ceil))
    return Written(line, Function(lambda x: _inside(pool(x), draw, window, pairs)), sharp=p == 3)
