"""A network as it is asked: its figures, how many bytes a number takes, and what another tool would print for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis, Figures, Row
from cnncalc.analysis.receptive_field import input_field
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Ops

Rows: TypeAlias = "Sequence[Row]"


class ToolFigures(NamedTuple):
    """What another tool would print: the name of its convention, our quantities that it stands for, its figures by layer.

    Where the convention has no rule for a layer there are no figures, and `why_not` says so.
    """

    convention: str
    stands_for: tuple[str, ...]
    layers: Mapping[str, Any]
    total: Any = None
    why_not: str = ""


class Case(NamedTuple):
    """A network's figures, how many bytes a number takes, and what another tool would print, if one is named."""

    analysis: Analysis
    width: int = 4
    counted: ToolFigures | None = None

    def row(self, node: int) -> Row:
        """The row of a node; an input has one that costs nothing."""
        inputs = len(self.analysis.graph.inputs)
        if node >= inputs:
            return self.analysis.rows[node - inputs]
        made = self.analysis.graph.nodes[node]
        figures = Figures(0, 0, 0, 0, Ops(), elements(made.shape) * self.analysis.batch)
        return Row(made, figures, False, input_field(made.shape))

    def main(self) -> Rows:
        """The rows up to the main output, which is the last of them."""
        graph = self.analysis.graph
        output = graph.main
        return self.analysis.rows[: output - len(graph.inputs) + 1] or (self.row(output),)

    def is_whole(self, rows: Rows) -> bool:
        """Whether rows are all layers of the network."""
        return len(rows) >= len(self.analysis.rows) and all(row.node.inputs for row in rows[:1])
