"""`bottleneck`: what 1x1 convolutions save that narrow the channels, and up to which width they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from cnncalc.design.whatif.block import BlockCost, Bottleneck, total_cost
from cnncalc.design.whatif.breakeven import BreakEven, break_even
from cnncalc.design.whatif.derivation import derivation
from cnncalc.report.cells import COUNT, FACTOR, FIGURE, TEXT
from cnncalc.report.conditions import exact_where
from cnncalc.report.model import CONDITION, Block, Column, Fold, Note, Notes, Table, Values, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import per_axis
from cnncalc.symbols.ratios import ratio
from cnncalc.words.rounding import factor

FIGURES = ("params", "weights", "macs")
DERIVED = 20  # break-evens that are derived below a table
LINES = 3  # of a narrow terminal, which shows a row in two tables, in one of them folded
MORE = "--format csv shows each"
NONE = "no 1x1 convolution narrows the channels before a larger convolution here"


class ShownBottlenecks(NamedTuple):
    """Bottlenecks of a network or a layer, and which of params and weights (params without biases) is shown of them."""

    title: str
    about: str
    name: str
    found: Sequence[Bottleneck]
    figure: str  # params or weights
    together: bool = True  # whether they are in one network, so that sums mean something
    conditions: Sequence[str] | None = None  # at which sizes the figures hold, if there are symbols


def bottleneck_report(shown: ShownBottlenecks) -> Report:
    """What the bottlenecks cost, what direct convolutions would, and the widths under which they pay."""
    return Report(
        title=shown.title,
        about=shown.about,
        blocks=lambda: _blocks(shown),
        data=lambda: _data(shown),
        main=lambda: _plain(shown),
        long=["bottlenecks"],
        aside=exact_where(shown.conditions),
    )


def _blocks(shown: ShownBottlenecks) -> Iterator[Block]:
    if not shown.found:
        yield notes([NONE])
        return
    columns = [Column("reduction", "reduction", TEXT), Column("block", "block", TEXT)]
    names = ([one.reduce.name, f"{channels(one)} {kernels(one)}"] for one in shown.found)
    rows: list[Values] = [[*name, *_figures(one, shown.figure)] for name, one in zip(names, shown.found)]
    total = _total(shown) if shown.together and len(rows) > 1 else ()
    alike = _alike(shown)
    folds = (alike, rows)
    fold = Fold(1, lambda depth: folds[depth], lambda depth: len(folds[depth]), lambda depth: LINES * len(folds[depth]), MORE)
    yield Table([*columns, *_figure_columns(shown.figure)], rows, total=total, fold=fold if shown.together else None)
    yield notes(_saving(shown) if shown.together else ["direct is the layer as it is"])
    yield _derivations(shown)
    exact = exact_where(shown.conditions)
    yield from [notes(exact, CONDITION)] * bool(exact)


def _alike(shown: ShownBottlenecks) -> list[Values]:
    """A row for neighbours of the same channels and kernels, with the figures of each."""
    rows: list[Values] = []
    groups = groupby(shown.found, key=lambda one: f"{channels(one)} {kernels(one)}")
    for block, several in ((block, list(group)) for block, group in groups):
        first = several[0]
        name = first.reduce.name + f" ×{len(several)}" * (len(several) > 1)
        rows.append([name, block, *_figures(first, shown.figure)])
    return rows


def _figure_columns(figure: str) -> list[Column]:
    """The columns of params and of MACs: the block, the direct convolution, their ratio, the width below which it pays."""
    found = []
    for key, title in ((figure, figure), ("macs", "MACs")):
        found += [
            Column(key, title, COUNT),
            Column(f"direct_{key}", "direct", COUNT, joined=True),
            Column(f"{key}_ratio", "times", FACTOR, joined=True),
            Column(f"{key}_break_even", "r ≤", FIGURE, joined=True),
        ]
    return found


def _plain(shown: ShownBottlenecks) -> Table:
    columns = [Column(key, key, TEXT) for key in ("reduction", "channels", "kernel")]
    rows = [[one.reduce.name, channels(one), kernels(one), *_figures(one, shown.figure)] for one in shown.found]
    return Table([*columns, *_figure_columns(shown.figure)], rows)


def _figures(one: Bottleneck, figure: str) -> list[Any]:
    cells: list[Any] = []
    for key in (figure, "macs"):
        even = break_even(one, key)
        cells += [*_pair(one.block, one.direct, key), even.width if even else "-"]
    return cells


def _total(shown: ShownBottlenecks) -> list[Any]:
    block, direct = sums(shown.found)
    pairs = [[*_pair(block, direct, key), ""] for key in (shown.figure, "macs")]
    return [f"{len(shown.found)} in all", "", *pairs[0], *pairs[1]]


def _pair(block: BlockCost, direct: BlockCost, key: str) -> list[Any]:
    return [getattr(block, key), getattr(direct, key), times_cheaper(block, direct, key)]


def _derivations(shown: ShownBottlenecks) -> Notes:
    known: dict[str, str] = {}
    for one in shown.found:
        known.setdefault(f"{channels(one, 'r')} {kernels(one)}", derivation(one))
    width = max(map(len, list(known)[:DERIVED]))
    lines = [f"{name:<{width}}  {text}" for name, text in list(known.items())[:DERIVED]]
    more = len(known) - DERIVED
    rest = [Note(f"and {more} more; --format json has them all")] * (more > 0)
    return Notes([Note("a reduction to r channels pays while, in MACs of one output position:", below=lines), *rest])


def sums(found: Sequence[Bottleneck]) -> tuple[BlockCost, BlockCost]:
    """What bottlenecks cost together, and what the direct convolutions would."""
    return total_cost(one.block for one in found), total_cost(one.direct for one in found)


def times_cheaper(block: BlockCost, direct: BlockCost, key: str) -> Fraction | None:
    """How many times the block goes into the direct convolutions."""
    return ratio(getattr(direct, key), getattr(block, key))


def channels(one: Bottleneck, width: str = "") -> str:
    """The channels from end to end, such as 256-64-64-256; those of several branches are in parentheses."""
    narrow = width or f"{one.width}"
    ends = []
    for branch in one.branches:
        conv, widen = branch.conv.applied, branch.widen
        same = conv.y[0] == one.width
        middle = (width if width and same else f"{conv.y[0]}") + "-" if widen else ""
        ends.append(f"{middle}{branch.last.applied.y[0]}")
    joined = ends[0] if len(ends) == 1 else f"({', '.join(ends)})"
    return f"{one.reduce.applied.xs[0][0]}-{narrow}-{joined}"


def kernels(one: Bottleneck) -> str:
    """The sizes of the convolutions after the reduction, with their groups where there are any."""
    sizes = []
    for branch in one.branches:
        layer, groups = branch.conv.applied.layer, branch.conv.groups
        stride = f"/{per_axis(layer.stride)}" if set(layer.stride) != {1} else ""
        sizes.append("x".join(map(str, layer.kernel)) + stride + (f" g{groups}" if groups > 1 else ""))
    return ", ".join(sizes)


def _fewer(times: Fraction) -> str:
    """How the block compares with the direct convolutions, whichever is more."""
    return f"{factor(times)} times fewer" if times >= 1 else f"{factor(1 / times)} times more"


def _saving(shown: ShownBottlenecks) -> Iterator[str]:
    block, direct = sums(shown.found)
    for key, word in ((shown.figure, shown.figure), ("macs", "MACs")):
        has, would = getattr(block, key), getattr(direct, key)
        times = ratio(would, has)
        if times is None:
            yield f"{word}: {COUNT.shown(has)} in place of {COUNT.shown(would)}; how many times fewer varies with the sizes"
            continue
        change = f"{COUNT.shown(has - would)} lost" if times < 1 else f"{COUNT.shown(would - has)} saved"
        yield f"{word}: {COUNT.shown(has)} in place of {COUNT.shown(would)}, {_fewer(times)}; {change}"
    if any(branch.conv.groups > branch.direct.groups for one in shown.found for branch in one.branches):
        yield "g is the number of groups; there, part of the saving is the grouping's: the direct one sees more channels"


def _data(shown: ShownBottlenecks) -> Mapping[str, Any]:
    return {
        "format": 1,
        "name": shown.name,
        "bottlenecks": [_entry(one) for one in shown.found],
        **({"totals": _sides(*sums(shown.found))} if shown.together else {}),
        **({} if shown.conditions is None else {"conditions": shown.conditions}),
    }


def _entry(one: Bottleneck) -> dict[str, Any]:
    """A bottleneck's entry: its layers, what it costs, and the widths that pay."""
    names = [
        {
            "conv": branch.conv.name,
            "widen": branch.widen.name if branch.widen else None,
            "groups": branch.conv.groups,
            "kernel": list(branch.conv.applied.layer.kernel),
        }
        for branch in one.branches
    ]
    evens = {key: _even(break_even(one, key)) for key in FIGURES}
    head = {"reduction": one.reduce.name, "branches": names, "channels": channels(one), "kernel": kernels(one)}
    return head | {"width": one.width} | _sides(one.block, one.direct) | {"break_even": evens}


def _sides(block: BlockCost, direct: BlockCost) -> dict[str, Any]:
    ratios = {key: times_cheaper(block, direct, key) for key in FIGURES}
    saved = {key: getattr(direct, key) - getattr(block, key) for key in FIGURES}
    return {"block": block._asdict(), "direct": direct._asdict(), "saved": saved, "ratio": ratios}


def _even(even: BreakEven | None) -> dict[str, Any] | None:
    return even and {"width": even.width, "bound": even.bound, "working": even.working}
