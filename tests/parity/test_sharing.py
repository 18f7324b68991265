"""Shared weights are what PyTorch makes of one module that is called more than once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from parity.exported import by_layer, module_of, shuffled, tensors_of, value_differences, weights_in
from torch import Tensor, nn

import cnncalc

MODULES: dict[str, Callable[[], nn.Module]] = {
    "conv 3x3 4 half": lambda: nn.Conv2d(4, 4, 3, padding=1),
    "conv 1x1 4 groups=2 nobias": lambda: nn.Conv2d(4, 4, 1, groups=2, bias=False),
    "dwconv 3x3 half": lambda: nn.Conv2d(4, 4, 3, padding=1, groups=4),
    "deconv 3x3 4 pad=1": lambda: nn.ConvTranspose2d(4, 4, 3, padding=1),
    "bn": lambda: nn.BatchNorm2d(4),
    "gn 2": lambda: nn.GroupNorm(2, 4),
    "instnorm affine": lambda: nn.InstanceNorm2d(4, affine=True),
    "prelu": lambda: nn.PReLU(4),
}


@pytest.mark.parametrize("line", MODULES)
@torch.no_grad()
def test_a_layer_used_three_times_is_one_module_called_three_times(line: str) -> None:
    torch.manual_seed(0)
    text = (
        f"layers:\n  - {line} as a, tanh, {line} sharing a\n  - add:\n      - identity\n      - from input, {line} sharing a\n"
    )
    graph = cnncalc.build(cnncalc.parse(f"input: 4x6x5\n{text}"))
    module = shuffled(MODULES[line]()).eval()
    x = torch.randn(4, 6, 5, dtype=torch.float64)
    state = {name: tensor.tolist() for name, tensor in module.state_dict().items()}
    ours = cnncalc.forward(graph, {"input": x.tolist()}, {"a": state}).outputs["output"]
    theirs: Tensor = module(module(x[None]).tanh()) + module(x[None])
    assert torch.allclose(torch.tensor(ours, dtype=torch.float64), theirs[0], rtol=1e-9, atol=1e-9)
    counted = cnncalc.analyze(graph).totals.figures.params
    assert counted == sum(tensor.numel() for tensor in module.parameters())


SPECS = {
    "towers": """
input: {left: 1x9x9, right: 1x7x8}
blocks:
  tower: conv 3x3 4, bn, relu, unit 3, gap
  unit c: conv 1x1 c, prelu
layers:
  - tower as t
  - concat:
      - t
      - from right, tower sharing t
  - fc 2
""",
    "heads at three levels": """
input: 2x16x16
blocks:
  tower k:
    - repeat 2: conv 3x3 4 half, relu
    - conv 3x3 k half
layers:
  - conv 3x3 4 half as p3
  - head cls3: tower 6 as cls
  - head box3: tower 4 as box
  - from p3, conv 3x3/2 4 half as p4
  - head cls4: tower 6 sharing cls
  - head box4: tower 4 sharing box
  - conv 3x3/2 4 half
  - head cls5: tower 6 sharing cls
  - tower 4 sharing box
""",
    "rounds": """
input: 4x6x6
blocks:
  unit: conv 3x3 4 half, relu
layers:
  - repeat 3 shared:
      - add:
          - unit
          - conv 1x1 4, bn
      - unit
""",
    "from inside blocks": """
input: 4x6x6
blocks:
  first: conv 1x1 4 as a, relu, conv 3x3 4 half
  second whose: conv 3x3 4 half, conv 1x1 4 sharing whose, tanh
layers:
  - first as f
  - second f.a
  - second f.a
  - conv 3x3 4 half sharing f.conv2
""",
    "uses of which more is read than of the first": """
input: 4x6x6
blocks:
  unit: conv 3x3 4 half as low, relu, conv 1x1 4
layers:
  - unit as u
  - unit sharing u as v
  - add:
      - identity
      - from v.low
""",
    "rounds inside a shared block": """
input: 4x6x6
blocks:
  deep:
    - repeat 2 shared: conv 3x3 4 half, relu
    - conv 1x1 4
layers:
  - deep as d
  - sigmoid
  - deep sharing d
freeze: d.conv1
""",
    "a block that uses itself": """
input: 4x8x8
blocks:
  hg n:
    - add:
        - conv 3x3 4 half
        - - maxpool 2x2
          - if n > 1: hg n-1
          - upsample 2
layers:
  - hg 3 as h
  - hg 3 sharing h
""",
}


@pytest.mark.parametrize("name", SPECS)
@torch.no_grad()
def test_what_is_exported_shares_its_modules_and_has_the_values(name: str) -> None:
    torch.manual_seed(0)
    graph = cnncalc.build(cnncalc.parse(SPECS[name]))
    module = module_of(graph)
    assert weights_in(module) == tensors_of(graph)
    counted = sum(tensor.numel() for tensor in module.parameters())
    assert counted == cnncalc.analyze(graph).totals.figures.params
    assert by_layer(module)
    assert list(value_differences(graph, shuffled(module))) == []
