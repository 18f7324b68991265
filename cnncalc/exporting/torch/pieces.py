"""What a layer is in PyTorch: the module that holds its weights and settings, and the expression that applies it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.errors import Fault
from cnncalc.words.numbers import symbolic

Pair: TypeAlias = "tuple[int, int]"


class Code(str):
    """A value that is written as it is: Python's own text."""

    __slots__ = ()


class Setting(NamedTuple):
    """An argument of a module, by PyTorch's word for it. It is left out where every use of the class has the default."""

    role: str
    value: Any
    default: Any = None
    keyword: bool = True

    @property
    def open(self) -> bool:
        """Whether it may become a parameter of the class that the layer lies in: a number, or one for each axis."""
        return isinstance(self.value, (int, tuple)) and not isinstance(self.value, bool)

    @property
    def written(self) -> str:
        """The value as Python's text."""
        return str(self.value) if isinstance(self.value, Code) or not isinstance(self.value, str) else f'"{self.value}"'


class Module(NamedTuple):
    """A module as it is constructed. A name without `nn.` is that of a helper class, which is written out too."""

    name: str
    settings: tuple[Setting, ...] = ()


class LayerCode(NamedTuple):
    """A layer. In `text`, {m} is its module, {x} its input and {regions} those of a region pool.

    `text` is always something that a dot may follow. A join has neither: `join` says how the branches come together.
    """

    module: Module | None = None
    text: str = "{m}({x})"
    join: str = ""


SAME = LayerCode(text="{x}")  # the input itself


def module(name: str, *settings: Setting, text: str = "{m}({x})") -> LayerCode:
    """The piece of a layer that is a module."""
    return LayerCode(Module(name, settings), text)


def first(role: str, value: Any) -> Setting:
    """An argument that PyTorch's users write without its name."""
    return Setting(role, value, keyword=False)


def numbers(what: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, if all of them are numbers: what is written out cannot be a symbol."""
    values = tuple(values)
    for value in values:
        if symbolic(value):
            raise Fault(
                f"{what} would be {value}, and PyTorch wants a number there", "give the input in numbers: --input 3x224x224"
            )
    return values


def short(values: Sequence[int]) -> Any:
    """One number where all axes have the same.

    >>> short((3, 3)), short((1, 7))
    (3, (1, 7))
    """
    return values[0] if len(set(values)) == 1 else tuple(values)


def even(pairs: Sequence[Pair]) -> bool:
    """Whether each axis is padded alike before and after."""
    return all(before == after for before, after in pairs)


def befores(pairs: Sequence[Pair]) -> tuple[int, ...]:
    """What is put before each axis."""
    return tuple(before for before, _ in pairs)


def padded(x: str, pairs: Sequence[Pair], value: str = "", mode: str = "") -> str:
    """The text for an input with padding around it; PyTorch names the last axis first.

    >>> padded("{x}", [(0, 1), (2, 3)])
    'nn.functional.pad({x}, (2, 3, 0, 1))'
    """
    amounts = ", ".join(str(amount) for pair in reversed(pairs) for amount in pair)
    how = f', "{mode}"' if mode else f", value={value}" if value else ""
    return f"nn.functional.pad({x}, ({amounts}){how})"


def cut(pairs: Iterable[Pair]) -> str:
    """The index that cuts positions off both ends of each spatial axis.

    >>> cut([(0, 1), (2, 0), (0, 0)])
    '[..., :-1, 2:, :]'
    """
    kept = (f"{before or ''}:{-after or ''}" for before, after in pairs)
    return f"[..., {', '.join(kept)}]"
