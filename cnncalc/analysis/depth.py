"""How deep a network is, as the papers count it: in layers with weights."""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis, Row


def depth(analysis: Analysis) -> int:
    """The most weighted layers (conv, dwconv, deconv, fc) on any path from an input to the main output.

    Of branches the longer counts, so that a projection beside a residual body adds nothing; a head, which leads to an output of
    its own, does not count. Source: the names of the networks, such as the 50 of ResNet-50 (He et al. 2015, table 1).

    >>> from cnncalc import analyze, build, load
    >>> [depth(analyze(build(load(name)))) for name in ("vgg16", "resnet50", "googlenet")]
    [16, 50, 22]
    """
    return sum(map(is_weighted, longest_path(analysis)))


def longest_path(analysis: Analysis) -> tuple[Row, ...]:
    """The layers of the path from an input to the main output with the most weighted layers."""
    graph, first = analysis.graph, len(analysis.graph.inputs)
    deepest, before = [0] * len(graph.nodes), [-1] * len(graph.nodes)
    for index, row in enumerate(analysis.rows, first):
        before[index] = max(row.node.inputs, key=lambda i: deepest[i])
        deepest[index] = deepest[before[index]] + is_weighted(row)
    path, index = [], graph.main
    while index >= first:
        path.append(analysis.rows[index - first])
        index = before[index]
    return tuple(reversed(path))


def is_weighted(row: Row) -> bool:
    """Whether a layer multiplies its inputs by learned weights in dot products: norms, which do not, are not counted."""
    return row.node.layer.dots and bool(row.alone.weights)
