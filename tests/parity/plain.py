"""Activations, normalisations and fully connected layers, written in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch
from parity.drawing import Draw, Function, Written
from torch import Tensor, nn
from torch.nn import functional

NORM = {0: nn.BatchNorm1d, 1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
INSTANCE = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "selu": nn.SELU,
    "silu": nn.SiLU,
    "hardswish": nn.Hardswish,
    "sigmoid": nn.Sigmoid,
    "hardsigmoid": nn.Hardsigmoid,
    "tanh": nn.Tanh,
    "softplus": nn.Softplus,
    "softsign": nn.Softsign,
    "mish": nn.Mish,
}


def leakyrelu(draw: Draw) -> Written:
    word, slope = draw.random.choice((("", 0.01), (" 0.2", 0.2), (" 1/8", 0.125), (" slope=0", 0.0)))
    return Written(f"leakyrelu{word}", nn.LeakyReLU(slope))


def hardtanh(draw: Draw) -> Written:
    word, *ends = draw.random.choice((("", -1, 1), (" 0:20", 0, 20), (" -0.5:1/4", -0.5, 0.25), (" limits=-2:0", -2, 0)))
    return Written(f"hardtanh{word}", nn.Hardtanh(*ends))


def elu(draw: Draw) -> Written:
    word, alpha = _alpha(draw)
    return Written(f"elu{word}", nn.ELU(alpha))


def celu(draw: Draw) -> Written:
    word, alpha = _alpha(draw)
    return Written(f"celu{word}", nn.CELU(alpha))


def _alpha(draw: Draw) -> tuple[str, float]:
    return draw.random.choice((("", 1.0), (" 0.5", 0.5), (" 3/2", 1.5), (" alpha=2", 2.0)))


def gelu(draw: Draw) -> Written:
    tanh = draw.often()
    return Written(f"gelu{' tanh' * tanh}", nn.GELU("tanh" if tanh else "none"))


def eps(draw: Draw) -> tuple[str, float]:
    """The words of a small constant, and what it is."""
    return draw.random.choice((("", 1e-5), (" eps=1e-3", 1e-3), (" eps=0.5", 0.5), (" eps=1/8", 0.125)))


def prelu(draw: Draw) -> Written:
    shared = draw.often()
    return Written(f"prelu{' shared' * shared}", nn.PReLU(1 if shared else draw.channels))


def softmax(draw: Draw) -> Written:
    words, dim = _axis(draw)
    if dim == 1:
        return Written("softmax", nn.Softmax(1))
    if words == "positions":
        return Written("softmax positions", Function(lambda x: x.flatten(2).softmax(2).view_as(x)))
    groups = draw.divisor(draw.channels)
    return Written(f"softmax groups={groups}", Function(lambda x: x.unflatten(1, (groups, -1)).softmax(2).flatten(1, 2)))


def _axis(draw: Draw) -> tuple[str, int]:
    """Over what: the channels, runs of them, or the positions where there are any."""
    return draw.random.choice(
        (("channels", 1), ("groups", 2), ("positions", 2)) if draw.rank else (("channels", 1), ("groups", 2))
    )


def mean_over(draw: Draw) -> Written:
    return _over(draw, "mean_over", torch.mean)


def max_over(draw: Draw) -> Written:
    return _over(draw, "max_over", torch.amax)


def _over(draw: Draw, kind: str, f: Callable[..., Tensor]) -> Written:
    words, _ = _axis(draw)
    if words == "channels":
        return Written(f"{kind} channels", Function(lambda x: f(x, 1, keepdim=True)))
    if words == "positions":
        return Written(f"{kind} positions", Function(lambda x: f(x, tuple(range(2, x.dim())), keepdim=True)))
    groups = draw.divisor(draw.channels)
    return Written(
        f"{kind}{' channels' * draw.often()} groups={groups}", Function(lambda x: f(x.unflatten(1, (groups, -1)), 2))
    )


def abs(draw: Draw) -> Written:
    return Written("abs", Function(torch.abs))


def square(draw: Draw) -> Written:
    return Written("square", Function(torch.square))


def sqrt(draw: Draw) -> Written:
    return Written("sqrt", Function(torch.sqrt))


def times(draw: Draw) -> Written:
    number = draw.random.choice((0.5, -2, 0.001, 3))
    return Written(f"times {number}", Function(lambda x: x * number))


def plus(draw: Draw) -> Written:
    number = draw.random.choice((0.5, -2, 0, 3))
    return Written(f"plus {number}", Function(lambda x: x + number))


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
    word, (words, number) = draw.random.choice(("", "", " noaffine", " noscale", " noshift")), eps(draw)
    module = NORM[draw.rank](draw.channels, number, affine=word != " noaffine")
    if word in (" noscale", " noshift"):
        module.register_parameter("weight" if word == " noscale" else "bias", None)
    return Written(f"bn{words}{word}", module)


class ChannelsLast(nn.Module):
    """A module on x with the channels as its last axis."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, x: Tensor) -> Tensor:
        return self.module(x.movedim(1, -1)).movedim(-1, 1)


def ln(draw: Draw) -> Written:
    words, number = eps(draw)
    return Written(f"ln{words}", ChannelsLast(nn.LayerNorm(draw.channels, number)))


def gn(draw: Draw) -> Written | None:
    """PyTorch refuses groups of a single value, as for `instnorm`."""
    groups = draw.divisor(draw.channels)
    if groups == draw.channels and set(draw.extents) <= {1}:
        return None
    words, number = eps(draw)
    return Written(f"gn {groups}{words}", nn.GroupNorm(groups, draw.channels, number))


def instnorm(draw: Draw) -> Written | None:
    """PyTorch refuses a single position, over which there is nothing to standardise."""
    if set(draw.extents) == {1}:
        return None
    affine, (words, number) = draw.often(), eps(draw)
    return Written(f"instnorm{words}{' affine' * affine}", INSTANCE[draw.rank](draw.channels, number, affine=affine))


def lrn(draw: Draw) -> Written:
    size = draw.upto(7)
    constants = {"alpha": (1e-4, 0.01, 1.0), "beta": (0.75, 0.5, 1.0), "k": (1.0, 2.0, 0.5)}
    drawn = {name: draw.random.choice(values) for name, values in constants.items() if draw.often()}
    norm = nn.LocalResponseNorm(size, **drawn)
    words = "lrn" if size == 5 and draw.often() else f"lrn {size}"
    words += "".join(f" {name}={value}" for name, value in drawn.items())
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
    bias, shared = draw.often(), draw.seldom()
    return Written(f"scale{' bias' * bias}{' shared' * shared}", Scale(1 if shared else draw.channels, draw.rank, bias))


class Shift(nn.Module):
    """A learned term a channel."""

    def __init__(self, channels: int, rank: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))
        self.broadcast = (-1, *[1] * rank)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bias.view(self.broadcast)


def shift(draw: Draw) -> Written:
    shared = draw.often()
    return Written(f"shift{' shared' * shared}", Shift(1 if shared else draw.channels, draw.rank))


class GlobalResponseNorm(nn.Module):
    """As timm writes it, channels first."""

    def __init__(self, channels: int, rank: int, eps: float = 1e-6) -> None:
        super().__init__()
        self.eps, self.axes, self.broadcast = eps, tuple(range(2, 2 + rank)), (1, -1, *[1] * rank)
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        g = x.norm(p=2, dim=self.axes, keepdim=True)
        n = g / (g.mean(dim=1, keepdim=True) + self.eps)
        return x + torch.addcmul(self.bias.view(self.broadcast), self.weight.view(self.broadcast), x * n)


def grn(draw: Draw) -> Written:
    words, number = draw.random.choice((("", 1e-6), (" eps=0.01", 0.01)))
    return Written(f"grn{words}", GlobalResponseNorm(draw.channels, draw.rank, number))
