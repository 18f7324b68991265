"""A graph in the making: layers are made from plans, shaped, named and put in order; faults become problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Place, Problem, SpecError, refuse
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.settings import StepPlan, make
from cnncalc.limits import EXTENT, NAME_CHARACTERS, SHOWN_PROBLEMS
from cnncalc.network.graph import Applied, Event, Node, Stock
from cnncalc.progress import PACE, Progress
from cnncalc.words.env import Env
from cnncalc.words.numbers import over

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class Draft:
    """The nodes so far. Equal layers are one object, and a layer on equal inputs is shaped once."""

    def __init__(self, layout: str, max_nodes: int, progress: Progress = None, stock: Stock | None = None) -> None:
        self.layout = layout
        self.progress = progress
        self.max_nodes = max_nodes
        self.nodes: list[Node] = []
        self.characters = 0  # in all names
        self.line = 0  # on which all layers stand, where they are those of a part
        self.outline: list[Event] = []
        self.shared: dict[int, int] = {}  # the nodes that use the weights of others, and of which
        self.sizes: Sizes | None = None  # what is known of the symbols in its inputs
        self.problems: list[Problem] = []
        self.without_batch = ""  # how to write the input, where its first extent is probably a batch
        self._places: set[tuple[str, int, int]] = set()
        self._fixed: dict[tuple[int, int], Layer] = {}
        self._share(stock or Stock())

    def _share(self, stock: Stock) -> None:
        self._layers = stock.layers
        self._applied = stock.applied

    def have_symbols(self, sizes: Sizes) -> None:
        """Go on with symbols in the inputs. Their polynomials belong to this graph, which shares nothing with others."""
        self.sizes = sizes
        self._share(Stock())

    def layer(self, plan: StepPlan, env: Env, rank: int) -> Layer:
        """The layer of a plan, where names mean what they mean in `env`, for data with `rank` spatial axes."""
        if plan.fixed:
            key = id(plan), rank
            if key not in self._fixed:
                self._fixed[key] = self._made(plan.layer, plan.values(env, rank), rank)
            return self._fixed[key]
        return self._made(plan.layer, plan.values(env, rank), rank)

    def _made(self, kind: type[Layer], values: tuple[tuple[str, Any], ...], rank: int) -> Layer:
        key = kind, values, rank, self.layout
        if key not in self._layers:
            self._layers[key] = make(kind, values, rank, self.layout)
        return self._layers[key]

    def sliced(self, start: int, stop: int, rank: int) -> Layer:
        """The slice that a split begins a branch with."""
        from cnncalc.layers import KINDS

        return self._made(KINDS["slice"], (("a:b", (start, stop)),), rank)

    def joined(self, kind: type[Layer], rank: int) -> Layer:
        """The layer of a join."""
        return self._made(kind, (), rank)

    def add(self, layer: Layer, inputs: tuple[int, ...], name: str, line: int) -> int:
        """Add a layer after the nodes that it reads; the index of the new node."""
        nodes = self.nodes
        xs = tuple([nodes[i].applied.y for i in inputs])
        applied = self._applied.get((id(layer), xs)) or self._apply(layer, xs)
        items = nodes[inputs[0]].items
        if len(inputs) > 1 and any(nodes[i].items != items for i in inputs):
            *counts, last = dict.fromkeys(str(nodes[i].items) for i in inputs)
            message = f"the branches of {layer.kind} have different numbers of regions: {', '.join(counts)} and {last}"
            raise Fault(message, "join them before the regions")
        items *= layer.items
        if items > EXTENT:
            raise Fault("regions of regions make more than 10^15 items of a picture", "pool regions once")
        self.require_room(1)
        self.characters += len(name)
        if self.characters > NAME_CHARACTERS:
            raise refuse(
                f"the names of the layers take more than {NAME_CHARACTERS:,} characters", "give the scopes shorter names"
            )
        nodes.append(Node(name, applied, inputs, items, self.line or line))
        if self.progress and len(nodes) % PACE == 0:
            self.progress("opening layers", len(nodes), None)
        return len(nodes) - 1

    def _apply(self, layer: Layer, xs: tuple[Shape, ...]) -> Applied:
        y = layer.shape(*xs)
        if any(over(extent, EXTENT) for extent in y):
            raise Fault(f"the output would be {layer.shown(y)}, an extent over the limit of 10^15", "make the layer smaller")
        applied = self._applied[id(layer), xs] = Applied(layer, xs, y)
        return applied

    def require_room(self, more: int, place: Place | None = None) -> None:
        """Stop everything if that many more nodes are over the limit."""
        if len(self.nodes) + more > self.max_nodes:
            raise TooMany(len(self.nodes) + more, place)

    def note(self, fault: Fault, place: Place, trail: tuple[str, ...]) -> None:
        """Add a fault to the problems, the first at each place: a block used twice has its mistake once."""
        place = fault.place or (place.word(fault.word) if fault.word else place)
        key = place.source.name, place.line, place.column
        if key not in self._places:
            self._places.add(key)
            help = fault.help if len(self.problems) < SHOWN_PROBLEMS else None
            self.problems.append(Problem(fault.message, place, trail, help, fault.layer))


class TooMany(Exception):
    """The network grows over the limit of nodes; nothing more is opened."""

    def __init__(self, nodes: int, place: Place | None) -> None:
        self.nodes = nodes
        self.place = place


def too_many(nodes: int, limit: int, place: Place | None) -> SpecError:
    """The refusal of a network over the limit."""
    shown = f"{nodes:,}" if nodes < 10**30 else "10^30"
    message = f"the layers open into at least {shown} nodes; the limit is {limit:,}"
    return SpecError([Problem(message, place, (), "is a repeat count too large? --max-nodes sets another limit")])
