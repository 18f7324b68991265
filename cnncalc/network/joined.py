"""What lies in the branches of a join: its name is a scope, as that of a block's use is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnncalc.network.graph import Event, Graph, Node


def scopes_of_joins(nodes: Sequence[Node], outline: Iterable[Event], inputs: int) -> dict[str, range]:
    """The indices of the nodes of each join by its name: those of its branches follow one another, then the join itself."""
    made = {node.name: index for index, node in enumerate(nodes) if node.layer.joins}
    found: dict[str, range] = {}
    around: list[tuple[str, str, int]] = []  # what is open: kind, name, its first node
    last = inputs - 1
    for event in outline:
        if isinstance(event, int):
            last = event
        elif event[0] == "end":
            kind, name, first = around.pop()
            if kind != "head":
                last = made[name]
                found[name] = range(first, last + 1)
        elif event[0] not in ("branch", "from"):
            around.append((*event, last + 1))
    return found


def join_scope(graph: Graph, index: int) -> tuple[int, ...]:
    """The indices of the nodes of the join at an index, its branches among them."""
    scopes = scopes_of_joins(graph.nodes, graph.outline, len(graph.inputs))
    return tuple(scopes.get(graph.nodes[index].name, (index,)))
