"""A model YAML on its way to a model: the rows so far, and the convolution that every module is made of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from cnncalc.errors import Fault, quote
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import InModule, Shape
from cnncalc.importing.texts import fault_at
from cnncalc.importing.ultralytics.rows import YoloFile, YoloRow
from cnncalc.limits import EXTENT, OPERATIONS

Module = Callable[["YoloNet", YoloRow, list[str]], str]


class YoloNet:
    """A model YAML on its way to a list of operations: what each row made, and the operations so far."""

    def __init__(self, file: YoloFile, shape: Shape) -> None:
        self.file = file
        self.draft = ModelDraft()
        self.input = self.draft.input("input", shape)
        self.made: list[str] = []
        self.ends: dict[str, str] = {}
        self.kept = file.anchors * (file.classes + 5) if file.anchors else file.classes  # a width that no scale changes

    def run(self, row: YoloRow, module: Module | None) -> None:
        """Add what a row stands for, as often as it is repeated."""
        xs = [self._read(row, number) for number in row.reads]
        if any(not self.shape(x) for x in xs):
            self.made.append(self.add("identity" if module else row.module, self.path, xs[:1], ()))
        elif module is None:
            self.made.append(self.add(row.module, self.path, xs, ()))
        else:
            self.made.append(module(self, row, xs))

    def _read(self, row: YoloRow, number: int) -> str:
        place = number + len(self.made) if number < 0 else number
        if place == -1:
            return self.input
        if not 0 <= place < len(self.made):
            message = f"row {len(self.made)} reads row {place}, and only those above it can be read"
            raise fault_at(row.place, message, "rows count from 0; a negative number counts back")
        return self.made[place]

    @property
    def path(self) -> str:
        """What Ultralytics calls the module of the row that is read now."""
        return f"model.{len(self.made)}"

    def shape(self, x: str) -> Shape:
        """A tensor's shape."""
        return self.draft.shapes[x]

    def add(self, op: str, path: str, xs: list[str], shape: Shape, attributes: dict[str, Any] | None = None) -> str:
        """An operation under the name of its module."""
        scope = (InModule(path.rpartition(".")[0]),) if path.count(".") > 1 else ()
        return self.draft.add(path, op, tuple(xs), shape, attributes, scope)

    def width(self, row: YoloRow, value: Any) -> int:
        """Output channels as the scale has them: the number of classes stays, others are multiples of 8."""
        if value == "nc":
            return self.file.classes
        channels = whole(row, value)
        if channels == self.kept:
            return channels
        channels = min(channels, self.file.most or channels)
        return -(-Fraction(channels * self.file.width) // 8) * 8

    def depth(self, row: YoloRow) -> int:
        """How often a module is repeated in this scale; halves are rounded to even, as Python does."""
        count = max(round(row.repeats * self.file.depth), 1) if row.repeats > 1 else row.repeats
        if count > OPERATIONS:
            raise fault_at(row.place, f"a module is repeated {count:,} times; the limit is {OPERATIONS:,}")
        return count

    def outputs(self) -> dict[str, str]:
        """What the detecting modules make, or the last row."""
        return self.ends or {"output": self.made[-1]}


def whole(row: YoloRow, value: Any, least: int = 1) -> int:
    """An argument that must be a whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= EXTENT:
        raise fault_at(row.place, f"{row.module} has {quote(str(value))} where a whole number from {least} up stands")
    return value


def argument(row: YoloRow, place: int, default: Any) -> Any:
    """An argument by its place, or what it is where it is not given."""
    return row.args[place] if len(row.args) > place and row.args[place] is not None else default


def convolved(
    net: YoloNet, path: str, x: str, out: int, kernel: int = 1, stride: int = 1, groups: int = 1, pad: int | None = None
) -> str:
    """Conv: a convolution that keeps the size but for its stride, batch normalisation, SiLU."""
    made = plain(net, f"{path}.conv", x, out, kernel, stride, groups, pad, bias=False)
    made = net.add("bn", f"{path}.bn", [made], net.shape(made))
    return net.add("silu", f"{path}.act", [made], net.shape(made))


def plain(
    net: YoloNet,
    path: str,
    x: str,
    out: int,
    kernel: int = 1,
    stride: int = 1,
    groups: int = 1,
    pad: int | None = None,
    bias: bool = True,
) -> str:
    """A convolution alone; its padding is half of its kernel unless it is given."""
    channels, *sides = net.shape(x)
    pad = kernel // 2 if pad is None else pad
    made = (out, *((side + 2 * pad - kernel) // stride + 1 for side in sides))
    if channels % groups or out % groups or min(made) < 1:
        raise Fault(f"{path} has {groups} groups and a kernel of {kernel} for {'x'.join(map(str, net.shape(x)))}")
    attributes = {"kernel": (kernel,) * 2, "stride": (stride,) * 2, "padding": ((pad, pad),) * 2}
    return net.add("conv", path, [x], made, attributes | {"groups": groups, "out": out, "bias": bias})


def joined(net: YoloNet, path: str, xs: list[str]) -> str:
    """Channels one behind the other."""
    shapes = [net.shape(x) for x in xs]
    if len({shape[1:] for shape in shapes}) > 1:
        raise Fault(f"{path} joins {' and '.join('x'.join(map(str, shape)) for shape in dict.fromkeys(shapes))}")
    return net.add("concat", path, xs, (sum(shape[0] for shape in shapes), *shapes[0][1:])) if len(xs) > 1 else xs[0]
