"""The rows that people read: one per layer, or one per scope where deeper ones are folded."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis, Figures, Row, total
from cnncalc.analysis.receptive_field import Field
from cnncalc.layers.base import Shape


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
    family: str  # of the layer's kind; empty for a scope


def entries(analysis: Analysis, depth: int | None) -> Iterator[Entry]:
    """The rows of a report; scopes deeper than `depth` become one row each."""
    if depth is None:
        yield from map(_single, analysis.rows)
        return
    for name, group in groupby(analysis.rows, key=lambda row: _name_at(row, depth)):
        rows = list(group)
        folded = len(rows) > 1 or rows[0].node.name != name
        yield _folded(name, rows) if folded else _single(rows[0])


def names_at(analysis: Analysis, depth: int) -> list[str]:
    """The names of the rows at a depth."""
    return [name for name, _ in groupby(analysis.rows, key=lambda row: _name_at(row, depth))]


def tree_lines(names: Sequence[str]) -> int:
    """The lines of names as a tree: one for each, and one for each scope that is entered.

    >>> tree_lines(["stem", "stage1.conv1", "stage1.conv2", "stage2.conv1"])
    6
    """
    scopes = [name.split(".")[:-1] for name in names]
    entered = 0
    for before, here in zip([[], *scopes], scopes):
        shared = next((i for i, (a, b) in enumerate(zip(before, here)) if a != b), min(len(before), len(here)))
        entered += len(here) - shared
    return len(names) + entered


def _name_at(row: Row, depth: int) -> str:
    return ".".join(row.node.name.split(".")[: depth + 1])


def _single(row: Row) -> Entry:
    node = row.node
    return Entry(
        name=node.name,
        kind=node.layer.kind,
        text=row.text,
        line=node.line,
        inputs=node.inputs,
        shape=node.shape,
        items=node.items,
        figures=row.figures,
        trainable=row.trainable,
        field=row.field,
        unread=node.layer.unread(node.applied.xs[0]),
        rows=(row,),
        family=node.layer.family,
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
        family="",
    )
