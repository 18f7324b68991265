"""What each section stands for: one row a section."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from cnncalc.importing.darknet import joins, windows
from cnncalc.importing.darknet.reading import Reading, refuse_settings
from cnncalc.importing.darknet.sections import CfgSection
from cnncalc.importing.texts import fault_at


def _average(reading: Reading, section: CfgSection) -> str:
    return reading.draft.add(f"avgpool{reading.number}", "gap", (reading.last,), (reading.map_of(section)[0], 1, 1))


def _upsample(reading: Reading, section: CfgSection) -> str:
    shape, stride = reading.map_of(section), section.whole("stride", 2, 1)
    made = (shape[0], *(side * stride for side in shape[1:]))
    return reading.draft.add(f"upsample{reading.number}", "resize", (reading.last,), made, {"factor": (stride,) * 2})


def _reorg(reading: Reading, section: CfgSection) -> str:
    refuse_settings(section, ("reverse", "flatten", "extra"))
    (channels, height, width), stride = reading.map_of(section), section.whole("stride", 1, 1)
    if height % stride or width % stride:
        raise fault_at(section.place, f"stride={stride} does not divide the input's {height}x{width}")
    reading.draft.note("the channels behind reorg have an order of Darknet's own, which changes no figure")
    made = (channels * stride * stride, height // stride, width // stride)
    return reading.draft.add(f"reorg{reading.number}", "space_to_depth", (reading.last,), made, {"factor": stride})


def _crop(reading: Reading, section: CfgSection) -> str:
    """As Darknet does it outside training: from the middle."""
    shape = reading.map_of(section)
    sides = section.whole("crop_height", 1, 1), section.whole("crop_width", 1, 1)
    if any(side > extent for side, extent in zip(sides, shape[1:])):
        raise fault_at(section.place, "[crop] keeps more than there is")
    cuts = [((extent - side) // 2, extent - side) for side, extent in zip(sides, shape[1:])]
    padding = ((0, 0), *((-first, first - both) for first, both in cuts))
    return reading.draft.add(f"crop{reading.number}", "pad", (reading.last,), (shape[0], *sides), {"padding": padding})


def _connected(reading: Reading, section: CfgSection) -> str:
    out, shape = section.whole("output", 1, 1), reading.shape(reading.last)
    bias = not section.whole("batch_normalize", 0)
    x = reading.last
    if len(shape) > 1:
        x = reading.draft.add(f"flatten{reading.number}", "flatten", (x,), (prod(shape),))
    x = reading.draft.add(f"connected{reading.number}", "dense", (x,), (out,), {"out": out, "bias": bias})
    return reading.activated(section, reading.normalised(section, x))


def _same(op: str, **settings: object) -> Callable[[Reading, CfgSection], str]:
    """A layer that keeps the shape."""

    def make(reading: Reading, section: CfgSection) -> str:
        x = reading.last
        return reading.draft.add(f"{section.word}{reading.number}", op, (x,), reading.shape(x), settings)

    return make


def _lrn(reading: Reading, section: CfgSection) -> str:
    shape, size = reading.map_of(section), section.whole("size", 5, 1)
    return reading.draft.add(f"lrn{reading.number}", "lrn", (reading.last,), shape, {"size": size})


def _active(reading: Reading, section: CfgSection) -> str:
    return reading.activated(section, reading.last, "linear")


def _skipped(reading: Reading, section: CfgSection) -> str:
    reading.draft.note(f"[{section.word}] is for training, and was skipped")
    return reading.last


def _detecting(reading: Reading, section: CfgSection) -> str:
    """An end of the network: what enters it is an output."""
    reading.ends[f"{section.word}{reading.number}"] = reading.last
    reading.draft.note(f"[{section.word}] reads boxes out of its input, which is taken as an output of the network")
    return reading.last


LAYERS: dict[str, Callable[[Reading, CfgSection], str]] = {
    **dict.fromkeys(("convolutional", "conv"), windows.convolutional),
    **dict.fromkeys(("deconvolutional", "deconv"), windows.deconvolutional),
    **dict.fromkeys(("maxpool", "max", "local_avgpool"), windows.pooling),
    **dict.fromkeys(("avgpool", "avg"), _average),
    "route": joins.route,
    "shortcut": joins.shortcut,
    **dict.fromkeys(("scale_channels", "sam"), joins.multiplied),
    "upsample": _upsample,
    **dict.fromkeys(("reorg", "reorg3d"), _reorg),
    "crop": _crop,
    **dict.fromkeys(("connected", "conn"), _connected),
    "dropout": _same("dropout"),
    **dict.fromkeys(("softmax", "soft"), _same("softmax", axis=0)),
    **dict.fromkeys(("batchnorm",), _same("bn")),
    **dict.fromkeys(("lrn", "normalization"), _lrn),
    **dict.fromkeys(("activation", "active"), _active),
    "cost": _skipped,
    **dict.fromkeys(("yolo", "Gaussian_yolo", "region", "detection"), _detecting),
}
