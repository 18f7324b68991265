"""What `cnncalc export` writes of a network of torchvision gives torchvision's own numbers: its constants are the same too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
from parity.exported import module_of, shuffled
from torch import nn
from torchvision import models

import cnncalc

SIZES = {
    "mobilenet_v3_small": "3x64x64",
    "efficientnet_b5": "3x64x64",
    "efficientnet_v2_s": "3x64x64",
    "googlenet": "3x64x64",
    "inception_v3": "3x75x75",
    "convnext_tiny": "3x64x64",
    "resnet18": "3x64x64",
}
DEFINED = ("googlenet", "inception_v3")  # whose branches are run in another order than ours
OURS = {"googlenet": "googlenet_tv"}
HEADS = {
    "googlenet": {"init_weights": False, "aux_logits": False},
    "inception_v3": {"init_weights": False, "aux_logits": False},
}


@contextmanager
def called(module: nn.Module, seen: list[nn.Module]) -> Iterator[None]:
    """Note the modules that hold tensors of their own, in the order in which they are called."""
    hooks = [part.register_forward_hook(lambda part, _, __: seen.append(part)) for part in holding(module)]
    yield
    for hook in hooks:
        hook.remove()


def holding(module: nn.Module) -> list[nn.Module]:
    """The modules that hold tensors of their own, in the order in which they are defined."""
    return [part for part in module.modules() if part._parameters or part._buffers]


def tensors_of(parts: list[nn.Module]) -> Iterator[torch.Tensor]:
    """The tensors that modules hold."""
    return (tensor for part in parts for tensor in [*part._parameters.values(), *part._buffers.values()] if tensor is not None)


def ran(module: nn.Module, x: torch.Tensor) -> tuple[torch.Tensor, list[nn.Module]]:
    """The output and the modules that hold tensors, in their order."""
    seen: list[nn.Module] = []
    with torch.no_grad(), called(module, seen):
        return module(x), seen


@pytest.mark.parametrize("name", SIZES)
def test_an_exported_network_gives_the_numbers_of_torchvision(name: str) -> None:
    torch.manual_seed(0)
    theirs = shuffled(models.get_model(name, **HEADS.get(name, {})).eval())
    heads = {"heads": "0"} if name == "inception_v3" else {}
    graph = cnncalc.build(cnncalc.load(OURS.get(name, name)), SIZES[name], heads)
    ours = module_of(graph).double()
    x = torch.randn(2, *map(int, SIZES[name].split("x")), dtype=torch.float64)
    wanted, from_them = ran(theirs, x)
    _, to_us = ran(ours, x)
    if name in DEFINED:
        from_them, to_us = holding(theirs), holding(ours)
    with torch.no_grad():
        for tensor, given in zip(tensors_of(to_us), tensors_of(from_them), strict=True):
            tensor.copy_(given.reshape(tensor.shape))
    found, _ = ran(ours, x)
    assert torch.allclose(found, wanted, rtol=1e-9, atol=1e-9 * float(wanted.abs().max()))
