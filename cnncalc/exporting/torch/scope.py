"""The parts of a network's names, from one dot to the next, and the steps that its modules take."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from cnncalc.exporting.torch.pieces import LayerCode

Value: TypeAlias = int  # a tensor: the node that makes it; above all nodes, the regions of a pool


class ModuleStep(NamedTuple):
    """A layer, a cut into equal shares, or a scope that is called."""

    path: tuple[str, ...]  # its name within the scope
    piece: LayerCode | None  # None: a scope that is called, or a cut
    scope: int  # that is called; -1: none is
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]  # what of it is read; nothing, if it is not wanted
    of: tuple[str, ...] = ()  # the name of the module that it calls, where that is another's

    @property
    def makes(self) -> bool:
        """Whether it has a module of its own."""
        return not self.of and (self.scope >= 0 or bool(self.piece and self.piece.module))


class ModuleScope:
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
        self.steps: list[ModuleStep] = []
        self.arguments: dict[Value, None] = {}  # what is read in it and made outside
        self.returns: dict[Value, None] = {}  # what is made in it and read outside

    def has(self, value: Value) -> bool:
        """Whether a tensor is made in here."""
        return self.first <= value <= self.last
