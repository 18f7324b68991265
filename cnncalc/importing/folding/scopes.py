"""Groups by name: the layers of a scope of the flat network (`layer1.0.conv1`, `layer1.0.bn1`), as far as they can be a block.

A scope can be a use of a block where its layers stand one behind the other, what they are called inside can be said
(`layer1` cannot: inside it, `0.conv1` would begin with a digit), and no tensor in it but the last is read from outside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from cnncalc.importing.folding.block_names import role_of
from cnncalc.importing.folding.naming import FlatNames
from cnncalc.importing.folding.tree import FromItem, GroupItem, HeadItem, JoinItem, Path, PathItem, StepItem, every

Scope = tuple[str, ...]
_FIRST = re.compile(r"[A-Za-z_]")
_DEEPEST = 12  # scopes inside one another


def grouped(path: Path, names: FlatNames, classes: Mapping[str, str]) -> Path:
    """The path with its scopes as groups."""
    return _Grouping(path, names, classes).of(path, 0)


class _Grouping:
    def __init__(self, path: Path, names: FlatNames, classes: Mapping[str, str]) -> None:
        self.names = names
        self.classes = classes
        self.read = sorted(item.source for item in every(path) if isinstance(item, FromItem))
        self.scopes: dict[int, Scope | None] = {}
        for item in path:
            self._note(item)
        self.pieces = Counter(self._pieces(path, 0))

    def _note(self, item: PathItem) -> Scope | None:
        """The scope that an item lies in; None where its name says nothing of it."""
        own = None
        if isinstance(item, (StepItem, JoinItem)) and not self.names.says_nothing(item.end):
            own = tuple(item.name.split(".")[:-1])
        noted = [self._note(below) for path in item.paths() for below in path]
        inside = [scope for scope in noted if scope is not None]
        self.scopes[id(item)] = _together(own, inside, isinstance(item, JoinItem) and self.names.free[item.end])
        return self.scopes[id(item)]

    def _runs(self, path: Path, depth: int) -> Iterator[tuple[Path, str]]:
        """Items one behind the other that lie in one scope at a depth, with its name there; empty for a single item in none."""
        start = 0
        while start < len(path):
            name = self._component(path[start], depth)
            stop = start + 1
            while name and (more := self._more(path, stop, depth, name)):
                stop += more
            yield path[start:stop], name
            start = stop

    def _component(self, item: PathItem, depth: int) -> str:
        scope = self.scopes[id(item)]
        return scope[depth] if scope and depth < min(len(scope), _DEEPEST) else ""

    def _more(self, path: Path, at: int, depth: int, name: str) -> int:
        """How many items from here on go on with a scope: those without names belong to what stands around them."""
        stop = at
        while stop < len(path) and self.scopes[id(path[stop])] is None and not isinstance(path[stop], HeadItem):
            stop += 1
        if stop < len(path) and self._component(path[stop], depth) == name:
            return stop + 1 - at
        here = path[at] if at < stop else None
        closing = isinstance(path[at - 1], JoinItem) and isinstance(here, StepItem) and here.roles == ("act",)
        return int(closing)

    def _pieces(self, path: Path, depth: int, above: str = "") -> Iterator[str]:
        """The paths of all scopes, one for each run of layers that lies in it."""
        for run, name in self._runs(path, depth):
            if name:
                yield f"{above}.{name}"
                yield from self._pieces(run, depth + 1, f"{above}.{name}")
            else:
                for below in run[0].paths():
                    yield from self._pieces(below, depth, above)

    def of(self, path: Path, depth: int, above: str = "") -> Path:
        """The path with the scopes below a depth as groups."""
        found: Path = []
        for run, name in self._runs(path, depth):
            if not name:
                for below in run[0].paths():
                    below[:] = self.of(below, depth, above)
                found += run
                continue
            inner = self.of(run, depth + 1, f"{above}.{name}")
            full = f"{above}.{name}"
            if self.pieces[full] == 1 and self._is_closed(run) and self._can_be_said(run, depth + 1):
                found.append(GroupItem(full[1:], role_of(full[1:], self.classes), inner))
            else:
                found += inner
        return found

    def _is_closed(self, run: Path) -> bool:
        """Whether no tensor inside but the last is read from outside, and none from outside by its name."""
        if isinstance(run[0], FromItem) or any(isinstance(item, HeadItem) for item in every(run)):
            return False
        first, end = run[0].first, run[-1].end
        inside = [item.source for item in every(run) if isinstance(item, FromItem)]
        if any(not first <= tensor < end for tensor in inside):
            return False
        return bisect_left(self.read, end) - bisect_left(self.read, first) == len(inside)

    def _can_be_said(self, run: Path, depth: int) -> bool:
        layers = (
            item for item in every(run) if isinstance(item, (StepItem, JoinItem)) and not self.names.says_nothing(item.end)
        )
        return all(_FIRST.match(item.name.split(".")[depth]) for item in layers)


def _together(own: Scope | None, inside: Sequence[Scope], counted: bool) -> Scope | None:
    """The scope of an item and of what lies in it. A join whose name says nothing lies where its branches do."""
    if not inside:
        return own
    inner = reduce(_common, inside)
    if own is None:
        return inner
    common = _common(own, inner)
    return inner if counted and len(common) not in (len(own), len(inner)) else common


def _common(one: Scope, other: Scope) -> Scope:
    length = 0
    for mine, others in zip(one, other):
        if mine != others:
            break
        length += 1
    return one[:length]
