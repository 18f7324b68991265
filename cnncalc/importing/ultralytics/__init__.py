"""Ultralytics' model YAML: a backbone and a head of modules, whose repeats and widths are multiplied by those of a scale.

The rules are those of parse_model in yolov5 7.0 and ultralytics 8, and of the modules that both have.
"""

from __future__ import annotations

import os

from cnncalc.errors import Fault
from cnncalc.importing.operations import Model, Shape
from cnncalc.importing.texts import read_text
from cnncalc.importing.ultralytics.modules import MODULES
from cnncalc.importing.ultralytics.network import YoloNet
from cnncalc.importing.ultralytics.rows import read_rows

USUAL = (640, 640)


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a YAML, in the scale that its name says or in its first one."""
    file = read_rows(read_text(path), path)
    shape = given.get("input") or given.get("")
    net = YoloNet(file, shape or (file.channels, *USUAL))
    if not shape:
        net.draft.note(
            f"the file says nothing of its input: {'x'.join(map(str, (file.channels, *USUAL)))} is taken for granted"
        )
    if file.scale:
        net.draft.note(f"the scale is {file.scale}: depth times {float(file.depth):g}, width times {float(file.width):g}")
    for row in file.rows:
        net.run(row, MODULES.get(row.module))
    if not net.draft.operations:
        raise Fault("the file has no module that computes")
    name = os.path.splitext(os.path.basename(path))[0]
    draft = net.draft
    return Model("ultralytics", "", name, draft.inputs, draft.operations, net.outputs(), tuple(draft.notes))
