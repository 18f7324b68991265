"""What flows between the classes of a network: what each is given, the steps that it takes, and what it returns."""

from __future__ import annotations

from cnncalc.exporting.torch.pieces import SAME
from cnncalc.exporting.torch.scope import ModuleStep, Value
from cnncalc.exporting.torch.tree import Tree


def connected(tree: Tree) -> Tree:
    """A tree whose scopes have their arguments, steps and returns."""
    flow = Flow(tree)
    flow.connect()
    flow.fill()
    return tree


class Flow:
    """Fills the scopes of a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.graph = tree.graph
        self.live = self._live()

    def _live(self) -> list[bool]:
        """Whether an output needs a node."""
        live = [False] * len(self.graph.nodes)
        for end in self.graph.outputs.values():
            live[self.tree.alias[end]] = True
        for index in reversed(range(len(self.graph.inputs), len(self.graph.nodes))):
            if live[index]:
                for i in self.graph.nodes[index].inputs:
                    live[self.tree.alias[i]] = True
        return live

    def connect(self) -> None:
        """What every class is given and what it returns."""
        for index in range(len(self.graph.inputs), len(self.graph.nodes)):
            if self.live[index]:
                for value in self.tree.reads(index):
                    self._arrives(value, self.tree.owner[index])
                    self._leaves(value, index)
        for end in self.graph.outputs.values():
            self._leaves(self.tree.alias[end], len(self.graph.nodes))

    def _arrives(self, value: Value, number: int) -> None:
        while number > 0 and not self.tree.scopes[number].has(value):
            self.tree.scopes[number].arguments[value] = None
            number = self.tree.outer(number)

    def _leaves(self, value: Value, reader: int) -> None:
        number = self.tree.owner[value] if value < len(self.graph.nodes) else 0
        while number > 0 and not self.tree.scopes[number].has(reader):
            self.tree.scopes[number].returns[value] = None
            number = self.tree.outer(number)

    def fill(self) -> None:
        """Put the steps of every class in order."""
        root = self.tree.scopes[0]
        root.arguments = dict.fromkeys([*range(len(self.graph.inputs)), *sorted(self.tree.regions)])
        root.returns = dict.fromkeys(self.tree.alias[end] for end in self.graph.outputs.values())
        shares = self._shares()
        for index in range(len(self.graph.inputs), len(self.graph.nodes)):
            number = self.tree.owner[index]
            self._call_those_that_start(number, index)
            piece = self.tree.pieces[index]
            if index in shares:
                self.tree.scopes[number].steps += shares[index]
            elif piece is not SAME and (self.live[index] or piece.module):
                wanted = (index,) if self.live[index] else ()
                reads = self.tree.reads(index) if wanted else ()
                shared = self.tree.sharing.layers.get(index)
                of = () if shared is None else self.tree.paths[shared]
                self.tree.scopes[number].steps.append(ModuleStep(self.tree.paths[index], piece, -1, reads, wanted, of))

    def _call_those_that_start(self, number: int, index: int) -> None:
        starting = []
        while number > 0 and self.tree.scopes[number].first == index:
            starting.append(number)
            number = self.tree.outer(number)
        for inner in reversed(starting):
            scope = self.tree.scopes[inner]
            latest = max(
                (value for value in scope.arguments if value not in self.tree.regions), default=0
            )  # what it starts from
            scope.arguments = dict.fromkeys(sorted(scope.arguments, key=lambda value: value != latest))
            of = self.tree.path(self.tree.sharing.scopes[inner]) if inner in self.tree.sharing.scopes else ()
            step = ModuleStep(self.tree.path(inner), None, inner, tuple(scope.arguments), tuple(sorted(scope.returns)), of)
            self.tree.scopes[self.tree.outer(inner)].steps.append(step)

    def _shares(self) -> dict[int, list[ModuleStep]]:
        """The slices that a split begins with, as one cut; those after the first are none of their own."""
        found: dict[int, list[ModuleStep]] = {}
        places = {node.name: index for index, node in enumerate(self.graph.nodes) if node.layer.kind == "slice"}
        for split in self.graph.nodes:
            if split.layer.splits:
                cuts = [places.get(f"{split.name}.slice{i + 1}", -1) for i in range(len(split.inputs))]
                if self._is_cut(cuts):
                    step = ModuleStep((split.name.rpartition(".")[2],), None, -1, self.tree.reads(cuts[0]), tuple(cuts))
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
