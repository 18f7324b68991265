"""How each kind of layer is written in PyTorch: one row per kind."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.errors import Fault, refuse
from cnncalc.exporting.torch import moves, plain, sliding
from cnncalc.exporting.torch.pieces import LayerCode, numbers
from cnncalc.layers.base import Layer, Shape
from cnncalc.network.graph import Node

Row = Callable[[Layer, Shape, Shape], LayerCode]  # the layer, its input's shape and its output's

TORCH: dict[str, Row] = {
    "conv": sliding.conv,
    "dwconv": sliding.dwconv,
    "deconv": sliding.deconv,
    "maxpool": sliding.maxpool,
    "avgpool": sliding.avgpool,
    "lppool": sliding.lppool,
    "gap": plain.gap,
    "gmp": plain.gmp,
    "adaptive_avgpool": plain.adaptive_avgpool,
    "adaptive_maxpool": plain.adaptive_maxpool,
    "spp": plain.spp,
    "roipool": plain.roipool,
    "roialign": plain.roialign,
    "fc": plain.fc,
    "flatten": plain.flatten,
    "bn": plain.bn,
    "ln": plain.ln,
    "gn": plain.gn,
    "instnorm": plain.instnorm,
    "lrn": plain.lrn,
    "l2norm": plain.l2norm,
    "scale": plain.scale,
    "shift": plain.shift,
    "grn": plain.grn,
    **dict.fromkeys(plain.ACTIVATIONS, plain.activation),
    "prelu": plain.prelu,
    "softmax": plain.softmax,
    "maxout": plain.maxout,
    **dict.fromkeys(("abs", "square", "sqrt", "times", "plus"), moves.pointwise),
    **dict.fromkeys(("mean_over", "max_over"), moves.over),
    "identity": moves.identity,
    "dropout": moves.dropout,
    "pad": moves.pad,
    "crop": moves.crop,
    "upsample": moves.upsample,
    "resize": moves.resize,
    "shuffle": moves.shuffle,
    "pixelshuffle": moves.pixelshuffle,
    "space_to_depth": moves.space_to_depth,
    "slice": moves.slice,
    "pad_channels": moves.pad_channels,
    "reshape": moves.reshape,
    **dict.fromkeys(("add", "sub", "mul", "div", "max", "min", "mean", "concat", "split"), moves.join),
}


def piece_of(node: Node) -> LayerCode:
    """How a layer is written; refused where PyTorch has nothing like it, or wants a number where the spec has a symbol."""
    try:
        if node.layer.kind not in TORCH:
            help = "cnncalc explain shows what the layer does, for a module of your own"
            raise Fault(f"no PyTorch module is known for {node.layer.kind}", help)
        piece = TORCH[node.layer.kind](node.layer, node.applied.xs[0], node.shape)
        for setting in piece.module.settings if piece.module else ():
            numbers(f"its {setting.role}", setting.value if isinstance(setting.value, tuple) else (setting.value,))
    except Fault as fault:
        raise refuse(f"{node.name} cannot be exported: {fault.message}", fault.help) from None
    return piece
