"""Normalisations. x and y have the same shape, channels x spatial."""

from __future__ import annotations

from cnncalc.reference.convolution import biased
from cnncalc.reference.functions import Functions, Number, Settings, Tensor, Weights
from cnncalc.reference.tensors import across, dot, each, flatten, mean, reshape, shape_of, total

LEAST = 1e-12  # length that l2norm divides by


def scaled(x: Tensor, weights: Weights) -> Tensor:
    """weight[c]*x + bias[c], each where there is one."""
    if "weight" in weights:
        x = [each(lambda value, factor=factor: value * factor, plane) for plane, factor in zip(x, weights["weight"])]
    return biased(x, weights)


def bn(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """(x - running_mean)/sqrt(running_var + eps)*weight + bias, folded into a factor and a term per channel (Ioffe 2015)."""
    weight, bias = weights.get("weight", [1] * len(x)), weights.get("bias", [0] * len(x))
    mean, variance = weights["running_mean"], weights["running_var"]

    def folded() -> Weights:
        factors = [w / math.sqrt(var + float(layer.eps)) for w, var in zip(weight, variance)]
        return {"weight": factors, "bias": [b - m * factor for b, m, factor in zip(bias, mean, factors)]}

    return scaled(x, math.aside(folded))


def standardised(values: list[Number], eps: Number, math: Functions) -> list[Number]:
    """Values brought to mean 0 and variance 1: (x - mean)/sqrt(mean of (x - mean)^2 + eps)."""
    middle = mean(values)
    differences = [value - middle for value in values]
    deviation = math.sqrt(dot(differences, differences) / len(values) + float(eps))
    return [difference / deviation for difference in differences]


def ln(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The channels at each position standardised, then a factor and a term per channel (Ba et al. 2016)."""
    return scaled(across(lambda values: standardised(values, layer.eps, math), x), weights)


def gn(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Each of GROUPS runs of channels standardised over all positions, then a factor and a term per channel (Wu & He 2018)."""
    return scaled(_by_groups(x, layer.groups, layer.eps, math), weights)


def instnorm(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """Each channel standardised over its positions; under `affine` a factor and a term per channel (Ulyanov et al. 2016)."""
    return scaled(_by_groups(x, len(x), layer.eps, math), weights)


def _by_groups(x: Tensor, groups: int, eps: Number, math: Functions) -> Tensor:
    size = len(x) // groups
    runs = [x[first : first + size] for first in range(0, len(x), size)]
    return [plane for run in runs for plane in reshape(standardised(flatten(run), eps, math), shape_of(run))]


def lrn(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """x/(k + alpha/SIZE * sum over SIZE neighbouring channels of x^2)^beta; channels outside are zeros (Krizhevsky 2012)."""
    before, after = layer.size // 2, (layer.size - 1) // 2
    alpha, beta, k = float(layer.alpha) / layer.size, float(layer.beta), layer.k

    def normalised(values: list[Number]) -> list[Number]:
        squares = [math.zero] * before + [value * value for value in values] + [math.zero] * after
        sums = [total(squares[c : c + layer.size]) for c in range(len(values))]
        return [value / math.power(k + alpha * around, beta) for value, around in zip(values, sums)]

    return across(normalised, x)


def l2norm(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """The channels at each position divided by their Euclidean length, which is at least 1e-12 (Liu et al. 2015)."""

    def normalised(values: list[Number]) -> list[Number]:
        length = math.larger(math.sqrt(dot(values, values)), LEAST)
        return [value / length for value in values]

    return across(normalised, x)


def scale(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """weight[c]*x, and + bias[c] under `bias`; of `shift` the term alone. Under `shared` one number goes for all channels."""
    return scaled(x, {name: values * (len(x) if layer.shared else 1) for name, values in weights.items()})


def grn(layer: Settings, x: Tensor, weights: Weights, math: Functions) -> Tensor:
    """x + (x*N*weight + bias), where N is the length of a channel over eps and the mean length of all (Woo et al. 2023)."""
    return [
        each(lambda v, n=n, w=w, b=b: v + (v * n * w + b), plane)
        for plane, n, w, b in zip(x, relative(x, layer.eps, math), weights["weight"], weights["bias"])
    ]


def relative(x: Tensor, eps: Number, math: Functions) -> list[Number]:
    """The length of each channel over eps and the mean length of all."""
    lengths = [math.sqrt(dot(values, values)) for values in map(flatten, x)]
    middle = mean(lengths) + float(eps)
    return [length / middle for length in lengths]
