"""What the tests of readers share: a text becomes a file, its model, a spec and an analysis."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import cnncalc
from cnncalc.importing.imported import flat, imported
from cnncalc.importing.operations import Model, Shape


def model_of(reader: ModuleType, content: str | bytes, folder: Path, given: dict[str, Shape] | None = None) -> Model:
    """What a reader makes of a file with that content."""
    path = folder / "network.model"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return reader.read(str(path), given or {})


def analysis_of(model: Model) -> cnncalc.Analysis:
    """The figures of a model, by way of the spec that it becomes."""
    spec = cnncalc.parse("\n".join([*flat(imported(model, "network.model")), ""]))
    return cnncalc.analyze(cnncalc.build(spec))


def steps_of(model: Model) -> list[str]:
    """Its layers as the language says them."""
    return [layer.text for layer in analysis_of(model).layers]
