"""What a folded network is made of: steps, joins, uses of blocks and what holds them, in the order of execution.

A list of items is a path of the network: each item starts from the tensor that the one before ends in. Every item knows the
node that it starts from (`source`), its first node and the node that it ends in; nodes are numbered as in the flat graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Column: TypeAlias = "dict[int, str]"  # of a block's slot: for each use that has the slot, what stands there


class PathItem:
    """What stands in a path."""

    __slots__ = ("end", "first", "said", "source")

    def __init__(self, source: int, first: int, end: int) -> None:
        self.source = source
        self.first = first
        self.end = end
        self.said: str | None = None  # what is written behind `as`, within the scope around

    def paths(self) -> list[Path]:
        """The paths below it."""
        return []


Path: TypeAlias = "list[PathItem]"


class StepItem(PathItem):
    """One layer: its words with a # for each value, what each value is (`roles`), and the values."""

    __slots__ = ("columns", "kind", "name", "pattern", "roles", "values")

    def __init__(self, source: int, node: int, name: str, words: tuple[str, str, tuple[str, ...], list[str]]) -> None:
        super().__init__(source, node, node)
        self.name = name  # in the flat network
        self.kind, self.pattern, self.roles, self.values = words
        self.columns: list[Column] = []

    def with_columns(self, columns: list[Column]) -> StepItem:
        """The same layer of a block, with what stands in its slots."""
        made = StepItem(self.source, self.end, self.name, (self.kind, self.pattern, self.roles, []))
        made.columns, made.said = columns, self.said
        return made


class UseItem(PathItem):
    """A use of a block. `name` is the scope that it was in the flat network, if it was one.

    In a block whose uses differ in the block that they use here, `kinds` has which; `word` is the parameter that holds it.
    """

    __slots__ = ("block", "columns", "kinds", "name", "values", "word")

    def __init__(self, block: FoldedBlock, values: list[str], source: int, first: int, end: int, name: str) -> None:
        super().__init__(source, first, end)
        self.block = block
        self.values = values
        self.columns: list[Column] = []
        self.kinds: Column = {}
        self.name = name
        self.word = ""

    def with_columns(self, columns: list[Column], kinds: Column) -> UseItem:
        """The same use in a block, with what stands in its slots, and for each use of that which block it is."""
        made = UseItem(self.block, [], self.source, self.first, self.end, self.name)
        made.columns, made.kinds, made.said = columns, kinds, self.said
        return made

    @property
    def roles(self) -> tuple[str, ...]:
        """What each of its values is."""
        return tuple([parameter.role for parameter in self.block.parameters])


class JoinItem(PathItem):
    """A join of branches; a split's start from its slices."""

    __slots__ = ("branches", "kind", "name")

    def __init__(self, kind: str, name: str, branches: list[Path], source: int, first: int, end: int) -> None:
        super().__init__(source, first, end)
        self.kind = kind
        self.name = name
        self.branches = branches

    def with_branches(self, branches: list[Path]) -> JoinItem:
        """The same join of other branches."""
        made = JoinItem(self.kind, self.name, branches, self.source, self.first, self.end)
        made.said = self.said
        return made

    def paths(self) -> list[Path]:
        return self.branches


class HeadItem(PathItem):
    """A side branch that ends in an output of its own; the path goes on from where it was."""

    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Path, source: int, first: int) -> None:
        super().__init__(source, first, source)
        self.name = name
        self.body = body

    def paths(self) -> list[Path]:
        return [self.body]


class FromItem(PathItem):
    """The path goes on from a tensor that has a name."""

    __slots__ = ()

    def __init__(self, tensor: int) -> None:
        super().__init__(tensor, tensor, tensor)


class GroupItem(PathItem):
    """The layers of one scope of the flat network, such as `layer1.0`, until it is a use of a block or dissolved."""

    __slots__ = ("items", "name", "role")

    def __init__(self, name: str, role: str, items: Path) -> None:
        super().__init__(items[0].source, items[0].first, items[-1].end)
        self.name = name
        self.role = role  # what a block of such is called
        self.items = items

    def paths(self) -> list[Path]:
        return [self.items]


class RepeatItem(PathItem):
    """Rounds that are alike. In a block `columns` has how many there are, and the first round stands for all."""

    __slots__ = ("columns", "count", "rounds")

    def __init__(self, rounds: list[Path]) -> None:
        super().__init__(rounds[0][0].source, rounds[0][0].first, rounds[-1][-1].end)
        self.rounds = rounds
        self.columns: list[Column] = []
        self.count = str(len(rounds))

    def paths(self) -> list[Path]:
        return self.rounds


class ChoiceItem(PathItem):
    """Of a block: what some uses have and others have not, or have `otherwise` in its place."""

    __slots__ = ("body", "condition", "having", "otherwise")

    def __init__(self, body: Path, otherwise: Path, having: frozenset[int]) -> None:
        super().__init__(body[0].source, body[0].first, body[-1].end)
        self.body = body
        self.otherwise = otherwise
        self.having = having  # the uses that have the body
        self.condition = ""

    def paths(self) -> list[Path]:
        return [self.body, self.otherwise]


class BlockParameter:
    """A parameter of a block: its name, and what it is in each use."""

    __slots__ = ("column", "default", "name", "role")

    def __init__(self, name: str, role: str, column: Column) -> None:
        self.name = name
        self.role = role
        self.column = column
        self.default: str | None = None


class FoldedBlock:
    """A piece of the network that has uses."""

    __slots__ = ("body", "name", "parameters")

    def __init__(self, name: str, parameters: list[BlockParameter], body: Path) -> None:
        self.name = name
        self.parameters = parameters
        self.body = body


def every(items: Iterable[PathItem]) -> Iterator[PathItem]:
    """All items, those below others behind them, in the order in which their names are claimed."""
    for item in items:
        yield item
        for path in item.paths():
            yield from every(path)


def weight(items: Iterable[PathItem]) -> int:
    """How much there is to read: a step, a use and a structure word count one each."""
    return sum(1 for _ in every_once(items))


def every_once(items: Iterable[PathItem]) -> Iterator[PathItem]:
    """As `every`, with the first round of each repeat alone."""
    for item in items:
        yield item
        for path in item.rounds[:1] if isinstance(item, RepeatItem) else item.paths():
            yield from every_once(path)
