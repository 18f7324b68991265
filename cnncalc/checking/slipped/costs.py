"""Costs that slips count by another rule, and networks that they see with another batch or the other way round."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.analyze import Figures, Row, analyze
from cnncalc.asking.case import Case
from cnncalc.checking.slipped.network import Where, recount
from cnncalc.layers.arithmetic import area, elements, product
from cnncalc.network.graph import Applied
from cnncalc.words.numbers import divide


def _biases(figures: Figures) -> Any:
    return figures.params - figures.weights


def _shared(value: Any, parts: Any) -> Any:
    return divide(value, parts)


def inputs_left_out(row: Row) -> Figures:
    """Filters as flat as if they read one channel: K*K*Cout weights."""
    layer, figures = row.node.layer, row.figures
    if not figures.macs or layer.depthwise:
        return figures
    channels = row.node.applied.xs[0][0] // (1 if layer.fully_connected else layer.groups)
    weights = _shared(figures.weights, channels)
    return figures._replace(weights=weights, params=weights + _biases(figures), macs=_shared(figures.macs, channels))


def one_filter(row: Row) -> Figures:
    """What one filter of each layer has and does."""
    figures, out = row.figures, row.node.shape[0]
    if not figures.macs:
        return figures
    params, weights, macs = (_shared(value, out) for value in (figures.params, figures.weights, figures.macs))
    return figures._replace(params=params, weights=weights, macs=macs)


def bias_for_each_pair(row: Row) -> Figures:
    """A bias for each kernel of a filter, so for every pair of an input map and an output map."""
    layer, figures = row.node.layer, row.figures
    if not (layer.convolves and _biases(figures)):
        return figures
    return figures._replace(params=figures.weights + _shared(figures.weights, product(layer.kernel)))


def as_deep_as_the_input(case: Case, where: Where) -> Case:
    """Filters as deep as the network's input, not as what the layer reads."""
    depth = case.analysis.graph.nodes[0].shape[0]

    def count(row: Row) -> Figures:
        layer, figures = row.node.layer, row.figures
        if not layer.convolves or layer.depthwise or layer.groups > 1:
            return figures
        channels = row.node.applied.xs[0][0]
        weights, macs = (_shared(value * depth, channels) for value in (figures.weights, figures.macs))
        return figures._replace(weights=weights, params=weights + _biases(figures), macs=macs)

    return recount(count)(case, where)


def unshared(row: Row) -> Figures:
    """Weights and biases of its own for each position of the output."""
    if not row.node.layer.convolves:
        return row.figures
    params, weights = (value * area(row.node.shape) for value in (row.figures.params, row.figures.weights))
    return row.figures._replace(params=params, weights=weights)


def unwindowed(row: Row) -> Figures:
    """Outputs that each read all of the input."""
    if not row.node.layer.convolves:
        return row.figures
    return row.figures._replace(macs=elements(row.node.applied.xs[0]) * row.figures.activations)


def biases_among_weights(row: Row) -> Figures:
    """Biases counted as weights, and the addition of each as a MAC."""
    figures = row.figures
    more = figures.activations if figures.macs and _biases(figures) else 0
    return figures._replace(weights=figures.params, macs=figures.macs + more)


def buffers_among_params(row: Row) -> Figures:
    """The running statistics of norms counted as parameters."""
    figures = row.figures
    return figures._replace(params=figures.params + figures.buffers, weights=figures.weights + figures.buffers)


def norms_left_out(row: Row) -> Figures:
    """No parameters for norms."""
    return row.figures._replace(params=0, weights=0) if row.node.layer.family == "normalisation" else row.figures


def doubled(row: Row) -> Figures:
    """Two for each MAC."""
    return row.figures._replace(macs=2 * row.figures.macs)


def halved(row: Row) -> Figures:
    """One for each MAC where FLOPs are two."""
    return row.figures._replace(macs=_shared(row.figures.macs, 2))


def batched(case: Case, where: Where) -> Case:
    """A set of parameters for each sample of the batch."""
    batch = case.analysis.batch

    def times(row: Row) -> Figures:
        figures = row.figures
        return figures._replace(params=figures.params * batch, weights=figures.weights * batch, buffers=figures.buffers * batch)

    return recount(times)(case, where)


def unbatched(case: Case, where: Where) -> Case:
    """One sample, not the batch."""
    return case._replace(analysis=analyze(case.analysis.graph))


def swapped(case: Case, where: Where) -> Case:
    """The spatial axes of every map and field in the opposite order."""
    rows = tuple(_swapped(row) for row in case.analysis.rows)
    return case._replace(analysis=case.analysis._replace(rows=rows))


def _swapped(row: Row) -> Row:
    node, field = row.node, row.field
    applied = Applied(node.layer, node.applied.xs, (node.shape[0], *node.shape[:0:-1]))
    shape = field.shape[:1] + field.shape[:0:-1]
    path = field.path and field.path._replace(axes=field.path.axes[::-1])
    turned = field._replace(axes=field.axes[::-1], shape=shape, grid=field.grid[::-1], path=path)
    return row._replace(node=node._replace(applied=applied), field=turned)


def thawed(case: Case, where: Where) -> Case:
    """Nothing is frozen."""
    rows = tuple(row._replace(frozen=False) for row in case.analysis.rows)
    return case._replace(analysis=case.analysis._replace(rows=rows))


def as_elements(case: Case, where: Where) -> Case:
    """One byte per number."""
    return case._replace(width=1)
