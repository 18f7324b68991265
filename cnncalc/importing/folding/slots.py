"""The slots of a block's layers: each gets a value, an expression, or a parameter that is new."""

from __future__ import annotations

from cnncalc.importing.folding.expressions import WIDTHS, expressions, is_constant, is_part
from cnncalc.importing.folding.repeats import follows
from cnncalc.importing.folding.tree import (
    BlockParameter,
    ChoiceItem,
    Column,
    Path,
    PathItem,
    RepeatItem,
    StepItem,
    UseItem,
    every_once,
)
from cnncalc.importing.folding.words import UNSTRIDED


class Slots:
    """Fills the slots of a block in the making; `channels` is what enters each use.

    Parameters have names as ?0? until all are known.
    """

    def __init__(self, body: Path, channels: dict[int, int]) -> None:
        self.body = body
        self.channels = channels
        self.entering = {use: str(number) for use, number in channels.items()}
        self.uses = sorted(channels)
        self.found: list[BlockParameter] = []
        self.said: dict[str, Column] = {}  # the expressions of widths, with what they come to
        self.flags: dict[str, str] = {}  # what those parameters are called that say whether a part is there

    def fill(self, path: Path) -> None:
        """Write what stands in the slots of all items of a path."""
        for i, item in enumerate(path):
            if isinstance(item, StepItem):
                item.values = self._values(item)
            elif isinstance(item, UseItem):
                item.word = self._slot("step", item.kinds)
                names = [parameter.name for parameter in item.block.parameters]
                item.values = [self._slot(*slot) for slot in zip(item.roles, item.columns, names)]
            elif isinstance(item, RepeatItem):
                item.count = self._count(item, path[:i])
                self.fill(item.rounds[0])
            else:
                if isinstance(item, ChoiceItem):
                    self._prepare(item)
                for below in sorted(item.paths(), key=_is_optional):  # a projection is said by what it stands beside
                    self.fill(below)

    def new(self, role: str, column: Column) -> BlockParameter:
        """A parameter more."""
        made = BlockParameter(f"?{len(self.found)}?", role, column)
        self.found.append(made)
        return made

    def _values(self, item: StepItem) -> list[str]:
        """The values of a step. Where its kernel and its stride both differ, one parameter holds the two."""
        first: list[str] = []
        if item.roles[:2] == ("size", "stride") and item.kind in UNSTRIDED and not any(map(is_constant, item.columns[:2])):
            kernels, strides = item.columns[:2]
            first = [self._sized({use: f"{kernel}/{strides[use]}" for use, kernel in kernels.items()}, kernels), "1"]
        slots = list(zip(item.roles, item.columns))
        return [*first, *(self._slot(role, column) for role, column in slots[len(first) :])]

    def _slot(self, role: str, column: Column, name: str = "") -> str:
        """What is written for a slot; `name` is what a flag is called further in."""
        if role == "sized":
            return self._sized(column, column)
        constant = next(iter(column.values()), "") if is_constant(column) or not column else None
        if constant is not None and not (len(column) < len(self.uses) and role in WIDTHS):
            return constant
        text = next(expressions(role, column, self.found, self.entering), None) or constant
        text = text or self._extended(role, column) or self.new(role, column).name
        if role == "flag" and text.startswith("?"):
            self.flags.setdefault(text, name)
        if role in WIDTHS:
            self.said.setdefault(text, column)
        return text

    def _sized(self, column: Column, own: Column) -> str:
        """What is written for a kernel with its stride: the two apart where one is the same everywhere, or is needed alone."""
        kernels, strides = ({use: value.split("/")[part] for use, value in column.items()} for part in (0, 1))
        if is_constant(kernels) or is_constant(strides) or self._is_needed(kernels, own):
            kernel, stride = self._slot("size", kernels), self._slot("stride", strides)
            return kernel if stride == "1" else f"{kernel}/{stride}"
        return next(expressions("sized", column, self.found, self.entering), None) or self.new("sized", column).name

    def _is_needed(self, kernels: Column, own: Column) -> bool:
        """Whether the kernel of a size stands elsewhere in the block, without the stride."""
        for item in every_once(self.body):
            for role, column in zip(item.roles, item.columns) if isinstance(item, (StepItem, UseItem)) else ():
                if column is own or role not in ("size", "sized"):
                    continue
                plain = {use: value.removesuffix("/1") for use, value in column.items()}
                if not is_constant(plain) and is_part(plain, kernels):
                    return True
        return False

    def _extended(self, role: str, column: Column) -> str | None:
        """A parameter that holds the same wherever it holds anything, and from now on the rest too."""
        for parameter in self.found:
            shared = parameter.column.keys() & column.keys()
            if parameter.role == role and shared and all(parameter.column[use] == column[use] for use in shared):
                parameter.column |= column
                return parameter.name
        return None

    def _count(self, item: RepeatItem, before: Path) -> str:
        """How often a repeat goes round: n-1 where its first round stands, somewhat different, before it."""
        column = item.columns[0]
        if is_constant(column):
            return next(iter(column.values()))
        counted = follows(item, before)
        wanted = {use: str(int(count) + counted) for use, count in column.items()}
        known = (p for p in self.found if p.role == "count" and is_part(wanted, p.column))
        name = (next(known, None) or self.new("count", wanted)).name
        return f"{name}-1" if counted else name

    def _prepare(self, choice: ChoiceItem) -> None:
        """What stands on both sides of a choice has one column; a part that widens what enters has a width everywhere."""
        if choice.otherwise:
            _pair(choice)
            return
        first = choice.body[0]
        if not isinstance(first, (StepItem, UseItem)) or "out" not in first.roles:
            return
        column = first.columns[list(first.roles).index("out")]
        if next(expressions("out", column, self.found, self.entering), "in").endswith("in"):
            self._widen(column)

    def _widen(self, column: Column) -> None:
        """Uses that lack a wider part have a factor of 1, or the width that enters."""
        if not all(value.isdigit() and int(value) > self.channels[use] for use, value in column.items()):
            return
        if any(int(value) % self.channels[use] for use, value in column.items()):
            column |= {use: self.entering[use] for use in self.uses if use not in column}
            return
        factors = {use: str(int(column[use]) // self.channels[use] if use in column else 1) for use in self.uses}
        name = self.new("times", factors).name
        column.update(dict.fromkeys(column, f"{name}*in"))


def _is_optional(branch: Path) -> bool:
    """Whether all of a branch is a choice."""
    return len(branch) == 1 and isinstance(branch[0], ChoiceItem)


def _pair(choice: ChoiceItem) -> None:
    """Give what stands on both sides of a choice one column for the uses of both."""
    left = [item for item in every_once(choice.otherwise) if isinstance(item, (StepItem, UseItem))]
    for item in every_once(choice.body):
        other = next((other for other in left if _is_same(item, other)), None)
        if other and isinstance(item, (StepItem, UseItem)):
            left.remove(other)
            item.columns = other.columns = [mine | theirs for mine, theirs in zip(item.columns, other.columns)]


def _is_same(one: PathItem, other: PathItem) -> bool:
    if isinstance(one, UseItem) and isinstance(other, UseItem):
        return one.block is other.block
    return isinstance(one, StepItem) and isinstance(other, StepItem) and one.pattern == other.pattern
