"""Weights as they were given, looked at before they are rearranged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.errors import SpecError, did_you_mean, quote, refuse
from cnncalc.reference.functions import Weights
from cnncalc.reference.tensors import Ragged, measure
from cnncalc.reference.weights import require

LAYOUT = "layouts are PyTorch's: conv [out, in/groups, *kernel], fc [out, in], bias [out]"
TENSORS = ("weight", "bias")


def conv_weights(what: str, weights: Mapping[str, Any]) -> Weights:
    """The tensors of a convolution as nested lists; `what` is its name in a refusal."""
    return _checked(what, weights, "out x in/groups x kernel", range(3, 100))


def fc_weights(what: str, weights: Mapping[str, Any]) -> Weights:
    """The tensors of a fully connected layer as nested lists."""
    return _checked(what, weights, "out x in", range(2, 3))


def not_as(wanted: str, came: str, help: str = LAYOUT) -> SpecError:
    """A refusal: what was wanted, what was given, and what may help."""
    return refuse(f"{wanted}; what came is {came}", help)


def shape_text(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape)) or "a number"


def _checked(what: str, weights: Mapping[str, Any], layout: str, axes: range) -> Weights:
    if not isinstance(weights, Mapping):
        raise not_as(f"the {what} needs a mapping with weight and, if it has one, bias", f"a {type(weights).__name__}")
    for name in weights:
        if name not in TENSORS:
            otherwise = f"its tensors are: {', '.join(TENSORS)}"
            raise refuse(f"the {what} has no tensor {quote(str(name))}", did_you_mean(str(name), TENSORS, otherwise))
    if "weight" not in weights:
        raise refuse(f"the {what} needs a weight", LAYOUT)
    given = {name: x.tolist() if hasattr(x, "tolist") else x for name, x in weights.items()}
    try:
        shape = measure(given["weight"])
    except Ragged:
        raise not_as(f"the weight of the {what} must be {layout}", "lists of different lengths") from None
    if len(shape) not in axes or 0 in shape:
        raise not_as(f"the weight of the {what} must be {layout}", shape_text(shape))
    shapes = {"weight": shape, "bias": shape[:1]}
    return {name: require(f"the {name} of the {what}", given[name], shapes[name]) for name in TENSORS if name in given}
