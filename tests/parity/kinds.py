"""The case table: every kind of layer, how it is written in PyTorch, and on how many spatial axes it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from types import ModuleType
from typing import NamedTuple

from parity import convolutions, moves, plain, pools, sliding
from parity.drawing import Draw, Shape, Written


class Case(NamedTuple):
    """How a kind is drawn and written, the numbers of spatial axes that it takes, and how many cases it is worth."""

    write: Callable[[Draw], Written | None]
    ranks: Shape
    cases: int


def _of(module: ModuleType, kinds: str, ranks: Shape, cases: int) -> dict[str, Case]:
    """The functions that have the names of their kinds."""
    return {kind: Case(getattr(module, kind), ranks, cases) for kind in kinds.split()}


def _activation(kind: str, draw: Draw) -> Written:
    return Written(kind, plain.ACTIVATIONS[kind]())


CASES: dict[str, Case] = {
    **_of(convolutions, "conv dwconv deconv", (1, 2, 3), 120),
    **_of(sliding, "maxpool avgpool lppool", (1, 2, 3), 120),
    **_of(pools, "gap gmp adaptive_avgpool adaptive_maxpool spp", (1, 2, 3), 25),
    **_of(pools, "roipool roialign", (2,), 50),
    **_of(plain, "fc bn ln gn lrn l2norm scale shift prelu softmax maxout mean_over max_over", (0, 1, 2, 3), 25),
    **_of(plain, "leakyrelu hardtanh elu celu gelu abs square sqrt times plus", (0, 1, 2, 3), 25),
    **_of(plain, "instnorm grn", (1, 2, 3), 25),
    **{kind: Case(partial(_activation, kind), (0, 1, 2, 3), 15) for kind in plain.ACTIVATIONS},
    **_of(moves, "identity flatten dropout shuffle slice pad_channels reshape", (0, 1, 2, 3), 15),
    **_of(moves, "upsample resize", (1, 2, 3), 60),
    **_of(moves, "pad crop pixelshuffle space_to_depth", (1, 2, 3), 25),
}
JOIN_CASES = 30
GRAPH_CASES = 400
TOTAL = sum(case.cases for case in CASES.values()) + JOIN_CASES * len(moves.JOINS) + GRAPH_CASES


class Dice(NamedTuple):
    """What all cases of a run are drawn from; those of one case depend on no other, and on no count."""

    seed: int
    times: int

    def cast(self, what: str, count: int) -> Iterator[Random]:
        """The dice for so many cases, each its own."""
        return (Random(f"{self.seed}/{what}/{number}") for number in range(count * self.times))
