"""The rows that people read: one a layer, or one a scope where deeper ones are folded."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis, Figures, Row, total
from cnncalc.analysis.receptive_field import Field
from cnncalc.layers.base import Shape
from cnncalc.layers.settings import text_of


class Entry(NamedTuple):
    """A layer, or a scope folded into one row: its figures are the sum of its layers', its output that of the last."""

    name: str
    kind: str
    text: str
    line: int
    inputs: tuple[int, ...]
    shape: Shape
    items: int
    figures: Figures
    trainable: int
    field: Field
    unread: Shape
    rows: tuple[Row, ...]  # the layers that it stands for


def entries(analysis: Analysis, depth: int | None) -> Iterator[Entry]:
    """The rows of a report; scopes deeper than `depth` become one row each."""
    if depth is None:
        yield from map(_single, analysis.rows)
        return
    for name, group in groupby(analysis.rows, key=lambda row: ".".join(row.node.name.split(".")[: depth + 1])):
        rows = list(group)
        folded = len(rows) > 1 or rows[0].node.name != name
        yield _folded(name, rows) if folded else _single(rows[0])


def _single(row: Row) -> Entry:
    node = row.node
    return Entry(
        name=node.name,
        kind=node.layer.kind,
        text=text_of(node.layer),
        line=node.line,
        inputs=node.inputs,
        shape=node.shape,
        items=node.items,
        figures=row.figures,
        trainable=row.trainable,
        field=row.field,
        unread=node.layer.unread(node.applied.xs[0]),
        rows=(row,),
    )


def _folded(name: str, rows: list[Row]) -> Entry:
    last = _single(rows[-1])
    return last._replace(
        name=name,
        kind="scope",
        text=f"({len(rows):,} layer{'s' * (len(rows) > 1)})",
        line=rows[0].node.line,
        inputs=rows[0].node.inputs,
        figures=total(row.figures for row in rows),
        trainable=sum(row.trainable for row in rows),
        unread=(),
        rows=tuple(rows),
    )
