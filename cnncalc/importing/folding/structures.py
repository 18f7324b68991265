"""Groups by structure, where names say nothing: a convolution with its norm and activation, a join with what follows it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from cnncalc.importing.folding.block_names import content_name
from cnncalc.importing.folding.blocks import Workshop
from cnncalc.importing.folding.naming import FlatNames
from cnncalc.importing.folding.templates import key
from cnncalc.importing.folding.tree import (
    FromItem,
    GroupItem,
    HeadItem,
    JoinItem,
    Path,
    PathItem,
    StepItem,
    UseItem,
    every,
    every_once,
)
from cnncalc.layers import KINDS
from cnncalc.words.scan import is_name

DEEPEST = 12  # joins inside one another that become blocks
FEWEST = 3  # uses of what is no join
MOST_BODIES = 400  # branches that are looked for elsewhere
LONGEST_BODY = 16  # items of one


Runs = Iterator[tuple[Path, bool]]  # items one behind the other, and whether they are a group


def structured(path: Path, workshop: Workshop) -> Path:
    """The path with what is alike in it as uses of blocks, from the inside out."""
    structures = _Structures(path, workshop)
    path = structures.resolved(path, structures.units, FEWEST)
    path = structures.resolved(path, structures.bodies(path), 1)
    for depth in range(1, min(DEEPEST, _depth(path)) + 1):
        path = structures.resolved(path, partial(structures.joins, depth=depth), 1)
    return path


class _Structures:
    def __init__(self, path: Path, workshop: Workshop) -> None:
        self.workshop = workshop
        self.names: FlatNames = workshop.names
        self.read = sorted(item.source for item in every(path) if isinstance(item, FromItem))

    def resolved(self, path: Path, wrap: Callable[[Path], Runs], fewest: int) -> Path:
        """The path after what `wrap` puts into groups has become blocks."""
        groups: list[GroupItem] = []
        path = self._wrapped(path, wrap, groups)
        roles = Counter(group.role for group in groups)
        self.workshop.resolve([group for group in groups if roles[group.role] >= fewest])
        for group in groups:
            self.workshop.resolved.setdefault(id(group), group.items)
        return self.workshop.opened(path)

    def _wrapped(self, path: Path, wrap: Callable[[Path], Runs], groups: list[GroupItem]) -> Path:
        for item in path:
            for below in item.paths():
                below[:] = self._wrapped(below, wrap, groups)
        found: Path = []
        for run, together in wrap(path):
            if together:
                groups.append(GroupItem(self._common_name(run), content_name(run), run))
                found.append(groups[-1])
            else:
                found += run
        return found

    def units(self, path: Path) -> Runs:
        """A convolution with the norm and the activation behind it, and everything else by itself."""
        at = 0
        preactivated = bool(path) and _family(path[0]) == "normalisation"
        while at < len(path):
            stop = at + 1
            while stop < len(path) and stop < at + 3 and _family(path[stop]) in _following(path[at:stop]):
                stop += 1
            families = [_family(item) for item in path[at:stop]]
            unit = families[0] == "convolution" and "normalisation" in families and not preactivated
            stop = stop if unit and self._may_fold(path[at:stop]) else at + 1
            yield path[at:stop], stop > at + 1
            at = stop

    def bodies(self, path: Path) -> Callable[[Path], Runs]:
        """What finds the runs that are branches in some places, and stand by themselves in others."""
        branches = [b for item in every(path) if isinstance(item, JoinItem) for b in item.branches if self._is_body(b)]
        wanted = dict.fromkeys(key(branch) for branch in branches[:MOST_BODIES])
        lengths = sorted({len(form) for form in wanted}, reverse=True)
        apart = Counter(key(path[at : at + length]) for length in lengths for at in range(len(path) - length + 1))
        wanted = {form: None for form in wanted if apart[form] > 1}

        def runs(items: Path) -> Runs:
            at = 0
            while at < len(items):
                fits = (n for n in lengths if len(items) >= at + n and key(items[at : at + n]) in wanted)
                length = next((n for n in fits if self._is_body(items[at : at + n])), 0)
                yield items[at : at + max(length, 1)], length > 0
                at += max(length, 1)

        return runs

    def _is_body(self, run: Path) -> bool:
        return (
            2 < len(run) <= LONGEST_BODY and all(isinstance(item, (StepItem, UseItem)) for item in run) and self._may_fold(run)
        )

    def joins(self, path: Path, depth: int) -> Runs:
        """A join that holds so many levels of joins, with the norm or activation behind it, and everything else by itself."""
        at = 0
        while at < len(path):
            wanted = isinstance(path[at], JoinItem) and _depth([path[at]]) == depth and self._may_fold(path[at : at + 1])
            stop = at + 1
            while wanted and stop < len(path) and _family(path[stop]) == "activation" and self._may_fold(path[at : stop + 1]):
                stop += 1
            yield path[at:stop], wanted
            at = stop

    def _may_fold(self, run: Path) -> bool:
        """Whether no name is lost that can be said, and no tensor inside is read from outside."""
        inside = list(every(run))
        if any(isinstance(item, (FromItem, HeadItem, GroupItem)) for item in inside):
            return False
        holds_join = any(isinstance(item, JoinItem) for item in inside)
        names = (self.names.inside(item, "") for item in inside)
        if any(name and ("." in name or not holds_join) for name in names):
            return False
        return bisect_left(self.read, run[-1].end) == bisect_left(self.read, run[0].first)

    def _common_name(self, run: Path) -> str:
        """What can name the use of a block: what the names in a run begin with, or else the join's name."""
        found = [
            name
            for item in every_once(run)
            if isinstance(item, (StepItem, JoinItem, UseItem)) and (name := self.names.inside(item, ""))
        ]
        common = _common_start(found).rstrip("_-") if len(found) > 1 else ""
        if len(common) > 1 and is_name(common.replace("-", "_")) and common not in found[:-1]:
            return common
        return self.names.inside(run[0], "") or ""  # the join's own


def _common_start(names: list[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    length = next((i for i, (one, other) in enumerate(zip(first, last)) if one != other), min(len(first), len(last)))
    return first[:length]


def _family(item: PathItem) -> str:
    return KINDS[item.kind].family if isinstance(item, StepItem) else ""


def _following(run: Path) -> tuple[str, ...]:
    """The families that may go on with a unit."""
    families = [_family(item) for item in run]
    return ("activation",) if "normalisation" in families else ("normalisation", "activation")


def _depth(path: Path) -> int:
    """How many joins lie inside one another."""
    return max((isinstance(item, JoinItem) + max(map(_depth, item.paths()), default=0) for item in path), default=0)
