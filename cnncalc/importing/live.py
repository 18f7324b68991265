"""A module of PyTorch that is in memory: exported without its weights, then read as the file that it would be."""

from __future__ import annotations

import copy
import io
import os
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

from cnncalc.errors import Fault, refuse
from cnncalc.importing.operations import Model, Shape


def model_of_module(module: Any, shapes: Sequence[Shape]) -> Model:
    """The model that a `torch.nn.Module` is at inference, on inputs of these shapes, channels first and without the batch."""
    torch = sys.modules.get("torch")  # the caller's: cnncalc needs none
    if torch is None or not isinstance(module, torch.nn.Module):
        raise refuse(f"a value of type {type(module).__name__} is no torch.nn.Module")
    bare = _without_weights(torch, module).eval()
    inputs = tuple(torch.empty(1, *shape, device="meta") for shape in shapes)
    try:
        with torch.no_grad(), torch.device("meta"):
            program = torch.export.export(bare, inputs)
    except Exception as error:  # whatever the module's own code, or PyTorch's, raises
        first = f"{type(error).__name__}: {error}".splitlines()[0]
        help = "is the input's shape right? torch.export.export shows what it cannot follow"
        raise refuse(f"PyTorch cannot export {type(module).__name__}: {first[:200]}", help) from error
    return _read(torch, program)


def _without_weights(torch: Any, module: Any) -> Any:
    """A copy of a module whose tensors have shapes and no numbers; those of the module are not touched."""
    known: dict[int, Any] = {}
    for tensor in [*module.parameters(), *module.buffers()]:
        bare = torch.empty_like(tensor, device="meta")
        known[id(tensor)] = torch.nn.Parameter(bare, tensor.requires_grad) if isinstance(tensor, torch.nn.Parameter) else bare
    return copy.deepcopy(module, known)


def _read(torch: Any, program: Any) -> Model:
    """The model that an exported program is, by way of a file in memory, or one that is gone after."""
    from cnncalc.importing.torch_export import read

    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    handle, path = tempfile.mkstemp(suffix=".pt2")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(buffer.getbuffer())
        return read(path, {})
    except Fault as fault:
        raise refuse(f"the exported module: {fault.message}", fault.help) from None
    finally:
        os.unlink(path)
