"""Two forms of one block laid over one another: what both have, and what only one of them has as a choice."""

from __future__ import annotations

from collections.abc import Hashable

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


def merged(one: Path, other: Path, uses: frozenset[int], others: frozenset[int]) -> Path | None:
    """Two lifted paths as one with choices; None where they have too little in common."""
    if max(len(one), len(other)) > LONGEST:
        return None
    found = _Merging(uses, others).paths(one, other)
    if found is None:
        return None
    choices = [item for item in every_once(found) if isinstance(item, ChoiceItem)]
    lost = sum(weight(choice.body) + weight(choice.otherwise) for choice in choices)
    if len(choices) > 3 or (2 * lost > weight(found) and max(weight(one), weight(other)) > SMALL):
        return None
    return found


def _score(item: PathItem, one: PathItem, other: PathItem) -> int:
    """How well two items fit: how much they share. A repeat is better laid over another than over one round."""
    return 2 * _shared([item]) - 3 * (type(one) is not type(other))


def _shared(path: Path) -> int:
    """How much of a path is no choice."""
    choices = [item for item in every_once(path) if isinstance(item, ChoiceItem)]
    return weight(path) - sum(2 + weight(choice.body) + weight(choice.otherwise) for choice in choices)


def _akin(one: Path, other: Path) -> bool:
    """Whether two alternatives are two forms of one thing: they use the same block, or one is the identity."""
    identity = any(len(path) == 1 and isinstance(path[0], StepItem) and path[0].kind == "identity" for path in (one, other))
    return identity or bool(_uses(one) & _uses(other))


def match_roles(one: PathItem, other: PathItem) -> bool:
    """Whether both are uses of blocks that take the same kinds of arguments."""
    if not isinstance(one, UseItem) or not isinstance(other, UseItem):
        return False
    ours, others = ([(p.role, p.default) for p in item.block.parameters] for item in (one, other))
    return ours == others


def _uses(path: Path) -> set[int]:
    """The blocks that are used in a path."""
    return {id(item.block) for item in every_once(path) if isinstance(item, UseItem)}


class _Merging:
    """Lays paths over one another so that most fits. `uses` are those that have the first."""

    def __init__(self, uses: frozenset[int], others: frozenset[int]) -> None:
        self.uses = uses
        self.others = others
        self.alternatives = False  # whether there is a choice of two sides; one is enough
        self.found: dict[tuple[int, int], PathItem | None] = {}

    def paths(self, one: Path, other: Path) -> Path | None:
        pairs = self._matches(one, other)
        made: Path = []
        at = mine = theirs = 0
        for i, j, length, item in [*pairs, (len(one), len(other), 0, None)]:
            gap = self._gap(one[mine:i], other[theirs:j])
            if gap is None:
                return None
            made += gap
            if item is not None:
                made.append(item)
            mine, theirs, at = i + 1, j + length, at + 1
        return made

    def _matches(self, one: Path, other: Path) -> list[tuple[int, int, int, PathItem | None]]:
        """The items that are matched: their places, how many of the other path they take, and the item of both."""
        best: list[list[tuple[int, tuple[int, int, int, PathItem | None] | None, int, int]]]
        best = [[(0, None, 0, 0)] * (len(other) + 1) for _ in range(len(one) + 1)]
        for i in reversed(range(len(one) + 1)):
            for j in reversed(range(len(other) + 1)):
                if i == len(one) or j == len(other):
                    continue
                chosen = max((best[i + 1][j], i + 1, j), (best[i][j + 1], i, j + 1), key=lambda option: option[0][0])
                state = (chosen[0][0], None, chosen[1], chosen[2])
                item, length = self._fit(one[i], other, j)
                if item is not None and (score := _score(item, one[i], other[j]) + best[i + 1][j + length][0]) > state[0]:
                    state = (score, (i, j, length, item), i + 1, j + length)  # type: ignore[assignment]
                best[i][j] = state
        found, i, j = [], 0, 0
        while i < len(one) and j < len(other):
            _, match, next_i, next_j = best[i][j]
            if match:
                found.append(match)
            i, j = next_i, next_j
        return found

    def _fit(self, item: PathItem, other: Path, at: int) -> tuple[PathItem | None, int]:
        if isinstance(item, RepeatItem) and not isinstance(other[at], RepeatItem):
            length = len(item.rounds[0])
            once = self._plain(item.rounds[0], other[at : at + length])
            return (self._repeat(item.columns[0], once), length) if once else (None, 1)
        if isinstance(item, ChoiceItem):
            return self._chosen(item, other, at)
        pair = id(item), id(other[at])
        if pair not in self.found:
            self.found[pair] = self._item(item, other[at])
        return self.found[pair], 1

    def _chosen(self, item: ChoiceItem, other: Path, at: int) -> tuple[PathItem | None, int]:
        """A choice beside one of its two sides."""
        for side in (item.body, item.otherwise):
            both = self._plain(side, other[at : at + len(side)]) if side else None
            if both and side is item.body:
                return ChoiceItem(both, item.otherwise, item.having | self.others), len(side)
            if both:
                return ChoiceItem(item.body, both, item.having), len(side)
        return None, 1

    def _plain(self, one: Path, other: Path) -> Path | None:
        """Both as one, where nothing is left over."""
        if len(one) != len(other):
            return None
        items = [self._item(mine, theirs) for mine, theirs in zip(one, other)]
        return None if None in items else items  # type: ignore[return-value]

    def _repeat(self, column: Column, body: Path) -> RepeatItem:
        made = RepeatItem([body])
        made.columns = [column | dict.fromkeys(self.others, "1")]
        return made

    def _item(self, one: PathItem, other: PathItem) -> PathItem | None:
        if type(one) is not type(other) or one.said != other.said:
            return None
        if isinstance(one, (StepItem, UseItem)):
            if _key_of(one) != _key_of(other) and not match_roles(one, other):
                return None
            return _with_columns(one, other, [mine | theirs for mine, theirs in zip(one.columns, other.columns)])  # type: ignore[attr-defined]
        if isinstance(one, JoinItem) and isinstance(other, JoinItem) and one.kind == other.kind:
            if len(one.branches) != len(other.branches):
                return None
            branches = [self.paths(mine, theirs) for mine, theirs in zip(one.branches, other.branches)]
            if any(branch is None for branch in branches):
                return None
            made = JoinItem(one.kind, one.name, branches, one.source, one.first, one.end)  # type: ignore[arg-type]
            made.said = one.said
            return made
        if isinstance(one, RepeatItem) and isinstance(other, RepeatItem):
            body = self._plain(one.rounds[0], other.rounds[0])
            return _with_counts(body, one.columns[0] | other.columns[0]) if body else None
        if isinstance(one, ChoiceItem) and isinstance(other, ChoiceItem) and not one.otherwise and not other.otherwise:
            body = self._plain(one.body, other.body)
            return ChoiceItem(body, [], one.having | other.having) if body else None
        return None

    def _gap(self, mine: Path, theirs: Path) -> Path | None:
        """What only one of two paths has, or each has in place of the other's."""
        if not mine and not theirs:
            return []
        if any(isinstance(item, FromItem) for item in every_once([*mine, *theirs])):
            return None
        if not theirs and len(mine) == 1 and isinstance(mine[0], ChoiceItem) and not mine[0].otherwise:
            return mine
        if not theirs and len(mine) == 1 and isinstance(mine[0], RepeatItem):
            return [_with_counts(mine[0].rounds[0], mine[0].columns[0] | dict.fromkeys(self.others, "0"))]
        if any(isinstance(item, ChoiceItem) for item in every_once([*mine, *theirs])):
            return None
        if not theirs:
            return [ChoiceItem(mine, [], self.uses)]
        if not mine:
            return [ChoiceItem(theirs, [], self.others)]
        if weight(mine) > SMALL or weight(theirs) > SMALL or self.alternatives or not _akin(mine, theirs):
            return None
        self.alternatives = True
        return [ChoiceItem(mine, theirs, self.uses)]


def _key_of(item: StepItem | UseItem) -> Hashable:
    if isinstance(item, UseItem):
        return id(item.block)
    values = [next(iter(column.values()), "") for column in item.columns]
    return item.pattern, tuple([fixed_part(role, value) for role, value in zip(item.roles, values)])


def _with_columns(item: PathItem, other: PathItem, columns: list[Column]) -> PathItem:
    made: StepItem | UseItem
    if isinstance(item, StepItem):
        made = StepItem(item.source, item.end, item.name, (item.kind, item.pattern, item.roles, []))
    else:
        assert isinstance(item, UseItem) and isinstance(other, UseItem)
        made = UseItem(item.block, [], item.source, item.first, item.end, item.name)
        made.kinds = item.kinds | other.kinds
    made.columns = columns
    made.said = item.said
    return made


def _with_counts(body: Path, counts: Column) -> RepeatItem:
    made = RepeatItem([body])
    made.columns = [counts]
    return made
