"""What each operation is in the language: one row an operation. What has no row, no kind says; REASONS has why, where that is
more than its word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cnncalc.importing.lowering import joins, pointwise, pools, shaping, weighted
from cnncalc.importing.lowering.views import ViewedTensor

Lowering: TypeAlias = Callable[..., ViewedTensor]

LOWERINGS: dict[str, Lowering] = {
    "conv": weighted.conv,
    "deconv": weighted.deconv,
    "dense": weighted.dense,
    "bn": weighted.bn,
    "ln": weighted.ln,
    "gn": weighted.gn,
    "instnorm": weighted.instnorm,
    "prelu": weighted.prelu,
    "scale": pointwise.scale,
    "maxpool": pools.maxpool,
    "avgpool": pools.avgpool,
    "lppool": pools.lppool,
    "gap": pools.whole,
    "gmp": pools.whole,
    "adaptive_avgpool": pools.adaptive,
    "adaptive_maxpool": pools.adaptive,
    "reduce_mean": pools.reduced,
    "reduce_max": pools.reduced,
    "reduce_sum": pools.reduced,
    "relu": pointwise.same,
    "relu6": pointwise.same,
    "selu": pointwise.same,
    "silu": pointwise.same,
    "hardswish": pointwise.same,
    "sigmoid": pointwise.same,
    "hardsigmoid": pointwise.same,
    "tanh": pointwise.same,
    "softplus": pointwise.same,
    "softsign": pointwise.same,
    "mish": pointwise.same,
    "identity": pointwise.nothing,
    "leakyrelu": pointwise.leakyrelu,
    "elu": pointwise.alpha,
    "celu": pointwise.alpha,
    "gelu": pointwise.gelu,
    "softmax": pointwise.along_channels,
    "l2norm": pointwise.along_channels,
    "dropout": pointwise.dropout,
    "lrn": pointwise.lrn,
    "maxout": pointwise.maxout,
    "clip": pointwise.clip,
    "times": pointwise.times,
    "plus": pointwise.plus,
    "add": joins.elementwise,
    "mul": joins.elementwise,
    "max": joins.elementwise,
    "mean": joins.elementwise,
    "concat": joins.concat,
    "crop_like": joins.crop_like,
    "flatten": shaping.flatten,
    "reshape": shaping.reshape,
    "transpose": shaping.transpose,
    "slice": shaping.sliced,
    "pad": shaping.pad,
    "resize": shaping.resize,
    "shuffle": shaping.shuffle,
    "pixelshuffle": shaping.by_factor,
    "space_to_depth": shaping.by_factor,
}
REASONS = {
    "matmul": "a product of two tensors that the network computes, as in attention",
    "sub": "a difference of two tensors",
    "div": "a quotient of two tensors",
    "rebatch": "numbers moved into or out of the batch, as in attention within windows",
    "power": "a power with a constant exponent",
    "erf": "erf, where it is no part of gelu",
    "exp": "exp, where it is no part of an activation",
    "log": "log",
    "sqrt": "sqrt",
    "abs": "abs",
    "min": "an elementwise minimum",
}
