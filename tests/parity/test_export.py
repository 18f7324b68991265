"""What `cnncalc export` writes is the network, bundled or random: its names, counts, shapes and values."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import torch
from parity import graphs
from parity.agreement import unlike
from parity.exported import (
    module_of,
    pools_of,
    shape_differences,
    shuffled,
    tensors_of,
    value_differences,
    weights_in,
)
from parity.kinds import CASES, Dice
from parity.moves import JOINS
from parity.network import Network
from parity.scattered import scattered
from parity.thinned import small

import cnncalc
from cnncalc.bundled.names import bundled_names
from cnncalc.network.graph import Graph

LAYERS, JOINED, DRAWN = 15, 10, 300  # cases


def own(name: str) -> Graph:
    """A bundled network as it is; symbols become numbers."""
    spec = cnncalc.load(f"{name}.yaml")
    graph = cnncalc.build(spec)
    if graph.sizes:
        shapes = {key: graph.nodes[index].layer.shown(graph.nodes[index].shape) for key, index in graph.inputs.items()}
        numbers = {
            key: "x".join(part if part.isdigit() else "32" for part in shape.split("x")) for key, shape in shapes.items()
        }
        graph = cnncalc.build(spec, numbers)
    return graph


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_network_has_its_names_counts_and_shapes(name: str) -> None:
    graph = own(name)
    module = module_of(graph, "meta")
    assert weights_in(module) == tensors_of(graph)
    assert sum(tensor.numel() for tensor in module.parameters()) == cnncalc.analyze(graph).totals.figures.params
    if not any(node.layer.kind == "roipool" for node in graph.layers()):  # which looks at the numbers of its regions
        assert list(shape_differences(graph, module)) == []


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_network_has_the_values_of_the_reference_forward(name: str) -> None:
    torch.manual_seed(0)
    graph = small(name)
    assert list(value_differences(graph, shuffled(module_of(graph)))) == []


def hold(nets: Iterable[Network], scatter: bool = False) -> None:
    """The modules that are exported from random networks give what the modules give that these were drawn with."""
    found = []
    for net in nets:
        graph = cnncalc.build(cnncalc.parse(net.text))
        graph, names = scattered(graph, net.random) if scatter else (graph, {node.name: node.name for node in graph.layers()})
        found += [f"{wrong}\n{net.text}\n{cnncalc.export(graph)}" for wrong in differences(net, graph, names)]
    assert not found, f"{len(found)} disagreements, such as\n{min(found, key=len)}"


@torch.no_grad()
def differences(net: Network, graph: Graph, names: dict[str, str]) -> list[str]:
    """The outputs that differ."""
    module = module_of(graph).to(net.dtype)
    weights = {
        key: numbers
        for layer, tensors in net.weights().items()
        for key, numbers in ((f"{layer}.{t}", n) for t, n in tensors.items())
    }
    state = module.state_dict()
    for key in state:
        layer, _, tensor = key.rpartition(".")
        state[key] = torch.tensor(weights[f"{names[spec_name(layer, names)]}.{tensor}"], dtype=state[key].dtype)
    module.load_state_dict(state)
    regions = [torch.tensor([net.regions[names[pool.name]]], dtype=net.dtype) for pool in pools_of(graph)]
    got = module(*(net.tensors[name] for name in net.inputs), *regions)
    got = got if len(graph.outputs) > 1 else {"output": got}
    return [f"{name}: {wrong}" for name, end in net.outputs.items() if (wrong := apart(net.tensors[end], got[name]))]


def spec_name(layer: str, names: dict[str, str]) -> str:
    """The name in the spec of a module, which has a `_` behind a part of it where PyTorch has that word for itself."""
    return layer if layer in names else next(name for name in names if matches(layer, name))


def matches(layer: str, name: str) -> bool:
    """Whether the parts of two names are the same but for `_` at their ends."""
    parts, others = layer.split("."), name.split(".")
    return len(parts) == len(others) and all(a.rstrip("_") == b.rstrip("_") for a, b in zip(parts, others))


def apart(ours: torch.Tensor, theirs: torch.Tensor) -> str:
    """The first value that differs."""
    listed = ours.tolist()
    return unlike(listed if len(ours) > 1 else listed[0], theirs)


@pytest.mark.parametrize("kind", CASES)
def test_a_layer_is_exported(kind: str, dice: Dice) -> None:
    hold(graphs.layer(kind, random) for random in dice.cast(f"export {kind}", LAYERS))


@pytest.mark.parametrize("kind", JOINS)
def test_a_join_is_exported(kind: str, dice: Dice) -> None:
    hold(graphs.joined(kind, random) for random in dice.cast(f"export {kind}", JOINED))


@pytest.mark.parametrize("scatter", [False, True], ids=["flat", "in scopes"])
def test_a_graph_is_exported(scatter: bool, dice: Dice) -> None:
    hold((graphs.graph(random) for random in dice.cast("export graph", DRAWN)), scatter)
