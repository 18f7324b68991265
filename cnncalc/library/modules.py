"""Networks that are modules of another library, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc.language.spec import Spec


def from_torch(module: Any, *shapes: str) -> Spec:
    """The spec of a `torch.nn.Module` at inference, on inputs of these shapes.

    `cnncalc.from_torch(model, "3x224x224")` goes by `torch.export`; the module and its weights stay as they are. What was taken
    for granted is in the spec's `notes`. Raises a `SpecError` that lists what no kind says, or where PyTorch cannot export it.

    >>> import cnncalc
    >>> cnncalc.from_torch("resnet18", "3x224x224")
    Traceback (most recent call last):
    cnncalc.errors.SpecError: error: a value of type str is no torch.nn.Module
    """
    from cnncalc.importing.called import from_torch as read
    from cnncalc.importing.imported import spec_of_import

    return spec_of_import(read(module, *shapes))
