"""Double entry: every row of lines.txt was reckoned without the tool, and the tool must agree with every figure in it."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from cnncalc.analysis.analyze import Row, analyze
from cnncalc.language.read import parse
from cnncalc.layers import ALIASES, KINDS
from cnncalc.layers.foreign import KNOWN, NAMES
from cnncalc.network.build import build

TABLE = Path(__file__).with_name("lines.txt")
FIGURES = ("params", "buffers", "macs", "mul", "add", "cmp", "div", "exp", "sqrt")
PER_ITEM = FIGURES[2:]  # params and buffers are shared by all items
AXES = {
    1: ("features",),
    2: ("channels", "length"),
    3: ("channels", "height", "width"),
    4: ("channels", "depth", "height", "width"),
}


Number: TypeAlias = "int | Fraction"


class Field(NamedTuple):
    """A receptive field, axis by axis; of nothing where the input has no spatial axes."""

    size: tuple[Number, ...]
    stride: tuple[Number, ...]
    start: tuple[Number, ...]
    aligned: bool = True


class Entry(NamedTuple):
    """A row of the table."""

    input: str
    line: str
    items: int
    shape: tuple[int, ...]
    figures: dict[str, int]
    field: Field


def read_table() -> list[Entry]:
    """All rows; a line that starts with # is a heading."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [read_entry(line) for line in lines if line and not line.startswith("#")]


def read_entry(row: str) -> Entry:
    """One row: input ; line ; output ; params ; buffers ; macs ; operations by class ; receptive field."""
    given, line, output, params, buffers, macs, ops, field = (cell.strip() for cell in row.split(" ; "))
    items, _, shape = output.rpartition("*")
    counts = [0 if count == "." else int(count) for count in (params, buffers, macs, *ops.split())]
    figures = dict(zip(FIGURES, counts, strict=True))
    return Entry(given, line, int(items or 1), extents(shape), figures, read_field(field, rank=given.count("x")))


def extents(shape: str) -> tuple[int, ...]:
    """The extents of `64x7x7`."""
    return tuple(map(int, shape.split("x")))


def read_field(text: str, rank: int) -> Field:
    """`7 2 -3`: size, stride and start, each for every axis or one an axis; - where there is no field."""
    if text == "-":
        return Field((), (), ())
    size, stride, start, *unaligned = text.split()
    return Field(per_axis(size, rank), per_axis(stride, rank), per_axis(start, rank), not unaligned)


def per_axis(text: str, rank: int) -> tuple[Number, ...]:
    """`2` or `2x1/2`, one number for each of `rank` axes."""
    numbers = tuple(Fraction(number) if "/" in number else int(number) for number in text.split("x"))
    return numbers * rank if len(numbers) == 1 else numbers


def join_of(line: str) -> tuple[str, list[str]] | None:
    """`add: relu | identity` as the join and its branches; None for a line of steps."""
    kind, colon, branches = line.partition(":")
    if not colon or kind not in KINDS or not KINDS[kind].joins:
        return None
    return kind, [branch.strip() for branch in branches.split("|")]


def spec_of(entry: Entry) -> str:
    """The entry as a spec."""
    join = join_of(entry.line)
    if join is None:
        return f"input: {entry.input}\nlayers:\n  - {entry.line}\n"
    kind, branches = join
    return f"input: {entry.input}\nlayers:\n  - {kind}:\n" + "".join(f"      - {branch}\n" for branch in branches)


@cache
def last_row(spec: str) -> Row:
    """The tool's row for the last layer of a spec."""
    return analyze(build(parse(spec))).rows[-1]


def words_of(entry: Entry) -> set[str]:
    """The kinds, or aliases of kinds, that an entry uses."""
    join = join_of(entry.line)
    kind, lines = join if join else ("", [entry.line])
    steps = [step.split()[0] for line in lines for step in line.split(",") if step.strip()]
    return {kind, *steps}


def evaluate(arithmetic: str) -> int:
    """What the arithmetic that a working shows comes to."""
    number: int = eval(arithmetic, {"__builtins__": {}})
    return number


ENTRIES = read_table()


def kind_of(*params: object) -> str:
    """The kind of the entry among the parameters of a case."""
    return next(one.line.split()[0] for one in params if isinstance(one, Entry))


one_of_each_kind = pytest.mark.sample(1, per=kind_of)
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.line} ({entry.input})" for entry in ENTRIES])


@each_entry
def test_the_tool_agrees_with_the_table(entry: Entry) -> None:
    row = last_row(spec_of(entry))
    counted = row.figures
    figures = dict(zip(FIGURES, (counted.params, counted.buffers, counted.macs, *counted.ops), strict=True))
    field = Field(row.field.size, row.field.stride, row.field.start, row.field.aligned)
    assert (row.node.items, row.node.shape, figures, field) == (entry.items, entry.shape, entry.figures, entry.field)


@each_entry
def test_the_working_comes_to_the_figures(entry: Entry) -> None:
    applied = last_row(spec_of(entry)).node.applied
    layer, y, xs = applied.layer, applied.y, applied.xs
    extents_worked = {name: evaluate(text) for name, text in layer.shape_working(y, *xs)}
    figures_worked = list(layer.working(y, *xs))
    figures = {name: count // entry.items if name in PER_ITEM else count for name, count in entry.figures.items()}
    assert extents_worked == dict(zip(AXES[len(entry.shape)], entry.shape, strict=True))
    assert len(figures_worked) == len(dict(figures_worked)), "a figure is worked out twice"
    assert figures == dict.fromkeys(FIGURES, 0) | {name: evaluate(text) for name, text in figures_worked}


def test_every_kind_and_alias_has_a_row() -> None:
    used = set().union(*map(words_of, ENTRIES))
    assert set(KINDS) | set(ALIASES) <= used


def test_no_row_stands_twice() -> None:
    assert len({(entry.input, entry.line) for entry in ENTRIES}) == len(ENTRIES)


def test_other_names_are_those_of_kinds_and_of_nothing_here() -> None:
    assert {*KNOWN.values()} <= KINDS.keys()
    assert not KNOWN.keys() & {*KINDS, *ALIASES}
    names = NAMES.split()
    assert len(KNOWN) == len(names) - len(NAMES.strip().splitlines()), "a name stands for one kind"
