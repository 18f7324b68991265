"""Activations: a formula for each element, except prelu, softmax and maxout, which know the channels."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import pi, sqrt

from cnncalc.reference.functions import Functions, Number, Settings, Tensor, Weights
from cnncalc.reference.tensors import across, each, flatten, mean, reshape, shape_of, total

SCALE, ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717  # of selu
HALF_NORMAL, CUBE = sqrt(2 / pi), 0.044715  # of gelu with tanh

Formula = Callable[[Number, Functions, Settings], Number]
FORMULAS: dict[str, Formula] = {
    "relu": lambda x, math, layer: math.larger(0, x),
    "relu6": lambda x, math, layer: math.smaller(math.larger(0, x), 6),
    "leakyrelu": lambda x, math, layer: math.larger(x, layer.slope * x),
    "elu": lambda x, math, layer: math.larger(0, x) + layer.alpha * (math.exp(math.smaller(0, x)) - 1),
    "selu": lambda x, math, layer: SCALE * (math.larger(0, x) + ALPHA * (math.exp(math.smaller(0, x)) - 1)),
    "celu": lambda x, math, layer: math.larger(0, x) + math.smaller(0, layer.alpha * (math.exp(x / layer.alpha) - 1)),
    "hardtanh": lambda x, math, layer: math.smaller(math.larger(layer.limits[0], x), layer.limits[1]),
    "abs": lambda x, math, layer: math.larger(x, -x),
    "square": lambda x, math, layer: x * x,
    "sqrt": lambda x, math, layer: math.sqrt(x),
    "times": lambda x, math, layer: x * layer.number,
    "plus": lambda x, math, layer: x + layer.number,
    "gelu": lambda x, math, layer: 0.5 * x * (1 + (_tanh(_cubed(x), math) if layer.tanh else math.erf(x / sqrt(2)))),
    "silu": lambda x, math, layer: x / (1 + math.exp(-x)),
    "hardswish": lambda x, math, layer: x * math.smaller(math.larger(0, x + 3), 6) / 6,
    "sigmoid": lambda x, math, layer: 1 / (1 + math.exp(-x)),
    "hardsigmoid": lambda x, math, layer: math.smaller(math.larger(0, x + 3), 6) / 6,
    "tanh": lambda x, math, layer: _tanh(x, math),
    "softplus": lambda x, math, layer: _softplus(x, math),
    "softsign": lambda x, math, layer: x / (1 + math.larger(x, -x)),
    "mish": lambda x, math, layer: x * _tanh(_softplus(x, math), math),
}


def elementwise(formula: Formula) -> Callable[[Settings, Tensor, Weights, Functions], Tensor]:
    """The layer that applies a formula to each element; the output has the input's shape."""
    return lambda layer, x, weights, math: [each(lambda value: formula(value, math, layer), plane) for plane in x]


def _cubed(x: Number) -> Number:
    """What the form with tanh puts in place of x/sqrt(2)."""
    return HALF_NORMAL * (x + CUBE * (x * x * x))


def _tanh(x: Number, math: Functions) -> Number:
    power = math.exp(-2 * x)
    return (1 - power) / (1 + power)


def _softplus(x: Number, math: Functions) -> Number:
    """log(1 + exp(x)); x itself where exp(x) would be too large for a float."""
    result = math.log(1 + math.exp(x))
    return x if math.aside(lambda: result < x) else result


def prelu(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """max(0, x) + a*min(0, x) with a slope per channel, or one for all; weight is C or 1 (He et al. 2015)."""
    slopes = weights["weight"] * (len(x) if layer.shared else 1)
    return [each(lambda v, a=a: math.larger(0, v) + a * math.smaller(0, v), plane) for plane, a in zip(x, slopes)]


def softmax(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """exp(x - max)/sum of the same over the channels at each position, over runs of them, or over a channel's positions."""

    def shares(values: list[Number]) -> list[Number]:
        most = reduce(math.larger, values)
        powers = [math.exp(value - most) for value in values]
        whole = total(powers)
        return [power / whole for power in powers]

    if layer.positions:
        return [reshape(shares(flatten(plane)), shape_of(plane)) for plane in x]
    return [plane for run in runs_of(x, layer.groups) for plane in across(shares, run)]


def runs_of(x: Tensor, groups: int) -> list[Tensor]:
    """The channels, cut into so many runs."""
    size = len(x) // groups
    return [x[first : first + size] for first in range(0, len(x), size)]


def maxout(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The largest of each GROUPS neighbouring channels; x is C x spatial, y C/GROUPS x spatial (Goodfellow et al. 2013)."""
    runs = [x[first : first + layer.groups] for first in range(0, len(x), layer.groups)]
    return [each(lambda *values: reduce(math.larger, values), *run) for run in runs]


def mean_over(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The mean of each run of channels at each position, or of each channel's positions."""
    return _over(layer, x, mean)


def max_over(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The largest of each run of channels at each position, or of each channel's positions."""
    return _over(layer, x, lambda values: reduce(math.larger, values))


def _over(layer: Settings, x: Tensor, f: Callable[[list[Number]], Number]) -> Tensor:
    if layer.positions:
        return [reshape([f(flatten(plane))], (1,) * layer.rank) for plane in x]
    return [plane for run in runs_of(x, layer.groups) for plane in across(lambda values: [f(values)], run)]
