"""The scopes of a network as the tree of its modules.

A scope becomes a class if its layers follow one another; else it only groups modules (names with dots may do so), and those are
called from the scope around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from cnncalc.errors import refuse
from cnncalc.exporting.torch.kinds import piece_of
from cnncalc.exporting.torch.pieces import SAME, LayerCode
from cnncalc.exporting.torch.scope import ModuleScope, Value
from cnncalc.exporting.torch.sharing import Sharing
from cnncalc.limits import YAML_DEPTH
from cnncalc.network.graph import Graph
from cnncalc.network.scopes import short_name

NESTING = YAML_DEPTH  # modules call modules, several frames of Python's stack each time


class Tree:
    """All scopes of a network. The first is the network itself; each comes after the one that it lies in."""

    def __init__(self, graph: Graph, apart: frozenset[int] = frozenset()) -> None:
        """`apart` are scopes that are no classes, whatever else is so."""
        self.graph = graph
        self._apart = apart
        self.pieces = _pieces(graph)
        self.alias = self._aliases()
        self._blocks = {(first, length): block for first, length, block in graph.blocks}
        self.regions: dict[Value, int] = {}  # the tensors of regions, and the pools that read them
        self.scopes = [ModuleScope(-1, "", 0, 0)]
        self.parents: list[int] = []  # of each node, the innermost scope
        self.paths: list[tuple[str, ...]] = []  # of each node, its name within the class around it
        self._grow()
        self.sharing = Sharing(self)
        self.sharing.settle()
        self.owner = self._owners()

    def _aliases(self) -> list[Value]:
        """For each node, the one whose tensor it passes on."""
        alias: list[Value] = []
        for index, (node, piece) in enumerate(zip(self.graph.nodes, self.pieces)):
            alias.append(alias[node.inputs[0]] if piece is SAME and node.inputs else index)
        return alias

    def reads(self, index: int) -> tuple[Value, ...]:
        """The tensors that a node reads."""
        found = tuple([self.alias[i] for i in self.graph.nodes[index].inputs])
        return (*found, *self._regions_of(index)) if "{regions}" in self.pieces[index].text else found

    def _regions_of(self, index: int) -> tuple[Value, ...]:
        value = len(self.graph.nodes) + index
        self.regions[value] = index
        return (value,)

    # The scopes

    def _grow(self) -> None:
        """Find every scope with the nodes in it."""
        known: dict[tuple[int, str], int] = {}
        self.parents = [0] * len(self.graph.inputs)
        taken: dict[tuple[int, str], int] = {}
        for index in range(len(self.graph.inputs), len(self.graph.nodes)):
            *parts, last = self.graph.nodes[index].name.split(".")
            if len(parts) > NESTING:
                raise _too_deep(self.graph.nodes[index].name, len(parts))
            at = 0
            for part in parts:
                at = self._entered(known, at, part, index)
            self.parents.append(at)
            if self.pieces[index].module and taken.setdefault((at, last), index) != index:
                raise refuse(
                    f"two layers are named {short_name(self.graph.nodes[index].name)}", "give one of them another name"
                )
        root = self.scopes[0]
        root.first, root.last, root.is_class = len(self.graph.inputs), len(self.graph.nodes) - 1, True
        self._settle(known, taken)

    def _entered(self, known: dict[tuple[int, str], int], at: int, part: str, index: int) -> int:
        """The scope of a part of a node's name."""
        key = at, part
        if key not in known:
            known[key] = len(self.scopes)
            outer = self.scopes[at]
            self.scopes.append(ModuleScope(at, part, outer.depth + 1, outer.length + len(part) + (at > 0)))
            self.scopes[-1].first = index
        scope = self.scopes[known[key]]
        scope.last = index
        scope.count += 1
        scope.held += bool(self.pieces[index].module)
        return known[key]

    def _settle(self, known: dict[tuple[int, str], int], taken: dict[tuple[int, str], int]) -> None:
        """Which scopes become classes. A module cannot be a layer and hold others at once."""
        for key, number in known.items():
            scope = self.scopes[number]
            scope.is_class = bool(scope.held) and number not in self._apart and scope.last - scope.first + 1 == scope.count
            if scope.held and key in taken:
                name = short_name(self.graph.nodes[taken[key]].name)
                raise refuse(
                    f"{name} is a layer, and other layers have names that lie in it", f"rename it, or what starts with {name}."
                )

    def _owners(self) -> list[int]:
        """Of each node, the class that it is written in; and its name from there on."""
        above = [number for number, _ in enumerate(self.scopes)]  # the nearest class, of each scope
        within: list[tuple[str, ...]] = [()] * len(self.scopes)
        for number, scope in enumerate(self.scopes):
            if not scope.is_class:
                above[number], within[number] = above[scope.parent], (*within[scope.parent], scope.part)
        self.above, self.within = above, within
        names = (node.name.rpartition(".")[2] for node in self.graph.nodes)
        self.paths = [(*within[parent], name) for parent, name in zip(self.parents, names)]
        return [above[parent] for parent in self.parents]

    def outer(self, number: int) -> int:
        """The class that another lies in; -1 for the network itself."""
        parent = self.scopes[number].parent
        return self.above[parent] if parent >= 0 else -1

    def path(self, number: int) -> tuple[str, ...]:
        """The name of a class's scope within the class around it."""
        scope = self.scopes[number]
        return *self.within[scope.parent], scope.part

    def post_order(self) -> Iterator[int]:
        """The classes in the order in which they end, inner ones first."""
        classes = [number for number, scope in enumerate(self.scopes) if scope.is_class]
        return iter(sorted(classes, key=lambda number: (self.scopes[number].last, -self.scopes[number].depth)))

    def block(self, number: int) -> str:
        """The block that a scope is a use of, if that is known."""
        scope = self.scopes[number]
        return self._blocks.get((scope.first, scope.length), "")

    @cached_property
    def referred(self) -> set[Value]:
        """The tensors that the spec reads by their names."""
        names = {event[1] for event in self.graph.outline if not isinstance(event, int) and event[0] == "from"}
        return {self.alias[index] for index, node in enumerate(self.graph.nodes) if node.name in names}

    def name(self, number: int) -> str:
        """The whole name of a scope."""
        scope = self.scopes[number]
        return self.graph.nodes[scope.first].name[: scope.length] if number else ""


def _pieces(graph: Graph) -> list[LayerCode]:
    """How each node is written; nodes that are alike share that."""
    known: dict[int, LayerCode] = {}
    for node in graph.nodes:
        if id(node.applied) not in known:
            known[id(node.applied)] = piece_of(node) if node.inputs else SAME
    return [known[id(node.applied)] for node in graph.nodes]


def _too_deep(name: str, levels: int) -> Exception:
    return refuse(
        f"{short_name(name)} lies in {levels:,} scopes, one inside the other; PyTorch's modules nest {NESTING} deep at most",
        "each calls the next, and Python's stack ends: give blocks fewer levels",
    )
