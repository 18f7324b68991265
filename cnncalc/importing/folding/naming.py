"""What the flat network calls its layers, and what of it must be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from cnncalc.errors import Word
from cnncalc.importing.folding.tree import FromItem, JoinItem, Path, PathItem, StepItem, UseItem, every
from cnncalc.network.graph import Graph, Node
from cnncalc.network.scopes import NameScope


class FlatNames:
    """What the names of a flat network say.

    A name says nothing where counting or a tool made it: a layer without parameters that is called like its kind (`relu`,
    `add_3`), and any that is called so outside all scopes (`conv12`).
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        counted = _counted(graph)
        self.free = [index in counted or _is_free(node) for index, node in enumerate(graph.nodes)]

    def says_nothing(self, node: int) -> bool:
        """Whether a name says neither what the layer is called nor where it lies."""
        return self.free[node] and "." not in self.graph.nodes[node].name

    def inside(self, item: PathItem, prefix: str) -> str | None:
        """What an item is called within a scope; None where it need not be called anything."""
        name = item.name if isinstance(item, (StepItem, JoinItem, UseItem)) else ""
        if not name or (not isinstance(item, UseItem) and self.free[item.end]):
            return None
        if not prefix:
            return name
        return name[len(prefix) + 1 :] if name.startswith(f"{prefix}.") else None


def _counted(graph: Graph) -> set[int]:
    """The nodes that have the names which counting would give them outside all scopes."""
    counts, apart = Counter[str](), Counter[str]()
    found = set[int]()
    for index, node in enumerate(graph.nodes):
        counts[node.layer.kind] += 1
        apart[node.layer.kind] += "." not in node.name
        if node.name in (f"{node.layer.kind}{counts[node.layer.kind]}", f"{node.layer.kind}{apart[node.layer.kind]}"):
            found.add(index)
    return found


def _is_free(node: Node) -> bool:
    kinds = "|".join((node.layer.kind, *node.layer.aliases))
    numbered = "." in node.name or node.layer.joins or node.layer.family in ("activation", "shape")
    digits = r"(?:_?\d+)?" if numbered else r"(?:_\d+)?"
    automatic = re.fullmatch(rf"(?:{kinds}){digits}", node.name.rpartition(".")[2])
    return bool(automatic) and not type(node.layer).has_weights()


def say(path: Path, prefix: str, names: FlatNames, taken: Collection[str] = ()) -> None:
    """Settle what is written behind `as` for all items of a scope: what counting does not give anyway."""
    scope = NameScope()
    scope.names.update(dict.fromkeys(taken, 0))
    items = [item for item in every(path) if isinstance(item, (StepItem, JoinItem, UseItem))]
    read = {item.source for item in every(path) if isinstance(item, FromItem)}
    wanted = {name for item in items if (name := names.inside(item, prefix))}
    for item in items:
        kind = item.block.name if isinstance(item, UseItem) else item.kind
        counted, name = scope.counted(kind), names.inside(item, prefix)
        if name is None and counted in wanted:
            others = (f"{kind}_{number}" for number in range(1, 10**9))
            name = next(other for other in others if other not in wanted and other not in scope.names)
        if name is None and item.end in read:
            name = _level(item.end, names.graph, {*wanted, *scope.names})
        item.said = None if name == counted and item.end not in read else name
        scope.claim(kind, Word(item.said) if item.said else None)


def say_alike(path: Path, names: FlatNames) -> None:
    """Outside blocks, write the names of all uses of a block, and of all layers of a kind, where some must be written."""
    items = [item for item in every(path) if isinstance(item, (StepItem, JoinItem, UseItem))]
    said = {_word(item) for item in items if item.said}
    for item in items:
        if not item.said and _word(item) in said:
            item.said = names.inside(item, "")


def _word(item: StepItem | JoinItem | UseItem) -> str:
    return item.block.name if isinstance(item, UseItem) else item.kind


def _level(node: int, graph: Graph, taken: Collection[str]) -> str:
    """The name of a tensor that is read again: c3 where the input is 8 times as high, or else x and a count."""
    shape, whole = graph.nodes[node].shape, graph.nodes[0].shape
    name = "x"
    if len(shape) == len(whole) > 1 and shape[1] > 1:
        shrunk = (whole[1] + shape[1] - 1) // shape[1]
        name = f"c{shrunk.bit_length() - 1}"
    counted = (f"{name}_{number}" for number in range(2, 10**9))
    return name if name not in taken and name != "x" else next(other for other in counted if other not in taken)
