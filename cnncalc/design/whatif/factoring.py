"""The ways to factor one convolution into others: kernels, strides, widths and padding of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd
from typing import NamedTuple

from cnncalc.errors import refuse
from cnncalc.layers import KINDS, windows
from cnncalc.layers.base import Layer, Padding, Shape
from cnncalc.layers.settings import make, text_of

GROUPS = (2, 4, 8, 32)  # that are tried first
MOST_GROUPS = 1000  # where none of them suits
DEEPEST = 50  # convolutions in a stack
SHARES = (2, 4, 8)  # a half, a quarter and an eighth of the channels are the usual widths


class FactorStep(NamedTuple):
    """A convolution of a variant. `out` is a multiple of its input for a depthwise one."""

    kernel: Shape
    stride: Shape
    out: int
    groups: int = 1
    depthwise: bool = False


class Factoring(NamedTuple):
    """Convolutions one after the other; the main one takes the padding of axes on which all kernels are 1."""

    steps: tuple[FactorStep, ...]
    main: int = -1


class Factors:
    """The ways to factor a layer on an input `x`, and the reasons why some are none."""

    def __init__(self, layer: Layer, x: Shape, out: int) -> None:
        self.layer = layer
        self.x = x
        self.out = out
        self.depthwise = layer.depthwise
        self.groups: int = 1 if self.depthwise else layer.groups
        self.ones = (1,) * layer.rank
        self.size = "x".join(map(str, layer.kernel))
        self.left_out: list[tuple[str, str]] = []

    def ways(self, widths: Sequence[int] | None) -> Iterator[tuple[str, Factoring]]:
        """Each way under its key."""
        yield from self.stack()
        yield from self.per_axis()
        yield from self.narrowed(widths)
        yield from self.separable()
        yield from self.grouped()

    def without(self, key: str, reason: str) -> Iterator[tuple[str, Factoring]]:
        self.left_out.append((key, reason))
        return iter(())

    def same_channels(self, sizes: Iterable[tuple[Shape, Shape]]) -> Factoring:
        """Convolutions of these kernels and strides, all of which give out what the layer does."""
        first = self.out // self.x[0]
        steps = [FactorStep(kernel, stride, self.out, self.groups) for kernel, stride in sizes]
        if self.depthwise:
            steps = [step._replace(out=1 if i else first, depthwise=True) for i, step in enumerate(steps)]
        return Factoring(tuple(steps))

    def stack(self) -> Iterator[tuple[str, Factoring]]:
        count = max(k // 2 for k in self.layer.kernel)
        if not 2 <= count <= DEEPEST:
            reason = "is as small as the kernels of a stack" if count < 2 else f"would take {count:,} convolutions"
            return self.without("stack", f"{self.size} {reason}")
        small = [[3] * ((k - 1) // 2) + [2] * (k % 2 == 0) for k in self.layer.kernel]
        kernels = [tuple(axis[i] if i < len(axis) else 1 for axis in small) for i in range(count)]
        strides = [self.ones] * (count - 1) + [self.layer.stride]
        return iter([("stack", self.same_channels(zip(kernels, strides)))])

    def per_axis(self) -> Iterator[tuple[str, Factoring]]:
        axes = [axis for axis, k in enumerate(self.layer.kernel) if k > 1]
        if len(axes) < 2:
            reason = "the data has a single axis" if self.layer.rank == 1 else f"{self.size} does not reach along two axes"
            return self.without("1xn", reason)
        return iter([("1xn", self.same_channels(self.along(axis, axis == axes[0]) for axis in reversed(axes)))])

    def along(self, axis: int, last: bool) -> tuple[Shape, Shape]:
        """The kernel and the stride of the convolution along one axis; the last one steps along those without a kernel too."""
        kernel, stride = self.layer.kernel, self.layer.stride
        steps = tuple(s if i == axis or (last and kernel[i] == 1) else 1 for i, s in enumerate(stride))
        return tuple(k if i == axis else 1 for i, k in enumerate(kernel)), steps

    def narrowed(self, widths: Sequence[int] | None) -> Iterator[tuple[str, Factoring]]:
        if self.depthwise:
            return self.without("bottleneck", "no kernel of a depthwise convolution sees a second channel")
        chosen = self.usual_widths() if widths is None else [self.checked(width) for width in widths]
        if not chosen:
            return self.without("bottleneck", f"the input has too few channels to narrow: {self.x[0]}")
        ways = [(f"reduce-{width}", self.bottleneck(width, widen=False)) for width in chosen]
        if max(self.layer.kernel) == 1:
            self.without("bottleneck", "a 1x1 has no kernel to put between two more; reduce is its bottleneck")
            return iter(ways)
        return iter(ways + [(f"bottleneck-{width}", self.bottleneck(width, widen=True)) for width in chosen])

    def usual_widths(self) -> list[int]:
        channels = min(self.x[0], self.out)
        widths = (channels // share // self.groups * self.groups for share in SHARES)
        return list(dict.fromkeys(width for width in widths if 0 < width < self.x[0]))

    def checked(self, width: int) -> int:
        if not 1 <= width < self.x[0]:
            help = f"give a width from 1 to {self.x[0] - 1}" if self.x[0] > 1 else "there is nothing to narrow"
            raise refuse(f"a bottleneck of {width} channels does not narrow the input, which has {self.x[0]}", help)
        if width % self.groups:
            message = f"the layer has {self.groups} groups, among which {width} channels cannot be shared out"
            raise refuse(message, f"give a multiple of {self.groups}")
        return width

    def bottleneck(self, width: int, widen: bool) -> Factoring:
        point = FactorStep(self.ones, self.ones, width, self.groups)
        main = FactorStep(self.layer.kernel, self.layer.stride, width if widen else self.out, self.groups)
        return Factoring((point, main, point._replace(out=self.out)) if widen else (point, main), main=1)

    def separable(self) -> Iterator[tuple[str, Factoring]]:
        if self.depthwise:
            return self.without("separable", "the layer is depthwise already")
        if max(self.layer.kernel) == 1:
            return self.without("separable", "a 1x1 has no spatial part")
        depthwise = FactorStep(self.layer.kernel, self.layer.stride, 1, depthwise=True)
        chain = Factoring((depthwise, FactorStep(self.ones, self.ones, self.out, self.groups)), main=0)
        return iter([("separable", chain)])

    def grouped(self) -> Iterator[tuple[str, Factoring]]:
        common = gcd(self.x[0], self.out)
        if self.depthwise:
            return self.without("groups", "each channel of a depthwise convolution is a group of its own")
        suits = [n for n in range(self.groups + 1, min(common, MOST_GROUPS) + 1) if common % n == n % self.groups == 0]
        counts = [n for n in suits if n in GROUPS] or suits[:1]
        if not counts:
            return self.without("groups", f"{self.x[0]} and {self.out} channels cannot be shared out among more groups")
        whole = FactorStep(self.layer.kernel, self.layer.stride, self.out)
        return iter([(f"groups-{n}", Factoring((whole._replace(groups=n),))) for n in counts])

    def line(self, chain: Factoring) -> str:
        """The steps as a line of a spec, with a relu between each two."""
        x, words = self.x, []
        for step, pads in zip(chain.steps, _shared(chain, windows.pads(self.layer, self.x))):
            layer = self.made(step, pads, x)
            words.append(text_of(layer))
            x = layer.shape(x)
        return ", relu, ".join(words)

    def made(self, step: FactorStep, pads: tuple[windows.Pair, ...], x: Shape) -> Layer:
        """A step as a layer. Its padding is a word where one means the same: the layer's own, or half."""
        words = [Padding(word) for word in (self.layer.padding.mode, "half") if word not in ("", "pad")]
        exact = Padding("pad", pads) if any(map(any, pads)) else Padding()
        layers = [self.with_padding(step, padding) for padding in (words if exact.mode else []) + [exact]]
        return next(layer for layer in layers if windows.pads(layer, x) == pads)

    def with_padding(self, step: FactorStep, padding: Padding) -> Layer:
        kind, out = ("dwconv", "mult") if step.depthwise else ("conv", "out")
        dilation = tuple(d if k > 1 else 1 for d, k in zip(self.layer.dilation, step.kernel))
        given = {"size": (step.kernel, step.stride), out: step.out, "padding": padding, "dilation": dilation}
        given |= {} if step.depthwise else {"groups": step.groups}
        given |= {"nobias": True} if self.layer.nobias else {}
        return make(KINDS[kind], tuple(given.items()), self.layer.rank, self.layer.layout)


def _shared(chain: Factoring, pads: Sequence[windows.Pair]) -> list[tuple[windows.Pair, ...]]:
    """The padding of each step: what each axis has, shared out before and after as the kernels reach."""
    axes = []
    for axis, pad in enumerate(pads):
        reach = [step.kernel[axis] - 1 for step in chain.steps]
        if not any(reach):
            reach[chain.main] = 1
        axes.append(list(zip(*(_parts(amount, reach) for amount in pad))))
    return [tuple(side) for side in zip(*axes)]


def _parts(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount cut in proportion to weights, into whole parts.

    >>> _parts(3, [2, 2, 2]), _parts(2, [2, 1])
    ([1, 1, 1], [1, 1])
    """
    whole, before, parts = sum(weights), 0, list[int]()
    for reached in range(1, len(weights) + 1):
        upto = (2 * amount * sum(weights[:reached]) + whole) // (2 * whole)
        parts.append(upto - before)
        before = upto
    return parts
