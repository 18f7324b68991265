"""A window that slides along one axis: the numbers of O = floor((W - K + 2P)/S) + 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from cnncalc.errors import refuse
from cnncalc.layers import windows
from cnncalc.limits import EXTENT
from cnncalc.results.shown import Result, in_a_line

NAMES = ("input", "output", "kernel", "padding", "stride", "dilation")
LEAST = {"padding": 0}
Given: TypeAlias = "Mapping[str, int | tuple[int, int]]"  # a padding may be a pair


class Window(NamedTuple):
    """The settings along one axis; the padding is an amount before and one after."""

    input: int
    kernel: int
    padding: tuple[int, int]
    stride: int = 1
    dilation: int = 1
    ceil: bool = False

    @property
    def span(self) -> int:
        """The positions that the kernel covers."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        """The input's extent with its padding."""
        return self.input + self.padding[0] + self.padding[1]

    @property
    def output(self) -> int:
        """How many windows fit; 0 where none does."""
        return max(0, windows.count(self.input, self.span, self.stride, self.padding, self.ceil))

    @property
    def rest(self) -> int:
        """The remainder of the division: positions at the end that no window reads, or under `ceil` 0."""
        return max(0, self.padded - self.span - (self.output - 1) * self.stride)

    @property
    def symmetric(self) -> bool:
        """Whether both ends are padded alike."""
        return self.padding[0] == self.padding[1]

    @property
    def working(self) -> str:
        """The arithmetic of the output."""
        pad = f"2*{self.padding[0]}" if self.symmetric else f"{self.padding[0]} + {self.padding[1]}"
        kernel = str(self.kernel) if self.dilation == 1 else f"{self.dilation}*({self.kernel} - 1) - 1"
        free = f"{self.input} - {kernel} + {pad}"
        if not self.ceil:
            return f"({free})//{self.stride} + 1"
        late = self.output < -(-(self.padded - self.span) // self.stride) + 1
        return f"-(-({free})//{self.stride}) + 1{' - 1' * late}"


class SolutionsFields(NamedTuple):
    """What a `Solutions` holds."""

    unknowns: tuple[str, ...]
    windows: tuple[Window, ...]
    more: int = 0
    remarks: tuple[str, ...] = ()
    right: bool = True


class Solutions(Result, SolutionsFields):
    """What was open, the windows that fit, how many more there are, remarks, and whether the given numbers fit."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self, "", f"{' and '.join(self.unknowns) or 'nothing'} open", f"{len(self.windows) + self.more:,} found"
        )


def halves(total: int) -> tuple[int, int]:
    """A padding of `total` positions, before and after; the odd one at the end."""
    return total // 2, total - total // 2


def require_sound(given: Given) -> None:
    """Refuse numbers that no window can have."""
    for name, value in given.items():
        for number in value if isinstance(value, tuple) else (value,):
            least = LEAST.get(name, 1)
            if not least <= number <= EXTENT:
                raise refuse(f"--{name} {number} is out of range", f"it goes from {least} to 10^15")
