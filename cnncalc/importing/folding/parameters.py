"""What differs between the uses of a block becomes its parameters, or an expression of `in` and of others of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from fractions import Fraction

from cnncalc.importing.folding.repeats import follows
from cnncalc.importing.folding.templates import match_roles
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
from cnncalc.language.lines import RESERVED
from cnncalc.words.operators import FUNCTIONS

LETTERS = {
    "step": "body",
    "size": "k",
    "sized": "size",
    "out": "c",
    "stride": "s",
    "count": "n",
    "channel": "a",
    "dilation": "d",
    "groups": "g",
    "times": "t",
    "n": "p",
}
WIDTHS = ("out", "channel", "groups", "mult", "r", "n")  # roles whose numbers may be made of one another
ALIKE = (WIDTHS, ("pad", "dilation"))
USUAL = {"stride": "1", "dilation": "1", "groups": "1", "flag": "0"}  # what the uses that say nothing have
UNSTRIDED = ("conv", "dwconv", "deconv")  # a size without a stride steps by 1
divisible = FUNCTIONS["divisible"][1]
LARGEST = 16  # factor of an expression


class Parameters:
    """The parameters of a block in the making; `channels` is what enters each use."""

    def __init__(self, body: Path, channels: dict[int, int], taken: Collection[str] = ()) -> None:
        self.taken = taken  # the names of blocks, which no parameter can have
        self.channels = channels
        self.uses = sorted(channels)
        self.found: list[BlockParameter] = []
        self.said: dict[str, Column] = {}  # the expressions of widths, with what they come to
        self.body = body
        self.flags: dict[str, str] = {}  # what those parameters are called that say whether a part is there
        self.choices = [item for item in every_once(body) if isinstance(item, ChoiceItem)]

    def settle(self) -> list[BlockParameter]:
        """Write an expression into every slot and every condition, and order the parameters."""
        self._path(self.body)
        for choice in self.choices:
            choice.condition = self._condition(choice)
        return self._ordered()

    def _path(self, path: Path) -> None:
        for i, item in enumerate(path):
            if isinstance(item, StepItem):
                item.values = self._values(item)
            elif isinstance(item, UseItem):
                roles = [parameter.role for parameter in item.block.parameters]
                item.word = self._slot("step", item.kinds)
                names = [parameter.name for parameter in item.block.parameters]
                item.values = [self._slot(*slot) for slot in zip(roles, item.columns, names)]
            elif isinstance(item, RepeatItem):
                item.count = self._count(item, path[:i])
                self._path(item.rounds[0])
            elif isinstance(item, ChoiceItem):
                if item.otherwise:
                    _pair(item)
                else:
                    self._widening(item)
                self._path(item.body)
                self._path(item.otherwise)
            else:
                for below in item.paths():
                    self._path(below)

    def _values(self, item: StepItem) -> list[str]:
        """The values of a step. Where its kernel and its stride both differ, one parameter holds the two."""
        roles = item.roles
        if roles[:2] == ("size", "stride") and item.kind in UNSTRIDED and not any(map(_is_constant, item.columns[:2])):
            kernels, strides = item.columns[:2]
            sized = {use: f"{kernel}/{strides[use]}" for use, kernel in kernels.items()}
            size = self._sized(sized, kernels)
            return [size, "1", *[self._slot(role, column) for role, column in zip(roles[2:], item.columns[2:])]]
        return [self._slot(role, column) for role, column in zip(roles, item.columns)]

    def _sized(self, column: Column, own: Column) -> str:
        """What is written for a kernel with its stride: one of the two may be the same everywhere."""
        kernels, strides = ({use: value.split("/")[part] for use, value in column.items()} for part in (0, 1))
        if _is_constant(kernels) or _is_constant(strides) or self._again(kernels, own):
            kernel, stride = self._slot("size", kernels), self._slot("stride", strides)
            return kernel if stride == "1" else f"{kernel}/{stride}"
        return next(self._expressions("sized", column), None) or self._new("sized", column).name

    def _again(self, kernels: Column, own: Column) -> bool:
        """Whether the kernel of a size is needed elsewhere in the block, without the stride."""
        for item in every_once(self.body):
            roles = (
                item.roles
                if isinstance(item, StepItem)
                else [p.role for p in item.block.parameters]
                if isinstance(item, UseItem)
                else ()
            )
            for role, column in zip(roles, getattr(item, "columns", ())):
                if column is own or role not in ("size", "sized"):
                    continue
                plain = {use: value.removesuffix("/1") for use, value in column.items()}
                if not _is_constant(plain) and all(kernels.get(use) == value for use, value in plain.items()):
                    return True
        return False

    def _slot(self, role: str, column: Column, name: str = "") -> str:
        """What is written for a slot; `name` is what a flag is called further in."""
        if role == "sized":
            return self._sized(column, column)
        partly = len(column) < len(self.uses)
        values = set(column.values())
        if len(values) == 1 and not (partly and role in WIDTHS):
            return values.pop()
        text = next(self._expressions(role, column), None) or (values.pop() if len(values) == 1 else None)
        text = text or self._extended(role, column) or self._new(role, column).name
        if role == "flag" and text.startswith("?"):
            self.flags.setdefault(text, name)
        if role in WIDTHS:
            self.said.setdefault(text, column)
        return text

    def _expressions(self, role: str, column: Column) -> Iterator[str]:
        """The ways to say a column by what is there already, the plainest first."""
        alike = next((roles for roles in ALIKE if role in roles), (role,))
        known = [parameter for parameter in self.found if parameter.role in alike]
        yield from (parameter.name for parameter in known if _is(column, parameter.column))
        if alike is not WIDTHS:
            return
        entering = {use: str(channels) for use, channels in self.channels.items()}
        if role != "groups" and _is(column, entering):
            yield "in"
        for name, base in [*((parameter.name, parameter.column) for parameter in known), ("in", entering)]:
            ratio = _ratio(column, base)
            if ratio:
                yield ratio.replace("#", name)
        for name, base in [*((parameter.name, parameter.column) for parameter in known), ("in", entering)]:
            if part := _part_of_eight(column, base):
                yield f"divisible({name}/{part},8)"

    def _extended(self, role: str, column: Column) -> str | None:
        """A parameter that holds the same wherever it holds anything, and from now on the rest too."""
        for parameter in self.found:
            shared = parameter.column.keys() & column.keys()
            if parameter.role == role and shared and all(parameter.column[use] == column[use] for use in shared):
                parameter.column |= column
                return parameter.name
        return None

    def _new(self, role: str, column: Column) -> BlockParameter:
        made = BlockParameter(f"?{len(self.found)}?", role, column)
        self.found.append(made)
        return made

    def _count(self, item: RepeatItem, before: Path) -> str:
        """How often a repeat goes round: n-1 where its first round stands, somewhat different, before it."""
        column = item.columns[0]
        if len(set(column.values())) == 1:
            return next(iter(column.values()))
        one_more = {use: str(int(count) + 1) for use, count in column.items()}
        counted = follows(item, before)
        wanted = one_more if counted else column
        known = next(
            (parameter for parameter in self.found if parameter.role == "count" and _is(wanted, parameter.column)), None
        )
        name = (known or self._new("count", wanted)).name
        return f"{name}-1" if counted else name

    def _widening(self, choice: ChoiceItem) -> None:
        """A part that widens what enters and that some uses lack: they have a factor of 1, or the width that enters."""
        first = choice.body[0]
        roles = (
            first.roles
            if isinstance(first, StepItem)
            else [p.role for p in first.block.parameters]
            if isinstance(first, UseItem)
            else ()
        )
        if "out" not in roles:
            return
        column: Column = first.columns[list(roles).index("out")]  # type: ignore[attr-defined]
        if not next(self._expressions("out", column), "in").endswith("in"):
            return
        if not all(value.isdigit() and int(value) > self.channels[use] for use, value in column.items()):
            return
        if any(int(value) % self.channels[use] for use, value in column.items()):
            column |= {use: str(self.channels[use]) for use in self.uses if use not in column}
            return
        factors = {use: str(int(column[use]) // self.channels[use] if use in column else 1) for use in self.uses}
        name = self._new("times", factors).name
        column.update(dict.fromkeys(column, f"{name}*in"))

    def _condition(self, choice: ChoiceItem) -> str:
        """Where the uses differ that have a part and those that have not."""
        for text, having in self._predicates():
            if having == choice.having:
                return text
        flag = self._new("flag", {use: str(int(use in choice.having)) for use in self.uses})
        self.flags[flag.name] = _flag(choice.body)
        return flag.name

    def _predicates(self) -> Iterator[tuple[str, frozenset[int]]]:
        def where(test: object) -> frozenset[int]:
            return frozenset(use for use in self.uses if test(use))  # type: ignore[operator]

        everywhere = [(text, column) for text, column in self.said.items() if len(column) == len(self.uses)]
        partly = [(text, self._worked(text)) for text in self.said if len(self.said[text]) < len(self.uses)]
        widths = [
            (text, column) for text, column in [*everywhere, *partly] if len(column) == len(self.uses) and "in" not in text
        ]
        strides = [(p.name, p.column) for p in self.found if p.role == "stride" and len(p.column) == len(self.uses)]
        for p in self.found:
            if p.role in ("times", "flag") and len(p.column) == len(self.uses):
                yield (
                    (f"{p.name} > 1" if p.role == "times" else p.name),
                    where(lambda u, p=p: int(p.column[u]) > (p.role == "times")),
                )
        for text, column in widths:
            if text.isdigit():
                continue
            differ = where(lambda u, column=column: int(column[u]) != self.channels[u])
            yield f"in != {text}", differ
            yield f"in == {text}", frozenset(self.uses) - differ
            for name, stride in strides:
                steps = where(lambda u, stride=stride: stride[u] != "1")
                yield f"{name} > 1 or in != {text}", steps | differ
                yield f"{name} == 1 and in == {text}", frozenset(self.uses) - (steps | differ)
        for name, stride in strides:
            steps = where(lambda u, stride=stride: stride[u] != "1")
            yield f"{name} > 1", steps
            yield f"{name} == 1", frozenset(self.uses) - steps

    def _worked(self, text: str) -> Column:
        """What an expression of one parameter comes to in all uses; nothing where it cannot be said."""
        for parameter in self.found:
            if parameter.name in text and len(parameter.column) == len(self.uses) and parameter.role in WIDTHS:
                left, sign, right = text.partition("*") if "*" in text else text.partition("/")
                numbers = {use: int(value) for use, value in parameter.column.items()}
                if not sign:
                    return parameter.column
                if sign == "*":
                    return {use: str(number * int(left)) for use, number in numbers.items()}
                return {use: str(number // int(right)) for use, number in numbers.items() if number % int(right) == 0}
        return {}

    def _ordered(self) -> list[BlockParameter]:
        """The parameters named and in their order: sizes, widths, counts, and at the end those that are mostly left out."""
        for parameter in self.found:
            missing = [use for use in self.uses if use not in parameter.column]
            usual = USUAL.get(parameter.role)
            counts = Counter(parameter.column.values())
            if usual in counts or parameter.role == "flag":
                parameter.default = usual
            elif parameter.role == "act" and counts.most_common(1)[0][1] * 5 >= 3 * len(self.uses):
                parameter.default = counts.most_common(1)[0][0]
            parameter.column |= dict.fromkeys(missing, parameter.default or counts.most_common(1)[0][0])
        ranks = {
            "sized": 0,
            "size": 0,
            "times": 1,
            "out": 2,
            "count": 4,
            "act": 5,
            "step": 5,
            "stride": 6,
            "dilation": 7,
            "flag": 9,
        }
        ordered = sorted(self.found, key=lambda p: (p.default is not None, ranks.get(p.role, 3)))
        self._rename(ordered)
        return ordered

    def _rename(self, ordered: list[BlockParameter]) -> None:
        stems = [self.flags.get(p.name) or LETTERS.get(p.role) or (p.role if len(p.role) < 5 else p.role[0]) for p in ordered]
        counts, seen, new = Counter(stems), Counter[str](), {}
        for parameter, stem in zip(ordered, stems):
            seen[stem] += 1
            name = stem if counts[stem] == 1 else f"{stem}{seen[stem]}"
            new[parameter.name] = f"{name}_" if name in RESERVED or name in self.taken else name
        for item in every_once(self.body):
            _substitute(item, new)
        for parameter in ordered:
            parameter.name = new[parameter.name]


def _substitute(item: PathItem, new: dict[str, str]) -> None:
    def put(text: str) -> str:
        for old, name in new.items():
            text = text.replace(old, name)
        return text

    if isinstance(item, (StepItem, UseItem)):
        item.values = [put(value) for value in item.values]
        if isinstance(item, UseItem):
            item.word = put(item.word)
    elif isinstance(item, RepeatItem):
        item.count = put(item.count)
    elif isinstance(item, ChoiceItem):
        item.condition = put(item.condition)


def _is(column: Column, other: Column) -> bool:
    """Whether a column holds what another one does, wherever it holds anything."""
    return all(other.get(use) == value for use, value in column.items())


def _is_constant(column: Column) -> bool:
    return len(set(column.values())) == 1


def _ratio(column: Column, base: Column) -> str | None:
    """A column as a multiple or a part of another, which # stands for."""
    if not all(use in base and value.isdigit() and base[use].isdigit() for use, value in column.items()):
        return None
    pairs = [(int(value), int(base[use])) for use, value in column.items()]
    value, other = pairs[0]
    if not value or not other:
        return None
    times, parts = value // other, other // value
    if 1 < times <= LARGEST and all(value == times * other for value, other in pairs):
        return f"{times}*#"
    if 1 < parts <= LARGEST and all(value * parts == other for value, other in pairs):
        return f"#/{parts}"
    return None


def _part_of_eight(column: Column, base: Column) -> int:
    """The part of another column whose nearest multiples of 8 a column holds, as `divisible` finds them; 0 if none."""
    for part in (4, 2, 6, 8, 16):
        if all(
            value.isdigit() and base.get(use, "").isdigit() and int(value) == divisible(Fraction(int(base[use]), part), 8)
            for use, value in column.items()
        ):
            return part
    return 0


def _pair(choice: ChoiceItem) -> None:
    """What stands on both sides of a choice has one column for the uses of both."""
    left = [item for item in every_once(choice.otherwise) if isinstance(item, (StepItem, UseItem))]
    for item in every_once(choice.body):
        if not isinstance(item, (StepItem, UseItem)):
            continue
        other = next((other for other in left if _same(item, other)), None)
        if other:
            left.remove(other)
            item.columns = other.columns = [mine | theirs for mine, theirs in zip(item.columns, other.columns)]


def _same(one: PathItem, other: PathItem) -> bool:
    if isinstance(one, UseItem) and isinstance(other, UseItem):
        return one.block is other.block or match_roles(one, other)
    return isinstance(one, StepItem) and isinstance(other, StepItem) and one.pattern == other.pattern


def _flag(body: Path) -> str:
    """What says whether a part is there: se for squeeze_excite, with_conv."""
    for item in every_once(body):
        if isinstance(item, UseItem):
            words = item.block.name.split("_")
            return "".join(word[0] for word in words) if len(words) > 1 else f"with_{item.block.name}"
        if isinstance(item, StepItem):
            return f"with_{item.kind}"
    return "with_more"
