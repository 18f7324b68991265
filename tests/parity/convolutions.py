"""Convolutions and transposed convolutions, written in PyTorch. Padding that it lacks goes before, as a step of its own."""

from __future__ import annotations

from collections.abc import Sequence

from parity.drawing import Draw, Function, Pair, Shape, Window, Written, befores, even, flat
from torch import Tensor, nn
from torch.nn import functional

CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
DECONV = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}


def conv(draw: Draw) -> Written:
    groups, out, words = _grouped(draw)
    return _convolved(draw, draw.window("conv"), words, out, groups)


def dwconv(draw: Draw) -> Written:
    mult = draw.random.choice((1, 1, 2, 3))
    words = f" mult={mult}" if mult > 1 else ""
    return _convolved(draw, draw.window("dwconv"), words, draw.channels * mult, draw.channels)


def _grouped(draw: Draw) -> tuple[int, int, str]:
    """Groups, output channels, and the words for them."""
    groups = draw.divisor(draw.channels) if draw.often() else 1
    out = groups * draw.upto(max(1, 8 // groups))
    return groups, out, f" {out}" + (f" groups={groups}" if groups > 1 else "")


def _convolved(draw: Draw, window: Window, words: str, out: int, groups: int) -> Written:
    padding, pairs = draw.padding(window)
    bias = draw.often()
    line = f"{window.words}{words}{padding}{dilated(draw, window)}{_biased(bias)}"
    native: Shape | str = befores(pairs) if even(pairs) else (0,) * draw.rank
    if padding == " same" and set(window.stride) == {1}:
        native = "same"  # PyTorch has the word where nothing strides
    settings = (draw.channels, out, window.kernel, window.stride, native, window.dilation, groups, bias)
    module = CONV[draw.rank](*settings)
    return Written(line, module if even(pairs) or native == "same" else padded(pairs, module))


def dilated(draw: Draw, window: Window) -> str:
    """The words for a dilation."""
    return "" if set(window.dilation) == {1} else f" dilation={draw.short(window.dilation)}"


def _biased(bias: bool) -> str:
    return "" if bias else " nobias"


def padded(pairs: Sequence[Pair], module: nn.Module, fill: float = 0.0) -> nn.Module:
    """The module on an input that was padded before."""
    return nn.Sequential(Function(lambda x: functional.pad(x, flat(pairs), value=fill)), module)


def deconv(draw: Draw) -> Written:
    window = draw.window("deconv")
    groups, out, words = _grouped(draw)
    cut, crops, extra = _same(draw, window) if draw.seldom() else _cut(draw, window)
    bias = draw.often()
    line = f"{window.words}{words}{cut}{dilated(draw, window)}{_biased(bias)}"
    native = befores(crops) if even(crops) else (0,) * draw.rank
    settings = (draw.channels, out, window.kernel, window.stride, native, extra, groups, bias, window.dilation)
    module = DECONV[draw.rank](*settings)
    return Written(line, module if even(crops) else nn.Sequential(module, Function(lambda y: _cropped(y, crops))))


def _same(draw: Draw, window: Window) -> tuple[str, Sequence[Pair], Shape]:
    """W*S positions, as Keras keeps them: what is over is cut off evenly, the odd one at the end; what lacks is added there."""
    over = [span - s for span, s in zip(window.spans, window.stride)]
    crops = [(more // 2, more - more // 2) if more > 0 else (0, 0) for more in over]
    return " same", crops, tuple(max(-more, 0) for more in over)


def _cut(draw: Draw, window: Window) -> tuple[str, Sequence[Pair], Shape]:
    """What is cut off at the ends, of which something must be left, and what is added behind."""
    canvas = [(w - 1) * s + span for w, s, span in zip(draw.extents, window.stride, window.spans)]
    none = ((0, 0),) * draw.rank
    crops = [pair if sum(pair) < have else (0, 0) for have, pair in zip(canvas, draw.pairs(2) if draw.often() else none)]
    most = [max(pair) for pair in zip(window.stride, window.dilation)]
    extra = tuple(draw.random.randrange(n) for n in most) if draw.often() else (0,) * draw.rank
    words = f" pad={draw.short(befores(crops)) if even(crops) else draw.ends(crops)}" if any(map(any, crops)) else ""
    return words + (f" out_pad={draw.short(extra)}" if any(extra) else ""), crops, extra


def _cropped(y: Tensor, crops: Sequence[Pair]) -> Tensor:
    for axis, (before, after) in enumerate(crops, 2):
        y = y.narrow(axis, before, y.shape[axis] - before - after)
    return y
