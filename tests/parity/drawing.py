"""Drawing a layer's settings as words of the language and, beside them, as what PyTorch is to be told.

Nothing here asks cnncalc: what a word means is written down a second time, from the README and from PyTorch's documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple, TypeAlias

from torch import Tensor, nn

Shape: TypeAlias = "tuple[int, ...]"
Pair: TypeAlias = "tuple[int, int]"

CHANNELS = (1, 2, 3, 4, 6, 8, 9, 12)
LONGEST = {0: 1, 1: 20, 2: 9, 3: 5}  # extents by the number of spatial axes
KERNEL, STRIDE, PAD = 5, 4, 3  # the largest


class Written(NamedTuple):
    """A layer written twice: as a step, and as a module. A region pool has its regions too."""

    words: str
    module: nn.Module
    regions: list[list[float]] | None = None
    sharp: bool = False  # near zero its values magnify rounding, so that it is compared in double precision only


class Function(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


class Window(NamedTuple):
    """A sliding window: its words, and one number for each spatial axis."""

    words: str
    kernel: Shape
    stride: Shape
    dilation: Shape

    @property
    def spans(self) -> Shape:
        """How many positions it covers on each axis."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation))


class Draw:
    """The dice, on the shape that a layer stands on."""

    def __init__(self, random: Random, shape: Shape) -> None:
        self.random = random
        self.shape = shape
        self.channels, *extents = shape
        self.extents = tuple(extents)
        self.rank = len(extents)

    def often(self) -> bool:
        """True every other time."""
        return self.random.random() < 0.5

    def seldom(self) -> bool:
        """True every fourth time."""
        return self.random.random() < 0.25

    def upto(self, most: int) -> int:
        """A number from 1 on."""
        return self.random.randint(1, most)

    def divisor(self, number: int) -> int:
        """A number that divides another."""
        return self.random.choice([n for n in range(1, number + 1) if number % n == 0])

    def grid(self, beyond: int = 2) -> Shape:
        """An extent for each spatial axis, some larger than the input's."""
        return tuple(self.upto(extent + beyond) for extent in self.extents)

    def per_axis(self, low: int, high: int) -> Shape:
        """A number for each axis, the same every other time."""
        one = self.random.randint(low, high)
        return (one,) * self.rank if self.often() else tuple(self.random.randint(low, high) for _ in self.extents)

    def pairs(self, most: int) -> tuple[Pair, ...]:
        """(before, after) for each axis."""
        return tuple(zip(self.per_axis(0, most), self.per_axis(0, most)))

    def window(self, kind: str, dilated: bool = True, jumps: bool = False) -> Window:
        """`KIND 3x3/2 ... dilation=2`; `jumps` says that without a stride it steps by its kernel."""
        kernel = tuple(self.upto(min(KERNEL, extent + 1)) for extent in self.extents)
        stride, dilation = self.per_axis(1, STRIDE), self.per_axis(2, 3) if dilated and self.seldom() else (1,) * self.rank
        size = f"{kind} {by(kernel)}"
        if self.seldom():
            return Window(size, kernel, kernel if jumps else (1,) * self.rank, dilation)
        return Window(f"{size}/{self.short(stride)}", kernel, stride, dilation)

    def short(self, numbers: Shape) -> str:
        """One number where all are alike, every other time."""
        return str(numbers[0]) if len(set(numbers)) == 1 and self.often() else by(numbers)

    def ends(self, pairs: Sequence[Pair]) -> str:
        """`0:1x0:1`, or one pair where all are alike, every other time."""
        return "x".join(
            f"{before}:{after}" for before, after in (pairs[:1] if len(set(pairs)) == 1 and self.often() else pairs)
        )

    def padding(self, window: Window, pools: bool = False, ceil: bool = False) -> tuple[str, tuple[Pair, ...]]:
        """The words for a padding under which the window fits, and the amounts before and after each axis."""
        word = self.random.choice(("", "half", "full", "same", "same_lower", "causal", "valid", "pad", "pad", "pad:"))
        words, amounts = self._padding(word, window)
        free = [w + sum(p) - span + (s - 1) * ceil for w, p, span, s in zip(self.extents, amounts, window.spans, window.stride)]
        wide = pools and any(max(pair) >= span for pair, span in zip(amounts, window.spans))
        return (words, amounts) if min(free) >= 0 and not wide else self._padding("same", window)

    def _padding(self, word: str, window: Window) -> tuple[str, tuple[Pair, ...]]:
        if word == "pad":
            amounts = self.per_axis(0, PAD)
            return f" pad={self.short(amounts)}", tuple(zip(amounts, amounts))
        if word == "pad:":
            pairs = self.pairs(PAD)
            return f" pad={self.ends(pairs)}", pairs
        meanings: dict[str, Callable[[int, int, int], Pair]] = {
            "": lambda w, span, s: (0, 0),
            "half": lambda w, span, s: ((span - 1) // 2,) * 2,
            "full": lambda w, span, s: (span - 1,) * 2,
            "causal": lambda w, span, s: (span - 1, 0),
            "valid": lambda w, span, s: (0, 0),
            "same": lambda w, span, s: same(w, span, s),
            "same_lower": lambda w, span, s: same(w, span, s)[::-1],
        }
        amounts = tuple(meanings[word](*axis) for axis in zip(self.extents, window.spans, window.stride))
        return f" {word}" if word else "", amounts


def same(extent: int, span: int, stride: int) -> Pair:
    """As ONNX writes SAME_UPPER: the least padding for ceil(W/S) windows, the odd position at the end."""
    outputs = -(-extent // stride)
    total = max((outputs - 1) * stride + span - extent, 0)
    return total // 2, total - total // 2


def by(numbers: Sequence[int]) -> str:
    """`3x3`."""
    return "x".join(map(str, numbers))


def flat(pairs: Sequence[Pair]) -> list[int]:
    """The amounts in the order of `torch.nn.functional.pad`: the last axis first."""
    return [amount for pair in reversed(pairs) for amount in pair]


def even(pairs: Sequence[Pair]) -> bool:
    """Whether the padding is the same before and after each axis."""
    return all(before == after for before, after in pairs)


def befores(pairs: Sequence[Pair]) -> Shape:
    """The amounts before each axis."""
    return tuple(before for before, _ in pairs)
