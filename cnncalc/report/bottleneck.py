"""What bottlenecks save, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple, TypeVar

from cnncalc.design.whatif.block import BlockCost, Bottleneck
from cnncalc.design.whatif.breakeven import break_even
from cnncalc.design.whatif.derivation import derivation
from cnncalc.report.blocks import channels, json_lines, kernels, sums, times_cheaper
from cnncalc.report.columns import Cell
from cnncalc.report.conditions import exact_where
from cnncalc.report.listing import Rows, write_listing
from cnncalc.report.text import csv_line, markdown_item, shown
from cnncalc.symbols.ratios import ratio
from cnncalc.words.rounding import factor

T = TypeVar("T")
TITLES = ("direct", "times", "r ≤")  # behind params and behind MACs
AFFIXES = (("", ""), ("direct_", ""), ("", "_ratio"), ("", "_break_even"))
SHOWN = 20  # break-evens that are derived below a table
NONE = "no 1x1 convolution narrows the channels in front of a larger convolution here"


class ShownBottlenecks(NamedTuple):
    """Bottlenecks under a heading, and which of params and weights (params without biases) is shown of them."""

    heading: str
    name: str
    found: Sequence[Bottleneck]
    figure: str  # params or weights
    together: bool = True  # whether they stand in one network, so that sums mean something
    conditions: Sequence[str] | None = None  # at which sizes the figures hold, if there are symbols


def write_bottlenecks(stream: IO[str], form: str, color: str, report: ShownBottlenecks) -> None:
    """Write what the bottlenecks cost, what direct convolutions would, and the widths under which they pay."""
    if form == "json":
        stream.writelines(line + "\n" for line in json_lines(report.name, report.found, report.together, report.conditions))
    elif form == "csv":
        figures = [f"{before}{key}{behind}" for key in (report.figure, "macs") for before, behind in AFFIXES]
        stream.write(csv_line(["reduction", "channels", "kernel", *figures]) + "\n")
        for one in report.found:
            stream.write(csv_line([one.reduce.name, channels(one), kernels(one), *_figures(one, report.figure)]) + "\n")
    else:
        _write_for_reading(stream, form, color, report)


def _write_for_reading(stream: IO[str], form: str, color: str, report: ShownBottlenecks) -> None:
    stream.write(f"{report.heading}\n\n" if form == "table" else "")
    if not report.found:
        stream.write(f"{NONE}\n")
        return
    titles: list[str] = ["reduction", "block", *(title for key in (report.figure, "MACs") for title in (key, *TITLES))]
    numbers = [title not in ("reduction", "block") for title in titles]
    rows: list[list[Cell]] = [[one.reduce.name, _block(one), *_figures(one, report.figure)] for one in report.found]
    if report.together and len(rows) > 1:
        rows.append(_total(report))
    for start, end in _cuts(stream, form, color, titles, numbers, rows):
        picked = [slice(2), slice(start, end)]
        parts = [_picked(row, picked) for row in rows]
        write_listing(stream, form, color, _picked(titles, picked), parts, _picked(numbers, picked))
        stream.write("\n")
    stream.writelines(f"{_bullet(line) if form == 'markdown' else line}\n" for line in _remarks(report))


def _bullet(line: str) -> str:
    """A line as an item of a Markdown list; one that is indented is arithmetic, whose stars are no emphasis."""
    return f"  - `{' '.join(line.split())}`" if line.startswith(" ") else markdown_item(line)


def _cuts(stream: IO[str], form: str, color: str, titles: list[str], numbers: list[bool], rows: Rows) -> list[tuple[int, int]]:
    """Which columns of figures stand side by side: all, or on a narrow terminal those of params and then those of MACs."""
    if form == "table":
        from cnncalc.report.table import fits

        if not fits(stream, color, titles, numbers, rows):
            return [(2, 6), (6, 10)]
    return [(2, 10)]


def _picked(cells: Sequence[T], parts: list[slice]) -> list[T]:
    return [cell for part in parts for cell in cells[part]]


def _block(one: Bottleneck) -> str:
    return f"{channels(one)} {kernels(one)}"


def _figures(one: Bottleneck, figure: str) -> list[Cell]:
    cells: list[Cell] = []
    for key in (figure, "macs"):
        even = break_even(one, key)
        cells += [*_pair(one.block, one.direct, key), even.width if even else "-"]
    return cells


def _total(report: ShownBottlenecks) -> list[Cell]:
    block, direct = sums(report.found)
    cells: list[Cell] = [f"{len(report.found)} in all", ""]
    for key in (report.figure, "macs"):
        cells += [*_pair(block, direct, key), ""]
    return cells


def _pair(block: BlockCost, direct: BlockCost, key: str) -> list[Cell]:
    return [getattr(block, key), getattr(direct, key), factor(times_cheaper(block, direct, key))]


def _remarks(report: ShownBottlenecks) -> Iterator[str]:
    yield from _saving(report) if report.together else ["direct is the layer as it is"]
    if report.together and any(branch.conv.groups > branch.direct.groups for one in report.found for branch in one.branches):
        yield "g is the number of groups; there, part of the saving is the grouping's: the direct one sees more channels"
    yield "a reduction to r channels pays while, in MACs of one output position:"
    known: dict[str, str] = {}
    for one in report.found:
        known.setdefault(f"{channels(one, 'r')} {kernels(one)}", derivation(one))
    width = max(map(len, list(known)[:SHOWN]))
    yield from (f"  {name:<{width}}  {text}" for name, text in list(known.items())[:SHOWN])
    if len(known) > SHOWN:
        yield f"and {len(known) - SHOWN} more; --format json has them all"
    yield from exact_where(report.conditions)


def _saving(report: ShownBottlenecks) -> Iterator[str]:
    block, direct = sums(report.found)
    for key, word in ((report.figure, report.figure), ("macs", "MACs")):
        has, would = getattr(block, key), getattr(direct, key)
        times = ratio(would, has)
        if times is None:
            yield f"{word}: {shown(has)} in place of {shown(would)}; how many times as many varies with the sizes"
            continue
        change = f"{shown(has - would)} lost" if times < 1 else f"{shown(would - has)} saved"
        yield f"{word}: {shown(has)} in place of {shown(would)}, {factor(times)} times as many; {change}"
