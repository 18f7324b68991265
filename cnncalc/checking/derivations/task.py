"""Sections of explanations, picked for what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.checking.derived import Asked, Subject
from cnncalc.explanation import explain
from cnncalc.explanation.parts import Chain, Explanation, Section


class Task(NamedTuple):
    """What is asked of a network, the rows that it is asked of, and what a number takes."""

    analysis: Analysis
    rows: tuple[Row, ...]
    asked: Asked
    dtype: str = "float32"

    @property
    def subject(self) -> Subject:
        """The network and the layer, as derived quantities take them."""
        return Subject(self.analysis, self.asked.layer, self.asked.input)

    def of(self, analysis: Analysis) -> Task:
        """The same of all layers of another network."""
        return self._replace(analysis=analysis, rows=analysis.rows)

    def layer(self, row: Row, title: str, names: Iterable[str] = ()) -> Explanation:
        """One section of a layer's explanation, and of that the chains of some names."""
        found = explain(self.analysis, row.node.name, self.dtype)[0]
        return found._replace(sections=_picked(found, title, names))

    def layers(self, title: str, names: Iterable[str] = ()) -> list[Explanation]:
        """One section of every layer up to the last that is asked about."""
        rows = self.analysis.rows
        return [self.layer(row, title, names) for row in rows[: rows.index(self.rows[-1]) + 1]]

    def shapes(self) -> list[Explanation]:
        """How the output of each layer comes about; those are left out that keep the shape of their input."""
        found = self.layers("output")
        return [one for one in found if any(section.chains for section in one.sections)] or found[-1:]

    def totals(self, title: str, names: Iterable[str]) -> Explanation:
        """One section of the network's explanation."""
        found = explain(self.analysis, None, self.dtype)[0]
        return found._replace(name="in all", sections=_picked(found, title, names))


def own(name: str, text: str, *chains: Chain, remarks: Iterable[str] = ()) -> Explanation:
    """An explanation of what is no layer."""
    return Explanation(name, text, (), (Section("working", chains, tuple(remarks)),))


def _picked(found: Explanation, title: str, names: Iterable[str]) -> tuple[Section, ...]:
    kept = [section for section in found.sections if section.title.startswith(title)]
    if not names:
        return tuple(kept)
    chosen = (s._replace(chains=tuple(c for c in s.chains if c.name.partition(" (")[0] in names)) for s in kept)
    return tuple(section for section in chosen if section.chains or section.terms)
