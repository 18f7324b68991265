"""The forward pass: a graph, node by node, on real numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.reference.functions import Functions, Tensor, Weights
from cnncalc.reference.kinds import FORWARD, JOINS, REGIONS
from cnncalc.reference.tensors import shape_of
from cnncalc.reference.weights import draw, require, weights_of

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph, Node

PIXELS = range(16)  # what drawn inputs hold


class Forward(NamedTuple):
    """The results of a network: nested lists, channels first, by the names of its outputs and of all its nodes.

    After a region pool of several regions a tensor is a list of items. `weights` are those that were used, given or drawn.
    """

    outputs: dict[str, Tensor]
    tensors: dict[str, Tensor]
    weights: dict[str, Weights]


class NodeRun(NamedTuple):
    """A node that has been run: its weights and its items, each a tensor; one item unless regions multiply."""

    node: Node
    weights: Weights
    items: list[Tensor]


class Material(NamedTuple):
    """What a network is run with, as `forward` takes it."""

    inputs: Mapping[str, Any]
    weights: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, Any]
    seed: int


def forward(
    graph: Graph,
    inputs: Mapping[str, Any] | None = None,
    weights: Mapping[str, Mapping[str, Any]] | None = None,
    seed: int = 0,
    regions: Mapping[str, Any] | None = None,
) -> Forward:
    """Run a network.

    `inputs` maps an input's name to nested lists, channels first, without a batch axis. `weights` maps a layer's name to its
    tensors (`weight`, `bias`, `running_mean`, `running_var`) in PyTorch's layouts: conv [out, in/groups, kh, kw], deconv
    [in, out/groups, kh, kw], fc [out, in]. What is missing is drawn from the seed, in small whole numbers. `regions` maps a
    region pool's name to its N regions (x1, y1, x2, y2) on the map that it is given; by default each covers the whole map.

    Numbers may be of any kind that has + - * / and <; where only these are needed, Fractions come out as Fractions.
    Raises a `SpecError` where a name is unknown or a tensor has the wrong shape.

    >>> import cnncalc
    >>> graph = cnncalc.build(cnncalc.parse("input: 1x2x2\\nlayers:\\n  - conv 2x2 1"))
    >>> kernel = {"weight": [[[[1, 0], [0, 2]]]], "bias": [5]}
    >>> cnncalc.forward(graph, {"input": [[[1, 2], [3, 4]]]}, {"conv1": kernel}).outputs
    {'output': [[[14]]]}
    """
    material = Material(inputs or {}, weights or {}, regions or {}, seed)
    done = list(steps(graph, material, Functions()))
    tensors = [step.items if step.node.items > 1 else step.items[0] for step in done]
    outputs = {name: tensors[index] for name, index in graph.outputs.items()}
    named = {step.node.name: tensor for step, tensor in zip(done, tensors)}
    own = (step for index, step in enumerate(done) if index not in graph.shared)
    return Forward(outputs, named, {step.node.name: step.weights for step in own if step.weights})


def steps(graph: Graph, material: Material, math: Functions) -> Iterator[NodeRun]:
    """Run a network on the numbers that `math` makes, node by node."""
    if graph.sizes:
        raise refuse("a network can be run where its extents are numbers", 'build it with them, as in build(spec, "3x224x224")')
    _require_known(graph, material)
    done: list[list[Tensor]] = []
    for index, node in enumerate(graph.nodes):
        owner = graph.nodes[graph.shared.get(index, index)].name
        try:
            xs = [done[i] for i in node.inputs]
            step = _step(node, owner, xs, material, math) if xs else _input(node, material, math)
        except ArithmeticError:
            raise refuse(f"the numbers outgrow floats at {node.name}", "give weights and inputs that keep them small") from None
        done.append(step.items)
        yield step


def _input(node: Node, material: Material, math: Functions) -> NodeRun:
    if node.name in material.inputs:
        x = require(f"the input {node.name}", material.inputs[node.name], node.shape)
    else:
        x = draw(node.name, node.shape, PIXELS, material.seed)
    return NodeRun(node, {}, [math.given(node.name, x)])


def _step(node: Node, owner: str, xs: list[list[Tensor]], material: Material, math: Functions) -> NodeRun:
    """Run a layer on the weights of the layer `owner`, itself or one that it shares them with."""
    layer, kind = node.layer, node.layer.kind
    drawn = weights_of(owner, layer, shape_of(xs[0][0]), material.weights.get(owner, {}), material.seed)
    weights = {name: math.learned(tensor) for name, tensor in drawn.items()}
    if kind in REGIONS:
        regions = _regions(node, shape_of(xs[0][0])[1:], material)
        return NodeRun(node, {}, [y for x in xs[0] for y in FORWARD[kind](layer, x, {"regions": regions}, math)])
    if kind in JOINS:
        return NodeRun(node, weights, [FORWARD[kind](layer, list(branches), weights, math) for branches in zip(*xs)])
    return NodeRun(node, weights, [FORWARD[kind](layer, x, weights, math) for x in xs[0]])


def _regions(node: Node, extents: tuple[int, ...], material: Material) -> Tensor:
    height, width = extents
    if node.name not in material.regions:
        return [[0, 0, width, height]] * node.layer.items
    regions: Tensor = require(f"the regions of the layer {node.name}", material.regions[node.name], (node.layer.items, 4))
    for x1, y1, x2, y2 in regions:
        if not (0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height):
            shown = f"({x1}, {y1}, {x2}, {y2})"
            raise refuse(
                f"the region {shown} of the layer {node.name} does not lie on its map of {height}x{width}",
                "a region is x1, y1, x2, y2, from x1 up to x2 and from y1 up to y2",
            )
    return regions


def _require_known(graph: Graph, material: Material) -> None:
    shared = {graph.nodes[index].name: graph.nodes[owner].name for index, owner in graph.shared.items()}
    for name in material.weights:
        if name in shared:
            raise refuse(f"the layer {name} uses the weights of {shared[name]}", f"give them to {shared[name]}")
    layers = [node.name for node in graph.layers()]
    pools = [node.name for node in graph.layers() if node.layer.kind in REGIONS]
    for given, known, what in (
        (material.inputs, list(graph.inputs), "input"),
        (material.weights, layers, "layer"),
        (material.regions, pools, "region pool"),
    ):
        for name in given:
            if name not in known:
                otherwise = f"its {what}s are: {', '.join(known[:8])}{', ...' * (len(known) > 8)}" if known else "it has none"
                raise refuse(f"the network has no {what} {quote(str(name))}", did_you_mean(str(name), known, otherwise))
