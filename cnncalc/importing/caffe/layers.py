"""What each type of layer stands for: one row a type, in capitals without underscores, as V1 and V2 files agree on them."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.importing.caffe import inputs, moves, numbers, windows
from cnncalc.importing.caffe.blobs import CaffeNet
from cnncalc.importing.caffe.prototxt import ProtoMessage

Row = Callable[[CaffeNet, ProtoMessage], None]


def _loss(net: CaffeNet, layer: ProtoMessage) -> None:
    net.end(layer, "layers that compute a loss were left out: what they read is an output")


def _detecting(net: CaffeNet, layer: ProtoMessage) -> None:
    net.end(layer, f"{layer.text('type')} reads an answer out of the network's output, and was left out")


def _measuring(net: CaffeNet, layer: ProtoMessage) -> None:
    net.draft.note("layers that measure accuracy or silence a blob were left out")
    net.uncomputed(layer)


def _boxes(net: CaffeNet, layer: ProtoMessage) -> None:
    net.draft.note("boxes that depend on no weight were left out")
    net.uncomputed(layer)


def _copied(net: CaffeNet, layer: ProtoMessage) -> None:
    net.put(layer, [net.bottom(layer)] * len(layer.texts("top")))


LAYERS: dict[str, Row] = {
    "INPUT": inputs.stated_input,
    **dict.fromkeys(("DATA", "IMAGEDATA", "HDF5DATA", "WINDOWDATA", "MEMORYDATA", "DUMMYDATA", "ANNOTATEDDATA"), inputs.data),
    "CONVOLUTION": windows.convolution,
    **dict.fromkeys(("CONVOLUTIONDEPTHWISE", "DEPTHWISECONVOLUTION"), windows.depthwise),
    "DECONVOLUTION": windows.deconvolution,
    "POOLING": windows.pooling,
    "INNERPRODUCT": moves.inner_product,
    "RELU": numbers.relu,
    "PRELU": numbers.prelu,
    "ELU": numbers.elu,
    "SIGMOID": numbers.same("sigmoid"),
    "TANH": numbers.same("tanh"),
    "BNLL": numbers.same("softplus"),
    "ABSVAL": numbers.same("abs"),
    "RELU6": numbers.same("relu6"),
    "SWISH": numbers.same("silu"),
    "POWER": numbers.power,
    "LRN": numbers.lrn,
    "BATCHNORM": numbers.batch_norm,
    "SCALE": numbers.scale,
    "NORMALIZE": numbers.normalize,
    "DROPOUT": numbers.dropout,
    "SOFTMAX": numbers.softmax,
    "ELTWISE": numbers.eltwise,
    "CONCAT": moves.concat,
    "SLICE": moves.cut,
    "CROP": moves.crop,
    "FLATTEN": moves.flatten,
    "RESHAPE": moves.reshape,
    "PERMUTE": moves.permute,
    "SHUFFLECHANNEL": moves.shuffle,
    "INTERP": moves.interp,
    "SPLIT": _copied,
    "LOSS": _loss,
    "ARGMAX": _detecting,
    "DETECTIONOUTPUT": _detecting,
    "PRIORBOX": _boxes,
    **dict.fromkeys(("ACCURACY", "SILENCE"), _measuring),
}
