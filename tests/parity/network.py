"""A network in the making: its spec as text and, beside it, PyTorch's modules with the tensors that they gave."""

from __future__ import annotations

from random import Random

import torch
from parity.drawing import Draw, Shape, Written, by
from parity.kinds import CASES
from torch import Tensor, nn

MOST_ELEMENTS = 600
LARGEST = 1e4  # values in graphs
NUDGE, MOVED = 1e-9, 1e-6  # what inputs are changed by, and how far values may move, as shares of their size


class Network:
    """An input, and layer after layer on it; each has a name of its own, which is its module's too."""

    def __init__(self, random: Random, shape: Shape, dtype: torch.dtype, scale: float = 1.0) -> None:
        torch.manual_seed(random.getrandbits(63))
        self.random = random
        self.dtype = dtype
        self.inputs = {"input": shape}
        self.lines: list[str] = []
        self.modules: dict[str, nn.Module] = {}
        self.tensors: dict[str, Tensor] = {"input": torch.randn(1, *shape, dtype=dtype) * scale}
        self.regions: dict[str, list[list[float]]] = {}
        self.outputs: dict[str, str] = {}  # the names of their tensors

    @property
    def text(self) -> str:
        """The spec."""
        inputs = (f"  {name}: {by(shape)}" for name, shape in self.inputs.items())
        return "\n".join(["input:", *inputs, "layers:", *(f"  {line}" for line in self.lines), ""])

    def open(self, name: str, shape: Shape) -> None:
        """One more input."""
        self.inputs[name] = shape
        self.tensors[name] = torch.randn(1, *shape, dtype=self.dtype)

    def fresh(self, prefix: str) -> str:
        """A name that nothing has yet."""
        return f"{prefix}{len(self.tensors)}"

    def ends(self, output: str, y: Tensor) -> None:
        """Give a tensor out. Layers that do nothing give the tensor that they were given, so that it has several names."""
        self.outputs[output] = [name for name, tensor in self.tensors.items() if tensor is y][-1]

    @torch.no_grad()
    def attempt(self, written: Written, x: Tensor) -> Tensor:
        """What a layer gives; its weights are drawn."""
        module = written.module.to(self.dtype).eval()
        for tensor in module.parameters():
            nn.init.uniform_(tensor, -1, 1)
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                nn.init.normal_(buffer)
            elif name.endswith("running_var"):
                nn.init.uniform_(buffer, 0.5, 2)
        y: Tensor = module(x)
        return y

    def keep(self, written: Written, y: Tensor) -> str:
        """The words for a layer that stays."""
        name = self.fresh("n")
        self.modules[name], self.tensors[name] = written.module, y
        if written.regions:
            self.regions[name] = written.regions
        return f"{written.words} as {name}"

    def add(self, written: Written, x: Tensor) -> tuple[str, Tensor]:
        """A layer, whatever it gives."""
        y = self.attempt(written, x)
        return self.keep(written, y), y

    def step(self, x: Tensor, kinds: list[str]) -> tuple[str, Tensor]:
        """A random layer of one of the kinds whose values stay moderate; after some trials, an activation."""
        shape = tuple(x.shape[1:])
        for _ in range(8):
            written = CASES[self.random.choice(kinds)].write(Draw(self.random, shape))
            y = self.attempt(written, x) if written else None
            if written and y is not None and y.numel() <= MOST_ELEMENTS and steady(written.module, x, y):
                return self.keep(written, y), y
        return self.add(Written("tanh", nn.Tanh()), x)

    def weights(self) -> dict[str, dict[str, object]]:
        """Every module's `state_dict` as nested lists, by layer."""
        return {
            name: {key.rpartition(".")[2]: tensor.tolist() for key, tensor in module.state_dict().items()}
            for name, module in self.modules.items()
        }

    def params(self) -> dict[str, int]:
        """Every module's count of parameters, by layer."""
        return {name: sum(tensor.numel() for tensor in module.parameters()) for name, module in self.modules.items()}


@torch.no_grad()
def steady(module: nn.Module, x: Tensor, y: Tensor) -> bool:
    """Whether the values are moderate numbers and magnify the rounding of the layers above a thousandfold at most."""
    moved = module(x + NUDGE * size(x) * torch.randn_like(x)) - y
    moderate = bool(y.isfinite().all() and moved.isfinite().all()) and size(y) < LARGEST
    return moderate and size(moved, least=0) < MOVED * size(y)


def size(x: Tensor, least: float = 1) -> float:
    """The largest magnitude in a tensor of numbers, or the least that it is taken for."""
    return max(least, float(x.abs().max())) if x.numel() else least
