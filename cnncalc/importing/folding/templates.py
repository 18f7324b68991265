"""Uses of one block laid over one another: where they agree, what differs in numbers, and what some of them lack."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from cnncalc.importing.folding.tree import (
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


def lifted(uses: Sequence[tuple[int, Path]]) -> Path:
    """Paths with equal keys as one, whose slots have a column: for each use what stands there."""
    return [_lifted([(use, path[i]) for use, path in uses]) for i in range(len(uses[0][1]))]


def _lifted(uses: Sequence[tuple[int, PathItem]]) -> PathItem:
    first = uses[0][1]
    if isinstance(first, StepItem):
        made: PathItem = StepItem(first.source, first.end, first.name, (first.kind, first.pattern, first.roles, []))
        made.columns = [{use: item.values[i] for use, item in uses} for i in range(len(first.roles))]  # type: ignore[attr-defined]
    elif isinstance(first, UseItem):
        made = UseItem(first.block, [], first.source, first.first, first.end, first.name)
        made.columns = [{use: item.values[i] for use, item in uses} for i in range(len(first.values))]  # type: ignore[attr-defined]
        made.kinds = {use: item.block.name for use, item in uses}  # type: ignore[attr-defined]
    elif isinstance(first, JoinItem):
        branches = [lifted([(use, item.branches[i]) for use, item in uses]) for i in range(len(first.branches))]  # type: ignore[attr-defined]
        made = JoinItem(first.kind, first.name, branches, first.source, first.first, first.end)
    elif isinstance(first, RepeatItem):
        made = RepeatItem([lifted([(use, item.rounds[0]) for use, item in uses])])  # type: ignore[attr-defined]
        made.columns = [{use: item.count for use, item in uses}]  # type: ignore[attr-defined]
    else:
        return first
    made.said = first.said
    return made
