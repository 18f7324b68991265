"""The small language between the readers of files and what comes after: a model is a list of operations.

A reader keeps to these rules:

- An operation stands after those that it reads, and bears the name of its output. Names are unique; those of modules and
  layers stay as the file has them (`layer1.0.conv1`), and what has none takes the scope that it stands in and its word
  (`names.Names` does this). An operation with more outputs calls them `name`, `name.1`, `name.2`; only those that OPERATIONS
  does not know have any: a split is written as several `slice`.
- `inputs` are tensors that the network computes. Weights and other constants are none of them: their shapes are `stated`.
- Shapes and axes are without the batch, and channels first: the channels of a map are axis 0, its rows axis 1. A reader of a
  format that has channels last turns shapes, axes and paddings round. One whose files have transposes of their own (ONNX,
  PyTorch) leaves them as operations, and a tensor between two of them has the shape that the file says. Negative axes count
  from the end.
- What the file says is passed on, not worked out: `padding` may stay a word, `shape` is None where the file is silent. Shapes
  that nobody states are inferred (`shapes.py`).
- An operation that OPERATIONS does not have bears the file's own word (`LSTM`), and lowering refuses it. A reader never leaves
  out what changes numbers, except as a line in `Model.notes`.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Shape: TypeAlias = "tuple[int, ...]"


class InModule(NamedTuple):
    """A module, layer or nested model that operations stand in."""

    path: str  # layer1.0
    kind: str = ""  # its class: BasicBlock


class AlongBatch(Exception):
    """A reader met an operation along the batch, which the vocabulary has no axis for."""


class Operation(NamedTuple):
    """One operation of a model, whose output bears its name."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: dict[str, Any] = {}  # noqa: RUF012 -- nobody changes them
    shape: Shape | None = None  # of the output, where the file states it
    stated: dict[str, Shape] = {}  # noqa: RUF012 -- the shapes of its weights as the file has them, by PyTorch's names
    scope: tuple[InModule, ...] = ()  # from the outermost in; the last may be the operation's own module
    weights: tuple[str, ...] = ()  # what the file calls the tensors of dot products, so that those that layers share are seen

    def of(self, attribute: str) -> Any:
        """An attribute, or what it is where it is not given."""
        given = self.attributes
        return given[attribute] if attribute in given else OPERATIONS[self.op].attributes[attribute]


class Model(NamedTuple):
    """What a reader makes of a file."""

    format: str  # the word of its row in FORMATS: onnx
    tool: str  # what wrote it, and in which version, as in: pytorch 2.13.0, opset 18
    name: str  # what the file calls the network; empty where it has no name
    inputs: dict[str, Shape | None]  # in the file's order, without the batch; None in place of an extent that is left open
    operations: list[Operation]
    outputs: dict[str, str]  # by their names in the file, the first the main one: the tensor that each is
    notes: tuple[str, ...] = ()  # what was skipped or taken for granted, a sentence each, as in: the loss layer was skipped


class Meaning(NamedTuple):
    """An operation of the vocabulary: how many inputs it has, its attributes with what they are where they are not given."""

    inputs: int  # 0: two or more
    attributes: dict[str, Any]
    stated: tuple[str, ...] = ()  # what `stated` may hold


_NEEDED: Any = None  # where an attribute must be given
_WINDOW = {"kernel": _NEEDED, "stride": _NEEDED, "padding": (), "dilation": ()}
_AFFINE = ("weight", "bias")


def _one(*stated: str, **attributes: Any) -> Meaning:
    return Meaning(1, attributes, stated)


# kernel, stride, dilation: a number for each spatial axis; () is 1 for each.
# padding: a (before, after) pair for each spatial axis; () is none; or a word: "same" (more after), "same_lower" (more before).
# axes: numbers of axes without the batch.
OPERATIONS: dict[str, Meaning] = {
    # What learns. Weights are stated as PyTorch lays them out: (out, in/groups, *kernel), of deconv (in, out/groups, *kernel).
    "conv": _one("weight", "bias", **_WINDOW, groups=1, out=_NEEDED, bias=True),  # depthwise: groups as many as channels
    "deconv": _one("weight", "bias", **_WINDOW, out_padding=(), groups=1, out=_NEEDED, bias=True),
    "dense": _one("weight", "bias", out=_NEEDED, bias=True, axis=-1),  # on a map it works along one axis: Keras's has axis=0
    "bn": _one(*_AFFINE, "running_mean", "running_var", scale=True, shift=True),  # whether it has a weight, and a bias
    "ln": _one(*_AFFINE, axes=(-1,), scale=True, shift=True),
    "gn": _one(*_AFFINE, groups=_NEEDED, scale=True, shift=True),
    "instnorm": _one(*_AFFINE, scale=False, shift=False),
    "prelu": _one("weight", shared=False),
    "scale": _one("weight", "bias", bias=False),  # a factor a channel, and a term where it has a bias
    # Windows.
    "maxpool": _one(**_WINDOW, ceil=False),
    "avgpool": _one(**_WINDOW, ceil=False, exclude_pad=False),  # exclude_pad: padding is not counted among what is averaged
    "lppool": _one(**_WINDOW, p=2, ceil=False),
    "gap": _one(),  # every spatial extent becomes 1
    "gmp": _one(),
    "adaptive_avgpool": _one(size=_NEEDED),
    "adaptive_maxpool": _one(size=_NEEDED),
    # Activations and other things done to every number, or at every position.
    **{op: _one() for op in ("relu", "relu6", "selu", "silu", "hardswish", "sigmoid", "hardsigmoid", "tanh", "softplus")},
    **{op: _one() for op in ("softsign", "mish", "identity")},
    "leakyrelu": _one(slope=0.01),
    "elu": _one(alpha=1.0),
    "celu": _one(alpha=1.0),
    "gelu": _one(tanh=False),  # tanh: the approximation
    "softmax": _one(axis=_NEEDED),
    "dropout": _one(rate=0.5),
    "lrn": _one(size=5),
    "l2norm": _one(axis=0),
    "maxout": _one(groups=_NEEDED),
    # Arithmetic with constants. `value` is a number; None where there are many, whose shape is then stated, as that of a
    # tensor that stands before the axes which it has. `learned` says whether they are parameters.
    "plus": _one("value", value=None, learned=False),  # minus c is plus -c
    "times": _one("value", value=None, learned=False),  # divided by c is times 1/c
    "power": _one("value", value=None, learned=False),
    "clip": _one(low=float("-inf"), high=float("inf")),
    **{op: _one() for op in ("erf", "exp", "log", "sqrt", "abs")},
    # Joins. What is broadcast has extents of 1; their inputs are in the file's order.
    **{op: Meaning(0, {}) for op in ("add", "mul", "max", "min", "mean", "sub", "div", "matmul")},
    "concat": Meaning(0, {"axis": 0}),
    # Shapes.
    "flatten": _one(),
    "reshape": _one(shape=_NEEDED),  # one extent may be -1: what is left
    "transpose": _one(order=_NEEDED),  # the axes of the input, in the order of the output
    "slice": _one(axis=0, start=0, stop=None, step=1),
    "pad": _one(padding=_NEEDED, mode="constant", value=0),  # a pair for every axis, the channels too; below 0 it cuts
    "crop_like": Meaning(2, {"start": ()}),  # the first input cut to the extents of the second; () cuts as much at both ends
    "resize": _one(size=(), factor=(), mode="nearest", aligned=False),  # of every spatial axis; mode: nearest, linear, cubic
    "shuffle": _one(groups=_NEEDED),
    "pixelshuffle": _one(factor=_NEEDED, blocks_first=False),  # blocks_first: ONNX's DCR and TensorFlow's order of channels
    "space_to_depth": _one(factor=_NEEDED, blocks_first=False),
    # Reductions over axes, which `keep` leaves in place with an extent of 1.
    **{op: _one(axes=_NEEDED, keep=False) for op in ("reduce_mean", "reduce_max", "reduce_sum")},
    # Numbers moved into or out of the batch: `shape` is whole, with what stands in place of the batch.
    "rebatch": _one(shape=_NEEDED),
}
