"""The smallest input that a network accepts: its inputs are shrunk together, in proportion, until a layer breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cnncalc.builder import build
from cnncalc.errors import SpecError
from cnncalc.graph import Graph
from cnncalc.layers.base import Shape, show_shape
from cnncalc.spec import Spec

TRIED = 512  # sizes that are tried one by one; beyond, every doubling


def smallest(spec: Spec, graph: Graph, variables: Mapping[str, object] | None = None) -> Graph:
    """The network of a spec on the smallest pictures that it can be built for; `graph` is the same on its own.

    Every spatial extent of every input keeps its share of the longest; channels and vectors stay as they are.
    """
    for size in _sizes(longest(graph)):
        built = resized(spec, graph, size, longest(graph), variables)
        if built:
            return built
    return graph


def longest(graph: Graph) -> int:
    """The longest spatial extent of a network's inputs."""
    return max((max(node.shape[1:], default=1) for node in graph.nodes[: len(graph.inputs)]), default=1)


def _sizes(stop: int) -> Iterator[int]:
    yield from range(1, min(stop, TRIED + 1))
    size = 2 * TRIED
    while size < stop:
        yield size
        size *= 2


def resized(spec: Spec, graph: Graph, part: int, whole: int, variables: Mapping[str, object] | None = None) -> Graph | None:
    """The network with every spatial extent of its inputs times part/whole, rounded up; None where that cannot be built."""
    shapes = {name: _scaled(graph.nodes[index].shape, part, whole) for name, index in graph.inputs.items()}
    try:
        return build(spec, {name: show_shape(shape, graph.layout) for name, shape in shapes.items()}, variables, graph.layout)
    except SpecError:
        return None


def _scaled(shape: Shape, part: int, whole: int) -> Shape:
    return (shape[0], *(-(-extent * part // whole) for extent in shape[1:]))
