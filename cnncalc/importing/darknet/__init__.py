"""Darknet's cfg files: sections in brackets, one a layer, in the order in which they run.

The rules are those of its parser.c and of each layer's make_..._layer, in the version that the YOLO papers 3 and 4 use.
"""

from __future__ import annotations

import os

from cnncalc.errors import Fault
from cnncalc.importing.darknet.layers import LAYERS
from cnncalc.importing.darknet.reading import Reading
from cnncalc.importing.darknet.sections import CfgSection, read_sections
from cnncalc.importing.operations import Model, Shape
from cnncalc.importing.texts import fault_at, read_text

NETWORK = ("net", "network")


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a cfg file; a shape that is given goes before the one in [net], as Darknet's own width and height do."""
    sections = read_sections(read_text(path), path)
    if not sections or sections[0].word not in NETWORK:
        raise Fault("the file does not begin with [net]", "Darknet's first section says how large the input is")
    reading = Reading(_input(sections[0], given))
    for section in sections[1:]:
        _layer(reading, section)
    if not reading.made:
        raise fault_at(sections[0].place, "there is no layer behind [net]")
    name = os.path.splitext(os.path.basename(path))[0]
    draft = reading.draft
    return Model("darknet", "", name, draft.inputs, draft.operations, reading.outputs(), tuple(draft.notes))


def _layer(reading: Reading, section: CfgSection) -> None:
    """Add what one section stands for; what Darknet has and nobody else is an operation of its own word."""
    make = LAYERS.get(section.word)
    reading.made.append(make(reading, section) if make else reading.unknown(section))


def _input(net: CfgSection, given: dict[str, Shape]) -> Shape:
    shape = given.get("input") or given.get("")
    if shape:
        return shape
    if "height" not in net.options and net.whole("inputs", 0):
        return (net.whole("inputs", 0, 1),)
    if "height" not in net.options or "width" not in net.options:
        raise fault_at(net.place, "[net] gives no width and height", "write them there, or give --input, such as 3x416x416")
    return net.whole("channels", 3, 1), net.whole("height", 0, 1), net.whole("width", 0, 1)
