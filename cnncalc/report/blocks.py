"""A bottleneck in words, and as an entry of the JSON report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cnncalc.design.whatif.block import BlockCost, Bottleneck, total_cost
from cnncalc.design.whatif.breakeven import BreakEven, break_even
from cnncalc.report.columns import per_axis
from cnncalc.symbols.ratios import ratio

if TYPE_CHECKING:
    from fractions import Fraction

FIGURES = ("params", "weights", "macs")


def sums(found: Sequence[Bottleneck]) -> tuple[BlockCost, BlockCost]:
    """What bottlenecks cost together, and what the direct convolutions would."""
    return total_cost(one.block for one in found), total_cost(one.direct for one in found)


def times_cheaper(block: BlockCost, direct: BlockCost, key: str) -> Fraction | None:
    """How many times the block goes into the direct convolutions."""
    return ratio(getattr(direct, key), getattr(block, key))


def channels(one: Bottleneck, width: str = "") -> str:
    """The channels from end to end, such as 256-64-64-256; those of several branches stand in parentheses."""
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
    """The sizes of the convolutions behind the reduction, with their groups where there are any."""
    sizes = []
    for branch in one.branches:
        layer, groups = branch.conv.applied.layer, branch.conv.groups
        stride = f"/{per_axis(layer.stride)}" if set(layer.stride) != {1} else ""
        sizes.append("x".join(map(str, layer.kernel)) + stride + (f" g{groups}" if groups > 1 else ""))
    return ", ".join(sizes)


def json_lines(
    name: str, found: Sequence[Bottleneck], together: bool, conditions: Sequence[str] | None = None
) -> Iterator[str]:
    """The lines of the JSON report; its totals where the blocks stand in one network together."""
    from cnncalc.report.dumps import dumps

    yield dumps({"format": 1, "name": name})[:-1] + ', "bottlenecks": ['
    for number, one in enumerate(found, 1):
        yield f"  {dumps(_entry(one))}{',' if number < len(found) else ''}"
    totals = f', "totals": {dumps(_sides(*sums(found)))}' if together else ""
    exact = "" if conditions is None else f', "conditions": {dumps(conditions)}'
    yield f"]{totals}{exact}}}"


def _entry(one: Bottleneck) -> dict[str, Any]:
    """A bottleneck's entry: its layers, what it costs, and the widths that pay."""
    names = [
        {"conv": branch.conv.name, "widen": branch.widen.name if branch.widen else None, "groups": branch.conv.groups}
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
