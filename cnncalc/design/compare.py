"""Networks side by side: each figure with its ratio to the first network's, and which is the least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

from cnncalc.analysis.analyze import Analysis, Figures, sizes_of
from cnncalc.analysis.depth import depth
from cnncalc.analysis.receptive_field import Field, input_field
from cnncalc.counting.conventions import Convention, convention_named
from cnncalc.counting.cost import Cost, cost, why_not
from cnncalc.errors import refuse
from cnncalc.layers.base import Shape
from cnncalc.network.ablation import Ablation
from cnncalc.symbols.ratios import least, ratio

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes

Value: TypeAlias = "int | Shape | Field | None"
SUMS = ("params", "weights", "macs", "flops", "activations")  # what adds up over layers
COSTS = (*SUMS, "cost", "peak_activations")  # less of it is better; the others are properties, of which none is better
MEASURES = ("input", *SUMS, "peak_activations", "depth", "receptive_field", "output")


class Network(NamedTuple):
    """A network under the name by which it is told from the others.

    `analysis` is None where nothing works: the ablation that made the network broke it.
    """

    label: str
    analysis: Analysis | None
    ablation: Ablation | None = None


class Measure(NamedTuple):
    """One figure of all networks; None where a network has none.

    Each ratio is to the first network's figure, None where there is no constant one. `least` are the indices of those that cost
    least; empty where all cost the same, where the figure is no cost, or where sizes of symbols tell which costs least.
    """

    key: str
    values: tuple[Value, ...]
    ratios: tuple[Fraction | None, ...]
    least: frozenset[int]


class Comparison(NamedTuple):
    """Networks side by side. A symbol stands for the same size in all; `sizes` is what is known of them, if there are any.

    Where they were counted as another tool counts them, `convention` is whose rules those are, and `costs` holds each network's
    cost; in its place stands the reason why a network has none.
    """

    networks: tuple[Network, ...]
    measures: tuple[Measure, ...]
    sizes: Sizes | None = None
    convention: Convention | None = None
    costs: tuple[Cost | str, ...] = ()

    def measure(self, key: str) -> Measure:
        """The measure of a key, one of `MEASURES`."""
        return next(measure for measure in self.measures if measure.key == key)


def compare(networks: Iterable[Analysis | Network], convention: str | None = None) -> Comparison:
    """Compare networks: their costs, depth, receptive field and output.

    The first network is what the others are held against. `convention` is the name of a way of counting: what it comes to is
    the measure `cost`, behind flops. Raises a `SpecError` where there is no network, or no such convention.

    >>> from cnncalc import analyze, build, load
    >>> found = compare(analyze(build(load(name))) for name in ("resnet50", "vgg16"))
    >>> macs = found.measure("macs")
    >>> macs.values, round(float(macs.ratios[1]), 2), macs.least
    ((4089184256, 15470264320), 3.78, frozenset({0}))
    """
    named = [network if isinstance(network, Network) else Network(network.graph.name, network) for network in networks]
    if not named:
        raise refuse("there is no network to compare", "name two or more")
    found = [_figures(network.analysis) for network in named]
    sizes = sizes_of(network.analysis for network in named)
    measures = [measured(key, [values.get(key) for values in found], sizes) for key in MEASURES]
    if convention is None:
        return Comparison(_told_apart(named), tuple(measures), sizes)
    costs = tuple(_cost(network.analysis, convention) for network in named)
    measures.insert(MEASURES.index("flops") + 1, measured("cost", [_total(cost) for cost in costs], sizes))
    return Comparison(_told_apart(named), tuple(measures), sizes, convention_named(convention), costs)


def _cost(analysis: Analysis | None, convention: str) -> Cost | str:
    """A network's cost as another tool counts it, or why it has none."""
    chosen = convention_named(convention)
    if analysis is None:
        return ""
    return why_not(analysis, chosen) or cost(analysis, convention)


def _total(cost: Cost | str) -> int | None:
    return cost.total if isinstance(cost, Cost) else None


def _told_apart(networks: Sequence[Network]) -> tuple[Network, ...]:
    """The networks with different labels: the second of a name is marked with its number."""
    seen: dict[str, int] = {}
    result = []
    for network in networks:
        label = network.label or "network"
        seen[label] = seen.get(label, 0) + 1
        result.append(network._replace(label=label if seen[label] == 1 else f"{label} #{seen[label]}"))
    return tuple(result)


def _figures(analysis: Analysis | None) -> dict[str, Value]:
    if analysis is None:
        return {}
    graph, totals = analysis.graph, analysis.totals
    return {
        "input": graph.nodes[0].shape,
        **sums(totals.figures),
        "peak_activations": totals.peak_activations,
        "depth": depth(analysis),
        "receptive_field": _field(analysis),
        "output": graph.nodes[graph.outputs["output"]].shape,
    }


def sums(figures: Figures) -> dict[str, Value]:
    """What adds up over layers, by name."""
    return {key: getattr(figures, key) for key in SUMS}


def _field(analysis: Analysis) -> Field | None:
    """The receptive field of the main output; none where none can be stated."""
    graph = analysis.graph
    row = graph.outputs["output"] - len(graph.inputs)
    field = analysis.rows[row].field if row >= 0 else input_field(graph.nodes[graph.outputs["output"]].shape)
    return field if field.axes else None


def measured(key: str, values: Sequence[Value], sizes: Sizes | None) -> Measure:
    """A figure of all networks with its ratios to the first network's, and which is the least of a cost."""
    ratios = tuple(_ratio(value, values[0]) for value in values)
    return Measure(key, tuple(values), ratios, least(values, sizes) if key in COSTS else frozenset())


def is_shape(value: Value) -> TypeGuard[Shape]:
    """Whether a figure is the shape of a tensor; a receptive field is none."""
    return isinstance(value, tuple) and not isinstance(value, Field)


def _ratio(value: Value, first: Value) -> Fraction | None:
    """How many times as much a figure is; a receptive field, how many times as large along each of its axes."""
    if isinstance(value, Field) and isinstance(first, Field):
        ratios = {ratio(a, b) for a, b in zip(value.size, first.size)} if len(value.size) == len(first.size) else set()
        return ratios.pop() if len(ratios) == 1 else None
    if value is None or first is None or isinstance(value, tuple) or isinstance(first, tuple):
        return None
    return ratio(value, first)
