"""Layers that only move numbers."""

from __future__ import annotations

import itertools
from math import prod

from cnncalc.errors import quote
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.numbers import axis_of
from cnncalc.importing.caffe.prototxt import ProtoMessage
from cnncalc.importing.operations import Shape


def inner_product(net: CaffeNet, layer: ProtoMessage) -> None:
    """A dense layer, which sees every number of a picture."""
    x, settings = net.bottom(layer), layer.message("inner_product_param")
    out, shape = settings.whole("num_output", 0, 1), net.shape(x)
    if not out:
        raise settings.refuse("there is no num_output here", "write num_output: 1000, or what the layer has")
    if settings.whole("axis", 1) != 1:
        net.add(layer, "InnerProduct along an axis", (x,), shape)
        return
    if len(shape) > 1:
        x = net.step(layer, "flatten", (x,), (prod(shape),), None, "_flat")
    net.add(layer, "dense", (x,), (out,), {"out": out, "bias": settings.flag("bias_term", True)})


def flatten(net: CaffeNet, layer: ProtoMessage) -> None:
    """All numbers of a picture in a row."""
    x = net.bottom(layer)
    if layer.message("flatten_param").whole("axis", 1, -9) != 1:
        net.add(layer, "Flatten along some axes", (x,), net.shape(x))
        return
    net.add(layer, "flatten", (x,), (prod(net.shape(x)),))


def reshape(net: CaffeNet, layer: ProtoMessage) -> None:
    """The same numbers under another shape; 0 keeps an extent, -1 takes what is left."""
    x, settings = net.bottom(layer), layer.message("reshape_param")
    shape, dims = (1, *net.shape(x)), settings.message("shape").wholes("dim", -1)
    if "axis" in settings or "num_axes" in settings or not dims:
        net.add(layer, "Reshape of some axes", (x,), net.shape(x))
        return
    wanted = [shape[i] if dim == 0 and i < len(shape) else dim for i, dim in enumerate(dims)]
    known = prod(dim for dim in wanted if dim != -1)
    whole = tuple(prod(shape) // known if dim == -1 and known else dim for dim in wanted)
    if prod(whole) != prod(shape) or whole[0] != 1 or len(whole) < 2:
        net.add(layer, "Reshape that takes in the batch", (x,), net.shape(x))
        return
    net.add(layer, "reshape", (x,), whole[1:], {"shape": whole[1:]})


def permute(net: CaffeNet, layer: ProtoMessage) -> None:
    """The axes in another order."""
    x = net.bottom(layer)
    order = layer.message("permute_param").wholes("order")
    if sorted(order) != list(range(len(net.shape(x)) + 1)) or order[0] != 0:
        raise layer.refuse(f"the order of {quote(layer.text('name'))} is none of its axes, the batch first")
    axes = tuple(axis - 1 for axis in order[1:])
    net.add(layer, "transpose", (x,), tuple(net.shape(x)[axis] for axis in axes), {"order": axes})


def concat(net: CaffeNet, layer: ProtoMessage) -> None:
    """Tensors one behind the other, along the channels unless axis says otherwise."""
    tensors = net.bottoms(layer)
    if not tensors:
        net.uncomputed(layer)  # of boxes
        return
    if len(tensors) == 1:
        net.put(layer, tensors)
        return
    axis = axis_of(net, layer, "concat_param", tensors[0])
    shapes = [net.shape(tensor) for tensor in tensors]
    rests = {(len(shape), shape[:axis], shape[axis + 1 :]) for shape in shapes}
    if len(rests) > 1:
        shown = " and ".join("x".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise layer.refuse(f"{quote(layer.text('name'))} joins {shown}, which differ in more than the channels")
    made = list(shapes[0])
    made[axis] = sum(shape[axis] for shape in shapes)
    net.add(layer, "concat", tuple(tensors), tuple(made), {"axis": axis})


def cut(net: CaffeNet, layer: ProtoMessage) -> None:
    """A Slice: as many parts as there are tops, of equal size unless slice_point says where to cut."""
    x, settings, tops = net.bottom(layer), layer.message("slice_param"), layer.texts("top")
    axis, shape = axis_of(net, layer, "slice_param", x), net.shape(x)
    points = [0, *settings.wholes("slice_point"), shape[axis]]
    if "slice_point" not in settings:
        points = [shape[axis] * i // max(1, len(tops)) for i in range(len(tops) + 1)]
    if len(points) != len(tops) + 1 or any(b <= a for a, b in itertools.pairwise(points)):
        raise layer.refuse(f"{quote(layer.text('name'))} cannot cut {shape[axis]} into its {len(tops):,} tops")
    parts = [_part(net, layer, x, axis, run, f".{top}") for top, run in zip(tops, itertools.pairwise(points))]
    net.put(layer, parts)


def _part(net: CaffeNet, layer: ProtoMessage, x: str, axis: int, run: tuple[int, int], part: str) -> str:
    shape: Shape = net.shape(x)
    made = (*shape[:axis], run[1] - run[0], *shape[axis + 1 :])
    return net.step(layer, "slice", (x,), made, {"axis": axis, "start": run[0], "stop": run[1]}, part)


def crop(net: CaffeNet, layer: ProtoMessage) -> None:
    """The first bottom cut to the height and width of the second, from an offset on."""
    x, like = net.bottoms(layer, 2)[:2]
    settings, shape, wanted = layer.message("crop_param"), net.map_of(layer, x), net.map_of(layer, like)
    offsets = settings.wholes("offset") or [0]
    if settings.whole("axis", 2) != 2 or len(offsets) > 2:
        net.add(layer, "Crop of other axes than height and width", (x,), shape)
        return
    start = offsets[0], offsets[-1]
    if any(o + w > have for o, w, have in zip(start, wanted[1:], shape[1:])):
        raise layer.refuse(f"{quote(layer.text('name'))} crops to more than its input has")
    net.add(layer, "crop_like", (x, like), (shape[0], *wanted[1:]), {"start": start})


def shuffle(net: CaffeNet, layer: ProtoMessage) -> None:
    """ShuffleNet's exchange of channels between groups."""
    x = net.bottom(layer)
    net.add(layer, "shuffle", (x,), net.shape(x), {"groups": layer.message("shuffle_channel_param").whole("group", 1, 1)})


def interp(net: CaffeNet, layer: ProtoMessage) -> None:
    """DeepLab's and PSPNet's bilinear resizing, to a height and width or by a zoom that keeps the corners."""
    x, settings = net.bottom(layer), layer.message("interp_param")
    shape, zoom = net.map_of(layer, x), settings.whole("zoom_factor", 1, 1)
    sides = tuple(w + (w - 1) * (zoom - 1) for w in shape[1:])
    if "height" in settings and "width" in settings:
        sides = settings.whole("height", 1, 1), settings.whole("width", 1, 1)
    if "shrink_factor" in settings or "pad_beg" in settings or "pad_end" in settings:
        net.add(layer, "Interp that shrinks or pads", (x,), shape)
        return
    net.add(layer, "resize", (x,), (shape[0], *sides), {"size": sides, "mode": "linear", "aligned": True})
