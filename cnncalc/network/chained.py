"""Branches of an add that were probably meant one after the other: each is one layer, and one of them is an activation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.errors import Fault
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.settings import text_of
from cnncalc.network.draft import Draft
from cnncalc.network.graph import Graph, Node


def is_chain(nodes: Sequence[Node], ends: Sequence[int]) -> bool:
    """Whether the branches that end in some nodes are probably the layers of one branch: `add:` over conv, relu, conv."""
    branches = [nodes[end] for end in ends]
    same_start = len({node.inputs for node in branches}) == 1 and len(set(ends)) == len(ends) > 1
    families = [node.layer.family for node in branches]
    return same_start and "activation" in families and any(node.layer.dots for node in branches)


def as_written(branches: Sequence[Node]) -> str:
    """The two branches of the sum that was meant."""
    return f"- {', '.join(text_of(node.layer) for node in branches)} and - identity"


def chained_adds(graph: Graph) -> Iterator[str]:
    """A remark on each add whose branches were probably meant one after the other, with what that comes to."""
    for node in graph.nodes:
        if node.layer.kind == "add" and is_chain(graph.nodes, node.inputs):
            branches = [graph.nodes[index] for index in node.inputs]
            meant = f"for one after the other beside the input write {as_written(branches)}"
            yield f"{node.name} adds {len(branches)} branches side by side; {meant}{_figures(graph, branches)}"


def _figures(graph: Graph, branches: Sequence[Node]) -> str:
    """What the layers come to one after the other; empty where they do not fit."""
    draft = Draft(graph.layout, len(branches) + 1)
    draft.nodes.append(graph.nodes[branches[0].inputs[0]]._replace(inputs=()))
    try:
        for at, node in enumerate(branches):
            draft.add(node.layer, (at,), node.name, node.line)
    except Fault:
        return ""
    params = sum(elements(shape) for node in draft.nodes[1:] for shape in node.layer.learned(*node.applied.xs).values())
    macs = sum(node.layer.macs(node.shape, *node.applied.xs) for node in draft.nodes[1:])
    last = draft.nodes[-1]
    return f": {last.layer.shown(last.shape)}, {params:,} params, {macs:,} MACs"
