"""A comparison in words and cells, as all its presenters need it, and as CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncalc.analysis.receptive_field import Field
from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.figure import BYTES, RATIO
from cnncalc.asking.figures import COST, FIGURES, figure_named
from cnncalc.asking.places import COMPARED, GROUPED, askable, guess, objection
from cnncalc.design.compare import USUAL, USUAL_SUMS, Comparison, Measure, Value, is_shape
from cnncalc.design.grouping import LayerGroup, groups
from cnncalc.errors import quote, refuse
from cnncalc.layers.base import show_shape
from cnncalc.report.columns import per_axis
from cnncalc.report.conditions import exact_where, known_conditions
from cnncalc.report.rounding import mebibytes, of_bytes, quotient
from cnncalc.report.text import shown


class Facing(NamedTuple):
    """A comparison as it was asked for: the data type, the figures, and by what the layers are gathered, if they are."""

    comparison: Comparison
    dtype: str
    figures: tuple[str, ...]
    by: str | None = None

    def measures(self) -> list[Measure]:
        """The measures that were asked for."""
        return [self.measure(key) for key in self.figures]

    def measure(self, key: str) -> Measure:
        """A measure of the networks, of bytes in the data type."""
        return self.comparison.measure(key, DTYPES[self.dtype])

    def groups(self) -> tuple[LayerGroup, ...]:
        """The groups that were asked for."""
        figures = dict.fromkeys([*USUAL_SUMS, *self.figures])
        return groups(self.comparison, self.by, figures, DTYPES[self.dtype]) if self.by else ()

    def labels(self) -> list[str]:
        """What the networks are called."""
        return [network.label for network in self.comparison.networks]

    def cell(self, measure: Measure, index: int) -> str:
        """A network's figure for reading; empty where it has none."""
        value = measure.values[index]
        if value is None:
            return ""
        if measure.key == "peak_activations" and isinstance(value, int):
            return mebibytes(value, self.dtype)
        if FIGURES[measure.key].unit == BYTES and isinstance(value, int):
            return of_bytes(value)
        return value_text(value, self.layout(index))

    def title(self, key: str) -> str:
        """What a measure is called; a cost that another tool prints goes by the tool's own word."""
        row = self.comparison.convention
        if key == "peak_activations":  # which is shown as the bytes it takes
            key = "peak_bytes"
        return row.title if row and key == COST else FIGURES[key].title

    def layout(self, index: int) -> str:
        """How a network's shapes are written."""
        analysis = self.comparison.networks[index].analysis
        return analysis.graph.layout if analysis else "chw"


def chosen_figures(text: str | None, by: str | None, cost: bool = False) -> tuple[str, ...]:
    """The figures that `--figures` names; without it all, or where layers are gathered params and MACs.

    With `cost`, what another tool prints is one of them: behind the FLOPs, or in place of the MACs.
    """
    if text is None:
        return ("params", COST if cost else "macs") if by else _with_cost(USUAL, cost)
    words = [word.strip().lower() for word in text.split(",")]
    keys = [_key(word, GROUPED if by else COMPARED, cost) for word in words]
    return tuple(dict.fromkeys([*keys, *([COST] if cost else [])]))


def _key(word: str, place: str, cost: bool) -> str:
    """The figure that a word means."""
    figure = figure_named(word)
    known = [key for key in askable(place) if cost or key != COST]
    listed = f"{'with --by, ' * (place == GROUPED)}the figures are: {', '.join(known)}"
    if figure and figure.key == COST and not cost:
        raise refuse(f"there is no figure {COST}", "--as says whose cost it is, as in --as fvcore")
    if figure and (reason := objection(figure, place)):
        raise refuse(reason, listed)
    if figure is None:
        message = f"there is no figure {quote(word)}" if word else "--figures has an empty name"
        raise refuse(message, guess(word, place, listed))
    return "peak_activations" if figure.key == "peak_bytes" else figure.key


def take_memory(figures: Iterable[str]) -> bool:
    """Whether some of the figures depend on the bytes that a number takes."""
    return any(FIGURES[key].unit in (BYTES, RATIO) or key == "peak_activations" for key in figures)


def _with_cost(keys: tuple[str, ...], cost: bool) -> tuple[str, ...]:
    behind = keys.index("flops") + 1
    return (*keys[:behind], COST, *keys[behind:]) if cost else keys


def value_text(value: Value, layout: str) -> str:
    """A figure in the layout of its network; empty where there is none."""
    if isinstance(value, Field):
        return per_axis(value.size) + ("" if value.aligned else " ~")
    if is_shape(value):
        return show_shape(value, layout)
    if isinstance(value, Fraction):
        return quotient(value.numerator, value.denominator)
    return "" if value is None else str(shown(value))  # type: ignore[arg-type]  # what is no tuple is a number


def costs_anything(measure: Measure) -> bool:
    """Whether a figure is anything but 0 in some network; rows of zeros are left out where people read."""
    return any(value is not None and value != 0 for value in measure.values)


def uncounted(facing: Facing) -> Iterator[str]:
    """Which networks a convention cannot count, and why."""
    for label, cost in zip(facing.labels(), facing.comparison.costs):
        if isinstance(cost, str) and cost:
            yield f"{label} has no figure in {facing.title('cost')}: {cost}"


def heading(facing: Facing) -> str:
    """The network's name where all are versions of one; the labels tell the others."""
    names = {network.analysis.graph.name for network in facing.comparison.networks if network.analysis}
    alone = len(names) == 1 and not any(label.startswith(name) for name in names for label in facing.labels())
    return names.pop() if alone else ""


def conditions(facing: Facing) -> list[str]:
    """At which sizes the figures of all networks hold, in a line, if symbols stand for sizes."""
    return exact_where(known_conditions(facing.comparison.sizes))


def caption(facing: Facing) -> str:
    """How to read the table."""
    first = facing.labels()[0]
    rows = [measure for group in facing.groups() for measure in group.measures if measure.key in facing.figures]
    marked = any(measure.least for measure in [*facing.measures(), *rows])
    memory = f"; memory as {facing.dtype}" if take_memory(facing.figures) else ""
    batch = next((network.analysis.batch for network in facing.comparison.networks if network.analysis), 1)
    pictures = f"; batch {batch:,}" if batch != 1 else ""
    fields = [value for measure in facing.measures() for value in measure.values if isinstance(value, Field)]
    met = "; ~ branches of different strides or centres meet" if any(not field.aligned for field in fields) else ""
    return f"× times {first}{'; * costs least' if marked else ''}{memory}{pictures}{met}"
