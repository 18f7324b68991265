"""A comparison as CSV and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cnncalc.analysis.storage import DTYPES
from cnncalc.design.compare import Measure
from cnncalc.report.ablated import notes
from cnncalc.report.columns import Cell
from cnncalc.report.compared import Facing, conditions, costs_anything, uncounted, value_text
from cnncalc.report.rounding import times
from cnncalc.report.text import csv_line, markdown_item, markdown_line


def csv_comparison(facing: Facing) -> Iterator[str]:
    """A line for each network, or with groups a line for each group and a column for each network's figure."""
    if facing.by:
        columns = [(key, i, label) for key in facing.figures for i, label in enumerate(facing.labels())]
        yield csv_line([facing.by, *(f"{label} {key}" for key, _, label in columns)])
        for group in facing.groups():
            table = {measure.key: measure for measure in group.measures}
            yield csv_line([group.name, *(_plain(facing, table[key], i) for key, i, _ in columns)])
        return
    measures = facing.measures()
    heads = [name for measure in measures for name in (_csv_key(measure.key), *_ratio_key(measure))]
    yield csv_line(["network", *heads])
    for i, label in enumerate(facing.labels()):
        yield csv_line([label, *(cell for measure in measures for cell in _csv_cells(facing, measure, i))])


def _csv_key(key: str) -> str:
    return "peak_bytes" if key == "peak_activations" else key


def _ratio_key(measure: Measure) -> list[str]:
    return [f"{measure.key.removesuffix('_activations')}_ratio"] if measure.key not in ("input", "output") else []


def _csv_cells(facing: Facing, measure: Measure, index: int) -> list[Cell]:
    ratio = measure.ratios[index]
    ratios = [str(float(ratio)) if ratio is not None else ""] if _ratio_key(measure) else []
    return [_plain(facing, measure, index), *ratios]


def _plain(facing: Facing, measure: Measure, index: int) -> Cell:
    value = measure.values[index]
    if value is None:
        return ""
    if isinstance(value, tuple):
        return value_text(value, facing.layout(index))
    if isinstance(value, Fraction):
        return str(float(value))
    return value * DTYPES[facing.dtype] if measure.key == "peak_activations" and isinstance(value, int) else value


def markdown_comparison(facing: Facing) -> Iterator[str]:
    """A column for each network; the least of a row is bold."""
    tables = [(facing.title(key), key) for key in facing.figures] if facing.by else [("", "")]
    found = facing.groups()
    for number, (title, key) in enumerate(tables):
        yield from [""] * (number > 0)
        yield markdown_line([title, *facing.labels()])
        yield markdown_line([":---", *["---:"] * len(facing.labels())])
        rows = [(group.name, measure) for group in found for measure in group.measures if measure.key == key]
        rows = [(name, measure) for name, measure in rows if costs_anything(measure)]
        rows = [*rows, ("**total**", facing.measure(key))] if key else _rows(facing)
        for name, measure in rows:
            yield markdown_line([name, *(_marked(facing, measure, i) for i in range(len(facing.labels())))])
    said = [*conditions(facing), *uncounted(facing), *notes(facing.comparison)]
    yield from [""] * bool(said)
    yield from map(markdown_item, said)


def _rows(facing: Facing) -> list[tuple[str, Measure]]:
    return [(facing.title(measure.key), measure) for measure in facing.measures()]


def _marked(facing: Facing, measure: Measure, index: int) -> str:
    cell, ratio = facing.cell(measure, index), times(measure.ratios[index]) if index else ""
    bold = f"**{cell}**" if index in measure.least and cell else cell
    return f"{bold} ({ratio})" if ratio else bold
