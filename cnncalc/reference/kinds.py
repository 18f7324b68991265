"""Every kind of layer and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from cnncalc.reference import activation, convolution, normalisation, pooling, shaping


def _of(module: ModuleType, kinds: str) -> dict[str, Callable[..., Any]]:
    """The functions that have the names of their kinds."""
    return {kind: getattr(module, kind) for kind in kinds.split()}


# A function takes the layer, for its settings; a tensor x, channels first, or for a join the list of its branches' tensors; the
# weights by name; `Functions`. It gives the output tensor, or for a region pool a list of them, one per item.
FORWARD: dict[str, Callable[..., Any]] = {
    **_of(convolution, "conv dwconv deconv fc"),
    **_of(pooling, "maxpool avgpool lppool gap gmp adaptive_avgpool adaptive_maxpool spp roipool roialign"),
    **_of(normalisation, "bn ln gn instnorm lrn l2norm scale grn"),
    **{kind: activation.elementwise(formula) for kind, formula in activation.FORMULAS.items()},
    **_of(activation, "prelu softmax maxout mean_over max_over"),
    **_of(shaping, "identity pad crop upsample resize shuffle pixelshuffle space_to_depth slice pad_channels reshape concat"),
    **{kind: shaping.elementwise(formula) for kind, formula in shaping.FORMULAS.items()},
    "flatten": shaping.flat,
    "dropout": shaping.identity,
    "shift": normalisation.scale,
    "split": shaping.concat,
}
DOTS = {"conv", "dwconv", "deconv", "fc"}  # whose products are those of dot products
JOINS = {*shaping.FORMULAS, "concat", "split"}
REGIONS = {"roipool", "roialign"}
