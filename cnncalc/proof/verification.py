"""The proof of a network's numbers: every distinct layer by itself, fields on lines, the whole on exact integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.errors import refuse
from cnncalc.language.spec import Spec
from cnncalc.layers.base import show_shape
from cnncalc.limits import NODES
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.network.smallest import longest, resized, smallest
from cnncalc.progress import Progress
from cnncalc.proof.claims import LayerClaims
from cnncalc.proof.counted import counted
from cnncalc.proof.network import ran, seen
from cnncalc.proof.samples import Sample, samples
from cnncalc.results.shown import Result, in_a_line

T = TypeVar("T")
IN_SECONDS = 5_000_000_000, 100_000_000  # MACs and activations of a network that runs at its own size unasked
FOREVER = 10**13  # MACs that nobody would wait for
LINES = 200_000  # positions of all lines together


class VerificationFields(NamedTuple):
    """What a `Verification` holds."""

    graph: Graph
    counted: tuple[tuple[Sample, LayerClaims], ...]
    lined: Graph
    seen: tuple[LayerClaims, ...]
    analysis: Analysis
    ran: tuple[LayerClaims, ...]
    own: bool


class Verification(Result, VerificationFields):
    """What was compared. After the first disagreement nothing more is.

    `counted` has every distinct layer with its small input; `seen` the receptive fields, on the inputs of `lined`; `ran` the
    whole network, on the inputs of `analysis`. These are the network's `own`, or else the smallest.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self, self.graph.name, "differs" if self.disagreement else "agrees", f"{len(self.counted):,} distinct layers"
        )

    @property
    def disagreement(self) -> LayerClaims | None:
        """The first finding that has a claim which does not hold."""
        found = (*(finding for _, finding in self.counted), *self.seen, *self.ran)
        return next((finding for finding in found if finding.disagreement), None)


def verify(
    spec: Spec,
    inputs: Mapping[str, str] | str | None = None,
    variables: Mapping[str, object] | None = None,
    layout: str | None = None,
    *,
    full: bool = False,
    seed: int = 0,
    cores: int = 0,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Verification:
    """Compare what the rules predict of a network with what a forward pass that knows none of them is observed to do.

    `inputs`, `variables`, `layout`, `max_nodes` as for `build`. `full` runs the network at its own size, however long that
    takes; otherwise it does so where that is done in seconds, and elsewhere on the smallest input that its layers allow.
    Weights and inputs are drawn from `seed`; 0 `cores` means all. `progress` counts operations, then MACs.

    >>> import cnncalc
    >>> cnncalc.verify(cnncalc.load("lenet5")).disagreement is None
    True
    """
    graph = build(spec, inputs, variables, layout, max_nodes, progress)
    _require_numbers(graph)
    native, small = analyze(graph), analyze(smallest(spec, graph, variables))
    own = full or _is_quick(native)
    analysis = native if own else small
    if not full and analysis.totals.figures.macs > FOREVER:
        raise refuse(
            f"even on the smallest input this network has {analysis.totals.figures.macs:,} MACs: too many to run it",
            "--full runs it all the same; a smaller variable (--set) makes a smaller network",
        )
    lined = _lined(spec, graph, small, variables)
    apart = tuple(_until_wrong(_counted(graph, progress), lambda pair: pair[1]))
    right = not (apart and apart[-1][1].disagreement)
    fields = tuple(_until_wrong(seen(analyze(lined)), lambda finding: finding)) if right else ()
    right = right and not (fields and fields[-1].disagreement)
    whole = tuple(_until_wrong(ran(analysis, seed, cores, progress), lambda finding: finding)) if right else ()
    return Verification(graph, apart, lined, fields, analysis, whole, own)


def _require_numbers(graph: Graph) -> None:
    if graph.sizes:
        shapes = ", ".join(show_shape(graph.nodes[index].shape, graph.layout) for index in graph.inputs.values())
        raise refuse(f"a network is run on numbers, and its input is {shapes}", "give the input in numbers, as in 3x224x224")


def _is_quick(analysis: Analysis) -> bool:
    figures = analysis.totals.figures
    return all(figure <= most for figure, most in zip((figures.macs, figures.activations), IN_SECONDS))


def _counted(graph: Graph, progress: Progress) -> Iterator[tuple[Sample, LayerClaims]]:
    found = samples(graph)
    total, done = sum(sample.cost for sample in found), 0
    for sample in found:
        if progress:
            progress("counting operations", done, total)
        yield sample, counted(sample)
        done += sample.cost


def _until_wrong(found: Iterable[T], finding: Callable[[T], LayerClaims]) -> Iterator[T]:
    """All up to the first disagreement, which is the last one."""
    for item in found:
        yield item
        if finding(item).disagreement:
            return


def _lined(spec: Spec, graph: Graph, small: Analysis, variables: Mapping[str, object] | None) -> Graph:
    """The network on an input that holds any receptive field, or else on its own input, or on the smallest."""
    large = resized(spec, graph, longest(small.graph) * _times(small), variables)
    candidates = [found for found in (large, graph) if found and _positions(found) <= LINES]
    return candidates[0] if candidates else small.graph


def _times(small: Analysis) -> int:
    """How many times the smallest input holds the largest receptive field, and one more."""
    fields = (row.field for row in small.rows)
    return 1 + max((-(-size // extent) for field in fields for size, extent in zip(field.size, field.grid)), default=1)


def _positions(graph: Graph) -> int:
    return sum(sum(node.shape[1:]) for node in graph.nodes)
