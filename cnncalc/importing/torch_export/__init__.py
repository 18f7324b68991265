"""What `torch.export.save` writes, a `.pt2`: a zip with the graph of a module as JSON. Nothing of it is run or unpickled, and
its weights are not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.importing.operations import Model, Shape


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model in a `.pt2`. Its inputs have the shapes that it was exported with."""
    from cnncalc.importing.torch_export.archive import document
    from cnncalc.importing.torch_export.graph import model_of

    return model_of(document(path))
