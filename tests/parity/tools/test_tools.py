"""`cnncalc conventions` held against the tools: every kind by every convention, and networks of torchvision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import torch
from parity.plain import ChannelsLast, GlobalResponseNorm, Scale, Shift
from parity.tools.live import PACKAGES, TOOLS, Held, counted, installed
from torch import nn
from torch.nn import functional

import cnncalc
from cnncalc.counting.called import ACTIVATIONS, AVERAGE, FUNCTION, GLOBAL, WINDOWED
from cnncalc.counting.called import called as in_form
from cnncalc.counting.cost import costed
from cnncalc.layers import KINDS

# A step, and the module that it is. <3> has an extent for each spatial axis, {n} is their number; @ stands before what is
# written by hand in PyTorch, which conventions need not have a rule for; 2d: on two axes alone.
MODULES = """
conv <3> 6                      | nn.Conv{n}d(4, 6, 3)
conv <3>/<2> 6 nobias groups=2  | nn.Conv{n}d(4, 6, 3, 2, groups=2, bias=False)
dwconv <3> mult=2               | nn.Conv{n}d(4, 8, 3, groups=4)
deconv <2>/<2> 6                | nn.ConvTranspose{n}d(4, 6, 2, 2)
deconv <4>/<2> 6 pad=1 nobias   | nn.ConvTranspose{n}d(4, 6, 4, 2, 1, bias=False)
deconv <3>/<2> 6 pad=1 groups=2 | nn.ConvTranspose{n}d(4, 6, 3, 2, 1, groups=2)
deconv <6>/<2> 6 groups=2       | nn.ConvTranspose{n}d(4, 6, 6, 2, groups=2)
deconv <3> 4 groups=4           | nn.ConvTranspose{n}d(4, 4, 3, groups=4)
fc 3                            | nn.Sequential(nn.Flatten(), nn.Linear(4 * 5**{n}, 3))
fc 3 nobias                     | nn.Sequential(nn.Flatten(), nn.Linear(4 * 5**{n}, 3, bias=False))
maxpool <2>                     | nn.MaxPool{n}d(2)
avgpool <2>                     | nn.AvgPool{n}d(2)
lppool <2>                      | nn.LPPool{n}d(2, 2)
gap                             | nn.AdaptiveAvgPool{n}d(1)
gmp                             | nn.AdaptiveMaxPool{n}d(1)
adaptive_avgpool <2>            | nn.AdaptiveAvgPool{n}d(2)
adaptive_avgpool <3>            | nn.AdaptiveAvgPool{n}d(3)
adaptive_maxpool <2>            | nn.AdaptiveMaxPool{n}d(2)
bn                              | nn.BatchNorm{n}d(4)
bn noaffine                     | nn.BatchNorm{n}d(4, affine=False)
ln                              | ChannelsLast(nn.LayerNorm(4))
gn 2                            | nn.GroupNorm(2, 4)
instnorm                        | nn.InstanceNorm{n}d(4)
instnorm affine                 | nn.InstanceNorm{n}d(4, affine=True)
lrn 3                           | nn.LocalResponseNorm(3)
lrn                             | nn.LocalResponseNorm(5)
l2norm                          | lambda x: functional.normalize(x, dim=1)
scale                           | @Scale(4, {n}, False)
shift                           | @Shift(4, {n})
grn                             | @GlobalResponseNorm(4, {n})
scale bias                      | @Scale(4, {n}, True)
relu                            | nn.ReLU()
relu6                           | nn.ReLU6()
leakyrelu                       | nn.LeakyReLU()
hardtanh                        | nn.Hardtanh()
prelu                           | nn.PReLU(4)
prelu shared                    | nn.PReLU()
elu                             | nn.ELU()
selu                            | nn.SELU()
celu                            | nn.CELU()
gelu                            | nn.GELU()
silu                            | nn.SiLU()
hardswish                       | nn.Hardswish()
sigmoid                         | nn.Sigmoid()
hardsigmoid                     | nn.Hardsigmoid()
tanh                            | nn.Tanh()
softplus                        | nn.Softplus()
softsign                        | nn.Softsign()
mish                            | nn.Mish()
softmax                         | nn.Softmax(1)
softmax positions               | nn.Sequential(nn.Flatten(2), nn.Softmax(2))
softmax groups=2                | nn.Sequential(nn.Unflatten(1, (2, 2)), nn.Softmax(2))
abs                             | torch.abs
square                          | torch.square
sqrt                            | torch.sqrt
times 2                         | lambda x: x * 2
plus 2                          | lambda x: x + 2
mean_over channels              | lambda x: x.mean(1, keepdim=True)
mean_over positions             | lambda x: x.mean(tuple(range(2, x.dim())), keepdim=True)
max_over channels               | lambda x: x.amax(1, keepdim=True)
maxout 2                        | @lambda x: x.unflatten(1, (-1, 2)).amax(2)
spp <2> <1>                     | @lambda x: torch.cat([functional.adaptive_max_pool{n}d(x, k).flatten(1) for k in (2, 1)], 1)
identity                        | nn.Identity()
dropout                         | nn.Dropout()
flatten                         | nn.Flatten()
reshape {size}                  | lambda x: x.reshape(len(x), -1)
pad 1                           | lambda x: functional.pad(x, (1, 1) * {n})
crop 1                          | lambda x: x[(..., *[slice(1, -1)] * {n})]
slice 0:2                       | lambda x: x[:, 0:2]
pad_channels 2                  | lambda x: torch.cat([x, x[:, :2] * 0], 1)
shuffle 2                       | nn.ChannelShuffle(2)
pixelshuffle 2                  | 2d nn.PixelShuffle(2)
upsample 2                      | nn.Upsample(scale_factor=2)
upsample 2 bilinear             | nn.Upsample(scale_factor=2, mode="{mode}")
resize <7>                      | nn.Upsample(size=(7,) * {n})
resize <7> bilinear             | nn.Upsample(size=(7,) * {n}, mode="{mode}")
add                             | lambda x: x + x
mul                             | lambda x: x * x
sub                             | lambda x: x - x
div                             | lambda x: x / x
min                             | lambda x: torch.minimum(x, x)
max                             | lambda x: torch.maximum(x, x)
mean                            | lambda x: torch.stack([x, x]).mean(0)
concat                          | lambda x: torch.cat([x, x], 1)
split                           | lambda x: torch.cat(x.chunk(2, 1), 1)
"""
BY_HAND = {
    "roipool",
    "roialign",
    "space_to_depth",
}  # operators of torchvision, and one that wants even extents: no tool has them
# What a network may call in place of the module; the tools that have patched functions count these, and the others nothing.
FUNCTIONS = """
relu             | functional.relu(x)
relu6            | functional.relu6(x)
leakyrelu        | functional.leaky_relu(x)
prelu            | functional.prelu(x, torch.ones(4))
elu              | functional.elu(x)
gelu             | functional.gelu(x)
silu             | functional.silu(x)
softmax          | functional.softmax(x, 1)
maxpool <2>      | functional.max_pool{n}d(x, 2)
avgpool <2>      | functional.avg_pool{n}d(x, 2)
gap              | functional.adaptive_avg_pool{n}d(x, 1)
gmp              | functional.adaptive_max_pool{n}d(x, 1)
adaptive_avgpool <2> | functional.adaptive_avg_pool{n}d(x, 2)
adaptive_maxpool <2> | functional.adaptive_max_pool{n}d(x, 2)
gap              | x.mean(tuple(range(2, x.dim())))
"""
NAMES = {"torch": torch, "nn": nn, "functional": functional, "ChannelsLast": ChannelsLast}  # of the tables
NAMES |= {"Scale": Scale, "Shift": Shift, "GlobalResponseNorm": GlobalResponseNorm}
MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
JOINED = ":\n      - identity\n      - identity"


def cases(table: str) -> Iterator[Any]:
    """The lines of a table on one, two and three spatial axes: the step, the input's shape, and the expression."""
    for line in table.strip().splitlines():
        step, written = (cell.strip() for cell in line.split(" | "))
        for rank in (2,) if written.startswith("2d ") else (1, 2, 3):
            put = {"n": str(rank), "mode": MODES[rank], "size": str(4 * 5**rank)}
            sized = re.sub(r"<(\d)>", lambda match, rank=rank: "x".join([match[1]] * rank), step)
            texts = [re.sub(r"\{(n|mode|size)\}", lambda match, put=put: put[match[1]], text) for text in (sized, written)]
            yield pytest.param(texts[0], (4, *[5] * rank), texts[1].removeprefix("2d "), id=f"{texts[0]} on {rank}d")


@cache
def analysis(step: str, shape: tuple[int, ...]) -> cnncalc.Analysis:
    """A step on its own; a join has the same on both sides."""
    joined = JOINED if KINDS[step.split()[0]].joins else ""
    return cnncalc.analyze(cnncalc.build(cnncalc.parse(f"input: {'x'.join(map(str, shape))}\nlayers:\n  - {step}{joined}\n")))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_versions_are_those_of_the_table(name: str) -> None:
    assert installed(PACKAGES[name]).startswith(cnncalc.CONVENTIONS[name].version)


@pytest.mark.parametrize(("step", "shape", "module"), cases(MODULES))
def test_a_kind_costs_what_every_tool_counts(step: str, shape: tuple[int, ...], module: str) -> None:
    held = Held(eval(module.removeprefix("@"), NAMES))
    differ = []
    for name in TOOLS:
        try:
            ours = cnncalc.cost(analysis(step, shape), name).total
        except cnncalc.SpecError as error:
            assert "it has no rule for" in str(error)
            assert module.startswith("@") or step.startswith("lppool"), f"{name} could have a rule for {step}"
            continue
        if (theirs := counted(name, held, torch.randn(1, *shape))) != ours:
            differ.append(f"{name} counts {theirs} and not {ours}")
    assert not differ


def test_every_kind_is_held_against_the_tools() -> None:
    assert {line.split()[0] for line in MODULES.strip().splitlines()} | BY_HAND == set(KINDS)
    assert {line.split()[0] for line in FUNCTIONS.strip().splitlines()} == {*ACTIVATIONS, *WINDOWED, *GLOBAL}


@pytest.mark.parametrize(("step", "shape", "called"), cases(FUNCTIONS))
def test_a_function_costs_what_every_tool_counts(step: str, shape: tuple[int, ...], called: str) -> None:
    held = Held(eval(f"lambda x: {called}", NAMES))
    differ = []
    for name in TOOLS:
        how = AVERAGE if "mean" in called else FUNCTION
        ours = costed(analysis(step, shape), in_form(cnncalc.CONVENTIONS[name], how)).total
        if (theirs := counted(name, held, torch.randn(1, *shape))) != ours:
            differ.append(f"{name} counts {theirs} and not {ours}")
    assert not differ


NETWORKS = (
    "alexnet googlenet inception_v3 mnasnet1_0 mobilenet_v2 mobilenet_v3_small densenet121 shufflenet_v2_x1_0 squeezenet1_1 "
    "efficientnet_b0 regnet_y_400mf resnet18"
)
OURS = {"alexnet": "alexnet_tv", "googlenet": "googlenet_tv"}


@pytest.mark.parametrize("name", NETWORKS.split())
def test_a_network_of_torchvision_is_a_count_that_reconcile_tries(name: str) -> None:
    """To the last digit, as modules or with functions where torchvision calls them, by every tool."""
    from torchvision import models

    plain = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    module = getattr(models, name)(**plain)
    found = cnncalc.analyze(cnncalc.build(cnncalc.load(OURS.get(name, name))))
    x = torch.randn(1, *found.graph.nodes[0].shape)
    unnamed = []
    for tool in TOOLS:
        theirs = counted(tool, module, x)
        fits = cnncalc.reconcile_printed(found, str(theirs)).fits
        if tool not in {match.second.convention.name for match in fits}:
            unnamed.append(f"{tool} counts {theirs}")
    assert not unnamed
