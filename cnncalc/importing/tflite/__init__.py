"""TensorFlow Lite's files: a flatbuffer of tensors and operators, whose weights are never read.

The numbers of fields and operators are those of TensorFlow's schema.fbs, version 3.
"""

from __future__ import annotations

import struct

from cnncalc.errors import Fault
from cnncalc.importing.operations import Model, Shape
from cnncalc.importing.tflite.flatbuffers import FlatTable, root
from cnncalc.importing.tflite.graph import LiteGraph
from cnncalc.importing.tflite.layers import add_operator


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a .tflite, its main graph; quantised or not, which changes no count."""
    import mmap

    with open(path, "rb") as file:
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _model(root(data), given)
        except (struct.error, IndexError, OverflowError, ValueError, KeyError):
            raise Fault("the file is damaged: it ends too early, or points where nothing is") from None


def _model(model: FlatTable, given: dict[str, Shape]) -> Model:
    graphs = model.tables(2)
    if not graphs:
        raise Fault("the file has no graph")
    graph = LiteGraph(model, graphs[0])
    if given:
        graph.draft.note("a .tflite states every shape: the one that was given is not used")
    for operator in graphs[0].tables(3):
        add_operator(graph, operator)
    draft = graph.draft
    if not draft.operations:
        raise Fault("the file's graph has no operator that computes")
    tool = f"TensorFlow Lite, schema {model.number(0, 'I')}"
    return Model("tflite", tool, "", draft.inputs, draft.operations, graph.outputs(), tuple(draft.notes))
