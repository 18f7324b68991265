"""What each class of PyTorch stands for, by the settings that it prints: one row a class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import InModule, Shape
from cnncalc.importing.printed.settings import ModuleSettings
from cnncalc.importing.printed.text import PrintedModule, settings_of

Said = tuple[
    str, dict[str, Any], dict[str, Shape]
]  # an operation, its attributes, the shapes of weights that the settings state


def operation_of(draft: ModelDraft, module: PrintedModule, x: str, path: str, scope: tuple[InModule, ...]) -> str:
    """Add the operation that a module without parts is; one of another class is an operation of its own word."""
    spatial = max(1, len(next(iter(draft.inputs.values())) or ()) - 1)
    settings = ModuleSettings(module, *settings_of(module), spatial)
    row = MODULES.get(module.kind)
    op, attributes, stated = row(settings) if row else (module.kind, {}, {})
    if module.kind.startswith("AvgPool"):
        draft.note("average pools do not print ceil_mode and count_include_pad: both are taken for what they are by default")
    return draft.add(path, op, (x,), None, attributes, scope, stated)


def _window(settings: ModuleSettings) -> dict[str, Any]:
    padding = settings.get("padding", 0)
    kernel = settings.axes("kernel_size")
    pairs = (
        padding if padding == "same" else () if padding == "valid" else tuple((p, p) for p in settings.axes("padding", 0, 0))
    )
    stride = settings.axes("stride", kernel if "Pool" in settings.module.kind else 1)
    return {"kernel": kernel, "stride": stride, "padding": pairs}


def _conv(settings: ModuleSettings) -> Said:
    inside, out = settings.whole(0), settings.whole(1)
    groups, bias = settings.whole("groups", 1), settings.flag("bias", True)
    kernel = settings.axes("kernel_size")
    attributes = _window(settings) | {"dilation": settings.axes("dilation", 1), "groups": groups, "out": out, "bias": bias}
    if min(inside, out, groups) < 1 or inside % groups:
        raise settings.fault(f"{groups} groups for {inside} channels")
    return "conv", attributes, {"weight": (out, inside // groups, *kernel)} | ({"bias": (out,)} if bias else {})


def _deconv(settings: ModuleSettings) -> Said:
    _, attributes, _ = _conv(settings)
    inside, out, groups = settings.whole(0), settings.whole(1), settings.whole("groups", 1)
    attributes |= {"out_padding": settings.axes("output_padding", 0, 0)}
    bias = {"bias": (out,)} if attributes["bias"] else {}
    return "deconv", attributes, {"weight": (inside, out // groups, *attributes["kernel"])} | bias


def _pool(settings: ModuleSettings) -> Said:
    attributes = _window(settings) | {"ceil": settings.flag("ceil_mode", False)}
    if settings.module.kind.startswith("Max"):
        return "maxpool", attributes | {"dilation": settings.axes("dilation", 1)}, {}
    return "avgpool", attributes, {}


def _adaptive(settings: ModuleSettings) -> Said:
    value = settings.get("output_size")
    size = value if isinstance(value, tuple) else (value,) * settings.rank
    if len(size) != settings.rank or not all(part is None or (isinstance(part, int) and part > 0) for part in size):
        raise settings.fault(f"output_size {value!r}")
    return f"adaptive_{'avg' if 'Avg' in settings.module.kind else 'max'}pool", {"size": size}, {}


def _bn(settings: ModuleSettings) -> Said:
    channels, affine = settings.whole(0), settings.flag("affine", True)
    if not settings.flag("track_running_stats", True):
        return "BatchNorm without running statistics", {}, {}
    learned: dict[str, Shape] = {"weight": (channels,), "bias": (channels,)} if affine else {}
    return "bn", {"scale": affine, "shift": affine}, learned | {"running_mean": (channels,), "running_var": (channels,)}


def _ln(settings: ModuleSettings) -> Said:
    shape, affine = settings.get(0), settings.flag("elementwise_affine", True)
    if not isinstance(shape, tuple):
        raise settings.fault("no shape")
    return "ln", {"axes": tuple(range(-len(shape), 0)), "scale": affine, "shift": affine}, {}


def _gn(settings: ModuleSettings) -> Said:
    affine = settings.flag("affine", True)
    return "gn", {"groups": settings.whole(0), "scale": affine, "shift": affine}, {}


def _instnorm(settings: ModuleSettings) -> Said:
    affine = settings.flag("affine", False)
    if settings.flag("track_running_stats", False):
        return "InstanceNorm with running statistics", {}, {}
    return "instnorm", {"scale": affine, "shift": affine}, {}


def _linear(settings: ModuleSettings) -> Said:
    inside, out, bias = settings.whole("in_features"), settings.whole("out_features"), settings.flag("bias", True)
    return "dense", {"out": out, "bias": bias}, {"weight": (out, inside)} | ({"bias": (out,)} if bias else {})


def _flatten(settings: ModuleSettings) -> Said:
    if settings.whole("start_dim", 1) != 1 or settings.whole("end_dim", -1) != -1:
        return "Flatten of some axes", {}, {}
    return "flatten", {}, {}


def _softmax(settings: ModuleSettings) -> Said:
    dim = settings.whole("dim", 1)
    return ("softmax", {"axis": dim - 1 if dim > 0 else dim}, {}) if dim else ("Softmax over the batch", {}, {})


def _upsample(settings: ModuleSettings) -> Said:
    mode = {"nearest": "nearest", "bilinear": "linear", "linear": "linear", "trilinear": "linear", "bicubic": "cubic"}
    word = settings.get("mode", "nearest")
    if not isinstance(word, str) or word not in mode:
        return f"Upsample by {word}", {}, {}
    value = settings.get("size") or settings.get("scale_factor")
    values = value if isinstance(value, tuple) else (value,) * settings.spatial
    if not all(isinstance(part, int | float) and part > 0 and part == int(part) for part in values):
        raise settings.fault(f"a size or factor of {value!r}")
    attributes = {"size" if settings.get("size") else "factor": tuple(map(int, values)), "mode": mode[word]}
    return "resize", attributes, {}


def _pad(settings: ModuleSettings) -> Said:
    value = settings.get(0)
    values = value if isinstance(value, tuple) else (value,) * (2 * settings.rank)
    if len(values) != 2 * settings.rank or not all(isinstance(part, int) for part in values):
        raise settings.fault(f"the padding {value!r}")
    pairs = [(values[i], values[i + 1]) for i in range(0, len(values), 2)][::-1]  # PyTorch begins with the last axis
    mode = {"Refl": "reflect", "Repl": "edge"}.get(settings.module.kind[:4], "constant")
    return "pad", {"padding": ((0, 0), *pairs), "mode": mode}, {}


def _prelu(settings: ModuleSettings) -> Said:
    slopes = settings.whole("num_parameters", 1)
    return "prelu", {"shared": slopes == 1}, {"weight": (slopes,)}


def _same(op: str, **defaults: tuple[str, float]) -> Callable[[ModuleSettings], Said]:
    """A class that keeps the shape; each attribute is a number that it prints under a name."""

    def row(settings: ModuleSettings) -> Said:
        return op, {name: settings.number(printed, default) for name, (printed, default) in defaults.items()}, {}

    return row


def _ranked(names: str, row: Callable[[ModuleSettings], Said]) -> dict[str, Callable[[ModuleSettings], Said]]:
    return {f"{name}{rank}d": row for name in names.split() for rank in (1, 2, 3)}


MODULES: dict[str, Callable[[ModuleSettings], Said]] = {
    **_ranked("Conv", _conv),
    **_ranked("ConvTranspose", _deconv),
    **_ranked("MaxPool AvgPool", _pool),
    **_ranked("AdaptiveAvgPool AdaptiveMaxPool", _adaptive),
    **_ranked("BatchNorm", _bn),
    **_ranked("InstanceNorm", _instnorm),
    **_ranked("ZeroPad ConstantPad ReflectionPad ReplicationPad", _pad),
    **_ranked("Dropout", _same("dropout", rate=("p", 0.5))),
    "Dropout": _same("dropout", rate=("p", 0.5)),
    "LayerNorm": _ln,
    "GroupNorm": _gn,
    "Linear": _linear,
    "Flatten": _flatten,
    "Softmax": _softmax,
    "Softmax2d": lambda settings: ("softmax", {"axis": 0}, {}),
    "Upsample": _upsample,
    "PReLU": _prelu,
    "LocalResponseNorm": lambda settings: ("lrn", {"size": settings.whole(0)}, {}),
    "PixelShuffle": lambda settings: ("pixelshuffle", {"factor": settings.whole("upscale_factor")}, {}),
    "PixelUnshuffle": lambda settings: ("space_to_depth", {"factor": settings.whole("downscale_factor")}, {}),
    "ChannelShuffle": lambda settings: ("shuffle", {"groups": settings.whole("groups")}, {}),
    "GELU": lambda settings: ("gelu", {"tanh": settings.get("approximate") in ("tanh", "'tanh'")}, {}),
    "Hardtanh": _same("clip", low=("min_val", -1.0), high=("max_val", 1.0)),
    "LeakyReLU": _same("leakyrelu", slope=("negative_slope", 0.01)),
    "ELU": _same("elu", alpha=("alpha", 1.0)),
    "CELU": _same("celu", alpha=("alpha", 1.0)),
    "Identity": _same("identity"),
    **{name: _same(name.lower()) for name in ("ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "Sigmoid")},
    **{name: _same(name.lower()) for name in ("Tanh", "Softplus", "Softsign")},
}
