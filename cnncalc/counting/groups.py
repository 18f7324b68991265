"""The kinds that the rows of `CONVENTIONS` name together, and rules that several rows share."""

from __future__ import annotations


def alike(rule: str, *terms: str) -> dict[str, str]:
    """One rule, or remark, for several terms."""
    return dict.fromkeys(terms, rule)


def dots(mac: str, bias: str = "0", fc_bias: str | None = None) -> dict[str, str]:
    """The rules of what is made of dot products, all but transposed convolutions, and of their biases."""
    fc_bias = bias if fc_bias is None else fc_bias
    return {"conv": mac, "dwconv": mac, "fc": mac, "conv bias": bias, "dwconv bias": bias, "fc bias": fc_bias}


DOTS = ("conv", "dwconv", "fc")
MEANS = ("gap", "adaptive_avgpool")
POOLS = ("maxpool", "avgpool", *MEANS, "gmp", "adaptive_maxpool")
# A module's hook and the patched function both fire in ptflops; nn.ReLU6 calls hardtanh, which is not patched.
TWICE = ("relu", "elu", "gelu", "prelu", *POOLS)
# What fvcore has handlers for in 2-D alone.
FLAT = tuple(f"{kind} {rank}d" for kind in (*MEANS, "upsample", "resize") for rank in (1, 3))
FLAT += tuple(f"{kind} bilinear {rank}d" for kind in ("upsample", "resize") for rank in (1, 3))
OWN = ("scale", "shift", "grn")  # with weights, in modules that people write themselves
COMPOSED = ("lppool", "spp", "maxout", *OWN)  # no modules, or such as call other functions that a tool has patched
AT_TWO = alike("at 2 per MAC", *DOTS)
DOUBLE = AT_TWO | alike("at 2 per MAC", "deconv")
SLIP = {"deconv groups": "divided by the groups twice: a slip of the tool"}
AFFINE = {"bn": "2*in", "bn noaffine": "in", "bn noscale": "in", "bn noshift": "2*in"}  # told by the weight
HALVES = ("bn noscale", "bn noshift")  # which no module of PyTorch is
# What tools count as nothing. Some count a few operations and no others: their rows name families. Some have a list of modules,
# which a new kind may or may not be in: their rows name every kind that is not in it.
JOINS = ("add", "sub", "mul", "div", "max", "min", "mean", "concat", "split")
MOVES = ("flatten", "shape", "arithmetic")
AROUND = ("pooling", "normalisation", "activation", "join", *MOVES)
DOTS_ALONE = (*AROUND, "bn", "ln", "gn", "instnorm", *OWN, "prelu")  # those with weights by name
REGIONS = ("roipool", "roialign")
MAXIMA = ("maxpool", "gmp", "adaptive_maxpool", "spp", "lppool", *REGIONS)
CURVES = ("hardtanh", "selu", "celu", "hardswish", "sigmoid", "hardsigmoid", "tanh", "softplus", "softsign", "mish")
BESIDES = (*MOVES, *JOINS, *REGIONS, "l2norm", *CURVES)
