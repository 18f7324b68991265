"""Uses of one block laid over one another: where they agree, and what differs in numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from cnncalc.importing.folding.tree import (
    Column,
    FromItem,
    JoinItem,
    Path,
    PathItem,
    RepeatItem,
    StepItem,
    UseItem,
)


def key(path: Path, exact: bool = False, base: int | None = None) -> tuple[Hashable, ...]:
    """What must be the same in paths that one block can say; with `exact`, in rounds of a repeat."""
    base = path[0].first if path and base is None else base
    return tuple([_key(item, exact, base or 0) for item in path])


def _key(item: PathItem, exact: bool, base: int) -> Hashable:
    if isinstance(item, StepItem):
        fixed = item.values if exact else [fixed_part(role, value) for role, value in zip(item.roles, item.values)]
        return item.pattern, item.said, tuple(fixed)
    if isinstance(item, UseItem):
        return id(item.block), item.said, tuple(item.values) if exact else ()
    if isinstance(item, JoinItem):
        return item.kind, item.said, tuple([key(branch, exact, base) for branch in item.branches])
    if isinstance(item, RepeatItem):
        return "repeat", item.count if exact else "", key(item.rounds[0], exact, None)
    if isinstance(item, FromItem):
        return "from", item.source - base
    return id(item)


def fixed_part(role: str, value: str) -> str:
    """What no parameter can hold, or what says which kind of value it is."""
    if role == "act":
        return ""
    if role == "size":
        return f"{value.count('x')}"
    return "" if value.isdigit() else value


def lifted(uses: Sequence[int], paths: Sequence[Path]) -> Path:
    """Paths with equal keys as one, whose slots have a column: for each use what stands there."""
    return [_lifted(uses, items) for items in zip(*paths)]


def _lifted(uses: Sequence[int], items: Sequence[PathItem]) -> PathItem:
    first = items[0]
    if isinstance(first, StepItem):
        return first.with_columns(_columns(uses, [item.values for item in items if isinstance(item, StepItem)]))
    if isinstance(first, UseItem):
        alike = [item for item in items if isinstance(item, UseItem)]
        kinds = {use: item.block.name for use, item in zip(uses, alike)}
        return first.with_columns(_columns(uses, [item.values for item in alike]), kinds)
    if isinstance(first, JoinItem):
        branches = zip(*[item.branches for item in items if isinstance(item, JoinItem)])
        return first.with_branches([lifted(uses, paths) for paths in branches])
    if isinstance(first, RepeatItem):
        repeats = [item for item in items if isinstance(item, RepeatItem)]
        made = RepeatItem([lifted(uses, [item.rounds[0] for item in repeats])])
        made.columns = _columns(uses, [[item.count] for item in repeats])
        return made
    return first


def _columns(uses: Sequence[int], rows: Sequence[list[str]]) -> list[Column]:
    """For each slot a column, from a row of values for each use."""
    return [dict(zip(uses, values)) for values in zip(*rows)]
