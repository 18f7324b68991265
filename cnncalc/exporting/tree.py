"""The scopes of a network as the tree of its modules: what each holds in which order, what it is given and what it returns.

A scope becomes a class if its layers stand together; else it only groups modules (names with dots may do so), and those are
called from the scope around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

from cnncalc.errors import refuse
from cnncalc.exporting.kinds import piece_of
from cnncalc.exporting.pieces import SAME, Piece
from cnncalc.graph import Graph
from cnncalc.limits import YAML_DEPTH
from cnncalc.scopes import short_name

NESTING = YAML_DEPTH  # modules call modules, several frames of Python's stack each time
Value: TypeAlias = int  # a tensor: the node that makes it; above all nodes, the regions of a pool


class Step(NamedTuple):
    """A layer, a cut into equal shares, or a scope that is called."""

    path: tuple[str, ...]  # its name within the scope
    piece: Piece | None  # None: a scope that is called, or a cut
    scope: int  # that is called; -1: none is
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]  # what of it is read; nothing, if it is not wanted


class Scope:
    """A part of all names, from one dot to the next."""

    __slots__ = (
        "arguments",
        "count",
        "depth",
        "first",
        "held",
        "is_class",
        "last",
        "length",
        "parent",
        "part",
        "returns",
        "steps",
    )

    def __init__(self, parent: int, part: str, depth: int, length: int) -> None:
        self.parent = parent
        self.part = part
        self.depth = depth
        self.length = length  # of its whole name
        self.first = self.last = -1  # nodes
        self.count = 0
        self.held = 0  # modules
        self.is_class = False
        self.steps: list[Step] = []
        self.arguments: dict[Value, None] = {}  # what is read in it and made outside
        self.returns: dict[Value, None] = {}  # what is made in it and read outside

    def has(self, value: Value) -> bool:
        """Whether a tensor is made in here."""
        return self.first <= value <= self.last


class Tree:
    """All scopes of a network. The first is the network itself; each stands behind the one that it lies in."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.pieces = _pieces(graph)
        self.alias = self._aliases()
        self._blocks = {(first, length): block for first, length, block in graph.blocks}
        self.regions: dict[Value, int] = {}  # the tensors of regions, and the pools that read them
        self.scopes = [Scope(-1, "", 0, 0)]
        self.parents: list[int] = []  # of each node, the innermost scope
        self.paths: list[tuple[str, ...]] = []  # of each node, its name within the class around it
        self._grow()
        self.owner = self._owners()
        self.live = self._live()
        self._connect()
        self._fill()

    def _aliases(self) -> list[Value]:
        """Of each node, the one whose tensor it passes on."""
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
            self.scopes.append(Scope(at, part, outer.depth + 1, outer.length + len(part) + (at > 0)))
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
            scope.is_class = bool(scope.held) and scope.last - scope.first + 1 == scope.count
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

    # What flows between them

    def _live(self) -> list[bool]:
        """Whether an output needs a node."""
        live = [False] * len(self.graph.nodes)
        for end in self.graph.outputs.values():
            live[self.alias[end]] = True
        for index in reversed(range(len(self.graph.inputs), len(self.graph.nodes))):
            if live[index]:
                for i in self.graph.nodes[index].inputs:
                    live[self.alias[i]] = True
        return live

    def _connect(self) -> None:
        """What every class is given and what it returns."""
        for index in range(len(self.graph.inputs), len(self.graph.nodes)):
            if self.live[index]:
                for value in self.reads(index):
                    self._arrives(value, self.owner[index])
                    self._leaves(value, index)
        for end in self.graph.outputs.values():
            self._leaves(self.alias[end], len(self.graph.nodes))

    def _arrives(self, value: Value, number: int) -> None:
        while number > 0 and not self.scopes[number].has(value):
            self.scopes[number].arguments[value] = None
            number = self.outer(number)

    def _leaves(self, value: Value, reader: int) -> None:
        number = self.owner[value] if value < len(self.graph.nodes) else 0
        while number > 0 and not self.scopes[number].has(reader):
            self.scopes[number].returns[value] = None
            number = self.outer(number)

    def _fill(self) -> None:
        """Put the steps of every class in order."""
        root = self.scopes[0]
        root.arguments = dict.fromkeys([*range(len(self.graph.inputs)), *sorted(self.regions)])
        root.returns = dict.fromkeys(self.alias[end] for end in self.graph.outputs.values())
        shares = self._shares()
        for index in range(len(self.graph.inputs), len(self.graph.nodes)):
            number = self.owner[index]
            self._call_those_that_start(number, index)
            piece = self.pieces[index]
            if index in shares:
                self.scopes[number].steps += shares[index]
            elif piece is not SAME and (self.live[index] or piece.module):
                wanted = (index,) if self.live[index] else ()
                self.scopes[number].steps.append(
                    Step(self.paths[index], piece, -1, self.reads(index) if wanted else (), wanted)
                )

    def _call_those_that_start(self, number: int, index: int) -> None:
        starting = []
        while number > 0 and self.scopes[number].first == index:
            starting.append(number)
            number = self.outer(number)
        for inner in reversed(starting):
            scope = self.scopes[inner]
            latest = max((value for value in scope.arguments if value not in self.regions), default=0)  # what it starts from
            scope.arguments = dict.fromkeys(sorted(scope.arguments, key=lambda value: value != latest))
            step = Step(self.path(inner), None, inner, tuple(scope.arguments), tuple(sorted(scope.returns)))
            self.scopes[self.outer(inner)].steps.append(step)

    def _shares(self) -> dict[int, list[Step]]:
        """The slices that a split begins with, as one cut; those behind the first are none of their own."""
        found: dict[int, list[Step]] = {}
        places = {node.name: index for index, node in enumerate(self.graph.nodes) if node.layer.kind == "slice"}
        for split in self.graph.nodes:
            if split.layer.kind == "split":
                cuts = [places.get(f"{split.name}.slice{i + 1}", -1) for i in range(len(split.inputs))]
                if self._is_cut(cuts):
                    step = Step((split.name.rpartition(".")[2],), None, -1, self.reads(cuts[0]), tuple(cuts))
                    found |= {cut: [] for cut in cuts[1:]} | {cuts[0]: [step]}
        return found

    def _is_cut(self, cuts: list[int]) -> bool:
        """Whether slices make equal shares of one tensor, all of which are read."""
        nodes = [self.graph.nodes[i] for i in cuts]
        if (
            -1 in cuts
            or len(cuts) == 1
            or cuts != list(range(cuts[0], cuts[0] + len(cuts)))
            or not all(self.live[i] for i in cuts)
        ):
            return False
        (inputs, *others), share = (node.inputs for node in nodes), nodes[0].shape[0]
        spans = [node.layer.span for node in nodes]
        whole = nodes[0].applied.xs[0][0] == share * len(nodes)
        return whole and set(others) <= {inputs} and spans == [(i * share, (i + 1) * share) for i in range(len(nodes))]

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


def _pieces(graph: Graph) -> list[Piece]:
    """How each node is written; nodes that are alike share that."""
    known: dict[int, Piece] = {}
    for node in graph.nodes:
        if id(node.applied) not in known:
            known[id(node.applied)] = piece_of(node) if node.inputs else SAME
    return [known[id(node.applied)] for node in graph.nodes]


def _too_deep(name: str, levels: int) -> Exception:
    return refuse(
        f"{short_name(name)} lies in {levels:,} scopes, one inside the other; PyTorch's modules nest {NESTING} deep at most",
        "each calls the next, and Python's stack ends: give blocks fewer levels",
    )
