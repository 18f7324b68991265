"""Double entry: a folded text is read again, and must give the network that it was made of."""

from __future__ import annotations

from cnncalc.errors import SpecError
from cnncalc.language.read import parse
from cnncalc.layers.settings import text_of
from cnncalc.network.build import build
from cnncalc.network.graph import Graph, Node


def graph_of(text: str, graph: Graph) -> Graph | None:
    """The graph of a spec's text, if it has the layers of `graph`, in its order, on the same tensors, with the same outputs."""
    try:
        again = build(parse(text)) if text else None
    except SpecError:
        return None
    return again if again and is_same(again, graph) else None


def is_same(one: Graph, other: Graph) -> bool:
    """Whether two graphs differ in names at most."""
    about, others = ((it.layout, it.dtype, it.inputs, it.outputs, it.frozen, it.shared) for it in (one, other))
    if about != others:
        return False
    return len(one.nodes) == len(other.nodes) and all(map(_is_same, one.nodes, other.nodes))


def _is_same(one: Node, other: Node) -> bool:
    if (one.inputs, one.items, one.shape) != (other.inputs, other.items, other.shape):
        return False
    return one.layer is other.layer or (one.layer.kind == other.layer.kind and _text(one) == _text(other))


def _text(node: Node) -> str:
    """The layer's words. `half` is no padding where the kernel is 1."""
    layer = node.layer
    text = text_of(layer)
    return text.replace(" half", "") if layer.padding.mode == "half" and set(layer.kernel) == {1} else text
