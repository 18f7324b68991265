"""ATen's operations in the vocabulary: one row each, by the word that they share whatever types of numbers they work on."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.importing.torch_export import arithmetic, layers, shapes
from cnncalc.importing.torch_export.calls import Call

Row = Callable[[Call], list[str]]

NOTHING = frozenset(
    ["contiguous", "clone", "alias", "detach", "to", "_to_copy", "lift_fresh_copy", "_assert_tensor_metadata", "type_as"]
)
ROWS: dict[str, Row] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), layers.conv),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), layers.deconv),
    "convolution": layers.convolution,
    "linear": layers.linear,
    "addmm": layers.addmm,
    **dict.fromkeys(("matmul", "mm", "bmm"), layers.matmul),
    **dict.fromkeys(("batch_norm", "_native_batch_norm_legit_no_training"), layers.batch_norm),
    **dict.fromkeys(
        ("_native_batch_norm_legit_functional", "_native_batch_norm_legit", "native_batch_norm"), layers.batch_norm
    ),
    **dict.fromkeys(("layer_norm", "native_layer_norm"), layers.layer_norm),
    **dict.fromkeys(("group_norm", "native_group_norm"), layers.group_norm),
    "instance_norm": layers.instance_norm,
    **dict.fromkeys(("prelu", "_prelu_kernel"), layers.prelu),
    **dict.fromkeys(("max_pool1d", "max_pool2d", "max_pool3d"), layers.max_pool),
    **dict.fromkeys(("max_pool2d_with_indices", "max_pool3d_with_indices"), layers.max_pool),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), layers.avg_pool),
    **dict.fromkeys(("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"), layers.adaptive),
    **dict.fromkeys(("_adaptive_avg_pool2d", "_adaptive_avg_pool3d"), layers.adaptive),
    **dict.fromkeys(("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"), layers.adaptive),
    **{op: arithmetic.named(op) for op in ("relu", "relu6", "selu", "silu", "hardswish", "sigmoid", "hardsigmoid", "tanh")},
    **{op: arithmetic.named(op) for op in ("mish", "erf", "exp", "log", "sqrt", "abs")},
    "softplus": arithmetic.named("softplus"),
    "leaky_relu": arithmetic.named("leakyrelu", slope="negative_slope"),
    "elu": arithmetic.named("elu", alpha="alpha"),
    "celu": arithmetic.named("celu", alpha="alpha"),
    "gelu": arithmetic.gelu,
    **dict.fromkeys(("dropout", "feature_dropout", "native_dropout"), arithmetic.dropout),
    **dict.fromkeys(("softmax", "_softmax"), arithmetic.softmax),
    **dict.fromkeys(("clamp", "clamp_min", "clamp_max", "hardtanh", "clip"), arithmetic.clip),
    **{op: arithmetic.binary(op) for op in ("add", "sub", "mul", "div")},
    "multiply": arithmetic.binary("mul"),
    "maximum": arithmetic.binary("max"),
    "minimum": arithmetic.binary("min"),
    "rsub": arithmetic.rsub,
    "pow": arithmetic.power,
    "square": arithmetic.fixed_power(2.0),
    "rsqrt": arithmetic.fixed_power(-0.5),
    "reciprocal": arithmetic.fixed_power(-1.0),
    "neg": lambda call: call.made("times", value=-1.0),
    "mean": arithmetic.reduced("reduce_mean"),
    "amax": arithmetic.reduced("reduce_max"),
    "sum": arithmetic.reduced("reduce_sum"),
    **dict.fromkeys(("flatten", "view", "reshape", "_unsafe_view", "unflatten", "squeeze", "unsqueeze"), shapes.reshape),
    "permute": shapes.permute,
    **dict.fromkeys(("movedim", "moveaxis"), shapes.movedim),
    **dict.fromkeys(("transpose", "swapaxes"), shapes.transpose),
    **dict.fromkeys(("cat", "concat"), shapes.concat),
    "stack": shapes.stack,
    **dict.fromkeys(("chunk", "split", "split_with_sizes", "tensor_split"), shapes.split),
    "unbind": shapes.unbind,
    "select": shapes.select,
    "slice": shapes.sliced,
    "narrow": shapes.narrow,
    **dict.fromkeys(("pad", "constant_pad_nd"), shapes.pad),
    **dict.fromkeys(("reflection_pad1d", "reflection_pad2d", "replication_pad1d", "replication_pad2d"), shapes.reflection_pad),
    **dict.fromkeys(("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"), shapes.resize),
    **dict.fromkeys(("_upsample_nearest_exact2d", "upsample_bilinear2d", "upsample_linear1d"), shapes.resize),
    **dict.fromkeys(("upsample_trilinear3d", "upsample_bicubic2d"), shapes.resize),
    "pixel_shuffle": shapes.pixel_shuffle,
    "pixel_unshuffle": shapes.pixel_unshuffle,
    "channel_shuffle": shapes.channel_shuffle,
    **dict.fromkeys(("expand", "expand_as"), shapes.expand),
}
