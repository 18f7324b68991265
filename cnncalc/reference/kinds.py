"""Every kind of layer and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.reference import activation, convolution, normalisation, pooling, shaping

# A function takes the layer, for its settings; a tensor x, channels first, or for a join the list of its branches' tensors; the
# weights by name; `Functions`. It gives the output tensor, or for a region pool a list of them, one an item.
FORWARD: dict[str, Callable[..., Any]] = {
    "conv": convolution.conv,
    "dwconv": convolution.dwconv,
    "deconv": convolution.deconv,
    "fc": convolution.fc,
    "maxpool": pooling.maxpool,
    "avgpool": pooling.avgpool,
    "lppool": pooling.lppool,
    "gap": pooling.gap,
    "gmp": pooling.gmp,
    "adaptive_avgpool": pooling.adaptive_avgpool,
    "adaptive_maxpool": pooling.adaptive_maxpool,
    "spp": pooling.spp,
    "roipool": pooling.roipool,
    "roialign": pooling.roialign,
    "bn": normalisation.bn,
    "ln": normalisation.ln,
    "gn": normalisation.gn,
    "instnorm": normalisation.instnorm,
    "lrn": normalisation.lrn,
    "l2norm": normalisation.l2norm,
    "scale": normalisation.scale,
    **{kind: activation.elementwise(formula) for kind, formula in activation.FORMULAS.items()},
    "prelu": activation.prelu,
    "softmax": activation.softmax,
    "maxout": activation.maxout,
    "flatten": shaping.flat,
    "identity": shaping.identity,
    "dropout": shaping.identity,
    "pad": shaping.pad,
    "crop": shaping.crop,
    "upsample": shaping.upsample,
    "resize": shaping.resize,
    "shuffle": shaping.shuffle,
    "pixelshuffle": shaping.pixelshuffle,
    "space_to_depth": shaping.space_to_depth,
    "slice": shaping.slice,
    "reshape": shaping.reshape,
    "add": shaping.add,
    "mul": shaping.mul,
    "max": shaping.largest,
    "mean": shaping.mean,
    "concat": shaping.concat,
    "split": shaping.concat,
}
DOTS = {"conv", "dwconv", "deconv", "fc"}  # whose products are those of dot products
JOINS = {"add", "mul", "max", "mean", "concat", "split"}
REGIONS = {"roipool", "roialign"}
