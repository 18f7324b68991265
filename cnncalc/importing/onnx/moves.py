"""ONNX's nodes that only move numbers."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.importing.onnx.calls import NodeCall
from cnncalc.importing.operations import AlongBatch
from cnncalc.layers.arithmetic import product


def reshape(call: NodeCall) -> list[str]:
    """Reshape: 0 is the input's own extent, -1 what is left."""
    wanted = call.listed("shape", 1)
    own = call.shape
    keep = not call.attribute("allowzero")
    shape = [own[i] if extent == 0 and keep and i < len(own) else extent for i, extent in enumerate(wanted)]
    if shape and shape[0] == -1 and shape.count(-1) == 1:
        rest = product(shape[1:])
        shape[0] = product(own) // rest if rest else -1
    return call.reshaped(shape)


def flatten(call: NodeCall) -> list[str]:
    """Flatten to a matrix."""
    axis = call.attribute("axis", 1) % max(1, len(call.shape))
    if axis != 1:
        return call.reshaped((product(call.shape[:axis]), product(call.shape[axis:])))
    return call.made("flatten")


def squeeze(call: NodeCall) -> list[str]:
    """Squeeze: axes of one position are gone."""
    own = call.shape
    axes = [axis % len(own) for axis in call.listed("axes", 1)] or [i for i, extent in enumerate(own) if extent == 1 and i]
    return call.reshaped([extent for i, extent in enumerate(own) if i not in axes])


def unsqueeze(call: NodeCall) -> list[str]:
    """Unsqueeze: new axes of one position."""
    found = call.listed("axes", 1)
    shape = list(call.shape)
    for axis in sorted(axis % (len(call.shape) + len(found)) for axis in found):
        shape.insert(axis, 1)
    return call.reshaped(shape)


def transpose(call: NodeCall) -> list[str]:
    """Transpose."""
    order = call.attribute("perm") or list(range(len(call.shape)))[::-1]
    if order[0] != 0:
        raise AlongBatch
    return call.made("transpose", order=tuple(axis - 1 for axis in order[1:]))


def concat(call: NodeCall) -> list[str]:
    """Concat."""
    if len(call.activations) < len(call.inputs):
        raise Fault("Concat with a constant")
    return call.made("concat", call.activations, axis=call.axis(call.attribute("axis", 1)))


def split(call: NodeCall) -> list[str]:
    """Split, in shares that are stated or as even as can be."""
    axis = call.axis(call.attribute("axis", 0))
    extent, count = call.shape[axis + 1], len(call.node.outputs)
    share = -(-extent // count)
    shares = call.listed("split", 1) or [min(share, extent - i * share) for i in range(count)]
    found: list[str] = []
    start = 0
    for width in shares:
        found += call.made("slice", axis=axis, start=start, stop=start + width)
        start += width
    return found


def sliced(call: NodeCall) -> list[str]:
    """Slice, along one axis after the other."""
    starts, stops = call.listed("starts", 1), call.listed("ends", 2)
    axes, steps = call.listed("axes", 3) or list(range(len(starts))), call.listed("steps", 4) or [1] * len(starts)
    made = call.activations[:1]
    for number, start, stop, step in zip(axes, starts, stops, steps):
        axis = call.axis(number)
        extent = call.shape[axis + 1]
        if step < 1:
            raise Fault("Slice with a negative step")
        made = call.made("slice", made, axis=axis, start=start, stop=None if stop >= extent else stop, step=step)
    return made


def gather(call: NodeCall) -> list[str]:
    """Gather of one position of an axis."""
    places = call.constant(1)
    if places is None or places.data is None or len(places.data) != 1:
        return call.unknown()
    axis = call.axis(call.attribute("axis", 0))
    start = places.whole()[0] % call.shape[axis + 1]
    made = call.made("slice", axis=axis, start=start, stop=start + 1)
    return made if places.shape else call.reshaped([x for i, x in enumerate(call.shape) if i != axis + 1], made)


def pad(call: NodeCall) -> list[str]:
    """Pad, of all axes or of those that are named."""
    amounts, rank = call.listed("pads", 1), len(call.shape)
    axes = [axis % rank for axis in call.listed("axes", 3)] or list(range(rank))
    pairs = [(0, 0)] * rank
    for i, axis in enumerate(axes):
        pairs[axis] = amounts[i], amounts[len(axes) + i]
    if any(pairs[0]):
        raise AlongBatch
    constant = call.constant(2)
    value = constant.data[0] if constant is not None and constant.data else call.attribute("value", 0)
    return call.made("pad", padding=tuple(pairs[1:]), mode=call.attribute("mode", "constant"), value=value)


def resize(call: NodeCall) -> list[str]:
    """Resize and Upsample, to extents or by factors."""
    mode = {"nearest": "nearest", "cubic": "cubic"}.get(call.attribute("mode", "nearest"), "linear")
    aligned = call.attribute("coordinate_transformation_mode") == "align_corners"
    sizes = call.listed("sizes", 3) if call.node.op == "Resize" else []
    if sizes:
        return call.made("resize", size=tuple(sizes[2:]), mode=mode, aligned=aligned)
    place = 2 if call.node.op == "Resize" and call.reader.file.opset > 10 else 1
    scales = call.constant(place)
    factors = call.attribute("scales") or (scales.data if scales is not None else None)
    if not factors:
        raise Fault("Resize by factors that depend on the input's numbers")
    return call.made("resize", factor=tuple(factors[2:]), mode=mode, aligned=aligned)


def depth_to_space(call: NodeCall) -> list[str]:
    """DepthToSpace, in either order of channels."""
    first = call.attribute("mode", "DCR") == "DCR"
    return call.made("pixelshuffle", factor=call.attribute("blocksize"), blocks_first=first)


def space_to_depth(call: NodeCall) -> list[str]:
    """SpaceToDepth."""
    return call.made("space_to_depth", factor=call.attribute("blocksize"), blocks_first=True)


def expand(call: NodeCall) -> list[str]:
    """Expand: nothing where the shape is the tensor's own or is broadcast anyway."""
    wanted = call.listed("shape", 1)
    return call.activations[:1] if all(a in (1, b) for a, b in zip(wanted[::-1], call.shape[::-1])) else call.unknown()
