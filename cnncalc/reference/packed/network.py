"""Whole networks on bytes: weights drawn as they are needed, activations 0 to 15, every sum exact, on several cores.

Nothing here predicts. A tensor's channels are counted in its bytes, its extents are those of the reference's windows; the
multiplications are those of the dot products that were made, the weights those that were drawn.

Between layers every number is brought back to an activation by the one rule of `packed_tensor`. All of it is whole numbers and
fractions, the same on any machine; what is not (exp, log, erf, roots and powers) is floats for which that rule is lenient. The
numbers depend on the seed and the names of the layers, not on the cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from multiprocessing import current_process, get_all_start_methods, get_context
from os import cpu_count
from random import Random
from signal import SIG_IGN, SIGINT, signal
from threading import active_count
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import refuse
from cnncalc.reference.functions import Shape
from cnncalc.reference.packed.kinds import BYTES, PackedCall, PackedResult
from cnncalc.reference.packed.limits import admit
from cnncalc.reference.packed.norms import Spread
from cnncalc.reference.packed.tensor import TOP, Tensor

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph, Node

PIXELS = bytes(i & TOP for i in range(256))


class PackedRun(NamedTuple):
    """A node that has run, and what was counted meanwhile.

    `tensor.shape` is the shape of one item, channels first, and `tensor.items` how many there are: 1 unless regions multiply.
    `macs` are the multiplications of dot products, of all items; `params` and `buffers` the weights that were drawn.
    """

    node: Node
    tensor: Tensor
    macs: int = 0
    params: int = 0
    buffers: int = 0


def run(graph: Graph, seed: int = 0, cores: int = 0) -> Iterator[PackedRun]:
    """Run a network of any kinds: its nodes in their order, each as soon as it is done. 0 cores: all that the machine has.

    A tensor is dropped as soon as its last reader is done. Raises a `SpecError` that names the layer where a tensor or its
    weights would be too many.

    >>> import cnncalc
    >>> graph = cnncalc.build(cnncalc.parse("input: 3x9x9\\nlayers:\\n  - conv 3x3 8\\n  - bn, gap"))
    >>> for done in run(graph, cores=1):
    ...     print(done.node.name, done.tensor.shape, done.macs, done.params, done.buffers)
    input (3, 9, 9) 0 0 0
    conv1 (8, 7, 7) 10584 224 0
    bn1 (8, 7, 7) 0 16 16
    gap1 (8, 1, 1) 0 0 0
    """
    last = {i: at for at, node in enumerate(graph.nodes) for i in node.inputs}
    tensors: dict[int, Tensor] = {}
    drawn: dict[str, tuple[int, int]] = {}  # how many numbers, by the layers that own them
    with workers(cores or cpu_count() or 1) as (spread, shares):
        for at, node in enumerate(graph.nodes):
            xs = [tensors[i] for i in node.inputs]
            owner = graph.nodes[graph.shared.get(at, at)].name
            done = PackedRun(node, *_made(node, xs, f"{seed}/{owner}", spread, shares))
            if at in graph.shared and drawn[owner] == (done.params, done.buffers):
                done = done._replace(params=0, buffers=0)  # the same numbers again
            elif graph.shared:
                drawn[owner] = done.params, done.buffers
            tensors |= {at: done.tensor} if at in last else {}
            for i in {i for i in node.inputs if last[i] == at}:
                del tensors[i]
            yield done


def _made(node: Node, xs: list[Tensor], seed: str, spread: Spread, shares: int) -> PackedResult:
    admit(node, xs)
    if not xs:
        return PackedResult(drawn_input(node.shape, seed))
    if node.layer.kind not in BYTES:
        raise refuse(f"{node.name} cannot be run: the exact engine has no {node.layer.kind}", "cnncalc.forward runs every kind")
    try:
        return BYTES[node.layer.kind](PackedCall(node.layer, seed, spread, shares), xs)
    except ArithmeticError:
        raise refuse(f"the numbers outgrow floats at {node.name}", "a smaller power keeps them small") from None


def drawn_input(shape: Shape, seed: str) -> Tensor:
    """An input of numbers from 0 to 15."""
    return Tensor(Random(seed).randbytes(prod(shape)).translate(PIXELS), shape[1:])


@contextmanager
def workers(cores: int) -> Iterator[tuple[Spread, int]]:
    """A `map` over processes, and how many shares to cut a layer in; the plain `map` where one process must do.

    Processes are forked where that is safe, in a process of one thread, and spawned elsewhere. An interrupt is for the first
    process alone, which ends the others.
    """
    if cores < 2 or current_process().daemon:
        yield map, 1
        return
    forks = "fork" in get_all_start_methods() and active_count() == 1
    with get_context("fork" if forks else "spawn").Pool(cores, signal, (SIGINT, SIG_IGN)) as pool:
        yield pool.imap, cores
