"""Receptive fields as figures: along the path of windows, and of the hull of all that is seen."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.window_path import hull, window_path
from cnncalc.asking.case import Rows
from cnncalc.asking.found import Of
from cnncalc.errors import Fault


def on_path(name: str) -> Of:
    """What is so of the path of windows to the last row: a field of `WindowPath`."""
    return lambda case, rows: _stated(name, window_path(rows[-1].field), rows)


def in_hull(name: str) -> Of:
    """What is so of all that the last row sees: a field of `Hull`."""
    return lambda case, rows: _stated(name, hull(rows[-1].field), rows)


def _stated(name: str, found: Any, rows: Rows) -> tuple[Any, ...]:
    values: tuple[Any, ...] = getattr(found, name) if found else ()
    if None not in values:
        return values
    layer = rows[-1].node.name
    if name == "centre":
        raise Fault(f"output 0 of {layer} sees nothing of the input", "ask for the field, or for the start")
    raise Fault(f"the least that an output of {layer} sees depends on the sizes", "give the input in numbers, as in 3x224x224")
