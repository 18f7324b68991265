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
from threading import active_count
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import SpecError, refuse
from cnncalc.reference.functions import Shape
from cnncalc.reference.packed_kinds import BYTES, Call, Made
from cnncalc.reference.packed_norms import Spread
from cnncalc.reference.packed_tensor import TOP, Tensor
from cnncalc.reference.weights import WANTED
from cnncalc.reference.windows import padding_of

if TYPE_CHECKING:
    from cnncalc.graph import Graph, Node

ACTIVATIONS = 2**26  # in a tensor, its padding included
TERMS = 2**27  # in one dot product: 15 times as many stay below 2**31
WEIGHTS = 2**30  # of a layer
PIXELS = bytes(i & TOP for i in range(256))


class Done(NamedTuple):
    """A node that has run, and what was counted meanwhile.

    `tensor.shape` is the shape of one item, channels first, and `tensor.items` how many there are: 1 unless regions multiply.
    `macs` are the multiplications of dot products, of all items; `params` and `buffers` the weights that were drawn.
    """

    node: Node
    tensor: Tensor
    macs: int = 0
    params: int = 0
    buffers: int = 0


def run(graph: Graph, seed: int = 0, cores: int = 0) -> Iterator[Done]:
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
    with workers(cores or cpu_count() or 1) as (spread, shares):
        for at, node in enumerate(graph.nodes):
            xs = [tensors[i] for i in node.inputs]
            done = Done(node, *_made(node, xs, f"{seed}/{node.name}", spread, shares))
            tensors |= {at: done.tensor} if at in last else {}
            for i in {i for i in node.inputs if last[i] == at}:
                del tensors[i]
            yield done


def _made(node: Node, xs: list[Tensor], seed: str, spread: Spread, shares: int) -> Made:
    _admit(node.name, prod(node.shape) * node.items, ACTIVATIONS, "activations")
    if not xs:
        return Made(drawn_input(node.shape, seed))
    _admit_layer(node, xs[0])
    try:
        return BYTES[node.layer.kind](Call(node.layer, seed, spread, shares), xs)
    except ArithmeticError:
        raise refuse(f"the numbers outgrow floats at {node.name}", "a smaller power keeps them small") from None


def drawn_input(shape: Shape, seed: str) -> Tensor:
    """An input of numbers from 0 to 15."""
    return Tensor(Random(seed).randbytes(prod(shape)).translate(PIXELS), shape[1:])


def _admit_layer(node: Node, x: Tensor) -> None:
    """Refuse what would fill the memory, before anything is made: too many weights, or padding too wide."""
    layer = node.layer
    if layer.kind in WANTED:
        shapes = WANTED[layer.kind](layer, x.shape)
        weight = next(iter(shapes.values()), ())
        _admit(node.name, sum(map(prod, shapes.values())), WEIGHTS, "weights")
        _admit(node.name, prod(weight) // (weight[0] if weight else 1), TERMS, "weights for each output")
    if layer.padding.mode:
        dilation = getattr(layer, "dilation", (1,) * layer.rank)
        spans = [d * (k - 1) + 1 for k, d in zip(layer.kernel, dilation)]
        sides = [padding_of(layer, axis, x.extents[axis], spans[axis], layer.stride[axis]) for axis in range(layer.rank)]
        laid_out = prod(before + extent + after for extent, (before, after) in zip(x.extents, sides))
        _admit(node.name, laid_out * x.shape[0] * x.items, ACTIVATIONS, "activations with its padding")


def _admit(name: str, count: int, most: int, what: str) -> None:
    if count > most:
        raise _too_many(name, count, most, what)


def _too_many(name: str, count: int, most: int, what: str) -> SpecError:
    return refuse(
        f"{name} would need {count:,} {what}: too many to run it",
        f"{most:,} are run; a smaller input or narrower layers help",
    )


@contextmanager
def workers(cores: int) -> Iterator[tuple[Spread, int]]:
    """A `map` over processes, and how many shares to cut a layer in; the plain `map` where one process must do.

    Processes are forked where that is safe, in a process of one thread, and spawned elsewhere.
    """
    if cores < 2 or current_process().daemon:
        yield map, 1
        return
    forks = "fork" in get_all_start_methods() and active_count() == 1
    with get_context("fork" if forks else "spawn").Pool(cores) as pool:
        yield pool.imap, cores
