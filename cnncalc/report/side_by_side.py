"""A comparison as tables for a terminal: networks as columns where few fit, as rows where they are many, and bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from cnncalc.design.compare import Measure
from cnncalc.report.ablated import notes
from cnncalc.report.compared import Facing, caption, conditions, costs_anything, heading, uncounted
from cnncalc.report.rounding import times
from cnncalc.symbols.ratios import ratio

MOST_COLUMNS = 6  # networks that a reader can still take in from left to right
BAR = 16
SMALL_BAR = 8
GAP = 2
LABEL = 0.4  # of the width, at most, for the names at the left
CHUNK = 500  # rows that are laid out at once
BARRED = ("params", "macs", "peak_activations")


class LaidColumn(NamedTuple):
    """A column of a table: its title and its cells, ready to be laid out."""

    title: str
    cells: list[Text]
    justify: JustifyMethod = "right"
    most: int = 1_000_000  # wide at most; what is longer folds

    @property
    def width(self) -> int:
        """As wide as the widest of its lines, if it may be."""
        return min(self.most, max(len(self.title), *(cell.cell_len for cell in self.cells)))


Block = list[LaidColumn]  # columns that stay together


def print_comparison(console: Console, facing: Facing) -> None:
    """Print the tables, the bars, and what is to be said of layers taken away."""
    if heading(facing):
        console.print(Text(heading(facing), "bold"), "", sep="\n")
    for table in _grouped(console, facing) if facing.by else _tables(console, facing):
        console.print(table)
        console.print()
    if not facing.by:
        _print_bars(console, facing)
    console.print(Text(caption(facing), "dim"))
    for line in conditions(facing):
        console.print(Text(line, "bold"))
    for number, note in enumerate([*uncounted(facing), *notes(facing.comparison)]):
        console.print(*([""] if number == 0 else []), Text(note), sep="\n")


def _tables(console: Console, facing: Facing) -> Iterator[Table]:
    """One table with a column for each network if that fits, else tables in which every network is a row."""
    measures, labels = facing.measures(), facing.labels()
    names = LaidColumn("", [Text(facing.title(measure.key)) for measure in measures], "left")
    blocks = [_network_block(facing, label, [(measure, i) for measure in measures]) for i, label in enumerate(labels)]
    if len(labels) <= MOST_COLUMNS and _width([[names], *blocks]) <= console.width:
        yield block_table([[names], *blocks])
        return
    rows = LaidColumn("network", [Text(label) for label in labels], "left", int(console.width * LABEL))
    figures = [_network_block(facing, facing.title(it.key), [(it, i) for i in range(len(labels))]) for it in measures]
    yield from map(block_table, _packed(rows, figures, console.width))


def _network_block(facing: Facing, title: str, places: Sequence[tuple[Measure, int]]) -> Block:
    """Figures under one title and, where there are any, their ratios beside them."""
    values = LaidColumn(title, [_marked(facing, measure, i) for measure, i in places])
    ratios = [Text(times(measure.ratios[i]) if i else "", "dim") for measure, i in places]
    return [values, LaidColumn("", ratios)] if any(map(len, ratios)) else [values]


def _marked(facing: Facing, measure: Measure, index: int) -> Text:
    """A cell; the least is marked, and a place kept for the mark wherever others have one."""
    cell = facing.cell(measure, index) or "-"
    if index in measure.least:
        return Text(f"{cell}*", "bold green")
    return Text(f"{cell} ", "dim" if cell in ("0", "-") else "")


def _grouped(console: Console, facing: Facing) -> Iterator[Table]:
    """For each figure a table with a row for each group and a block of columns for each network."""
    labels, found = facing.labels(), facing.groups()
    for key in facing.figures:
        pairs = [(group.name, m) for group in found for m in group.measures if m.key == key and costs_anything(m)]
        pairs.append(("total", facing.measure(key)))
        names = LaidColumn(facing.title(key), [Text(name) for name, _ in pairs], "left", int(console.width * LABEL))
        plain = [_network_block(facing, label, [(m, i) for _, m in pairs]) for i, label in enumerate(labels)]
        barred = [[*block, _bars([m for _, m in pairs[:-1]], i)] for i, block in enumerate(plain)]
        fits = len(labels) <= MOST_COLUMNS and _width([[names], *barred]) <= console.width
        for blocks in [[[names], *barred]] if fits else _packed(names, plain, console.width):
            yield block_table(blocks, total=True)


def _bars(measures: Sequence[Measure], index: int) -> LaidColumn:
    """For each row a bar, against the greatest figure in the whole table."""
    shares = _shares([value for measure in measures for value in measure.values])
    own = shares[index :: len(measures[0].values)] if measures else []
    return LaidColumn("", [*(bar(share, SMALL_BAR) for share in own), Text()], "left")


def _print_bars(console: Console, facing: Facing) -> None:
    """Bars of what matters most, a line for each network."""
    barred = [(m, _shares(m.values)) for m in facing.measures() if m.key in BARRED and len(m.least) > 0]
    chosen = [(measure, shares) for measure, shares in barred if any(share is not None for share in shares)]
    if not chosen:
        return
    names = LaidColumn("", [Text(label) for label in facing.labels()], "left", int(console.width * LABEL))
    columns = [LaidColumn(facing.title(m.key), [bar(share, BAR) for share in shares], "left") for m, shares in chosen]
    for blocks in _packed(names, [[column] for column in columns], console.width):
        console.print(block_table(blocks))
        console.print()


def _shares(values: Sequence[Any]) -> list[Fraction | None]:
    """Each figure's share of the greatest; nothing where there is no figure, and nowhere if sizes of symbols tell a share."""
    one = next((value for value in values if value is not None and value != 0), 0)
    times = [None if value is None else ratio(value, one) for value in values]
    known = [each for each in times if each is not None]
    if len(known) < sum(value is not None for value in values):
        return [None] * len(values)
    return [None if each is None else each / max(known) for each in times]


def bar(share: Fraction | None, length: int) -> Text:
    """A share as a bar."""
    if share is None:
        return Text()
    full = round(share * length)
    return Text("━" * full, "cyan").append("╌" * (length - full), "dim")


def _packed(names: LaidColumn, blocks: Sequence[Block], room: int) -> Iterator[list[Block]]:
    """The blocks in as few tables as hold them, each with the names in front."""
    chunk: list[Block] = [[names]]
    for block in blocks:
        if len(chunk) > 1 and _width([*chunk, block]) > room:
            yield chunk
            chunk = [[names]]
        chunk.append(block)
    yield chunk


def _width(blocks: Sequence[Block]) -> int:
    columns = [column for block in blocks for column in block]
    return sum(column.width for column in columns) + len(columns) - 1 + GAP * (len(blocks) - 1)


def block_table(blocks: Sequence[Block], total: bool = False) -> Table:
    """A table of blocks, with a gap in front of each. With `total` the last row stands apart."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    names = blocks[0][0]
    gap = LaidColumn("", [Text(" " * (GAP - 1))] * len(names.cells))
    columns = [names, *(column for block in blocks[1:] for column in (gap, *block))]
    for column in columns:
        table.add_column(
            column.title, justify=column.justify, no_wrap=column is not names, overflow="fold", width=max(1, column.width)
        )
    body = len(names.cells) - total
    step = CHUNK if all(cell.cell_len <= names.most for cell in names.cells) else 1
    for start in range(0, body, step):  # cells of many lines: rich takes a while for each cell, and little for a line
        chunk = [column.cells[start : min(start + step, body)] for column in columns]
        table.add_row(*(Text("\n").join(cells) for cells in chunk), end_section=start + step >= body)
    if total:
        table.add_row(*(column.cells[body] for column in columns), style="bold")
    return table
