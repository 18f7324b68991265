"""All that is found of a fully convolutional twin: both networks' figures, and what more was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, analyze, sizes_of
from cnncalc.design.twin.convert import Twin
from cnncalc.layers.base import Shape, show_shape
from cnncalc.results.shown import Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.design.twin.larger import Larger
    from cnncalc.design.twin.pooled import Pooled
    from cnncalc.design.twin.proof import Proof


class TwinFindingsFields(NamedTuple):
    """What `TwinFindings` hold."""

    twin: Twin
    before: Analysis
    after: Analysis
    larger: Larger | None = None
    proof: Proof | None = None
    pooled: Pooled | None = None


class TwinFindings(Result, TwinFindingsFields):
    """A twin with the figures of the network (`before`) and its own (`after`).

    `larger` is the twin at a larger input, `proof` the run of both on the same numbers, `pooled` what gap in place of
    flattening would save; each is None where it was not asked for.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        verdict = "equal params and MACs" if self.equal else "params or MACs differ"
        return in_a_line(self, self.twin.original.name, verdict)

    @property
    def equal(self) -> bool:
        """Whether every pair and both networks have the same params and MACs, each counted by its own rules."""
        before, after = self.before.totals.figures, self.after.totals.figures
        networks = (before.params, before.macs) == (after.params, after.macs)
        return networks and all(pair.agree for pair in self.twin.pairs)

    @property
    def holds(self) -> bool:
        """Whether nothing that was asked for speaks against the twin."""
        return self.equal and (self.proof is None or self.proof.holds)

    @property
    def conditions(self) -> list[str] | None:
        """At which sizes all figures hold, if there are symbols."""
        sizes = sizes_of([self.before, self.after, self.larger.analysis if self.larger else None])
        return None if sizes is None else list(map(str, sizes.conditions()))

    def shape(self, shape: Shape) -> str:
        """A shape in the layout of the network."""
        return show_shape(shape, self.twin.graph.layout)


def findings(twin: Twin, inputs: Mapping[str, str] | str | None = None, prove: bool = False, gap: bool = False) -> TwinFindings:
    """What is found of a twin; `inputs` is a larger input, as `enlarged` takes it."""
    found = TwinFindings(twin, analyze(twin.original), analyze(twin.graph))
    if inputs:
        from cnncalc.design.twin.larger import enlarged

        found = found._replace(larger=enlarged(twin, inputs))
    if gap:
        from cnncalc.design.twin.pooled import pooled

        found = found._replace(pooled=pooled(twin))
    if prove:
        from cnncalc.design.twin.proof import prove_twin

        found = found._replace(proof=prove_twin(twin))
    return found
