"""Networks side by side: each figure with its ratio to the first network's, and which is the least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard

from cnncalc.analysis.analyze import Analysis, sizes_of
from cnncalc.analysis.window_path import Hull, WindowPath, hull, window_path
from cnncalc.asking.case import Case
from cnncalc.asking.figure import AXES, Figure
from cnncalc.asking.figures import COST, FIGURES, figure_named
from cnncalc.asking.marks import along
from cnncalc.asking.places import COMPARED, askable, guess, objection, of_network
from cnncalc.counting.conventions import Convention, convention_named
from cnncalc.counting.cost import cost, why_not
from cnncalc.counting.cost_values import Cost
from cnncalc.errors import Fault, quote, refuse
from cnncalc.layers.base import Shape
from cnncalc.network.ablation import Ablation
from cnncalc.results.shown import Result, in_a_line
from cnncalc.symbols.ratios import least, ratio

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes

Value: TypeAlias = "int | Fraction | str | Shape | WindowPath | Hull | None"
USUAL_SUMS = ("params", "weights", "macs", "flops", "activations")  # of the usual figures those that add up over layers
USUAL = ("input", *USUAL_SUMS, "peak_activations", "depth", "field", "hull", "output")
FIELDS = {"field": window_path, "hull": hull}  # figures that are compared with all that is known of a field


class Network(NamedTuple):
    """A network under a name that no other of the comparison has.

    `analysis` is None where nothing works: the ablation that made the network broke it.
    """

    label: str
    analysis: Analysis | None
    ablation: Ablation | None = None


class Measure(NamedTuple):
    """One figure of all networks; None where a network has none.

    Each ratio is to the first network's figure, None where there is no constant one. `least` are the indices of those that cost
    least; empty where all cost the same, where the figure is no cost, or where that depends on the sizes of symbols.
    """

    key: str
    values: tuple[Value, ...]
    ratios: tuple[Fraction | None, ...]
    least: frozenset[int]


class ComparisonFields(NamedTuple):
    """What a `Comparison` holds."""

    networks: tuple[Network, ...]
    measures: tuple[Measure, ...]
    sizes: Sizes | None = None
    convention: Convention | None = None
    costs: tuple[Cost | str, ...] = ()


class Comparison(Result, ComparisonFields):
    """Networks side by side. A symbol means the same size in all; `sizes` is what is known of them, if there are any.

    `measures` are of the usual figures; `measure` finds any.
    Where they were counted as another tool counts them, `convention` is whose rules those are, and `costs` holds each network's
    cost, or the reason why it has none.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, "", ", ".join(network.label for network in self.networks))

    def measure(self, key: str, width: int = 4) -> Measure:
        """The measure of a figure, where a number takes `width` bytes.

        Raises a `Fault` where no figure of networks is called so.
        """
        for measure in self.measures:
            if measure.key == key:
                return measure
        figure = compared(key)
        if figure.key != key:
            return self.measure(figure.key, width)
        cases = [network.analysis and Case(network.analysis, width) for network in self.networks]
        return measured(key, [case and _value(figure, case) for case in cases], self.sizes)


def compared(word: str) -> Figure:
    """The figure of networks that a word means; a `Fault` where there is none, with those that there are."""
    figure, listed = figure_named(word), f"the figures are: {', '.join(key for key in askable(COMPARED) if key != COST)}"
    if figure is None:
        raise Fault(f"there is no figure {quote(word)}", guess(word, COMPARED, listed))
    if figure.key == COST:
        raise Fault(f"there is no figure {COST}", "--as says whose cost it is, as in --as fvcore")
    if reason := objection(figure, COMPARED):
        raise Fault(reason, listed)
    return figure


def compare(networks: Iterable[Analysis | Network], convention: str | None = None) -> Comparison:
    """Compare networks: their costs, depth, receptive field and output.

    The others are compared with the first network. `convention` is the name of a way of counting: its total is the measure
    `cost`, after flops. Raises a `SpecError` where there is no network, or no such convention.

    >>> from cnncalc import analyze, build, load
    >>> found = compare(analyze(build(load(name))) for name in ("resnet50", "vgg16"))
    >>> macs = found.measure("macs")
    >>> macs.values, round(float(macs.ratios[1]), 2), macs.least
    ((4089184256, 15470264320), 3.78, frozenset({0}))
    """
    named = [network if isinstance(network, Network) else Network(network.graph.name, network) for network in networks]
    if not named:
        raise refuse("there is no network to compare", "name two or more")
    sizes = sizes_of(network.analysis for network in named)
    cases = [network.analysis and Case(network.analysis) for network in named]
    measures = [measured(key, [case and _value(FIGURES[key], case) for case in cases], sizes) for key in USUAL]
    if convention is None:
        return Comparison(_distinct(named), tuple(measures), sizes)
    costs = tuple(_cost(network.analysis, convention) for network in named)
    measures.insert(USUAL.index("flops") + 1, measured(COST, [_total(cost) for cost in costs], sizes))
    return Comparison(_distinct(named), tuple(measures), sizes, convention_named(convention), costs)


def _cost(analysis: Analysis | None, convention: str) -> Cost | str:
    """A network's cost as another tool counts it, or why it has none."""
    chosen = convention_named(convention)
    if analysis is None:
        return ""
    return why_not(analysis, chosen) or cost(analysis, convention)


def _total(cost: Cost | str) -> int | None:
    return cost.total if isinstance(cost, Cost) else None


def _distinct(networks: Sequence[Network]) -> tuple[Network, ...]:
    """The networks with different labels: the second of a name is marked with its number."""
    seen: dict[str, int] = {}
    result = []
    for network in networks:
        label = network.label or "network"
        seen[label] = seen.get(label, 0) + 1
        result.append(network._replace(label=label if seen[label] == 1 else f"{label} #{seen[label]}"))
    return tuple(result)


def _value(figure: Figure, case: Case) -> Value:
    """A figure of a network; None where it has none."""
    if figure.key in FIELDS:
        return FIELDS[figure.key](case.main()[-1].field)
    try:
        value: Any = of_network(figure, case)
    except Fault:
        return None
    return along(value) if figure.unit == AXES else value


def measured(key: str, values: Sequence[Value], sizes: Sizes | None) -> Measure:
    """A figure of all networks with its ratios to the first network's, and which is the least of a cost."""
    ratios = tuple(_ratio(value, values[0]) for value in values)
    return Measure(key, tuple(values), ratios, least(values, sizes) if FIGURES[key].cost else frozenset())


def is_shape(value: Value) -> TypeGuard[Shape]:
    """Whether a figure is the shape of a tensor; a receptive field is none."""
    return isinstance(value, tuple) and not isinstance(value, WindowPath | Hull)


def _ratio(value: Value, first: Value) -> Fraction | None:
    """How many times as much a figure is; a receptive field, how many times as large along each of its axes."""
    if isinstance(value, WindowPath | Hull) and isinstance(first, WindowPath | Hull):
        ratios = {ratio(a, b) for a, b in zip(value.size, first.size)} if len(value.size) == len(first.size) else set()
        return ratios.pop() if len(ratios) == 1 else None
    if value is None or first is None or isinstance(value, tuple | str) or isinstance(first, tuple | str):
        return None
    if isinstance(value, Fraction) or isinstance(first, Fraction):
        return Fraction(value) / first if first else None
    return ratio(value, first)
