"""The network as a graph: nodes in execution order, each with its layer and the shapes that go in and out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncalc.language.spec import Text
from cnncalc.layers.base import Layer, Shape

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class Input(Layer):
    """An input of the network; it costs nothing, and is not a kind of the language."""

    usage = "input"
    family = "input"


class Applied:
    """A layer on inputs of given shapes, and the output's shape. Nodes that are alike share one."""

    __slots__ = ("layer", "xs", "y")

    def __init__(self, layer: Layer, xs: tuple[Shape, ...], y: Shape) -> None:
        self.layer = layer
        self.xs = xs
        self.y = y


class Stock:
    """What several graphs share: layers by their settings, shapes by layer and inputs, figures by both."""

    __slots__ = ("applied", "figures", "layers")

    def __init__(self) -> None:
        self.layers: dict[Any, Layer] = {}
        self.applied: dict[tuple[Layer, tuple[Shape, ...]], Applied] = {}
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


class Graph(NamedTuple):
    """A network, every node shaped. The first nodes are its inputs."""

    name: str
    source: str
    layout: str
    nodes: tuple[Node, ...]
    inputs: dict[str, int]
    outputs: dict[str, int]  # the main path's end is `output`, every head has its own name
    frozen: frozenset[int]
    outline: tuple[Event, ...]
    freeze: tuple[Text, ...]
    expect: dict[str, Text]
    sizes: "Sizes | None" = None  # what is known of its symbols, if it has any
    blocks: tuple[tuple[int, int, str], ...] = ()  # uses of blocks: the first node, how long the scope's name is, the block

    def layers(self) -> Iterator[Node]:
        """The nodes without the inputs, in execution order."""
        return (node for node in self.nodes[len(self.inputs) :])
