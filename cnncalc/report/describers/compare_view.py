"""A comparison as it was asked for: which figures, of what data type, gathered by what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.figure import BYTES, RATIO
from cnncalc.asking.figures import COST, FIGURES, figure_named
from cnncalc.asking.places import COMPARED, GROUPED, askable, guess, objection
from cnncalc.design.compare import USUAL, USUAL_SUMS, Comparison, Measure
from cnncalc.design.grouping import LayerGroup, groups
from cnncalc.errors import quote, refuse
from cnncalc.words.dtypes import USUAL as USUAL_DTYPE

SHOWN = tuple(key for key in USUAL if key != "hull")  # which people ask for where a mark tells them that there is more


class ComparisonView(NamedTuple):
    """A comparison as it was asked for: the data type, the figures, and by what the layers are gathered, if they are."""

    comparison: Comparison
    dtype: str
    figures: tuple[str, ...]
    by: str | None = None

    def measures(self) -> list[Measure]:
        """The measures that were asked for."""
        return [self.measure(key) for key in self.figures]

    def measure(self, key: str) -> Measure:
        """A measure of the networks, of bytes in the data type."""
        return self.comparison.measure(key, DTYPES[self.dtype])

    def groups(self) -> tuple[LayerGroup, ...]:
        """The groups that were asked for."""
        figures = dict.fromkeys([*USUAL_SUMS, *self.figures])
        return groups(self.comparison, self.by, figures, DTYPES[self.dtype]) if self.by else ()

    def labels(self) -> list[str]:
        """What the networks are called."""
        return [network.label for network in self.comparison.networks]

    def title(self, key: str) -> str:
        """What a measure is called; a cost that another tool prints goes by the tool's own word."""
        row = self.comparison.convention
        if key == "peak_activations":  # which is shown as the bytes it takes
            key = "peak_bytes"
        return row.title if row and key == COST else FIGURES[key].title

    def layout(self, index: int) -> str:
        """How a network's shapes are written."""
        analysis = self.comparison.networks[index].analysis
        return analysis.graph.layout if analysis else "chw"


def common_dtype(comparison: Comparison) -> str:
    """The data type that all networks have by their specs, else float32."""
    dtypes = {network.analysis.graph.in_dtype() for network in comparison.networks if network.analysis}
    return dtypes.pop() if len(dtypes) == 1 else USUAL_DTYPE


def chosen_figures(text: str | None, by: str | None, cost: bool = False) -> tuple[str, ...]:
    """The figures that `--figures` names; without it the usual ones, or where layers are gathered params and MACs.

    With `cost`, what another tool prints is one of them: after the FLOPs, or in place of the MACs.
    """
    if text is None:
        return ("params", COST if cost else "macs") if by else _with_cost(SHOWN, cost)
    words = [word.strip().lower() for word in text.split(",")]
    keys = [_key(word, GROUPED if by else COMPARED, cost) for word in words]
    return tuple(dict.fromkeys([*keys, *([COST] if cost else [])]))


def _key(word: str, place: str, cost: bool) -> str:
    """The figure that a word means."""
    figure = figure_named(word)
    known = [key for key in askable(place) if cost or key != COST]
    listed = f"{'with --by, ' * (place == GROUPED)}the figures are: {', '.join(known)}"
    if figure and figure.key == COST and not cost:
        raise refuse(f"there is no figure {COST}", "--as says whose cost it is, as in --as fvcore")
    if figure and (reason := objection(figure, place)):
        raise refuse(reason, listed)
    if figure is None:
        message = f"there is no figure {quote(word)}" if word else "--figures has an empty name"
        raise refuse(message, guess(word, place, listed))
    return "peak_activations" if figure.key == "peak_bytes" else figure.key


def take_memory(figures: Iterable[str]) -> bool:
    """Whether some of the figures depend on the bytes that a number takes."""
    return any(FIGURES[key].unit in (BYTES, RATIO) or key == "peak_activations" for key in figures)


def _with_cost(keys: tuple[str, ...], cost: bool) -> tuple[str, ...]:
    after = keys.index("flops") + 1
    return (*keys[:after], COST, *keys[after:]) if cost else keys
