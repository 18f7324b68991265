"""What scopes that share a class differ in, as arguments of its constructor: few, and with names that say what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.exporting.names import variable

Values: TypeAlias = "tuple[Any, ...]"  # one for each use of the class

CHANNELS = "channels"
FAMILY = dict.fromkeys(("in_channels", "out_channels", "channels", "groups", "in_features", "out_features"), CHANNELS)
ORDER = (CHANNELS, "kernel_size", "stride", "padding", "dilation")
FIRST = ("in_channels", "channels", "out_channels")  # the arguments that are given without their names
DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1}
MADE = ("out_channels", "out_features", "channels")  # roles of what a layer makes, in the order in which they name it


class Column(NamedTuple):
    """A number of a step, in every use of the class."""

    step: str
    role: str  # the module's word for it, or the argument of the class that the step calls
    family: str
    values: Values


class Parameter(NamedTuple):
    """An argument of a constructor."""

    name: str
    family: str
    values: Values

    @property
    def typed(self) -> str:
        """The argument with its type and, if it has one, its default."""
        kind = "int" if all(isinstance(value, int) for value in self.values) else "int | tuple[int, ...]"
        return f"{self.name}: {kind}{f' = {self.default}' if self.default else ''}"

    @property
    def default(self) -> str:
        """PyTorch's default, where some use has it."""
        default = DEFAULTS.get(self.family)
        return "" if default is None or default not in self.values else str(default)

    def given(self, text: str) -> str:
        """The argument as a call gives it; empty where it has the default."""
        if text == self.default:
            return ""
        return text if self.name in FIRST else f"{self.name}={text}"


def parameters_of(
    columns: Sequence[Column], incoming: Values, outgoing: Values
) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
    """The arguments, and what to write for each column: a number, an argument, or arithmetic with one.

    `incoming` and `outgoing` are the channels that enter and leave each use. Columns that hold the same numbers, or the same
    multiple of them, are one argument; that this is meant shows in every use there is, and the class is for these.
    """
    groups: dict[tuple[str, Values], list[Column]] = {}
    for column in columns:
        if len(set(column.values)) > 1:
            groups.setdefault((column.family, column.values), []).append(column)
    found = _Found()
    for family, values in sorted(groups, key=lambda group: _place(group, incoming, outgoing)):
        if not found.derived(family, values):
            found.name(family, values, _named(groups, family, values, incoming, outgoing))
    texts = tuple(
        found.texts[column.family, column.values] if len(set(column.values)) > 1 else repr(column.values[0])
        for column in columns
    )
    return tuple(sorted(found.parameters, key=lambda parameter: bool(parameter.default))), texts


class _Found:
    """The arguments so far, and the text for each group of columns."""

    def __init__(self) -> None:
        self.parameters: list[Parameter] = []
        self.texts: dict[tuple[str, Values], str] = {}

    def name(self, family: str, values: Values, name: str) -> None:
        names = {parameter.name for parameter in self.parameters}
        name = next(each for each in (name, *(f"{name}_{number}" for number in range(2, 99999))) if each not in names)
        self.parameters.append(Parameter(name, family, values))
        self.texts[family, values] = name

    def derived(self, family: str, values: Values) -> bool:
        """Whether the values follow from an argument that there is; then its text is noted."""
        for parameter in self.parameters:
            text = _from(parameter, family, values)
            if text:
                self.texts[family, values] = text
                return True
        return False


def _from(parameter: Parameter, family: str, values: Values) -> str:
    if not all(isinstance(value, int) for value in (*values, *parameter.values)):
        return ""
    pairs = list(zip(values, parameter.values))
    if family == parameter.family == CHANNELS:
        many, rest = divmod(*pairs[0])
        part = pairs[0][1] // pairs[0][0]
        if not rest and all(value == many * base for value, base in pairs):
            return f"{many} * {parameter.name}"
        if all(value * part == base for value, base in pairs):
            return f"{parameter.name} // {part}"
    if family == "padding" and parameter.family == "kernel_size" and all(value == base // 2 for value, base in pairs):
        return f"{parameter.name} // 2"
    if family == "padding" and parameter.family == "dilation" and all(value == base for value, base in pairs):
        return parameter.name
    return ""


def _place(group: tuple[str, Values], incoming: Values, outgoing: Values) -> int:
    """In which order arguments are found: what enters and leaves first, so that others may follow from these."""
    family, values = group
    if family == CHANNELS:
        return -3 if values == incoming else -2 if values == outgoing else -1
    return ORDER.index(family) if family in ORDER[:2] else ORDER.index("dilation") - 1 if family == "dilation" else len(ORDER)


def _named(
    groups: dict[tuple[str, Values], list[Column]], family: str, values: Values, incoming: Values, outgoing: Values
) -> str:
    columns = groups[family, values]
    if family != CHANNELS:
        return _qualified(columns[0], Counter(each[0].role for each in groups.values())[columns[0].role] > 1)
    if values == incoming:
        return "channels" if values == outgoing else "in_channels"
    if values == outgoing:
        return "out_channels"
    return _made(columns)


def _qualified(column: Column, several: bool) -> str:
    return f"{variable(column.step)}_{column.role}" if several else column.role


def _made(columns: list[Column]) -> str:
    """Channels by the first layer that makes so many of them."""
    makers = [column for role in MADE for column in columns if column.role == role]
    column = (makers or columns)[0]
    if column.role in ("out_channels", "channels"):
        return f"{variable(column.step)}_channels"
    return f"{variable(column.step)}_{column.role.removeprefix('out_')}"
