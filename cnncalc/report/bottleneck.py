"""What bottlenecks save, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

from cnncalc.breakeven import BreakEven, break_even
from cnncalc.narrowing import Bottleneck, Cost, total_cost
from cnncalc.ratios import ratio
from cnncalc.report.columns import Cell, per_axis
from cnncalc.report.factors import factor, rounded
from cnncalc.report.listing import Rows, write_listing
from cnncalc.report.text import csv_line, shown

if TYPE_CHECKING:
    from fractions import Fraction

T = TypeVar("T")
TITLES = ("direct", "times", "r ≤")  # behind params and behind MACs
AFFIXES = (("", ""), ("direct_", ""), ("", "_ratio"), ("", "_break_even"))
FIGURES = ("params", "weights", "macs")
SHOWN = 20  # break-evens that are derived below a table
NONE = "no 1x1 convolution narrows the channels in front of a larger convolution here"


class Found(NamedTuple):
    """Bottlenecks under a heading, and which of params and weights (params without biases) is shown of them."""

    heading: str
    name: str
    found: Sequence[Bottleneck]
    figure: str  # params or weights
    together: bool = True  # whether they stand in one network, so that sums mean something


def write_bottlenecks(stream: IO[str], form: str, color: str, report: Found) -> None:
    """Write what the bottlenecks cost, what direct convolutions would, and the widths under which they pay."""
    if form == "json":
        stream.writelines(line + "\n" for line in _json(report))
    elif form == "csv":
        figures = [f"{before}{key}{behind}" for key in (report.figure, "macs") for before, behind in AFFIXES]
        stream.write(csv_line(["reduction", "channels", "kernel", *figures]) + "\n")
        for one in report.found:
            stream.write(csv_line([one.reduce.name, channels(one), kernels(one), *_figures(one, report.figure)]) + "\n")
    else:
        _write_for_reading(stream, form, color, report)


def _write_for_reading(stream: IO[str], form: str, color: str, report: Found) -> None:
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
    return f"  - `{' '.join(line.split())}`" if line.startswith(" ") else f"- {line}"


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


def _total(report: Found) -> list[Cell]:
    block, direct = _sums(report.found)
    cells: list[Cell] = [f"{len(report.found)} in all", ""]
    for key in (report.figure, "macs"):
        cells += [*_pair(block, direct, key), ""]
    return cells


def _sums(found: Sequence[Bottleneck]) -> tuple[Cost, Cost]:
    return total_cost(one.block for one in found), total_cost(one.direct for one in found)


def _pair(block: Cost, direct: Cost, key: str) -> list[Cell]:
    return [getattr(block, key), getattr(direct, key), factor(times_cheaper(block, direct, key))]


def times_cheaper(block: Cost, direct: Cost, key: str) -> Fraction | None:
    """How many times the block goes into the direct convolutions."""
    return ratio(getattr(direct, key), getattr(block, key))


def channels(one: Bottleneck, width: str = "") -> str:
    """The channels from end to end, such as 256-64-64-256; those of several branches stand in parentheses."""
    narrow = width or str(one.width)
    ends = []
    for branch in one.branches:
        conv, widen = branch.conv.applied, branch.widen
        same = conv.y[0] == one.width
        middle = (width if width and same else str(conv.y[0])) + "-" if widen else ""
        ends.append(f"{middle}{branch.last.applied.y[0]}")
    joined = ends[0] if len(ends) == 1 else f"({', '.join(ends)})"
    return f"{one.reduce.applied.xs[0][0]}-{narrow}-{joined}"


def kernels(one: Bottleneck) -> str:
    """The sizes of the convolutions behind the reduction, with their groups where there are any."""
    sizes = []
    for branch in one.branches:
        layer, groups = branch.conv.applied.layer, branch.conv.groups
        stride = f"/{per_axis(layer.stride)}" if set(layer.stride) != {1} else ""
        sizes.append("x".join(map(str, layer.kernel)) + stride + (f" g{groups}" if groups > 1 else ""))
    return ", ".join(sizes)


def _remarks(report: Found) -> Iterator[str]:
    yield from _saving(report) if report.together else ["direct is the layer as it is"]
    if report.together and any(branch.conv.groups > branch.direct.groups for one in report.found for branch in one.branches):
        yield "g is the number of groups; there, part of the saving is the grouping's: the direct one sees more channels"
    yield "a reduction to r channels pays while, in MACs of one output position:"
    known: dict[str, str] = {}
    for one in report.found:
        known.setdefault(f"{channels(one, 'r')} {kernels(one)}", derivation(break_even(one)))
    width = max(map(len, list(known)[:SHOWN]))
    yield from (f"  {name:<{width}}  {text}" for name, text in list(known.items())[:SHOWN])
    if len(known) > SHOWN:
        yield f"and {len(known) - SHOWN} more; --format json has them all"


def _saving(report: Found) -> Iterator[str]:
    block, direct = _sums(report.found)
    for key, word in ((report.figure, report.figure), ("macs", "MACs")):
        has, would = getattr(block, key), getattr(direct, key)
        times = ratio(would, has)
        change = f"{shown(has - would)} lost" if times is not None and times < 1 else f"{shown(would - has)} saved"
        yield f"{word}: {shown(has)} in place of {shown(would)}, {factor(times)} times as many; {change}"


def derivation(even: BreakEven | None) -> str:
    """A break-even with its numbers: what the width must be less than, or the inequality, and the widths that meet it."""
    if even is None:
        return "any r, since the depthwise convolution behind gives out as many channels as it reads"
    bound = even.bound
    start = f"r < {even.quotient} = {rounded(bound)}" if even.quotient and bound is not None else even.working
    return f"{start}: r ≤ {shown(even.width)}" if even.width else f"{start}: no r does"


def _json(report: Found) -> Iterator[str]:
    from json import dumps

    yield dumps({"format": 1, "name": report.name})[:-1] + ', "bottlenecks": ['
    for number, one in enumerate(report.found, 1):
        yield f"  {dumps(_entry(one))}{',' if number < len(report.found) else ''}"
    totals = f', "totals": {dumps(_sides(*_sums(report.found)))}' if report.together else ""
    yield f"]{totals}}}"


def _entry(one: Bottleneck) -> dict[str, Any]:
    """A bottleneck's entry: its layers, what it costs, and the widths that pay."""
    names = [
        {"conv": branch.conv.name, "widen": branch.widen.name if branch.widen else None, "groups": branch.conv.groups}
        for branch in one.branches
    ]
    evens = {key: _even(break_even(one, key)) for key in FIGURES}
    head = {"reduction": one.reduce.name, "branches": names, "channels": channels(one), "kernel": kernels(one)}
    return head | {"width": one.width} | _sides(one.block, one.direct) | {"break_even": evens}


def _sides(block: Cost, direct: Cost) -> dict[str, Any]:
    ratios = {key: _exact(times_cheaper(block, direct, key)) for key in FIGURES}
    saved = {key: getattr(direct, key) - getattr(block, key) for key in FIGURES}
    return {"block": block._asdict(), "direct": direct._asdict(), "saved": saved, "ratio": ratios}


def _even(even: BreakEven | None) -> dict[str, Any] | None:
    return even and {"width": even.width, "bound": _exact(even.bound), "working": even.working}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
