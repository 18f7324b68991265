"""Which modules of a file are called more than once, because layers share weights.

A scope whose layers all use the weights of another's, name by name, calls that scope's module; any other layer calls the module
of the layer whose weights it uses. Both must be written in one class, so scopes in between group modules and are no classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.exporting.torch.tree import Tree


class Sharing:
    """The scopes, and the layers outside of them, that call the module of another."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.graph = tree.graph
        self.scopes: dict[int, int] = {}
        self.layers: dict[int, int] = {}

    def settle(self) -> None:
        """Find them, and take classes away until what calls a module lies in one class with it."""
        while self.graph.shared:
            self._find()
            between = {scope for pair in self._pairs() for scope in self._between(*pair)}
            if not between:
                return
            for scope in between:
                self.tree.scopes[scope].is_class = False

    def _find(self) -> None:
        self.scopes, self.layers = {}, {}
        inside: set[int] = set()
        for number, scope in enumerate(self.tree.scopes):
            if number and scope.is_class and scope.first not in inside:
                other = self._twin(number)
                if other is not None:
                    self.scopes[number] = other
                    inside |= set(range(scope.first, scope.last + 1))
        self.layers = {index: owner for index, owner in self.graph.shared.items() if index not in inside}

    def _twin(self, number: int) -> int | None:
        """The scope whose weights all layers of a scope use, each those of the layer of its own name."""
        scope, nodes = self.tree.scopes[number], self.graph.nodes
        weighted = [i for i in range(scope.first, scope.last + 1) if self._learns(i)]
        if not weighted or not all(i in self.graph.shared for i in weighted):
            return None
        rest = nodes[weighted[0]].name[scope.length :]
        theirs = nodes[self.graph.shared[weighted[0]]].name
        name = theirs[: -len(rest)]
        other = next((n for n in self._around(self.graph.shared[weighted[0]]) if self.tree.name(n) == name), None)
        if not theirs.endswith(rest) or other is None or not self.tree.scopes[other].is_class:
            return None
        first, last = self.tree.scopes[other].first, self.tree.scopes[other].last
        pairs = zip(weighted, [i for i in range(first, last + 1) if self._learns(i)], strict=False)
        count = sum(map(self._learns, range(first, last + 1)))
        alike = all(self.graph.shared[a] == b and nodes[a].name[scope.length :] == nodes[b].name[len(name) :] for a, b in pairs)
        return other if alike and count == len(weighted) else None

    def _learns(self, index: int) -> bool:
        applied = self.graph.nodes[index].applied
        return bool(applied.xs) and bool(applied.layer.learned(*applied.xs) or applied.layer.kept(*applied.xs))

    def _around(self, index: int) -> Iterator[int]:
        """The scopes around a node, the innermost first."""
        number = self.tree.parents[index]
        while number > 0:
            yield number
            number = self.tree.scopes[number].parent

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """The scopes that what shares a module lies in."""
        for a, b in self.scopes.items():
            yield self.tree.scopes[a].parent, self.tree.scopes[b].parent
        for a, b in self.layers.items():
            yield self.tree.parents[a], self.tree.parents[b]

    def _between(self, *pair: int) -> set[int]:
        """The classes around one of two scopes and not the other."""
        first, second = (set(self._chain(number)) for number in pair)
        return {number for number in first ^ second if self.tree.scopes[number].is_class}

    def _chain(self, number: int) -> Iterator[int]:
        while number > 0:
            yield number
            number = self.tree.scopes[number].parent
