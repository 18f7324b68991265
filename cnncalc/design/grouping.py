"""The layers of networks that are compared, gathered by scope, by kind or by name, and laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, Row, total
from cnncalc.counting.cost import Cost
from cnncalc.design.compare import SUMS, Comparison, Measure, Value, measured, sums

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


def groups(comparison: Comparison, by: str) -> tuple[LayerGroup, ...]:
    """The layers of the networks gathered by outermost `scope`, by `kind` or by `layer`, and laid side by side.

    A layer outside all scopes stands for itself. A network without layers of a name has None there. Groups come in the order in
    which the networks run them, those of the first network leading.
    """
    costs = comparison.costs or ("",) * len(comparison.networks)
    tables = [_gathered(network.analysis, cost, BY[by]) for network, cost in zip(comparison.networks, costs)]
    keys = SUMS if comparison.convention is None else (*SUMS, "cost")
    return tuple(LayerGroup(name, _side_by_side(name, tables, keys, comparison.sizes)) for name in _merged(tables))


def _side_by_side(
    name: str, tables: Sequence[dict[str, dict[str, Value]]], keys: Iterable[str], sizes: Sizes | None
) -> tuple[Measure, ...]:
    return tuple(measured(key, [table.get(name, {}).get(key) for table in tables], sizes) for key in keys)


def _gathered(analysis: Analysis | None, cost: Cost | str, key: Callable[[Row], str]) -> dict[str, dict[str, Value]]:
    gathered: dict[str, list[Row]] = {}
    for row in analysis.rows if analysis else ():
        gathered.setdefault(key(row), []).append(row)
    return {name: sums(total(row.figures for row in rows)) | _cost_of(rows, cost) for name, rows in gathered.items()}


def _cost_of(rows: Iterable[Row], cost: Cost | str) -> dict[str, Value]:
    return {"cost": sum(cost.layers[row.node.name] for row in rows)} if isinstance(cost, Cost) else {}


def _merged(orders: Iterable[Iterable[str]]) -> list[str]:
    """All names in one order: a name that is new stands behind the one that it follows where it is met first.

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
