"""ONNX files, read by their bytes: what is needed of them, and no weights. Opsets 7 to 22."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.importing.operations import Model, Shape


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model in an ONNX file; `given` are shapes for inputs that it leaves open."""
    from mmap import ACCESS_READ, mmap

    from cnncalc.importing.onnx.graph import model_of
    from cnncalc.importing.onnx.protos import model_proto

    with open(path, "rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        found = model_proto(data)
    return model_of(found, given)
