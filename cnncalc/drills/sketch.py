"""What a topic draws: the network, which quantity of it is asked for, the question in words, a hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from cnncalc.drills.draw import Draw


class Sketch(NamedTuple):
    """A question before it is answered.

    `spec` is the text of a spec, or a `solve:` mapping of what is known about a window; `quantity` is what is asked of it, and
    `dtype` what a number takes where bytes are asked for.
    """

    ask: str
    spec: str
    quantity: str
    hint: str
    dtype: str = "float32"


Maker: TypeAlias = "Callable[[Draw], Sketch]"


class Topic(NamedTuple):
    """A topic: its name, what it drills, and the questions of each level, the first for a pencil, the last for a while."""

    name: str
    drills: str
    levels: tuple[tuple[Maker, ...], ...]

    def sketch(self, level: int, draw: Draw) -> Sketch:
        """A question of a level, counted from 1."""
        return draw.pick(self.levels[level - 1])(draw)


def network(input: str, *lines: str) -> str:
    """The text of a spec: its input and the lines of its layers, each without its dash where it is indented itself."""
    items = (line if line.startswith(" ") else f"  - {line}" for line in lines)
    return "\n".join([f"input: {input}", "layers:", *items]) + "\n"


def square(channels: int, extent: int) -> str:
    """A shape, channels first.

    >>> square(3, 32)
    '3x32x32'
    """
    return f"{channels}x{extent}x{extent}"


def conv(kernel: int, out: int, stride: int = 1, pad: int = 0, more: str = "") -> str:
    """The words of a square convolution.

    >>> conv(3, 64, 2, 1, "nobias")
    'conv 3x3/2 64 pad=1 nobias'
    """
    step = f"/{stride}" * (stride > 1)
    return f"conv {kernel}x{kernel}{step} {out}" + f" pad={pad}" * (pad > 0) + f" {more}" * bool(more)


def deconv(kernel: int, out: int, stride: int, pad: int) -> str:
    """The words of a square transposed convolution."""
    return f"de{conv(kernel, out, stride, pad)}"


def separable(kernel: int, out: int) -> tuple[str, str]:
    """The lines of a depthwise convolution that keeps the size, and of the 1x1 after it, both without biases."""
    return f"dwconv {kernel}x{kernel} pad={kernel // 2} nobias as dw1", f"{conv(1, out, more='nobias')} as pw1"


def pool(kernel: int, stride: int, more: str = "", kind: str = "maxpool") -> str:
    """The words of a square pool; its stride is always written out."""
    return f"{kind} {kernel}x{kernel}/{stride}" + f" {more}" * bool(more)
