"""What each class of layer stands for: one row a class."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.importing.keras import joins, moves, numbers, windows
from cnncalc.importing.keras.network import UNKNOWN, KerasNet
from cnncalc.importing.keras.settings import KerasLayer

Row = Callable[[KerasNet, KerasLayer, list[str]], str]


def made_by(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """The tensor that a layer makes. One that has no row is an operation of its own word, and nothing is known behind it."""
    row = LAYERS.get(layer.kind)
    if row is None or not xs:
        return net.add(layer, layer.kind, xs, UNKNOWN)
    if any(net.shape(x) == UNKNOWN for x in xs):
        return net.add(layer, "identity", xs[:1], UNKNOWN)
    return row(net, layer, xs)


def _distributed(net: KerasNet, layer: KerasLayer, xs: list[str]) -> str:
    """TimeDistributed: the layer inside works at every step by itself, which is a kernel of 1 along the steps."""
    inner = layer.config["layer"]
    kind = str(inner["class_name"])
    if kind not in OVER_TIME:
        return net.add(layer, f"TimeDistributed {kind}", xs, UNKNOWN)
    own = layer._replace(kind=kind, config=inner["config"], over=1)
    return made_by(net, own, xs)


def _by_rank(names: str, row: Row, ranks: tuple[int, ...] = (1, 2, 3)) -> dict[str, Row]:
    """The same row for the classes of several numbers of axes."""
    return {name.format(rank): row for name in names.split() for rank in ranks}


WINDOWED: dict[str, Row] = {
    **_by_rank("Conv{}D", windows.conv),
    **_by_rank("DepthwiseConv{}D", windows.depthwise, (1, 2)),
    **_by_rank("SeparableConv{}D", windows.separable, (1, 2)),
    **_by_rank("MaxPooling{}D AveragePooling{}D", windows.pooling),
    **_by_rank("GlobalAveragePooling{}D GlobalMaxPooling{}D", windows.whole),
    **_by_rank("ZeroPadding{}D", moves.zero_padding),
    **_by_rank("Cropping{}D", moves.cropping),
    **_by_rank("UpSampling{}D", moves.upsampling),
}
POINTWISE: dict[str, Row] = {
    "Activation": numbers.activation,
    "ReLU": numbers.relu,
    "Relu": numbers.same("relu"),
    "Relu6": numbers.same("relu6"),
    "Sigmoid": numbers.same("sigmoid"),
    "LeakyReLU": numbers.leaky_relu,
    "ELU": numbers.elu,
    "Dropout": numbers.dropout,
    "Dense": numbers.dense,
    "BatchNormalization": numbers.batch_norm,
    "LayerNormalization": numbers.layer_norm,
}
OVER_TIME = WINDOWED.keys() | POINTWISE.keys()
IDLE = """
GaussianNoise GaussianDropout AlphaDropout SpatialDropout1D SpatialDropout2D SpatialDropout3D ActivityRegularization
StochasticDepth
RandomFlip RandomRotation RandomZoom RandomContrast RandomBrightness RandomTranslation Identity
"""
LAYERS: dict[str, Row] = {
    **WINDOWED,
    **POINTWISE,
    **_by_rank("Conv{}DTranspose", windows.transposed),
    "TimeDistributed": _distributed,
    "PReLU": numbers.prelu,
    "Softmax": numbers.softmax,
    "GroupNormalization": numbers.group_norm,
    "UnitNormalization": numbers.unit_norm,
    "Normalization": numbers.normalisation,
    "Rescaling": numbers.rescaling,
    "LayerScale": numbers.scaled,
    "CustomScaleLayer": joins.scaled_sum,
    **dict.fromkeys(joins.JOINS, joins.join),
    **dict.fromkeys(("TrueDivide", "Divide"), joins.divided),
    "Concatenate": moves.concatenate,
    "Flatten": moves.flatten,
    "Reshape": moves.reshape,
    "Permute": moves.permute,
    "Resizing": moves.resizing,
    **dict.fromkeys(IDLE.split(), numbers.nothing),
}
