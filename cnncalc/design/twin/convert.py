"""Graph to Twin: every fully connected layer that sees a map becomes a convolution, everything else is carried over."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.analysis.analyze import Figures, figures_of
from cnncalc.design.twin.forms import carried, convolution, is_map, why_dropped
from cnncalc.design.twin.kept import matches, still_met
from cnncalc.errors import Fault, Problem, SpecError, refuse
from cnncalc.layers.base import Layer, Shape
from cnncalc.network.draft import Draft
from cnncalc.network.graph import Event, Graph, Node
from cnncalc.network.scopes import POISON, short_name
from cnncalc.results.shown import Result, in_a_line


class Pair(NamedTuple):
    """A fully connected layer and its convolution; `x` is the map that the convolution covers."""

    fc: Node
    conv: Node
    x: Shape
    fc_figures: Figures
    conv_figures: Figures

    @property
    def filters(self) -> int:
        """How many filters the convolution has: one for each output."""
        return self.conv.shape[0]

    @property
    def kernels(self) -> int:
        """How many kernels each filter has: one for each channel."""
        return self.x[0]

    @property
    def size(self) -> Shape:
        """The extents of a kernel: those of the map."""
        return self.x[1:]

    @property
    def agree(self) -> bool:
        """Whether both have the same params, MACs, operations and activations, each counted by its own rule."""
        return self.fc_figures == self.conv_figures


class Dropped(NamedTuple):
    """A layer that the twin does without, and why."""

    node: Node
    why: str


class TwinFields(NamedTuple):
    """What a `Twin` holds."""

    original: Graph
    graph: Graph
    pairs: tuple[Pair, ...]
    dropped: tuple[Dropped, ...]


class Twin(Result, TwinFields):
    """A network and its fully convolutional twin: the same layers under the same names, less those that are dropped."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.original.name, f"{len(self.pairs):,} layers turned into convolutions")

    @property
    def left(self) -> tuple[Node, ...]:
        """Fully connected layers that see a vector that comes from no map, and so stay as they are."""
        return tuple(node for node in self.graph.layers() if node.layer.fully_connected)


def fully_convolutional(graph: Graph) -> Twin:
    """The fully convolutional twin of a network (Sermanet et al. 2014; Long et al. 2015).

    A fully connected layer on a CxHxW map is a convolution of as many filters as it has outputs, each of C kernels of HxW;
    one on a vector of C features that is a map of one position is a 1x1 convolution. At the size of `graph` the twin gives the
    same numbers, at a larger one a map of them. Raises a `SpecError` where no fully connected layer sees a map, and with
    every layer that cannot be carried over.

    >>> import cnncalc
    >>> twin = fully_convolutional(cnncalc.build(cnncalc.load("vgg16")))
    >>> [(pair.filters, pair.kernels, pair.size) for pair in twin.pairs]
    [(4096, 512, (7, 7)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]
    """
    conversion = Conversion(graph)
    for node in graph.nodes:
        conversion.take(node)
    if conversion.problems:
        raise SpecError(conversion.problems)
    if not conversion.pairs:
        raise _nothing_to_turn(graph)
    return Twin(graph, conversion.finished(), tuple(conversion.pairs), tuple(conversion.dropped))


class Conversion:
    """The twin in the making. `at` holds for each node of the original the index of its tensor in the twin, or POISON."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.draft = Draft(graph.layout, len(graph.nodes))
        self.at: list[int] = []
        self.pairs: list[Pair] = []
        self.dropped: list[Dropped] = []
        self.problems: list[Problem] = []

    def take(self, node: Node) -> None:
        """Give the twin the next layer, unless it follows one that could not be carried over."""
        inputs = tuple(self.at[i] for i in node.inputs)
        if POISON in inputs:
            self.at.append(POISON)
            return
        try:
            self.at.append(self._taken(node, inputs) if inputs else self._given(node))
        except Fault as fault:
            message = f"{short_name(node.name)} (line {node.line}) has no place in the twin: {fault.message}"
            self.problems.append(Problem(message, help=fault.help))
            self.at.append(POISON)

    def _given(self, node: Node) -> int:
        self.draft.nodes.append(node)
        return len(self.draft.nodes) - 1

    def _taken(self, node: Node, inputs: tuple[int, ...]) -> int:
        xs = [self.draft.nodes[i].shape for i in inputs]
        why = why_dropped(node.applied, xs[0])
        if why:
            self.dropped.append(Dropped(node, why))
            return inputs[0]
        if not node.layer.fully_connected or not is_map(xs[0]):
            return self._add(carried(node.applied, xs), inputs, node)
        index = self._add(convolution(node.layer, xs[0]), inputs, node)
        conv = self.draft.nodes[index]
        figures = [figures_of(each.applied, each.items) for each in (node, conv)]
        self.pairs.append(Pair(node, conv, xs[0], *figures))
        return index

    def _add(self, layer: Layer, inputs: tuple[int, ...], node: Node) -> int:
        return self.draft.add(layer, inputs, node.name, node.line)

    def finished(self) -> Graph:
        """The twin's graph, with what of freeze and expect still holds."""
        graph, nodes, gone = self.graph, self.draft.nodes, {dropped.node.name for dropped in self.dropped}
        frozen = {self.at[i] for i in graph.frozen if graph.nodes[i].name not in gone}
        twin = graph._replace(
            name=f"{graph.name}, fully convolutional" if graph.name else "",
            nodes=tuple(nodes),
            outputs={name: self.at[i] for name, i in graph.outputs.items()},
            frozen=frozenset(frozen),
            outline=self._outline(gone),
            freeze=tuple(text for text in graph.freeze if matches(text, nodes)),
            blocks=(),
            shared={self.at[i]: self.at[owner] for i, owner in graph.shared.items() if graph.nodes[i].name not in gone},
        )
        return twin._replace(expect=still_met(graph, twin))

    def _outline(self, gone: set[str]) -> tuple[Event, ...]:
        """What was opened in which order, without the layers that are dropped; who went on from one goes on from its input."""
        nodes, twins = self.graph.nodes, self.draft.nodes
        tensors = {node.name: twins[at].name for node, at in zip(nodes, self.at)}
        outline: list[Event] = []
        for event in self.graph.outline:
            if not isinstance(event, int):
                outline.append(("from", tensors[event[1]]) if event[0] == "from" else event)
            elif nodes[event].name not in gone:
                outline.append(self.at[event])
        return tuple(outline)


def _nothing_to_turn(graph: Graph) -> SpecError:
    dense = [node for node in graph.layers() if node.layer.fully_connected]
    if not dense:
        return refuse(
            "the network has no fully connected layer, so there is nothing to turn into a convolution",
            "cnncalc summarize with --input shows it at another size",
        )
    fc, (x,) = dense[0], dense[0].applied.xs
    vector = next((graph.nodes[i].shape[0] for i in graph.inputs.values() if not is_map(graph.nodes[i].shape)), 0)
    return refuse(
        f"no fully connected layer sees a spatial map: {fc.name} (line {fc.line}) sees the vector {fc.layer.shown(x)}",
        f"give the spec's input spatial axes, as in input: {vector}x1x1"
        if vector
        else "what makes a vector of one length at every input, such as spp, takes larger inputs as it is",
    )
