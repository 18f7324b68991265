"""Two forms of one block laid over one another: what both have, and what only one of them has as a choice."""

from __future__ import annotations

from cnncalc.importing.folding.alignment import Match, aligned
from cnncalc.importing.folding.templates import fixed_part
from cnncalc.importing.folding.tree import (
    ChoiceItem,
    Column,
    FromItem,
    JoinItem,
    Path,
    PathItem,
    RepeatItem,
    StepItem,
    UseItem,
    every_once,
    weight,
)

SMALL = 3  # of two alternatives, how much may stand in each
LONGEST = 60  # paths that are laid over one another
MOST_CHOICES = 3
Fit = tuple["PathItem | None", int]  # two items as one, and how many of the other path it takes


def merged(one: Path, other: Path, uses: frozenset[int], others: frozenset[int]) -> Path | None:
    """Two lifted paths as one with choices; None where they have too little in common.

    `uses` are the uses that have the first, `others` those that have the second.
    """
    if max(len(one), len(other)) > LONGEST:
        return None
    found = _Merging(uses, others).paths(one, other)
    choices = [item for item in every_once(found or []) if isinstance(item, ChoiceItem)]
    lost = sum(weight(choice.body) + weight(choice.otherwise) for choice in choices)
    large = max(weight(one), weight(other)) > SMALL
    if found is None or len(choices) > MOST_CHOICES or (large and 2 * lost > weight(found)):
        return None
    return found


class _Merging:
    def __init__(self, uses: frozenset[int], others: frozenset[int]) -> None:
        self.uses = uses
        self.others = others
        self.alternatives = False  # whether there is a choice of two sides; one is enough
        self.fits: dict[tuple[int, int], Fit] = {}

    def paths(self, one: Path, other: Path) -> Path | None:
        """Both paths as one."""
        made: Path = []
        mine = theirs = 0

        def fit(i: int, j: int) -> tuple[int, int]:
            item, length = self._fit(one[i], other, j)
            return (_score(item, other[j]) if item else 0), length

        for match in [*aligned(len(one), len(other), fit), Match(len(one), len(other), 0)]:
            gap = self._gap(one[mine : match.one], other[theirs : match.other])
            if gap is None:
                return None
            made += gap
            item = self._fit(one[match.one], other, match.other)[0] if match.length else None
            made += [item] if item else []
            mine, theirs = match.one + 1, match.other + match.length
        return made

    def _fit(self, item: PathItem, other: Path, at: int) -> Fit:
        pair = id(item), id(other[at])
        if pair not in self.fits:
            if isinstance(item, RepeatItem) and not isinstance(other[at], RepeatItem):
                self.fits[pair] = self._round(item, other, at)
            elif isinstance(item, ChoiceItem):
                self.fits[pair] = self._chosen(item, other, at)
            else:
                self.fits[pair] = self._item(item, other[at]), 1
        return self.fits[pair]

    def _round(self, item: RepeatItem, other: Path, at: int) -> Fit:
        """A repeat beside one round of it."""
        length = len(item.rounds[0])
        body = self._plain(item.rounds[0], other[at : at + length])
        return (_repeat(body, item.columns[0] | dict.fromkeys(self.others, "1")), length) if body else (None, 1)

    def _chosen(self, item: ChoiceItem, other: Path, at: int) -> Fit:
        """A choice beside one of its two sides."""
        if body := self._plain(item.body, other[at : at + len(item.body)]):
            return ChoiceItem(body, item.otherwise, item.having | self.others), len(item.body)
        if otherwise := self._plain(item.otherwise, other[at : at + len(item.otherwise)]):
            return ChoiceItem(item.body, otherwise, item.having), len(item.otherwise)
        return None, 1

    def _plain(self, one: Path, other: Path) -> Path | None:
        """Both as one, where nothing is left over."""
        items = [self._item(mine, theirs) for mine, theirs in zip(one, other)]
        found = [item for item in items if item]
        return found if len(found) == len(one) == len(other) else None

    def _item(self, one: PathItem, other: PathItem) -> PathItem | None:
        """Two items as one, if one block can say both."""
        made: PathItem | None = None
        if one.said != other.said:
            return None
        if isinstance(one, StepItem) and isinstance(other, StepItem):
            made = _step(one, other)
        elif isinstance(one, UseItem) and isinstance(other, UseItem) and _form(one) == _form(other):
            made = one.with_columns(_together(one.columns, other.columns), one.kinds | other.kinds)
        elif isinstance(one, JoinItem) and isinstance(other, JoinItem) and one.kind == other.kind:
            branches = [self.paths(mine, theirs) for mine, theirs in zip(one.branches, other.branches)]
            whole = [branch for branch in branches if branch is not None]
            made = one.with_branches(whole) if len(whole) == len(one.branches) == len(other.branches) else None
        elif isinstance(one, RepeatItem) and isinstance(other, RepeatItem):
            body = self._plain(one.rounds[0], other.rounds[0])
            made = _repeat(body, one.columns[0] | other.columns[0]) if body else None
        return made

    def _gap(self, mine: Path, theirs: Path) -> Path | None:
        """What only one of two paths has, or each has in place of the other's."""
        if not mine and not theirs:
            return []
        first = mine[0] if len(mine) == 1 and not theirs else None
        if isinstance(first, ChoiceItem) and not first.otherwise:
            return mine
        if isinstance(first, RepeatItem):
            return [_repeat(first.rounds[0], first.columns[0] | dict.fromkeys(self.others, "0"))]
        if any(isinstance(item, (FromItem, ChoiceItem)) for item in every_once([*mine, *theirs])):
            return None
        if not mine or not theirs:
            return [ChoiceItem(mine, [], self.uses) if mine else ChoiceItem(theirs, [], self.others)]
        if max(weight(mine), weight(theirs)) > SMALL or self.alternatives or not _akin(mine, theirs):
            return None
        self.alternatives = True
        return [ChoiceItem(mine, theirs, self.uses)]


def _score(item: PathItem, other: PathItem) -> int:
    """How well two items fit that are one: how much they share. A repeat is better laid over another than over one round."""
    choices = [inner for inner in every_once([item]) if isinstance(inner, ChoiceItem)]
    shared = weight([item]) - sum(2 + weight(choice.body) + weight(choice.otherwise) for choice in choices)
    return 2 * shared - 3 * (isinstance(item, (RepeatItem, ChoiceItem)) and not isinstance(other, RepeatItem))


def _step(one: StepItem, other: StepItem) -> StepItem | None:
    """Two steps as one. `half` is no padding where the kernel is 1, so that both forms can have it."""
    if _form(one) == _form(other):
        return one.with_columns(_together(one.columns, other.columns))
    for padded, bare in ((one, other), (other, one)):
        pointwise = bare.roles[:1] == ("size",) and all(set(size) <= {"1", "x"} for size in bare.columns[0].values())
        if pointwise and padded.pattern.replace(" half", "") == bare.pattern and padded.roles == bare.roles:
            return padded.with_columns(_together(padded.columns, bare.columns))
    return None


def _form(item: StepItem | UseItem) -> object:
    """What must be the same in two steps, or in two uses: of a block, or of blocks that take the same arguments."""
    if isinstance(item, UseItem):
        return [(parameter.role, parameter.default) for parameter in item.block.parameters]
    values = [next(iter(column.values()), "") for column in item.columns]
    return item.pattern, [fixed_part(role, value) for role, value in zip(item.roles, values)]


def _akin(one: Path, other: Path) -> bool:
    """Whether two alternatives are two forms of one thing: they use the same block, or one is the identity."""
    identity = any(len(path) == 1 and isinstance(path[0], StepItem) and path[0].kind == "identity" for path in (one, other))
    return identity or bool(_blocks(one) & _blocks(other))


def _blocks(path: Path) -> set[int]:
    """The blocks that are used in a path."""
    return {id(item.block) for item in every_once(path) if isinstance(item, UseItem)}


def _together(ones: list[Column], others: list[Column]) -> list[Column]:
    return [one | other for one, other in zip(ones, others)]


def _repeat(body: Path, counts: Column) -> RepeatItem:
    made = RepeatItem([body])
    made.columns = [counts]
    return made
