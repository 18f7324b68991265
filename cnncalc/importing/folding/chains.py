"""Growing concatenations as chains: concat(a, b, c) after concat(a, b) reads that one, and c.

PyTorch's DenseNets concatenate all layers so far before each layer; papers draw one concatenation a layer. Shapes and costs are
the same. What is alive at once need not be, so that it takes an analysis to say whether the two are one network to the user.
"""

from __future__ import annotations

from cnncalc.network.graph import Applied, Graph

LONGEST = 500  # inputs of a concatenation that is looked at


def chained(graph: Graph) -> Graph:
    """The graph with its growing concatenations as chains; the graph itself where it has none."""
    nodes = list(graph.nodes)
    known: dict[tuple[int, ...], int] = {}
    for i, node in enumerate(graph.nodes):
        if node.layer.kind != "concat" or len(node.inputs) > LONGEST:
            continue
        lengths = range(len(node.inputs) - 1, 1, -1)
        length = next((length for length in lengths if node.inputs[:length] in known), 0)
        if length:
            inputs = (known[node.inputs[:length]], *node.inputs[length:])
            xs = tuple([nodes[index].shape for index in inputs])
            # It lies where its inputs do, and its own name says nothing any more.
            nodes[i] = node._replace(name=f"concat_{i}", inputs=inputs, applied=Applied(node.layer, xs, node.shape))
        known.setdefault(node.inputs, i)
    changed = any(one is not other for one, other in zip(nodes, graph.nodes))
    return graph._replace(nodes=tuple(nodes)) if changed else graph
