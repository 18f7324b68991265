"""The memory that a network takes: its weights, its activations over the run, and what training adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.analysis.lifetimes import Life, alive, lives
from cnncalc.analysis.storage import DTYPES, OPTIMIZERS
from cnncalc.analysis.training_lifetimes import Unit, backward_moment, parts_of, training_lives
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.layers.arithmetic import most
from cnncalc.results.shown import Result, in_a_line


class MemoryStep(NamedTuple):
    """A layer that runs, forward or backward, and the bytes that are alive meanwhile; an input is a step as it comes in."""

    node: int
    backward: bool
    moment: int
    alive: int


class MemoryFields(NamedTuple):
    """What a `Memory` holds."""

    analysis: Analysis
    dtype: str
    optimizer: str | None
    weights: int
    buffers: int
    gradients: int
    states: int
    kept: int
    steps: tuple[MemoryStep, ...]
    activations: int
    total: int
    peak: MemoryStep | None
    lives: tuple[Life, ...]


class Memory(Result, MemoryFields):
    """The bytes that a network takes, all for a batch.

    `weights` (the parameters), `buffers`, `gradients` (of the parameters) and `states` (of the optimizer) are there all the
    time. `steps` holds what the activations take over the run, `activations` the most of them, `peak` the first step that takes
    that many (None where that depends on the sizes of symbols), and `total` all together at the peak. `kept` is what backward
    reads of the pass forward. `optimizer` is None for inference, which has only weights, buffers and activations. With symbols
    among the extents the figures are polynomials.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self,
            self.analysis.graph.name,
            f"training with {self.optimizer}" if self.optimizer else "inference",
            f"{self.total:,} bytes",
        )

    def at(self, step: MemoryStep) -> list[Life]:
        """What is alive at a step besides weights, gradients of weights and states."""
        return [life for life in self.lives if life.first <= step.moment <= life.last]


def memory_of(analysis: Analysis, dtype: str = "float32", optimizer: str | None = None) -> Memory:
    """What a network takes in bytes, at inference or, with an optimizer, in training; every number is of the one data type.

    At inference the activations live as `lifetimes.py` says, in training as `training_lifetimes.py` says.
    Training adds a gradient for each parameter that is trained and what the optimizer keeps of it: nothing for `sgd`, one
    number for `momentum` (the velocity), two for `adam` (both moments; Kingma & Ba 2015). Raises a `SpecError` where the data
    type or the optimizer is unknown, and for training in whole numbers.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5")))
    >>> memory_of(analysis).total, memory_of(analysis, optimizer="adam").states
    (270344, 493648)
    """
    _require(dtype, optimizer)
    each, figures, graph = DTYPES[dtype], analysis.totals.figures, analysis.graph
    trained = analysis.totals.trainable * each if optimizer else 0
    states = trained * OPTIMIZERS[optimizer] if optimizer else 0
    fixed = (figures.params + figures.buffers) * each + trained + states
    found = training_lives(graph, Unit(each, analysis.batch)) if optimizer else lives(graph, each * analysis.batch)
    steps = tuple(_steps(analysis, found, optimizer is not None))
    activations = most(dict.fromkeys(step.alive for step in steps))
    return Memory(
        analysis,
        dtype,
        optimizer,
        weights=figures.params * each,
        buffers=figures.buffers * each,
        gradients=trained,
        states=states,
        kept=sum(life.size for life in found if life.role not in ("tensor", "gradient")),
        steps=steps,
        activations=activations,
        total=most(dict.fromkeys(fixed + step.alive for step in steps)),
        peak=next((step for step in steps if step.alive == activations), None),
        lives=tuple(found),
    )


def _steps(analysis: Analysis, found: list[Life], trains: bool) -> Iterator[MemoryStep]:
    graph = analysis.graph
    count = len(graph.nodes)
    sizes = alive(found, count * (1 + trains))
    yield from (MemoryStep(index, False, index, sizes[index]) for index in range(count))
    runs = parts_of(graph).runs if trains else []
    for index in reversed(range(len(runs))):
        if runs[index]:
            moment = backward_moment(graph, index)
            yield MemoryStep(index, True, moment, sizes[moment])


def _require(dtype: str, optimizer: str | None) -> None:
    """Only what there is may be asked for."""
    if dtype not in DTYPES:
        raise refuse(f"there is no data type {quote(dtype)}", did_you_mean(dtype, DTYPES, f"they are: {', '.join(DTYPES)}"))
    if optimizer is not None and optimizer not in OPTIMIZERS:
        known = f"they are: {', '.join(OPTIMIZERS)}"
        raise refuse(f"there is no optimizer {quote(optimizer)}", did_you_mean(optimizer, OPTIMIZERS, known))
    if optimizer is not None and dtype == "int8":
        raise refuse(
            "gradients are no whole numbers, so nothing trains in int8", "networks are trained in a float type and rounded then"
        )
