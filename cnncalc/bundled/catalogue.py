"""The bundled specs, listed: families and words to find them by, and the figures of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.analysis.receptive_field import Field
from cnncalc.asking.case import Case
from cnncalc.asking.figure import AXES, Figure
from cnncalc.asking.figures import COST, figure_named
from cnncalc.asking.places import SORTED, askable, guess, objection, of_network
from cnncalc.bundled.find import load_bundled
from cnncalc.bundled.names import EXERCISES, all_bundled_names, bundled_names, bundled_sheets, by_number, families
from cnncalc.errors import Fault, did_you_mean, quote, refuse
from cnncalc.language.spec import Spec
from cnncalc.layers.base import Shape
from cnncalc.network.build import build
from cnncalc.progress import Progress
from cnncalc.results.shown import Listing, Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention


class BundledFields(NamedTuple):
    """What a `Bundled` holds."""

    family: str
    name: str
    title: str
    source: str
    year: int
    layout: str
    inputs: tuple[Shape, ...]
    params: int
    macs: int
    field: Field
    cost: int | None = None  # as another tool counts it, where that was asked for and can be said
    why_not: str = ""  # why it cannot
    sorted_by: Any = None  # the figure that a list is sorted by, where it is; of axes their longest


class Bundled(Result, BundledFields):
    """A bundled spec and its figures at its own input, batch 1.

    `year` is the first that its source names, 0 if there is none; `inputs` are shapes, channels first; `layout` is how the file
    writes them; `field` is the receptive field of the main output.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, f"{self.params:,} params", f"{self.macs:,} MACs")


class Zoo(Listing[Bundled]):
    """Bundled networks, sorted by `sort`; `convention` is whose costs they have besides, if one was asked for."""

    sort: str
    convention: Convention | None

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{len(self):,} networks by {self.sort}")


# What sorts a list besides figures. A family goes from its oldest network to its latest, those of a year from the smallest up.
ORDERS: dict[str, Callable[[Bundled], Any]] = {
    "family": lambda bundled: (bundled.family, bundled.year, bundled.macs),
    "spec": lambda bundled: by_number(bundled.name),
    "year": lambda bundled: bundled.year,
}


def zoo(
    words: Sequence[str] = (),
    sort: str = "family",
    reverse: bool = False,
    progress: Progress = None,
    convention: Convention | None = None,
) -> Zoo:
    """The bundled networks in which each word occurs: in the family, the names or the source, in capitals or not.

    The exercises are no networks, and are looked through only where `exercises` is one of the words. The list is sorted by
    `family`, `spec`, `year` or any figure that has an order, the least first, or the greatest with `reverse`; what lacks the
    figure comes last. With a `convention` each has its `cost`, or says `why_not`. Words that find nothing are refused.

    >>> [bundled.name for bundled in zoo(["resnet", "xie"])]
    ['resnext50_32x4d', 'resnext101_64x4d', 'resnext101_32x8d']
    """
    figure, found = None if sort in ORDERS else sort_figure(sort, convention is not None), []
    chosen = _chosen(words)
    for done, candidate in enumerate(chosen):
        if progress:
            progress("counting", done, len(chosen))
        found.append(_bundled(candidate, convention, figure))
    key = ORDERS.get(sort, lambda bundled: bundled.sorted_by)
    without = [] if sort in ORDERS else [bundled for bundled in found if bundled.sorted_by is None]
    ranked = sorted((bundled for bundled in found if bundled not in without), key=key, reverse=reverse)
    return Zoo([*ranked, *without], sort=sort, convention=convention)


def sort_figure(word: str, counted: bool) -> Figure:
    """The figure that a word sorts by; one that has no order, or that nobody knows, is refused.

    >>> sort_figure("rf", False).key
    'field'
    """
    figure = figure_named(word)
    known = [*ORDERS, *(key for key in askable(SORTED) if counted or key != COST)]
    if figure and figure.key in known:
        return figure
    listed = f"there are: {', '.join(known)}"
    if figure and figure.key == COST:
        raise refuse("nothing is sorted by cost", "--as says whose cost it is, as in --as fvcore")
    if figure:
        raise refuse(f"nothing is sorted by {quote(word, 80)}: {objection(figure, SORTED)}", listed)
    raise refuse(f"nothing is sorted by {quote(word, 80)}", guess(word, SORTED, listed, ORDERS))


class _Candidate(NamedTuple):
    family: str
    name: str
    spec: Spec

    def fits(self, *words: str) -> bool:
        text = f"{self.family} {self.name} {self.spec.name} {self.spec.source}".lower()
        return all(word.lower().removesuffix(".yaml") in text for word in words)


def _chosen(words: Sequence[str]) -> list[_Candidate]:
    shown = (EXERCISES,) if EXERCISES in words else [family for family in families() if family != EXERCISES]
    candidates = [_Candidate(family, name, load_bundled(name)) for family in shown for name in bundled_names(family)]
    chosen = [candidate for candidate in candidates if candidate.fits(*words)]
    if not chosen:
        if sheets := [word for word in words if word.removesuffix(".yaml") in bundled_sheets()]:
            raise refuse(f"{quote(sheets[0])} is an answer sheet, and has no figures", "cnncalc zoo exercises lists the sheets")
        unknown = [word for word in words if not any(candidate.fits(word) for candidate in candidates)]
        raise refuse(_nothing(words), _help(unknown))
    return chosen


def _nothing(words: Sequence[str]) -> str:
    shown = " and ".join(quote(word, 80) for word in words)
    return f"there is no bundled spec {shown}" if len(words) == 1 else f"there is no bundled spec with {shown}"


def _help(words: Iterable[str]) -> str:
    guesses = [did_you_mean(word, [*families(), *all_bundled_names()]) for word in words]
    return next(filter(None, guesses), "cnncalc zoo lists the bundled specs")


def _bundled(candidate: _Candidate, convention: Convention | None, figure: Figure | None) -> Bundled:
    analysis = analyze(build(candidate.spec))
    graph, figures = analysis.graph, analysis.totals.figures
    shapes = tuple(graph.nodes[i].shape for i in graph.inputs.values())
    field = analysis.rows[graph.main - len(graph.inputs)].field
    year = year_of(graph.source)
    found = Bundled(*candidate[:2], graph.name, graph.source, year, graph.layout, shapes, figures.params, figures.macs, field)
    if convention is not None:
        found = _counted(found, analysis, convention)
    return found._replace(sorted_by=_sorted_by(figure, found, analysis)) if figure else found


def _counted(found: Bundled, analysis: Analysis, convention: Convention) -> Bundled:
    from cnncalc.counting.cost import cost, why_not  # few lists want it

    reason = why_not(analysis, convention)
    return found._replace(why_not=reason) if reason else found._replace(cost=cost(analysis, convention.name).total)


def _sorted_by(figure: Figure, found: Bundled, analysis: Analysis) -> Any:
    """What a network is sorted by; None where it lacks the figure."""
    if figure.key == COST:
        return found.cost
    try:
        value: Any = of_network(figure, Case(analysis))
    except Fault:
        return None
    return max(value, default=0) if figure.unit == AXES else value


def year_of(source: str) -> int:
    """The first year that a source names, 0 if it names none.

    >>> year_of("He et al. 2015, table 1; figures of torchvision 0.28"), year_of("CS231n (Stanford)")
    (2015, 0)
    """
    years = re.findall(r"\b(?:19|20)\d\d\b", source)
    return int(years[0]) if years else 0
