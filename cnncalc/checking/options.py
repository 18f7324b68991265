"""How networks that are checked are built and counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.case import Case, ToolFigures
from cnncalc.limits import NODES

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention


class CheckOptions(NamedTuple):
    """How networks are built and counted.

    `inputs` (the first one under the name ""), `variables` and `batch` are for specs alone, since a sheet has its own.
    `dtype` is the type of every number; None is that of the file, or else float32. `convention` is that of a tool whose
    figures are counted besides ours.
    """

    inputs: Mapping[str, str] | None = None
    variables: Mapping[str, str] | None = None
    batch: int | None = None
    layout: str | None = None
    dtype: str | None = None
    max_nodes: int = NODES
    convention: Convention | None = None


def case_of(analysis: Analysis, dtype: str | None, how: CheckOptions) -> Case:
    """A network as it is asked."""
    counted = _counted(analysis, how.convention) if how.convention else None
    return Case(analysis, DTYPES[analysis.graph.in_dtype(dtype)], counted)


def _counted(analysis: Analysis, convention: Convention) -> ToolFigures:
    """What a tool would print for a network."""
    from cnncalc.counting.cost import cost, why_not  # where a tool is named

    stands_for = ("params",) if convention.counts == "params" else ("macs", "flops")
    if reason := why_not(analysis, convention):
        return ToolFigures(convention.name, stands_for, {}, why_not=reason)
    found = cost(analysis, convention.name)
    return ToolFigures(convention.name, stands_for, found.layers, found.total)
