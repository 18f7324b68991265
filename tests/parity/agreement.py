"""Holding cnncalc against PyTorch: shapes, counts of parameters and MACs, and the values of the reference forward pass."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

import torch
from parity.network import Network, size
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

import cnncalc
from cnncalc.analysis.analyze import Row
from cnncalc.network.graph import Graph, Node
from cnncalc.reference.tensors import flatten, measure

TOLERANCES = {torch.float32: 1e-4, torch.float64: 1e-7}  # of a tensor's largest value, or of 1 where that is less


class Counter(TorchDispatchMode):
    """Floating-point operations by the rules of PyTorch's FLOP counter, which by itself takes long to tell modules apart."""

    flops = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        if func.overloadpacket in flop_registry:
            self.flops += flop_registry[func.overloadpacket](*args, **(kwargs or {}), out_val=out)
        return out


def disagreement(net: Network) -> str:
    """Everything that differs, with the spec that it differs on; empty where nothing does."""
    try:
        found = list(_differences(net))
    except cnncalc.SpecError as error:
        found = [f"cnncalc refuses it: {error}"]
    modules = "".join(f"    {name}: {module}\n" for name, module in net.modules.items())
    return "\n".join([*found, net.text, modules]) if found else ""


def _differences(net: Network) -> Iterator[str]:
    graph = cnncalc.build(cnncalc.parse(net.text))
    analysis = cnncalc.analyze(graph)
    nodes = {node.name: node for node in graph.nodes}
    counts = [*_shapes(net, nodes), *_params(net, analysis.rows), *_macs(net, analysis.rows)]
    yield from counts
    if not counts:
        yield from _values(net, graph)


def _shapes(net: Network, nodes: dict[str, Node]) -> Iterator[str]:
    for name, y in net.tensors.items():
        ours = (nodes[name].items, *nodes[name].shape) if name in nodes else None
        if ours != tuple(y.shape):
            yield f"the shape of {name} is {ours}, in PyTorch {tuple(y.shape)}"


def _params(net: Network, rows: tuple[Row, ...]) -> Iterator[str]:
    theirs = net.params()
    for row in rows:
        params = theirs.get(row.node.name, 0)
        if row.figures.params != params:
            yield f"the parameters of {row.node.name} are {row.figures.params}, in PyTorch {params}"


def _macs(net: Network, rows: tuple[Row, ...]) -> Iterator[str]:
    """Of a single layer with weights: PyTorch counts a multiplication and an addition each."""
    for (name, module), row in zip(net.modules.items(), rows):
        if len(net.tensors) == 2 and list(module.parameters()):
            with torch.no_grad(), Counter() as counter:
                module(net.tensors["input"])
            if 2 * row.figures.macs != counter.flops:
                yield f"the MACs of {name} are {row.figures.macs}, in PyTorch {counter.flops}/2"


def _values(net: Network, graph: Graph) -> Iterator[str]:
    """The first layer whose values differ, and outputs that are not what they should be."""
    given = {name: net.tensors[name][0].tolist() for name in net.inputs}
    ran = cnncalc.forward(graph, given, net.weights(), regions=net.regions)
    for node in graph.nodes:
        if node.name in net.tensors and (wrong := unlike(ran.tensors[node.name], net.tensors[node.name])):
            yield f"the values of {node.name} differ: {wrong}"
            return
    ends = {name: ran.tensors[end] for name, end in net.outputs.items()}
    if ran.outputs != ends:
        yield f"the outputs are {sorted(ran.outputs)} and not the tensors {net.outputs}"


def unlike(ours: Any, theirs: Tensor) -> str:
    """The first value that differs, and where; or the shapes, if these do."""
    shape = measure(ours) if len(theirs) > 1 else (1, *measure(ours))
    if shape != tuple(theirs.shape):
        return f"{shape} numbers came, in PyTorch {tuple(theirs.shape)}"
    allowed = TOLERANCES[theirs.dtype] * size(theirs[theirs.isfinite()])
    for place, (a, b) in enumerate(zip(flatten(ours), theirs.flatten().tolist(), strict=True)):
        if not (a == b or abs(a - b) <= allowed or (isnan(a) and isnan(b))):
            return f"number {place} is {float(a)!r}, in PyTorch {b!r}, where {allowed:.1e} is allowed"
    return ""
