"""The layers of networks that are compared, gathered by scope, by kind or by name, and laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.asking.case import Case, ToolFigures
from cnncalc.asking.figures import COST, FIGURES
from cnncalc.counting.cost_values import Cost
from cnncalc.design.compare import USUAL_SUMS, Comparison, Measure, Value, measured
from cnncalc.errors import Fault

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class LayerGroup(NamedTuple):
    """The layers of one name, kind or scope in each network, and what they cost."""

    name: str
    measures: tuple[Measure, ...]


BY: dict[str, Callable[[Row], str]] = {
    "scope": lambda row: row.node.name.partition(".")[0],
    "kind": lambda row: row.node.layer.kind,
    "layer": lambda row: row.node.name,
}


def groups(comparison: Comparison, by: str, figures: Iterable[str] = USUAL_SUMS, width: int = 4) -> tuple[LayerGroup, ...]:
    """The layers of the networks gathered by outermost `scope`, by `kind` or by `layer`, and laid side by side.

    A layer outside all scopes is a group of its own. A network without layers of a name has None there. Groups come in the
    order in which the networks run them, those of the first network leading. `figures` are those that add up; a number takes
    `width` bytes. The cost is among them where the comparison has one.
    """
    costs = comparison.costs or ("",) * len(comparison.networks)
    keys = tuple(dict.fromkeys([*figures, *([COST] if comparison.convention else [])]))
    cases = [_case(network.analysis, width, cost) for network, cost in zip(comparison.networks, costs)]
    tables = [_gathered(case, BY[by], keys) if case else {} for case in cases]
    return tuple(LayerGroup(name, _side_by_side(name, tables, keys, comparison.sizes)) for name in _merged(tables))


def _side_by_side(
    name: str, tables: Sequence[dict[str, dict[str, Value]]], keys: Iterable[str], sizes: Sizes | None
) -> tuple[Measure, ...]:
    return tuple(measured(key, [table.get(name, {}).get(key) for table in tables], sizes) for key in keys)


def _case(analysis: Analysis | None, width: int, cost: Cost | str) -> Case | None:
    counted = ToolFigures(cost.convention.name, (), cost.layers, cost.total) if isinstance(cost, Cost) else None
    return analysis and Case(analysis, width, counted)


def _gathered(case: Case, group: Callable[[Row], str], keys: Iterable[str]) -> dict[str, dict[str, Value]]:
    gathered: dict[str, list[Row]] = {}
    for row in case.analysis.rows:
        gathered.setdefault(group(row), []).append(row)
    return {name: {key: _value(key, case, rows) for key in keys} for name, rows in gathered.items()}


def _value(key: str, case: Case, rows: Sequence[Row]) -> Value:
    """A figure of layers; None where it cannot be said."""
    try:
        value: Value = FIGURES[key].of(case, rows)
    except Fault:
        return None
    return value


def _merged(orders: Iterable[Iterable[str]]) -> list[str]:
    """All names in one order: a new name comes after the one that it follows where it first appears.

    >>> _merged([["a", "d"], ["a", "b", "c", "d", "e"]])
    ['a', 'b', 'c', 'd', 'e']
    """
    following: dict[str, str] = {"": ""}  # no layer has an empty name
    for order in orders:
        before = ""
        for name in order:
            if name not in following:
                following[name], following[before] = following[before], name
            before = name
    merged, name = [], following[""]
    while name:
        merged.append(name)
        name = following[name]
    return merged
