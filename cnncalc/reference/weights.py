"""What each layer wants to be given, in PyTorch's layouts; drawing it, and refusing what has the wrong shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from random import Random
from typing import Any

from cnncalc.errors import SpecError, did_you_mean, quote, refuse
from cnncalc.reference.functions import Settings, Shape, Weights
from cnncalc.reference.tensors import Ragged, flatten, measure, reshape

MOST = 2**28  # numbers in a tensor that is drawn
BUFFERS = {"running_mean": range(-1, 2), "running_var": range(1, 5)}
IGNORED = {"num_batches_tracked"}  # is in every state_dict with a bn


def _dots(layer: Settings, weight: Shape, out: int) -> dict[str, Shape]:
    return {"weight": weight} if layer.nobias else {"weight": weight, "bias": (out,)}


def _affine(x: Shape, given: bool = True) -> dict[str, Shape]:
    return {"weight": x[:1], "bias": x[:1]} if given else {}


def _halves(layer: Settings, x: Shape) -> dict[str, Shape]:
    """The factor and the term, each unless it is left out."""
    scale = {} if layer.noaffine or layer.noscale else {"weight": x[:1]}
    return scale if layer.noaffine or layer.noshift else {**scale, "bias": x[:1]}


# For each kind that has weights: the shapes of its tensors, from its settings and the input's shape.
WANTED: dict[str, Callable[[Settings, Shape], dict[str, Shape]]] = {
    "conv": lambda layer, x: _dots(layer, (layer.out, x[0] // layer.groups, *layer.kernel), layer.out),
    "dwconv": lambda layer, x: _dots(layer, (x[0] * layer.mult, 1, *layer.kernel), x[0] * layer.mult),
    "deconv": lambda layer, x: _dots(layer, (x[0], layer.out // layer.groups, *layer.kernel), layer.out),
    "fc": lambda layer, x: _dots(layer, (layer.out, prod(x)), layer.out),
    "bn": lambda layer, x: _halves(layer, x) | dict.fromkeys(BUFFERS, x[:1]),
    "ln": lambda layer, x: _affine(x),
    "gn": lambda layer, x: _affine(x),
    "instnorm": lambda layer, x: _affine(x, layer.affine),
    "prelu": lambda layer, x: {"weight": (1,) if layer.shared else x[:1]},
    "grn": lambda layer, x: _affine(x),
    "scale": lambda layer, x: dict.fromkeys(("weight", "bias")[: 1 + layer.bias], (1,) if layer.shared else x[:1]),
    "shift": lambda layer, x: {"bias": (1,) if layer.shared else x[:1]},
}


def weights_of(name: str, layer: Settings, x: Shape, given: Mapping[str, Any], seed: int) -> Weights:
    """The weights of the layer `name` on an input of shape `x`: those given, the others drawn."""
    wanted = WANTED[layer.kind](layer, x) if layer.kind in WANTED else {}
    for tensor in given:
        if tensor not in wanted and tensor not in IGNORED:
            otherwise = f"its tensors are: {', '.join(wanted)}" if wanted else "it has no weights"
            raise refuse(f"the layer {name} has no tensor {quote(str(tensor))}", did_you_mean(str(tensor), wanted, otherwise))
    return {
        tensor: require(f"the {tensor} of the layer {name}", given[tensor], shape)
        if tensor in given
        else draw(f"{name}.{tensor}", shape, BUFFERS.get(tensor, range(-1, 2)), seed)
        for tensor, shape in wanted.items()
    }


def draw(name: str, shape: Shape, numbers: range, seed: int) -> Any:
    """A tensor of whole numbers that depend on the seed and the name alone."""
    if prod(shape) > MOST:
        raise refuse(f"{name} would need {prod(shape):,} numbers: too many to run it", "run it on a smaller input")
    return reshape(Random(f"{seed}/{name}").choices(numbers, k=prod(shape)), shape)


def require(what: str, x: Any, shape: Shape) -> Any:
    """The tensor as nested lists, if it has the shape; arrays that know `tolist` will do."""
    x = x.tolist() if hasattr(x, "tolist") else x
    try:
        came = measure(x)
    except Ragged:
        raise _wrong(what, shape, "lists of different lengths") from None
    if came != shape:
        raise _wrong(what, shape, _shown(came))
    values = flatten(x)
    odd = [value for value in values if not (hasattr(value, "__sub__") and hasattr(value, "__rmul__"))]
    if odd:
        raise _wrong(what, shape, f"one with {quote(repr(odd[0]))} in it")
    return reshape(values, shape)


def _wrong(what: str, wanted: Shape, came: str) -> SpecError:
    help = "layouts are PyTorch's, channels first, no batch axis"
    return refuse(f"{what} must be {_shown(wanted)}; what came is {came}", help)


def _shown(shape: Shape) -> str:
    return "x".join(map(str, shape)) or "a number"
