"""The network as a graph: nodes in execution order, each with its layer and the shapes that go in and out."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncalc.language.spec import Text
from cnncalc.layers.base import Layer, Shape, show_shape
from cnncalc.results.frozen import Frozen, FrozenDict
from cnncalc.results.shown import in_a_line
from cnncalc.words.dtypes import USUAL

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class Input(Layer):
    """An input of the network; it costs nothing, and is not a kind of the language."""

    usage = "input"
    family = "input"


class Applied(NamedTuple):
    """A layer on inputs of given shapes, and the output's shape. Nodes that are alike share one."""

    layer: Layer
    xs: tuple[Shape, ...]
    y: Shape


class Stock:
    """What several graphs share: layers by their settings, shapes by layer and inputs, figures by both."""

    __slots__ = ("applied", "figures", "layers")

    def __init__(self) -> None:
        self.layers: dict[Any, Layer] = {}
        self.applied: dict[tuple[int, tuple[Shape, ...]], Applied] = {}  # by the identity of the layer, which they keep alive
        self.figures: dict[tuple[Applied, int], Any] = {}  # the analysis's


class Node(NamedTuple):
    """One tensor and the layer that makes it."""

    name: str
    applied: Applied
    inputs: tuple[int, ...]  # indices of nodes
    items: int  # how many such tensors one input has: 1, or the regions of a roipool above
    line: int  # of the file, where the layer is written

    @property
    def layer(self) -> Layer:
        """The layer with its settings."""
        return self.applied.layer

    @property
    def shape(self) -> Shape:
        """The output's shape, channels first."""
        return self.applied.y


# What was opened in which order, so that a spec can be written again: the index of a node that was added, or a word and what
# it is about: (a join's kind or "head", its name), ("branch", ""), ("from", the name of a tensor), ("end", "").
Event: TypeAlias = "int | tuple[str, str]"


class GraphFields(NamedTuple):
    """What a `Graph` holds."""

    name: str
    source: str
    layout: str
    nodes: tuple[Node, ...]
    inputs: dict[str, int]
    outputs: dict[str, int]  # the main path's end is `output`, unless it leads into heads; every head has its own name
    frozen: frozenset[int]
    outline: tuple[Event, ...]
    freeze: tuple[Text, ...]
    expect: dict[str, Text]
    sizes: "Sizes | None" = None  # what is known of its symbols, if it has any
    blocks: tuple[tuple[int, int, str], ...] = ()  # uses of blocks: the first node, how long the scope's name is, the block
    dtype: str = ""  # the type of every number, where the spec says it
    shared: Mapping[int, int] = FrozenDict()  # the nodes that use the weights of an earlier one, and that one
    notes: tuple[str, ...] = ()  # those of its spec
    remarks: tuple[str, ...] = ()  # what is odd about its inputs


class Graph(Frozen, GraphFields):
    """A network, every node shaped. The first nodes are its inputs."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, self.ends, f"{len(self.nodes):,} nodes")

    @property
    def ends(self) -> str:
        """The shapes of its inputs and outputs, such as `3x224x224 -> 1000`."""
        sides = (
            ", ".join([show_shape(self.nodes[index].shape, self.layout) for index in found.values()])
            for found in (self.inputs, self.outputs)
        )
        return " -> ".join(sides)

    def in_dtype(self, asked: str | None = None) -> str:
        """The type of every number: the one that is asked for, else that of the spec, else float32."""
        return asked or self.dtype or USUAL

    @property
    def main(self) -> int:
        """The end of the main path; where that leads into heads, the end of the last one."""
        return self.outputs["output"] if "output" in self.outputs else [*self.outputs.values()][-1]

    def layers(self) -> Iterator[Node]:
        """The nodes without the inputs, in execution order."""
        return (node for node in self.nodes[len(self.inputs) :])
