"""Neurons and connections as LeCun et al. 1998, II.B, count them: of convolutions, dense layers and subsampling.

A pool and the `scale` after it are one subsampling layer of theirs: S2 has 1,176 neurons, each with 2*2 inputs and a bias.
"""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.analyze import Row
from cnncalc.asking.case import Case, Rows
from cnncalc.layers.rescaling import Scale


def neurons(case: Case, rows: Rows) -> Any:
    """The outputs of layers that have connections; a pool and its scale have theirs in common."""
    return sum([row.figures.activations for row in units(case, rows) if has_neurons(row)])


def connections(case: Case, rows: Rows) -> Any:
    """The inputs of all neurons, and their biases."""
    return sum([inputs(case, row) + biases(row) for row in units(case, rows) if has_neurons(row)])


def has_neurons(row: Row) -> bool:
    """Whether the outputs of a layer are neurons: they are weighted sums of its inputs, or summarise windows on them."""
    layer = row.node.layer
    return layer.dots or layer.family == "pooling" or isinstance(layer, Scale)


def inputs(case: Case, row: Row) -> Any:
    """How many inputs the neurons of a layer have in all, without biases: MACs, or what windows hold."""
    if row.node.layer.dots:
        return row.figures.macs
    if isinstance(row.node.layer, Scale):
        pool = pool_of(case, row)
        return inputs(case, pool) if pool else row.figures.activations
    # n values are compared n - 1 times, or added n - 1 times
    return row.figures.ops.cmp + row.figures.ops.add + row.figures.activations


def biases(row: Row) -> Any:
    """How many neurons have a bias."""
    return row.figures.activations if row.alone.params > row.alone.weights else 0


def pool_of(case: Case, row: Row) -> Row | None:
    """The pool that a scale weighs."""
    source = row.node.inputs[0] - len(case.analysis.graph.inputs)
    before = case.analysis.rows[source] if isinstance(row.node.layer, Scale) and source >= 0 else None
    return before if before and before.node.layer.family == "pooling" else None


def units(case: Case, rows: Rows) -> Rows:
    """The rows without the pools that a scale among them weighs: it has their neurons and connections."""
    if len(rows) < 2:
        return rows
    weighed = {pool.node.name for row in rows if (pool := pool_of(case, row))}
    return [row for row in rows if row.node.name not in weighed] if weighed else rows
