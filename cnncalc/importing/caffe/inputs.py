"""Where a Caffe network begins, and which of its layers run outside training."""

from __future__ import annotations

from cnncalc.errors import quote
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.prototxt import ProtoMessage
from cnncalc.importing.operations import Shape

LABELS = ("label", "labels", "sim", "clip")


def add_inputs(net: CaffeNet, message: ProtoMessage) -> None:
    """The inputs that the head of a file names; their shapes have the batch in front."""
    names, flat, shapes = message.texts("input"), message.wholes("input_dim", 1), message.messages("input_shape")
    for number, name in enumerate(names):
        dims = flat[4 * number : 4 * number + 4] or (shapes[number].wholes("dim", 1) if number < len(shapes) else [])
        add_input(net, message, name, tuple(dims))


def add_input(net: CaffeNet, message: ProtoMessage, name: str, dims: Shape) -> None:
    """An input; a shape that is given goes before its own."""
    shape = net.given.get(name) or net.given.get("") or dims[1:]
    if not shape:
        raise message.refuse(f"the shape of the input {quote(name)} is not in the file", "give it, as in --input 3x224x224")
    net.blobs[name] = net.draft.input(name, shape)


def stated_input(net: CaffeNet, layer: ProtoMessage) -> None:
    """A layer of type Input: one shape for all its tops, or one for each."""
    shapes = [shape.wholes("dim", 1) for shape in layer.message("input_param").messages("shape")]
    for number, top in enumerate(layer.texts("top")):
        dims = shapes[min(number, len(shapes) - 1)] if shapes else []
        add_input(net, layer, top, tuple(dims))


def data(net: CaffeNet, layer: ProtoMessage) -> None:
    """A layer that reads pictures from a store: its first top is an input, the others are labels."""
    top = (layer.texts("top") or ["data"])[0]
    if top in net.blobs:
        return
    dims = _dims_of_data(layer)
    crop = layer.message("transform_param").whole("crop_size", 0)
    if not dims and crop and not net.given:
        help = f"give it, as in --input 3x{crop}x{crop} for pictures in colour"
        raise layer.refuse(f"{quote(layer.text('name'))} crops to {crop}x{crop} and does not say how many channels", help)
    add_input(net, layer, top, dims)
    for label in layer.texts("top")[1:]:
        net.blobs[label] = None


def _dims_of_data(layer: ProtoMessage) -> Shape:
    """The shape that a layer of data states itself, with the batch in front."""
    dummy, memory = layer.message("dummy_data_param"), layer.message("memory_data_param")
    if shapes := dummy.messages("shape"):
        return tuple(shapes[0].wholes("dim", 1))
    for where in (dummy, memory):
        if "channels" in where:
            return 1, where.whole("channels", 1, 1), where.whole("height", 1, 1), where.whole("width", 1, 1)
    return ()


def runs(net: CaffeNet, layer: ProtoMessage) -> bool:
    """Whether a layer runs for testing: by its rules, as NetStateMeetsRule has them, at level 0 and without a stage."""
    includes, excludes = layer.messages("include"), layer.messages("exclude")
    taken = any(map(_meets, includes)) if includes else not any(map(_meets, excludes))
    if not taken:
        net.draft.note("layers that run in training alone were left out")
    return taken


def _meets(rule: ProtoMessage) -> bool:
    phase = rule.text("phase", "TEST").upper() in ("TEST", "1")
    level = rule.whole("min_level", 0, -(10**9)) <= 0 <= rule.whole("max_level", 0, -(10**9))
    return phase and level and "stage" not in rule
