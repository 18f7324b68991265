"""What another command would show of a network, in one line each."""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis
from cnncalc.errors import SpecError
from cnncalc.layers.base import Shape
from cnncalc.network.graph import Graph
from cnncalc.report.rounding import short
from cnncalc.words.numbers import symbolic


def hints(analysis: Analysis) -> list[str]:
    """The bottlenecks and the fully convolutional twin, where there are any."""
    return [*_bottlenecks(analysis), *_twin(analysis.graph)]


def _bottlenecks(analysis: Analysis) -> list[str]:
    layers = {row.node.layer for row in analysis.rows}
    if not any(layer.convolves and not layer.depthwise and set(layer.kernel) == {1} for layer in layers):
        return []
    from cnncalc.design.whatif.block import total_cost  # for networks with 1x1 convolutions alone
    from cnncalc.design.whatif.narrowing import bottlenecks
    from cnncalc.symbols.ratios import ratio
    from cnncalc.words.rounding import factor

    try:
        found = bottlenecks(analysis)
    except SpecError:  # whether there are any depends on the sizes
        return []
    block, direct = (total_cost(costs).macs for costs in ([one.block for one in found], [one.direct for one in found]))
    what = f"{len(found)} bottlenecks take" if len(found) > 1 else "1 bottleneck takes"
    times = ratio(direct, block)
    line = f"{what} {short(block)} MACs in place of {short(direct)}" + (
        f", {factor(times)} times fewer" if times and times > 1 else ""
    )
    return [f"{line} (cnncalc bottleneck)"] if found else []


def _twin(graph: Graph) -> list[str]:
    """The first fully connected layer that sees a map: it is a convolution in another form."""
    maps: dict[int, Shape] = {}  # what vectors are made of, through flattening and activations
    for index, node in enumerate(graph.nodes):
        if len(node.shape) > 1 or not node.inputs:
            continue
        x = node.applied.xs[0]
        seen = x if len(x) > 1 else maps.get(node.inputs[0], ())
        if seen and node.layer.fully_connected and any(map(symbolic, seen[1:])):  # which no kernel is as large as
            return []
        if seen and node.layer.fully_connected:
            conv = f"conv {'x'.join(map(str, seen[1:]))} {node.shape[0]}{' nobias' * node.layer.nobias}"
            return [f"{node.name} on {node.layer.shown(seen)} is {conv}: cnncalc fc-to-conv shows the fully convolutional twin"]
        if seen and (node.layer.flattens or node.layer.same_everywhere()):
            maps[index] = seen
    return []
