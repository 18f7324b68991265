"""Activations, normalisations and fully connected layers, written in PyTorch."""

from __future__ import annotations

import torch
from parity.drawing import Draw, Function, Written
from torch import Tensor, nn
from torch.nn import functional

NORM = {0: nn.BatchNorm1d, 1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
INSTANCE = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leakyrelu": nn.LeakyReLU,
    "elu": nn.ELU,
    "selu": nn.SELU,
    "celu": nn.CELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "hardswish": nn.Hardswish,
    "sigmoid": nn.Sigmoid,
    "hardsigmoid": nn.Hardsigmoid,
    "tanh": nn.Tanh,
    "softplus": nn.Softplus,
    "softsign": nn.Softsign,
    "mish": nn.Mish,
}


def prelu(draw: Draw) -> Written:
    shared = draw.often()
    return Written(f"prelu{' shared' * shared}", nn.PReLU(1 if shared else draw.channels))


def softmax(draw: Draw) -> Written:
    return Written("softmax", nn.Softmax(1))


def maxout(draw: Draw) -> Written:
    groups = draw.divisor(draw.channels)
    return Written(f"maxout {groups}", Function(lambda x: x.unflatten(1, (-1, groups)).amax(2)))


def fc(draw: Draw) -> Written:
    out, bias = draw.upto(8), draw.often()
    inputs = draw.channels
    for extent in draw.extents:
        inputs *= extent
    return Written(f"fc {out}{'' if bias else ' nobias'}", nn.Sequential(nn.Flatten(), nn.Linear(inputs, out, bias)))


def bn(draw: Draw) -> Written:
    affine = draw.often()
    return Written(f"bn{'' if affine else ' noaffine'}", NORM[draw.rank](draw.channels, affine=affine))


class ChannelsLast(nn.Module):
    """A module on x with the channels as its last axis."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, x: Tensor) -> Tensor:
        return self.module(x.movedim(1, -1)).movedim(-1, 1)


def ln(draw: Draw) -> Written:
    return Written("ln", ChannelsLast(nn.LayerNorm(draw.channels)))


def gn(draw: Draw) -> Written | None:
    """PyTorch refuses groups of a single value, as for `instnorm`."""
    groups = draw.divisor(draw.channels)
    if groups == draw.channels and set(draw.extents) <= {1}:
        return None
    return Written(f"gn {groups}", nn.GroupNorm(groups, draw.channels))


def instnorm(draw: Draw) -> Written | None:
    """PyTorch refuses a single position, over which there is nothing to standardise."""
    if set(draw.extents) == {1}:
        return None
    affine = draw.often()
    return Written(f"instnorm{' affine' * affine}", INSTANCE[draw.rank](draw.channels, affine=affine))


def lrn(draw: Draw) -> Written:
    size = draw.upto(7)
    norm = nn.LocalResponseNorm(size)
    words = "lrn" if size == 5 and draw.often() else f"lrn {size}"
    return Written(words, norm if draw.rank else Function(lambda x: norm(x[..., None])[..., 0]))


def l2norm(draw: Draw) -> Written:
    return Written("l2norm", Function(lambda x: functional.normalize(x, dim=1)))


class Scale(nn.Module):
    """A learned factor a channel, and a term."""

    def __init__(self, channels: int, rank: int, bias: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None
        self.broadcast = (-1, *[1] * rank)

    def forward(self, x: Tensor) -> Tensor:
        y = x * self.weight.view(self.broadcast)
        return y if self.bias is None else y + self.bias.view(self.broadcast)


def scale(draw: Draw) -> Written:
    bias = draw.often()
    return Written(f"scale{' bias' * bias}", Scale(draw.channels, draw.rank, bias))
