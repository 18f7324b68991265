"""ATen's operations that only move numbers."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.operations import AlongBatch, Shape
from cnncalc.importing.torch_export.calls import Call
from cnncalc.importing.torch_export.values import OpenNumber


def reshape(call: Call) -> list[str]:
    """Any operation that gives the same numbers another shape; the graph states which."""
    return call.made("reshape", shape=call.out[1:])


def permute(call: Call) -> list[str]:
    """The axes in another order."""
    rank = len(call.shape)
    order = [axis % rank for axis in call["dims"]]
    return _ordered(call, order)


def transpose(call: Call) -> list[str]:
    """Two axes that change places."""
    order = list(range(len(call.shape)))
    first, second = (call[key] for key in (("dim0", "dim1") if "dim0" in call.arguments else ("axis0", "axis1")))
    order[first], order[second] = order[second], order[first]
    return _ordered(call, order)


def movedim(call: Call) -> list[str]:
    """Some axes moved to other places, one or several; the others stay in their order."""
    rank = len(call.shape)
    sources, places = ([axis % rank for axis in _listed(call[key])] for key in ("source", "destination"))
    others = iter([axis for axis in range(rank) if axis not in sources])
    moved = dict(zip(places, sources))
    return _ordered(call, [moved[place] if place in moved else next(others) for place in range(rank)])


def _listed(axes: Any) -> list[int]:
    return list(axes) if isinstance(axes, (list, tuple)) else [axes]


def _ordered(call: Call, order: list[int]) -> list[str]:
    if order[0] != 0:
        raise AlongBatch
    return call.made("transpose", order=tuple(axis - 1 for axis in order[1:]))


def concat(call: Call) -> list[str]:
    """Tensors one behind the other."""
    _require_computed(call)
    return call.made("concat", call.activations, axis=call.axis(call.of("dim", 0), len(call.out)))


def _require_computed(call: Call) -> None:
    if len(call.activations) < len(call["tensors"]):
        raise Fault(f"{call.op} with a constant, as a class token is")


def stack(call: Call) -> list[str]:
    """Tensors one behind the other along a new axis."""
    _require_computed(call)
    axis = call.axis(call.of("dim", 0), len(call.out))
    shape = tuple(1 if i == axis + 1 else extent for i, extent in enumerate(call.out))
    parts = [call.made("reshape", [x], result=shape, shape=shape[1:])[0] for x in call.activations]
    return call.made("concat", parts, axis=axis)


def split(call: Call) -> list[str]:
    """A tensor cut along an axis; the graph states how."""
    axis = call.axis(call.of("dim", 0))
    found: list[str] = []
    start = 0
    for name in call.outs:
        shape = call.reader.shape(name)
        stop = start + shape[axis + 1]
        found += call.made("slice", result=shape, axis=axis, start=start, stop=stop)
        start = stop
    return found


def unbind(call: Call) -> list[str]:
    """A tensor cut along an axis, which is gone then."""
    number = call.of("dim", 0)
    return [_selected(call, number, index, call.reader.shape(name)) for index, name in enumerate(call.outs)]


def select(call: Call) -> list[str]:
    """One position of an axis, which is gone then."""
    return [_selected(call, call["dim"], call["index"], call.out)]


def _selected(call: Call, number: int, index: int, out: Shape) -> str:
    axis = call.axis(number)
    extent = call.shape[axis + 1]
    start = index % extent
    kept = tuple(1 if i == axis + 1 else own for i, own in enumerate(call.shape))
    cut = call.made("slice", result=kept, axis=axis, start=start, stop=start + 1)
    return call.made("reshape", cut, result=out, shape=out[1:])[0]


def sliced(call: Call) -> list[str]:
    """A run of positions along an axis."""
    if call.of("dim", 0) % len(call.shape) == 0 and call.shape == call.out:
        return [call.activations[0]]
    axis = call.axis(call.of("dim", 0))
    stop = call["end"]
    start = call.of("start", 0)
    end = None if stop is None or isinstance(stop, OpenNumber) or stop > call.shape[axis + 1] else stop
    return call.made("slice", axis=axis, start=start, stop=end, step=call.of("step", 1))


def narrow(call: Call) -> list[str]:
    """A run of positions, by where it starts and how long it is."""
    start = call["start"]
    return call.made("slice", axis=call.axis(call["dim"]), start=start, stop=start + call["length"])


def pad(call: Call) -> list[str]:
    """Padding, which ATen lists from the last axis back."""
    amounts = call["pad"]
    pairs = [(0, 0)] * len(call.shape)
    for i in range(len(amounts) // 2):
        pairs[-1 - i] = amounts[2 * i], amounts[2 * i + 1]
    if any(pairs[0]):
        raise AlongBatch
    return call.made("pad", padding=tuple(pairs[1:]), mode=call.of("mode", "constant"), value=call.of("value", 0))


def resize(call: Call) -> list[str]:
    """Other spatial extents; the graph states which."""
    mode = "nearest" if "nearest" in call.op else "cubic" if "cubic" in call.op else "linear"
    return call.made("resize", size=call.out[2:], mode=mode, aligned=bool(call["align_corners"]))


def pixel_shuffle(call: Call) -> list[str]:
    """Channels into positions."""
    return call.made("pixelshuffle", factor=call["upscale_factor"])


def pixel_unshuffle(call: Call) -> list[str]:
    """Positions into channels."""
    return call.made("space_to_depth", factor=call["downscale_factor"])


def channel_shuffle(call: Call) -> list[str]:
    """Channels dealt out among groups."""
    return call.made("shuffle", groups=call["groups"])


def expand(call: Call) -> list[str]:
    """A tensor repeated to a larger shape; the same one where the shape is its own."""
    return [call.activations[0]] if call.out == call.shape else call.unknown()


def reflection_pad(call: Call) -> list[str]:
    """Padding by what is mirrored at the border, or repeated."""
    amounts: Any = call["padding"]
    pairs = [(amounts[2 * i], amounts[2 * i + 1]) for i in range(len(amounts) // 2)][::-1]
    mode = "reflect" if "reflection" in call.op else "edge"
    return call.made("pad", padding=((0, 0), *pairs), mode=mode)
