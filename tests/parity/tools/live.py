"""The tools that `cnncalc.CONVENTIONS` says it counts like, each as a function of a module and an input."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping
from importlib.metadata import version

import torch
from torch import Tensor, nn

warnings.simplefilter("ignore")
for operator in ("nms", "qnms"):  # torchvision's wheels ask for CUDA's libraries; its networks need none of these operators
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")

Tool = Callable[[nn.Module, Tensor], float]


def _torch(module: nn.Module, x: Tensor) -> float:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        module(x)
    return counter.get_total_flops()


def _torchinfo(module: nn.Module, x: Tensor) -> float:
    from torchinfo import summary

    return summary(module, input_data=x, verbose=0).total_mult_adds


def _fvcore(module: nn.Module, x: Tensor) -> float:
    from fvcore.nn import FlopCountAnalysis

    found = FlopCountAnalysis(module, x).unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return found.tracer_warnings("none").total()


def _ptflops(backend: str) -> Tool:
    def count(module: nn.Module, x: Tensor) -> float:
        from ptflops import get_model_complexity_info

        shape = tuple(x.shape[1:])
        return get_model_complexity_info(module, shape, False, False, False, verbose=False, backend=backend)[0]

    return count


def _thop(module: nn.Module, x: Tensor) -> float:
    from thop import profile

    return profile(module, (x,), verbose=False)[0]


def _calflops(which: int) -> Tool:
    def count(module: nn.Module, x: Tensor) -> float:
        from calflops import calculate_flops

        return calculate_flops(module, tuple(x.shape), print_results=False, print_detailed=False, output_as_string=False)[which]

    return count


TOOLS: Mapping[str, Tool] = {
    "torch": _torch,
    "torchinfo": _torchinfo,
    "fvcore": _fvcore,
    "ptflops-aten": _ptflops("aten"),
    "ptflops-pytorch": _ptflops("pytorch"),
    "thop": _thop,
    "calflops-flops": _calflops(0),
    "calflops-macs": _calflops(1),
}
PACKAGES = {name: name.partition("-")[0] for name in TOOLS} | {"torchvision": "torchvision"}


class Held(nn.Module):
    """A module, or a function, with a parameter beside it: some tools look for one to learn the device."""

    def __init__(self, what: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.module = what if isinstance(what, nn.Module) else None
        self.function = None if self.module else what
        self.unused = nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        return (self.module or self.function)(x)


@torch.no_grad()
def counted(tool: str, module: nn.Module, x: Tensor) -> int:
    """What a tool counts, with all that it prints kept away."""
    with contextlib.redirect_stdout(io.StringIO()):
        found = TOOLS[tool](module.eval(), x)
    assert found == int(found), f"{tool} counts {found}"
    return int(found)


def installed(package: str) -> str:
    """The version of a package that is installed."""
    return version(package)
