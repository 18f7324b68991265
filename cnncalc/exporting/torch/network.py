"""A network as classes with names: what the parts of the file are written from."""

from __future__ import annotations

from cnncalc.errors import printable, refuse
from cnncalc.exporting.torch.classes import Class, Classes
from cnncalc.exporting.torch.flow import connected
from cnncalc.exporting.torch.helpers import HELPERS
from cnncalc.exporting.torch.modules import Modules
from cnncalc.exporting.torch.names import GLOBALS, class_name, common, is_attribute, numbered
from cnncalc.exporting.torch.scope import ModuleScope
from cnncalc.exporting.torch.tree import Tree
from cnncalc.network.graph import Graph


class ExportedNetwork:
    """Everything that is known of a network before it is written; `name` is what its class is to be called."""

    def __init__(self, graph: Graph, name: str | None) -> None:
        self.graph = graph
        self.tree = connected(Tree(graph))
        self.of = Classes(self.tree)
        apart: frozenset[int] = frozenset()
        while unlike := self.of.unlike():
            apart |= unlike
            self.tree = connected(Tree(graph, apart))
            self.of = Classes(self.tree)
        self.classes = self.of.classes
        self.modules = [self._modules(each) for each in self.classes]
        used = {piece.module.name for piece in self.tree.pieces if piece.module}
        self.helpers = [helper for helper in HELPERS if helper in used]
        self.names = self._class_names(name)

    @property
    def top(self) -> int:
        """The class of the network itself, which is the last."""
        return len(self.classes) - 1

    def example(self, number: int) -> ModuleScope:
        """The scope that a class's steps are taken from."""
        return self.tree.scopes[self.classes[number].scopes[0]]

    def _modules(self, each: Class) -> Modules:
        steps = self.tree.scopes[each.scopes[0]].steps
        return Modules([step.path for step in steps if step.makes])

    def _class_names(self, given: str | None) -> list[str]:
        """What each class is called: the network by its name, others by the block that they are."""
        taken = {*GLOBALS, *self.helpers}
        if given is not None and (not is_attribute(given) or given in taken):
            help = "a name is letters, digits and _, starts with no digit, and is none of those that the file uses"
            raise refuse(f"{printable(given[:60])} cannot name the network's class", help)
        top = given or numbered(class_name(self.graph.name), taken)
        names: list[str] = []
        taken.add(top)
        for each in self.classes[:-1]:
            names.append(numbered(class_name(self._word(each), "Block"), taken))
            taken.add(names[-1])
        return [*names, top]

    def _word(self, each: Class) -> str:
        parts = (self.tree.scopes[scope].part for scope in each.scopes)
        return self.tree.block(each.scopes[0]) or common(parts) or "block"
