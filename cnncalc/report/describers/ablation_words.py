"""What every layer taken away costs, and where a network breaks without it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.design.compare import Comparison, Network
from cnncalc.layers.base import Shape, show_shape
from cnncalc.report.cells import COUNT, SIGNED

SHOWN_BREAKS = 3
SHOWN_SHAPES = 4


def notes(comparison: Comparison) -> Iterator[str]:
    """What every layer taken away costs, and where the network breaks without it: lines, and lines below them."""
    for whole, network in ablations(comparison):
        yield f"{network.label}: {cost(whole, network)}"
        yield from (f"  {line}" for line in breaks(whole, network))


def ablations(comparison: Comparison) -> Iterator[tuple[Network, Network]]:
    """Each network that lacks something, after the whole one."""
    whole: Network | None = None
    for network in comparison.networks:
        if network.ablation is None:
            whole = network
        elif whole is not None:
            yield whole, network


class Held(NamedTuple):
    """What the layers taken away hold of the whole network, and how the cost of all others changes without them."""

    layers: int
    params: int
    macs: int
    others: tuple[int, int] | None  # params and MACs; None where the network breaks


def held(whole: Network, network: Network) -> Held:
    """The accounts of an ablation: what goes, and what that does to the rest."""
    assert whole.analysis is not None and network.ablation is not None
    inputs = len(whole.analysis.graph.inputs)
    gone = [whole.analysis.rows[index - inputs].figures for index in network.ablation.taken]
    params, macs = sum(row.params for row in gone), sum(row.macs for row in gone)
    if network.analysis is None:
        return Held(len(gone), params, macs, None)
    before, after = whole.analysis.totals.figures, network.analysis.totals.figures
    return Held(len(gone), params, macs, (after.params - before.params + params, after.macs - before.macs + macs))


def cost(whole: Network, network: Network) -> str:
    """The accounts of an ablation as a sentence."""
    gone = held(whole, network)
    what = f"{COUNT.shown(gone.params)} params and {COUNT.shown(gone.macs)} MACs"
    layers = f"{gone.layers:,} layer{'s' * (gone.layers > 1)} gone, with {what}"
    if gone.others is None:
        return f"{layers}; what is left does not fit together"
    changes = [f"{SIGNED.shown(change)} {word}" for change, word in zip(gone.others, ("params", "MACs")) if change != 0]
    return f"{layers}; the others, on what reaches them now, {' and '.join(changes) or 'cost the same'}"


def breaks(whole: Network, network: Network) -> Iterator[str]:
    """Where a network breaks, with what came and what was wanted, in the layout of the whole one."""
    assert whole.analysis is not None and network.ablation is not None
    found, layout = network.ablation.breaks, whole.analysis.graph.layout
    for broken in found[:SHOWN_BREAKS]:
        came, had = (_shapes(shapes, layout) for shapes in (broken.came, broken.had))
        yield f"{broken.name} breaks: {broken.message}"
        yield f"  {broken.text}: came {came}; wanted {had}, as before"
    if len(found) > SHOWN_BREAKS:
        yield f"and {len(found) - SHOWN_BREAKS:,} more layers break"


def _shapes(shapes: tuple[Shape, ...], layout: str) -> str:
    texts = [show_shape(shape, layout) for shape in shapes[:SHOWN_SHAPES]]
    return " and ".join(texts) + (", ..." if len(shapes) > SHOWN_SHAPES else "")
