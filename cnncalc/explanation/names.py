"""What a name on the command line means: layers and scopes."""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.network.scopes import short_name

SUGGESTED = 10_000  # names that are looked through for one like a mistyped one
SHOWN = 5
HELP = "cnncalc summarize shows the names of the layers"


def named(analysis: Analysis, name: str) -> dict[str, tuple[Row, ...]]:
    """The rows of each layer or scope that a name means: its full name, its end, or a pattern of layers."""
    if rows := _rows(analysis, name):
        return {name: rows}
    if name in analysis.graph.inputs:
        raise refuse(f"{quote(name)} is an input: it is given, and nothing is to be worked out", "name a layer")
    if any(sign in name for sign in "*?["):
        return _matching(analysis, name)
    found = [label for label in _labels(analysis) if label.endswith(f".{name}")]
    if len(found) > 1:
        shown = ", ".join(map(short_name, found[:SHOWN])) + ", ..." * (len(found) > SHOWN)
        help = f"write one of them, or '*.{quote(name)}' for all"
        raise refuse(f"{quote(name)} is the end of {len(found):,} names: {shown}", help)
    if not found:
        labels = list(_labels(analysis))[:SUGGESTED]
        raise refuse(f"there is no layer or scope {quote(name)}", did_you_mean(name, labels, HELP))
    return {found[0]: _rows(analysis, found[0])}


def _matching(analysis: Analysis, pattern: str) -> dict[str, tuple[Row, ...]]:
    """The layers whose names match a shell pattern."""
    from fnmatch import fnmatchcase

    found: dict[str, tuple[Row, ...]] = {row.node.name: (row,) for row in analysis.rows if fnmatchcase(row.node.name, pattern)}
    if not found:
        raise refuse(f"no layer matches {quote(pattern)}", HELP)
    return found


def _rows(analysis: Analysis, name: str) -> tuple[Row, ...]:
    """The row of a layer, or those of a scope."""
    own = tuple(row for row in analysis.rows if row.node.name == name)
    return own or tuple(row for row in analysis.rows if row.node.name.startswith(f"{name}."))


def _labels(analysis: Analysis) -> dict[str, None]:
    """The names of all layers and scopes, in the order of the network."""
    labels: dict[str, None] = {}
    for row in analysis.rows:
        parts = row.node.name.split(".")
        labels |= dict.fromkeys(".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return labels
