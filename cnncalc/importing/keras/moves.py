"""Layers that only move numbers."""

from __future__ import annotations

from math import prod

from cnncalc.importing.channels_last import ORDER, reshape_steps
from cnncalc.importing.keras.network import KerasNet
from cnncalc.importing.keras.settings import KerasLayer
from cnncalc.importing.keras.windows import rank_of
from cnncalc.importing.operations import Shape


def flatten(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """All numbers in a row."""
    shape = net.shape(xs[0])
    if len(shape) == 1:
        return xs[0]
    if prod(shape) != shape[0] and not net.first:
        net.draft.note(ORDER)
    return net.add(layer, "flatten", xs[:1], (prod(shape),))


def reshape(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """The same numbers under another shape, in the file's order of axes."""
    shape, wanted = net.shape(xs[0]), layer.config.get("target_shape")
    if not isinstance(wanted, list) or not all(isinstance(extent, int) for extent in wanted):
        raise layer.fault(f"target_shape is {wanted!r}")
    known = prod(extent for extent in wanted if extent != -1)
    dims = tuple(prod(shape) // known if extent == -1 and known else extent for extent in wanted)
    if prod(dims) != prod(shape) or min(dims, default=0) < 1:
        raise layer.fault(f"target_shape {wanted} does not hold {prod(shape):,} numbers")
    return _reshaped(net, layer, xs[0], dims)


def _reshaped(net: KerasNet, layer: KerasLayer, x: str, dims: Shape) -> str:
    if net.first and len(dims) > 1:
        return net.add(layer, "reshape", [x], dims, {"shape": dims})
    steps = reshape_steps(net.shape(x), dims)
    if steps and steps[0][0] == "flatten":
        return flatten(net, layer, [x])
    for number, (op, made, attributes) in enumerate(steps, 1):
        x = net.add(layer, op, [x], made, attributes, "" if number == len(steps) else f"_{op}")
    return x


def permute(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """The axes in another order."""
    shape = net.shape(xs[0])
    rank, dims = len(shape), layer.config.get("dims")
    if not isinstance(dims, list) or sorted(dims) != list(range(1, rank + 1)):
        raise layer.fault(f"dims is {dims!r}, which are not its {rank} axes")
    inside = [net.own_axis(layer, axis, rank) for axis in dims]
    order = tuple(inside) if net.first else (inside[-1], *inside[:-1])
    return net.add(layer, "transpose", xs[:1], tuple(shape[axis] for axis in order), {"order": order})


def concatenate(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Tensors one behind the other along an axis."""
    shapes = [net.shape(x) for x in xs]
    axis = net.own_axis(layer, layer.config.get("axis", -1), len(shapes[0]))
    if len({(len(shape), shape[:axis], shape[axis + 1 :]) for shape in shapes}) > 1:
        shown = " and ".join("x".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise layer.fault(f"it joins {shown}, which differ in more than one axis")
    if len(xs) == 1:
        return xs[0]
    made = (*shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :])
    return net.add(layer, "concat", xs, made, {"axis": axis})


def zero_padding(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Zeros around a map."""
    return _bordered(net, layer, xs[0], layer.ends("padding", rank_of(layer)))


def cropping(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A map without its border."""
    ends = layer.ends("cropping", rank_of(layer))
    return _bordered(net, layer, xs[0], tuple((-before, -after) for before, after in ends))


def _bordered(net: KerasNet, layer: KerasLayer, x: str, pairs: tuple[tuple[int, int], ...]) -> str:
    shape, padding = net.shape(x), (((0, 0),) * (1 + layer.over)) + pairs
    if len(padding) != len(shape):
        raise layer.fault(f"it works on {len(pairs)} axes, and its input has {len(shape) - 1} besides the channels")
    made = tuple(extent + sum(pair) for extent, pair in zip(shape, padding))
    if min(made) < 1:
        raise layer.fault("it cuts more than its input has")
    return net.add(layer, "pad", [x], made, {"padding": padding})


INTERPOLATIONS = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic"}


def upsampling(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """Every extent times a factor."""
    rank, (channels, *sides) = rank_of(layer), net.shape(xs[0])
    factor = (1,) * layer.over + layer.axes("size", rank, 2)
    word = layer.word("interpolation", "nearest")
    if len(factor) != len(sides) or word not in INTERPOLATIONS:
        raise layer.fault(f"interpolation {word} on {len(sides)} axes has no kind here")
    made = (channels, *(side * by for side, by in zip(sides, factor)))
    return net.add(layer, "resize", xs[:1], made, {"factor": factor, "mode": INTERPOLATIONS[word]})


def resizing(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """A map brought to a height and a width."""
    sides, word = (layer.whole("height"), layer.whole("width")), layer.word("interpolation", "bilinear")
    if len(net.shape(xs[0])) != 3 or word not in INTERPOLATIONS:
        raise layer.fault(f"interpolation {word} has no kind here")
    if layer.flag("crop_to_aspect_ratio", False) or layer.flag("pad_to_aspect_ratio", False):
        raise layer.fault("it keeps the ratio of the sides, for which there is no kind")
    attributes = {"size": sides, "mode": INTERPOLATIONS[word]}
    return net.add(layer, "resize", xs[:1], (net.shape(xs[0])[0], *sides), attributes)
