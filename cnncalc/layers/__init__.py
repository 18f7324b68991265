"""Every kind of layer: one class each, one row each in `KINDS`.

Front door, the names that other rooms may import:

- ALIASES, KINDS, YOUNGER, kind_named, windows
- arithmetic: area, common, elements, most, product, times
- base: AXES, Layer, Ops, Padding, Shape, arrange, show_shape
- foreign: KNOWN, kind_elsewhere, why_absent
- letters: Letters, extents, filled, used, volume
- normalisation: Bn
- reach: NOTHING, Reach, TooManyPhases, require_phases
- rescaling: Scale
- settings: ATTRIBUTES, StepPlan, make, plan, text_of
- sliding: NONE, Sliding
- windows: count, dilations, pads, spans
"""

from __future__ import annotations

from cnncalc.layers import (
    activation,
    convolution,
    dense,
    differences,
    joins,
    normalisation,
    pointwise,
    pooling,
    reducing,
    regions,
    resampling,
    rescaling,
    shaping,
    smooth,
    transposed,
)
from cnncalc.layers import whole_pooling as whole
from cnncalc.layers.base import Layer

KINDS: dict[str, type[Layer]] = {
    "conv": convolution.Conv,
    "dwconv": convolution.DwConv,
    "deconv": transposed.Deconv,
    "maxpool": pooling.MaxPool,
    "avgpool": pooling.AvgPool,
    "lppool": pooling.LpPool,
    "gap": whole.Gap,
    "gmp": whole.Gmp,
    "adaptive_avgpool": whole.AdaptiveAvgPool,
    "adaptive_maxpool": whole.AdaptiveMaxPool,
    "spp": whole.Spp,
    "roipool": regions.RoiPool,
    "roialign": regions.RoiAlign,
    "fc": dense.Fc,
    "flatten": dense.Flatten,
    "bn": normalisation.Bn,
    "ln": normalisation.Ln,
    "gn": normalisation.Gn,
    "instnorm": normalisation.InstNorm,
    "lrn": rescaling.Lrn,
    "l2norm": rescaling.L2Norm,
    "grn": rescaling.Grn,
    "scale": rescaling.Scale,
    "shift": rescaling.Shift,
    "relu": activation.ReLU,
    "relu6": activation.ReLU6,
    "leakyrelu": activation.LeakyReLU,
    "hardtanh": activation.HardTanh,
    "prelu": activation.PReLU,
    "elu": smooth.ELU,
    "selu": smooth.SELU,
    "celu": smooth.CELU,
    "gelu": smooth.GELU,
    "silu": smooth.SiLU,
    "hardswish": activation.HardSwish,
    "sigmoid": smooth.Sigmoid,
    "hardsigmoid": activation.HardSigmoid,
    "tanh": smooth.Tanh,
    "softplus": smooth.Softplus,
    "softsign": smooth.Softsign,
    "mish": smooth.Mish,
    "softmax": reducing.Softmax,
    "maxout": activation.Maxout,
    "abs": pointwise.Abs,
    "square": pointwise.Square,
    "sqrt": pointwise.Sqrt,
    "times": pointwise.Times,
    "plus": pointwise.Plus,
    "mean_over": reducing.MeanOver,
    "max_over": reducing.MaxOver,
    "identity": shaping.Identity,
    "dropout": shaping.Dropout,
    "pad": shaping.Pad,
    "crop": shaping.Crop,
    "upsample": resampling.Upsample,
    "resize": resampling.Resize,
    "shuffle": shaping.Shuffle,
    "pixelshuffle": resampling.PixelShuffle,
    "space_to_depth": resampling.SpaceToDepth,
    "slice": shaping.Slice,
    "pad_channels": shaping.PadChannels,
    "reshape": shaping.Reshape,
    "add": joins.Add,
    "sub": differences.Sub,
    "mul": joins.Mul,
    "div": differences.Div,
    "max": joins.Max,
    "min": differences.Min,
    "mean": joins.Mean,
    "concat": joins.Concat,
    "split": joins.Split,
}
# Kinds that came later: a file that gives a block, a parameter or a variable one of these names means its own.
YOUNGER = frozenset(
    ["hardtanh", "abs", "square", "sqrt", "times", "plus", "mean_over", "max_over", "sub", "div", "min", "grn", "shift"]
)
ALIASES: dict[str, str] = {alias: kind for kind, layer in KINDS.items() for alias in layer.aliases}


def kind_named(word: str) -> type[Layer] | None:
    """The class of a kind, by its word or an alias."""
    return KINDS.get(ALIASES.get(word, word))
