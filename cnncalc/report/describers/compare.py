"""`compare`: networks side by side, or their layers gathered by scope, by kind or by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from cnncalc.analysis.storage import DTYPES
from cnncalc.analysis.window_path import Hull, WindowPath
from cnncalc.asking.figure import BYTES
from cnncalc.asking.figures import COST, FIGURES
from cnncalc.design.compare import Comparison, Measure, Value, is_shape
from cnncalc.layers.base import show_shape
from cnncalc.report.cells import Cells
from cnncalc.report.conditions import exact_where, known_conditions
from cnncalc.report.describers.ablation_words import notes as ablation_notes
from cnncalc.report.describers.compare_data import comparison_data
from cnncalc.report.describers.compare_view import ComparisonView, chosen_figures, common_dtype, take_memory
from cnncalc.report.fields import field_plain, field_text, mark_notes
from cnncalc.report.model import CAPTION, CONDITION, Block, Column, FigureRow, SideBySide, Table, Values, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import of_bytes, quotient

BARRED = ("params", "macs", "peak_activations")  # figures that are worth a bar


ALL_FIGURES = ("--figures has no place in the JSON report, which holds them all", "leave it out, or use csv")
NO_MEMORY = ("--dtype has no place beside --by, which shows no memory", "leave one of them out")


def comparison_report(view: ComparisonView, chosen: bool = False) -> Report:
    """The figures of all networks with their ratios, or a table per figure where layers are gathered.

    `chosen` says that somebody named the figures.
    """
    idle = view.by and view.dtype != "float32" and not take_memory(view.figures)
    return Report(
        title=heading(view),
        blocks=lambda: _blocks(view),
        data=lambda: comparison_data(view),
        main=lambda: _groups_table(view) if view.by else _networks_table(view),
        long=["networks", "rows"],
        aside=conditions(view),
        for_people=[ALL_FIGURES] * chosen,
        for_programs=[NO_MEMORY] * bool(idle),
    )


def compared_report(found: Comparison, figures: str | None = None, by: str | None = None, dtype: str | None = None) -> Report:
    """A comparison; `figures` are a list as `--figures` takes it, and `by` is scope, kind or layer."""
    chosen = chosen_figures(figures, by, found.convention is not None)
    return comparison_report(ComparisonView(found, dtype or common_dtype(found), chosen, by))


def _blocks(view: ComparisonView) -> Iterator[Block]:
    if view.by:
        for key in view.figures:
            yield _grouped(view, key)
    else:
        yield SideBySide(view.labels(), [_row(view, measure) for measure in view.measures()])
    yield notes([caption(view)], CAPTION)
    yield from [notes(conditions(view), CONDITION)] * bool(conditions(view))
    more = [*_marks(view), *uncounted(view), *ablation_notes(view.comparison)]
    yield from [notes(more)] * bool(more)


def _grouped(view: ComparisonView, key: str) -> SideBySide:
    """The groups that cost anything, and the sum of all."""
    found = [(group.name, m) for group in view.groups() for m in group.measures if m.key == key and costs_anything(m)]
    rows = [_row(view, measure, name) for name, measure in found]
    return SideBySide(view.labels(), rows, view.title(key), _row(view, view.measure(key), "total"))


def _row(view: ComparisonView, measure: Measure, title: str = "") -> FigureRow:
    """A measure; the shapes of networks in different layouts are written before they are cells."""
    values = [_laid_out(value, view.layout(index)) for index, value in enumerate(measure.values)]
    cells = Cells(_shown(view, measure.key), str)
    return FigureRow(
        title or view.title(measure.key), cells, values, measure.ratios, measure.least, measure.key in BARRED and not title
    )


def _laid_out(value: Value, layout: str) -> Any:
    return show_shape(value, layout) if is_shape(value) else value


def _shown(view: ComparisonView, key: str) -> Callable[[Any], str]:
    """How a figure is written for people; the peak of activations as the bytes that it takes."""
    width = DTYPES[view.dtype] if key == "peak_activations" else 1 if FIGURES[key].unit == BYTES else 0

    def shown(value: Any) -> str:
        if width and isinstance(value, int):
            return of_bytes(value * width)
        return value_text(value)

    return shown


def value_text(value: Any) -> str:
    """A figure for reading; empty where there is none."""
    if isinstance(value, WindowPath | Hull):
        return field_text(value)
    if isinstance(value, Fraction):
        return quotient(value.numerator, value.denominator)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def costs_anything(measure: Measure) -> bool:
    """Whether a figure is anything but 0 in some network; rows of zeros are left out where people read."""
    return any(value is not None and value != 0 for value in measure.values)


def uncounted(view: ComparisonView) -> Iterator[str]:
    """Which networks a convention cannot count, and why."""
    for label, cost in zip(view.labels(), view.comparison.costs):
        if isinstance(cost, str) and cost:
            yield f"{label} has no figure in {view.title(COST)}: {cost}"


def heading(view: ComparisonView) -> str:
    """The network's name where all are versions of one; empty where the labels have the names."""
    names = {network.analysis.graph.name for network in view.comparison.networks if network.analysis}
    alone = len(names) == 1 and not any(label.startswith(name) for name in names for label in view.labels())
    return names.pop() if alone else ""


def conditions(view: ComparisonView) -> list[str]:
    """At which sizes the figures of all networks hold, in a line, if symbols stand for sizes."""
    return exact_where(known_conditions(view.comparison.sizes))


def caption(view: ComparisonView) -> str:
    """How to read the table."""
    first = view.labels()[0]
    rows = [measure for group in view.groups() for measure in group.measures if measure.key in view.figures]
    marked = any(measure.least for measure in [*view.measures(), *rows])
    memory = f"; memory as {view.dtype}" if take_memory(view.figures) else ""
    batch = next((network.analysis.batch for network in view.comparison.networks if network.analysis), 1)
    batched = f"; batch {batch:,}" if batch != 1 else ""
    return f"× times {first}{'; * costs least' if marked else ''}{memory}{batched}"


def _marks(view: ComparisonView) -> list[str]:
    """What the marks behind fields mean."""
    fields = [value for measure in view.measures() for value in measure.values if isinstance(value, WindowPath | Hull)]
    return mark_notes((field.marks for field in fields), "; --figures hull compares all that is seen")


def _networks_table(view: ComparisonView) -> Table:
    """A row for each network: its figures, and their ratios to the first network's."""
    measures = view.measures()
    keys = [key for measure in measures for key in (_plain_key(measure), *_ratio_key(measure))]
    rows = [[label, *_plain_row(view, measures, index)] for index, label in enumerate(view.labels())]
    return Table([Column(key, key, PLAIN) for key in ("network", *keys)], rows)


def _plain_key(measure: Measure) -> str:
    return "peak_bytes" if measure.key == "peak_activations" else measure.key


PLAIN = Cells(str, lambda value: "" if value is None else value)


def _ratio_key(measure: Measure) -> list[str]:
    return [f"{measure.key.removesuffix('_activations')}_ratio"] if measure.key not in ("input", "output") else []


def _plain_row(view: ComparisonView, measures: list[Measure], index: int) -> Iterator[Any]:
    for measure in measures:
        yield _plain(view, measure, index)
        if _ratio_key(measure):
            ratio = measure.ratios[index]
            yield None if ratio is None else str(float(ratio))


def _plain(view: ComparisonView, measure: Measure, index: int) -> Any:
    value = measure.values[index]
    if isinstance(value, WindowPath | Hull):
        return field_plain(value)
    if isinstance(value, tuple):
        return value_text(_laid_out(value, view.layout(index)))
    if isinstance(value, Fraction):
        return str(float(value))
    return value * DTYPES[view.dtype] if measure.key == "peak_activations" and isinstance(value, int) else value


def _groups_table(view: ComparisonView) -> Table:
    """A row for each group, and for each figure a column for each network."""
    places = [(key, index, label) for key in view.figures for index, label in enumerate(view.labels())]
    rows: list[Values] = []
    for group in view.groups():
        table = {measure.key: measure for measure in group.measures}
        rows.append([group.name, *(_plain(view, table[key], index) for key, index, _ in places)])
    heads = [str(view.by), *(f"{label} {key}" for key, _, label in places)]
    return Table([Column(key, key, PLAIN) for key in heads], rows)
