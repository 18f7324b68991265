"""A lower bound of how many layers a spec opens into, found without opening it, so that far too large ones are refused."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.language.spec import BlockStep, Body, Choice, Head, Item, Join, Line, Repeat, Spec
from cnncalc.limits import USE_DEPTH
from cnncalc.words.env import Env


class Least:
    """Lower bounds of layer counts; what depends on a parameter counts once."""

    def __init__(self, spec: Spec, use: int = 0) -> None:
        self.spec = spec
        self.use = use  # what the use of a block counts by itself
        self.bodies: dict[int, int] = {}
        self.nothing = Env(frozenset(), spec.layout)

    def body(self, body: Body, depth: int = 0) -> int:
        """The least number of layers in a body. Shared bodies are counted each time but reckoned once."""
        if depth > USE_DEPTH:
            return 1
        if id(body) not in self.bodies:
            self.bodies[id(body)] = 0  # a block that uses itself meets this; opening it reports that
            self.bodies[id(body)] = sum(self.item(item, depth + 1) for item in body)
        return self.bodies[id(body)]

    def item(self, item: Item, depth: int) -> int:
        if isinstance(item, Line):
            return sum(self.block(step, depth) if isinstance(step, BlockStep) else 1 for step in item.steps)
        if isinstance(item, Repeat):
            return self.times(item) * max(1, self.body(item.body, depth))
        if isinstance(item, Choice):
            return min(self.body(item.body, depth), self.body(item.otherwise, depth))
        if isinstance(item, Head):
            return self.body(item.body, depth)
        assert isinstance(item, Join)
        return 1 + sum(self.body(branch.body, depth) for branch in item.branches)

    def times(self, item: Repeat) -> int:
        try:
            return int(item.times.read(self.nothing, 0)) if item.times.fixed else 0
        except Fault:  # opening the repeat reports it
            return 0

    def block(self, step: BlockStep, depth: int) -> int:
        return self.use + self.body(self.spec.blocks[step.block].body, depth)
