"""Caffe's prototxt files: layers that read and write blobs by name.

The rules are those of caffe.proto (the defaults of every field) and of each layer's Reshape, in BVLC's version 1.0.
"""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.inputs import add_inputs, runs
from cnncalc.importing.caffe.layers import LAYERS
from cnncalc.importing.caffe.prototxt import ProtoMessage, read_prototxt
from cnncalc.importing.caffe.scales import with_scales
from cnncalc.importing.operations import Model, Shape
from cnncalc.importing.texts import read_text


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a prototxt, as Caffe runs it for testing: layers that are for training alone are left out."""
    message = read_prototxt(read_text(path), path)
    net = CaffeNet(given)
    add_inputs(net, message)
    layers = [layer for layer in message.messages("layer", "layers") if runs(net, layer)]
    for layer in layers:
        _layer(net, layer)
    draft = net.draft
    if not draft.operations:
        raise Fault("the file has no layer that runs outside training", "a network's layers are layer { ... }")
    operations, outputs = with_scales(draft.operations, net.outputs())
    return Model("caffe", "", message.text("name"), draft.inputs, operations, outputs, tuple(draft.notes))


def _layer(net: CaffeNet, layer: ProtoMessage) -> None:
    """Add what one layer stands for; what has no row here is an operation of its own word, which lowering refuses."""
    if "layer" in layer:
        raise layer.refuse("this is the oldest form of a Caffe network", "Caffe's upgrade_net_proto_text makes a newer one")
    word = layer.text("type").upper().replace("_", "")
    LAYERS.get(word, LAYERS["LOSS"] if word.endswith("LOSS") else _unknown)(net, layer)


def _unknown(net: CaffeNet, layer: ProtoMessage) -> None:
    bottoms = net.bottoms(layer)
    shape = net.shape(bottoms[0]) if bottoms else (1,)
    net.add(layer, layer.text("type") or "a layer without a type", tuple(bottoms), shape)
