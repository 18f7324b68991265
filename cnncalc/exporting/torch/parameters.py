"""What scopes that share a class differ in, as arguments of its constructor: few, and with names that say what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.exporting.torch.names import numbered, variable

Values: TypeAlias = "tuple[Any, ...]"  # one for each use of the class
Group: TypeAlias = "tuple[str, Values]"  # a family, and the numbers that some columns of it have in common

CHANNELS = "channels"
FAMILY = dict.fromkeys(("in_channels", "out_channels", "channels", "groups", "in_features", "out_features"), CHANNELS)
ORDER = ("kernel_size", "stride", "dilation", "padding")
FIRST = ("in_channels", "channels", "out_channels")  # the arguments that are given without their names
DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1}
MADE = ("out_channels", "out_features", "channels")  # roles of what a layer makes, in the order in which they name it


class NumberColumn(NamedTuple):
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
    columns: Sequence[NumberColumn], incoming: Values, outgoing: Values
) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
    """The arguments, and what to write for each column: a number, an argument, or arithmetic with one.

    `incoming` and `outgoing` are the channels that enter and leave each use. Columns that hold the same numbers, or the same
    multiple of them, are one argument; that this is meant shows in every use there is, and the class is for these.
    """
    groups: dict[Group, list[NumberColumn]] = {}
    for column in columns:
        if len(set(column.values)) > 1:
            groups.setdefault((column.family, column.values), []).append(column)
    found = [*_ends(groups, incoming, outgoing)]
    found += _inner(groups, found)
    found += _others(groups, found)
    texts = tuple(_text((column.family, column.values), found) or repr(column.values[0]) for column in columns)
    return tuple(sorted(found, key=lambda parameter: bool(parameter.default))), texts


def _ends(groups: Iterable[Group], incoming: Values, outgoing: Values) -> Iterator[Parameter]:
    """The channels that come in and those that go out, if others are the same or follow from them."""
    found: list[Parameter] = []
    both = incoming == outgoing
    for name, values in (("channels" if both else "in_channels", incoming), ("out_channels", outgoing)):
        parameter = Parameter(name, CHANNELS, values)
        varies = len(set(values)) > 1 and all(values) and not _text((CHANNELS, values), found)
        if varies and any(_follows(parameter, group) for group in groups if not _text(group, found)):
            found.append(parameter)
            yield parameter


def _inner(groups: dict[Group, list[NumberColumn]], found: list[Parameter]) -> Iterator[Parameter]:
    """Other channels, by the first layer that makes that many of them; mid_channels, if these are the only ones."""
    bases: list[Parameter] = []
    for family, values in groups:
        if family == CHANNELS and not _text((family, values), [*found, *bases]):
            bases.append(Parameter(_made(groups[family, values]), family, values))
    names = ["mid_channels"] if len(bases) == 1 else _different([base.name for base in bases], found)
    return (base._replace(name=name) for base, name in zip(bases, names))


def _others(groups: dict[Group, list[NumberColumn]], found: list[Parameter]) -> Iterator[Parameter]:
    """Kernels, strides and what else differs, by PyTorch's word; after the layer's name, where several differ."""
    bases: list[Parameter] = []
    for group in sorted(groups, key=_order):
        if group[0] != CHANNELS and not _text(group, [*found, *bases]):
            bases.append(Parameter(groups[group][0].role, *group))
    counts = Counter(base.name for base in bases)
    names = [f"{variable(groups[base[1:]][0].step)}_{base.name}" if counts[base.name] > 1 else base.name for base in bases]
    return (base._replace(name=name) for base, name in zip(bases, _different(names, found)))


def _different(names: Sequence[str], found: Sequence[Parameter]) -> list[str]:
    """The names, numbered where one comes twice."""
    different: list[str] = []
    for name in names:
        different.append(numbered(name, {*different, *(parameter.name for parameter in found)}))
    return different


def _order(group: Group) -> int:
    """Arguments come in PyTorch's order; a padding may follow from the kernel or the dilation."""
    return ORDER.index(group[0]) if group[0] in ORDER else len(ORDER)


def _made(columns: list[NumberColumn]) -> str:
    makers = [column for role in MADE for column in columns if column.role == role]
    column = (makers or columns)[0]
    what = "channels" if column.role in MADE else column.role
    return f"{variable(column.step)}_{what}"


def _text(group: Group, found: Iterable[Parameter]) -> str:
    """What to write for a group: an argument or arithmetic with one; empty if that cannot be, or need not."""
    if len(set(group[1])) == 1:
        return ""
    return next((text for parameter in found if (text := _follows(parameter, group))), "")


def _follows(parameter: Parameter, group: Group) -> str:
    """How the numbers of a group follow from an argument; empty if they do not."""
    family, values = group
    if (family, values) == parameter[1:]:
        return parameter.name
    pairs = list(zip(values, parameter.values))
    if not all(isinstance(value, int) for pair in pairs for value in pair):
        return ""
    if family == parameter.family == CHANNELS and all(map(all, pairs)):
        return _multiple(parameter.name, pairs)
    if family == "padding" and parameter.family == "kernel_size" and all(value == base // 2 for value, base in pairs):
        return f"{parameter.name} // 2"
    if family == "padding" and parameter.family == "dilation" and all(value == base for value, base in pairs):
        return parameter.name
    return ""


def _multiple(name: str, pairs: list[tuple[int, int]]) -> str:
    value, base = pairs[0]
    many, part = value // base, base // value
    if many and all(value == many * base for value, base in pairs):
        return f"{many} * {name}"
    if part and all(value * part == base for value, base in pairs):
        return f"{name} // {part}"
    return ""
