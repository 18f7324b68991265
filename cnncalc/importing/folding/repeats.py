"""Rounds that are alike, one behind the other, become a repeat."""

from __future__ import annotations

from collections.abc import Hashable

from cnncalc.importing.folding.templates import key
from cnncalc.importing.folding.tree import (
    FromItem,
    GroupItem,
    HeadItem,
    Path,
    PathItem,
    RepeatItem,
    StepItem,
    UseItem,
    every_once,
    weight,
)
from cnncalc.layers import KINDS

LONGEST = 40  # items of one round
LEAST = 4  # how much is written twice before it becomes a repeat


def with_repeats(path: Path, least: int = 1) -> Path:
    """The path, and those below it, with rounds that are alike as repeats; two rounds only where they weigh over `least`."""
    for item in path:
        if not isinstance(item, RepeatItem):
            for below in item.paths():
                below[:] = with_repeats(below, least)
    keys: list[Hashable] = [key([item], exact=True) if _may_repeat(item) else object() for item in path]
    found: Path = []
    at = 0
    while at < len(path):
        length, count = _rounds(path, keys, at, least)
        if count > 1 and _closes(path[at]) and _rounds(path, keys, at + 1, least) >= (length, count):
            count = 1  # an activation ends a round, and begins none
        if count > 1:
            found.append(RepeatItem([path[i : i + length] for i in range(at, at + length * count, length)]))
            at += length * count
        else:
            found.append(path[at])
            at += 1
    return found


def _rounds(path: Path, keys: list[Hashable], at: int, least: int) -> tuple[int, int]:
    """How long a round is that starts here, and how many there are."""
    for length in range(1, min(LONGEST, (len(path) - at) // 2) + 1):
        if keys[at] != keys[at + length] or keys[at : at + length] != keys[at + length : at + 2 * length]:
            continue
        count = 2
        while keys[at + count * length : at + (count + 1) * length] == keys[at : at + length]:
            count += 1
        size = weight(path[at : at + length])
        if (length == 1 and isinstance(path[at], UseItem) and count + 2 > least) or (size > 1 and (count > 2 or size > least)):
            return length, count
    return 1, 1


def _may_repeat(item: PathItem) -> bool:
    """Whether nothing in it has a name of its own, which a second round would take again."""
    return not any(isinstance(inner, (FromItem, HeadItem, GroupItem)) or inner.said for inner in every_once([item]))


def without_repeats(path: Path) -> Path:
    """The path with all rounds written out."""
    found: Path = []
    for item in path:
        for below in item.paths():
            below[:] = without_repeats(below)
        found += [inner for below in item.rounds for inner in below] if isinstance(item, RepeatItem) else [item]
    return found


def twice(path: Path) -> Path:
    """The path of a block where a few steps are written twice instead of being repeated."""
    found: Path = []
    for item in path:
        for below in item.paths():
            below[:] = twice(below)
        steps = (
            isinstance(item, RepeatItem)
            and item.count == "2"
            and all(isinstance(step, (StepItem, UseItem)) for step in item.rounds[0])
        )
        found += item.rounds[0] * 2 if steps and weight(item.rounds[0]) <= LEAST else [item]  # type: ignore[attr-defined]
    return found


def peeled(path: Path) -> Path:
    """The path with the first round of each repeat in front of it, where none like it is there already."""
    found: Path = []
    for item in path:
        if isinstance(item, RepeatItem) and not follows(item, found):
            found += item.rounds[0]
            found += [RepeatItem(item.rounds[1:])] if len(item.rounds) > 2 else item.rounds[1]
        else:
            found.append(item)
    return found


def follows(item: RepeatItem, before: Path) -> bool:
    """Whether what a repeat does has been done once before it, perhaps with other numbers."""
    first = item.rounds[0]
    return len(before) >= len(first) and _looks(before[-len(first) :]) == _looks(first)


def _looks(path: Path) -> list[object]:
    """What kind of things stand in a path."""
    return [(type(item), getattr(item, "kind", ""), getattr(getattr(item, "block", None), "name", "")) for item in path]


def _closes(item: PathItem) -> bool:
    """Whether an item is of those that end what stands before them."""
    return isinstance(item, StepItem) and KINDS[item.kind].family in ("activation", "normalisation")
