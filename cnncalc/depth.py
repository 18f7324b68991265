"""How deep a network is, as the papers count it: in layers with weights."""

from __future__ import annotations

from cnncalc.analysis import Analysis, Row

WEIGHTED = ("convolution", "dense")  # families; norms and activations have parameters too, and nobody counts them


def depth(analysis: Analysis) -> int:
    """The most weighted layers (conv, dwconv, deconv, fc) on any path from an input to the main output.

    Of branches the longer counts, so that a projection beside a residual body adds nothing; a head, which leads to an output of
    its own, does not count. Source: the names of the networks, such as the 50 of ResNet-50 (He et al. 2015, table 1).

    >>> from cnncalc import analyze, build, load
    >>> [depth(analyze(build(load(name)))) for name in ("vgg16", "resnet50", "googlenet")]
    [16, 50, 22]
    """
    graph = analysis.graph
    deepest = [0] * len(graph.nodes)
    for index, row in enumerate(analysis.rows, len(graph.inputs)):
        deepest[index] = max(deepest[i] for i in row.node.inputs) + is_weighted(row)
    return deepest[graph.outputs["output"]]


def is_weighted(row: Row) -> bool:
    """Whether a layer multiplies what it sees by weights of its own in dot products."""
    return row.node.layer.family in WEIGHTED and bool(row.figures.weights)
