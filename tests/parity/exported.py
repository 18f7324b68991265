"""Running what `cnncalc.export` writes, and holding it against the graph that it was written from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import torch
from parity.agreement import unlike
from torch import Tensor, nn

import cnncalc
from cnncalc.network.graph import Graph, Node

UNCOUNTED = "num_batches_tracked"  # stands in every state_dict with a bn


def module_of(graph: Graph, device: str = "cpu") -> nn.Module:
    """The network that the text builds."""
    names: dict[str, Any] = {}
    exec(compile(cnncalc.export(graph, class_name="Exported"), "<exported>", "exec"), names)  # what is written is to be run
    with torch.device(device):
        made: nn.Module = names["Exported"]()
    return made.eval()


def tensors_of(graph: Graph) -> dict[str, tuple[int, ...]]:
    """The shapes of what a `state_dict` should hold, by the names of the spec."""
    found = {}
    for index, node in enumerate(graph.nodes):
        if not node.inputs or index in graph.shared:  # whose weights stand under the name of another
            continue
        for tensor, shape in (node.layer.learned(*node.applied.xs) | node.layer.kept(*node.applied.xs)).items():
            found[f"{node.name}.{tensor}"] = tuple(shape)
    return found


def weights_in(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """The shapes of what a `state_dict` holds."""
    return {key: tuple(tensor.shape) for key, tensor in module.state_dict().items() if not key.endswith(UNCOUNTED)}


@torch.no_grad()
def shuffled(module: nn.Module) -> nn.Module:
    """The module in double precision with weights of its own, under which values stay moderate."""
    module = module.double()
    for name, tensor in module.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
        elif tensor.dim() > 1:
            tensor.normal_(0, (2 / tensor[0].numel()) ** 0.5)
        elif not name.endswith(UNCOUNTED):
            tensor.uniform_(0.5, 1.5) if name.endswith("weight") else tensor.normal_(0, 0.2)
    return module


def by_layer(module: nn.Module) -> dict[str, dict[str, Any]]:
    """Its weights as nested lists, as `cnncalc.forward` takes them."""
    found: dict[str, dict[str, Any]] = {}
    for key, tensor in module.state_dict().items():
        layer, _, name = key.rpartition(".")
        found.setdefault(layer, {})[name] = tensor.tolist()
    return found


def ends(graph: Graph, given: Any) -> dict[str, Tensor]:
    """What a forward gave, by the names of the outputs."""
    return given if len(graph.outputs) > 1 else {"output": given}


class Watch:
    """Listens to what every module of a network gives."""

    def __init__(self, module: nn.Module) -> None:
        self.seen: dict[str, Tensor] = {}
        for name, part in module.named_modules():
            part.register_forward_hook(partial(self._note, name))

    def _note(self, name: str, _: nn.Module, __: object, y: Tensor) -> None:
        self.seen.setdefault(name, y)  # of a module that is called again, what its own layer gives


def shape_differences(graph: Graph, module: nn.Module) -> Iterator[str]:
    """Where shapes are not those of the graph, on inputs of its own size."""
    device = next(iter(module.state_dict().values()), torch.zeros(1)).device
    inputs = [torch.zeros(2, *graph.nodes[index].shape, device=device) for index in graph.inputs.values()]
    watch = Watch(module)
    with torch.no_grad():
        outputs = ends(graph, module(*inputs))
    ours = {node.name: (2 * node.items, *node.shape) for node in graph.layers()}
    for name, y in watch.seen.items():
        if isinstance(y, Tensor) and ours.get(name, y.shape) != tuple(y.shape):
            yield f"{name} gives {tuple(y.shape)} and not {ours[name]}"
    for name, index in graph.outputs.items():
        wanted = 2 * graph.nodes[index].items, *graph.nodes[index].shape
        if tuple(outputs[name].shape) != wanted:
            yield f"the output {name} is {tuple(outputs[name].shape)} and not {wanted}"


def value_differences(graph: Graph, module: nn.Module) -> Iterator[str]:
    """Where values are not those of the reference forward on the same weights; of layers the first."""
    given = {name: torch.randn(1, *graph.nodes[index].shape, dtype=torch.float64) for name, index in graph.inputs.items()}
    regions = {node.name: drawn_regions(graph, node) for node in pools_of(graph)}
    boxes = [torch.tensor([corners], dtype=torch.float64) for corners in regions.values()]
    watch = Watch(module)
    with torch.no_grad():
        outputs = ends(graph, module(*given.values(), *boxes))
    ran = cnncalc.forward(graph, {name: x[0].tolist() for name, x in given.items()}, by_layer(module), regions=regions)
    for name, y in watch.seen.items():
        # what a module gives is its layer's output unless something stands behind it, as where windows are cut off
        if name in ran.tensors and isinstance(y, Tensor) and (wrong := unlike(ran.tensors[name], y)):
            yield f"{name}: {wrong}"
            break
    for name, y in outputs.items():
        if wrong := unlike(ran.outputs[name], y):
            yield f"the output {name}: {wrong}"


def pools_of(graph: Graph) -> list[Node]:
    """The region pools that an output needs, in their order: their regions are what a network is given behind its inputs."""
    needed = set(graph.outputs.values())
    for index in reversed(range(len(graph.nodes))):
        needed.update(graph.nodes[index].inputs if index in needed else ())
    return [node for index, node in enumerate(graph.nodes) if index in needed and node.layer.kind.startswith("roi")]


def drawn_regions(graph: Graph, node: Node) -> list[list[float]]:
    """Boxes on the map that a pool is given."""
    height, width = graph.nodes[node.inputs[0]].shape[1:]
    corners = torch.rand(node.layer.items, 4).tolist()
    return [[a * width / 2, b * height / 2, width * (1 + c) / 2, height * (1 + d) / 2] for a, b, c, d in corners]
