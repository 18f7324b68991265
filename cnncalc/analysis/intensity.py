"""How many numbers layers move between memory and arithmetic, and how much arithmetic they do per number."""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.analysis.lifetimes import size_of


def moved(analysis: Analysis, row: Row) -> int:
    """The numbers that a layer reads and writes for a batch: its inputs, its parameters and buffers, and its output, once each.

    What only renames its input moves nothing. The arithmetic intensity is MACs by the bytes of these: how often a number that
    was fetched is used, if a cache holds a layer's data and nothing between layers (Williams et al. 2009, the roofline model).
    """
    if row.node.layer.renames:
        return 0
    nodes = analysis.graph.nodes
    activations = sum(size_of(nodes[i]) for i in row.node.inputs) + size_of(row.node)
    return activations * analysis.batch + row.alone.params + row.alone.buffers
