"""The CNNs of torchvision, read from what both ONNX exporters and `torch.export` write: exact, or refused for a reason."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode

import cnncalc

# What is refused, and a piece of the reason that is given.
REFUSED = {"vit_": "attention", "swin_": "no kind says", "maxvit_": "no kind says"}
OWN = {"googlenet": {"aux_logits": False, "init_weights": False}, "inception_v3": {"aux_logits": False, "init_weights": False}}
NAMES = torchvision.models.list_models(torchvision.models)
SIDE = {"inception_v3": 299}


def made(name: str) -> tuple[Any, Any]:
    """A model whose norms do something, so that no exporter drops what they are folded into, and an input for it."""
    torch.manual_seed(0)
    module = torchvision.models.get_model(name, weights=None, **OWN.get(name, {})).eval()
    for part in module.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(part.bias, 0.1, 0.2)
    return module, torch.zeros(1, 3, SIDE.get(name, 224), SIDE.get(name, 224))


def macs(module: Any, x: Any) -> int:
    """What PyTorch's own counter counts: dot products, two operations each."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(x)
    return int(counter.get_total_flops() // 2)


def reason(name: str) -> str | None:
    return next((why for start, why in REFUSED.items() if name.startswith(start)), None)


@pytest.mark.sample(6, long=True)
@pytest.mark.parametrize("name", NAMES)
def test_a_live_module_has_pytorchs_counts(name: str) -> None:
    module, x = made(name)
    shape = "x".join(map(str, x.shape[1:]))
    if why := reason(name):
        with pytest.raises(cnncalc.SpecError, match=why):
            cnncalc.from_torch(module, shape)
        return
    found = cnncalc.summarize(cnncalc.from_torch(module, shape))
    assert found.params == sum(parameter.numel() for parameter in module.parameters())
    assert found.macs == macs(module, x)


@pytest.mark.sample(3, long=True)
@pytest.mark.parametrize("name", [name for name in NAMES if not reason(name)])
def test_files_of_the_older_exporter_keep_norms_or_fold_them(name: str, tmp_path: Path) -> None:
    module, x = made(name)
    params, wanted = sum(parameter.numel() for parameter in module.parameters()), macs(module, x)
    path = str(tmp_path / "model.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kept = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
        torch.onnx.export(module, (x,), path, dynamo=False, **kept)
    found = cnncalc.summarize(path)
    assert (found.params, found.macs) == (params, wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, (x,), path, dynamo=False)
    folded = cnncalc.summarize(path)
    assert folded.macs == wanted
    assert folded.params <= params


@pytest.mark.sample(3, long=True)
@pytest.mark.parametrize("name", [name for name in NAMES if not reason(name)])
def test_files_of_the_newer_exporter(name: str, tmp_path: Path) -> None:
    module, x = made(name)
    path = str(tmp_path / "model.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, (x,), path, dynamo=True, verbose=False)
    assert cnncalc.summarize(path).macs == macs(module, x)
