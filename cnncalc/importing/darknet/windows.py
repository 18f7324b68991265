"""Sections with a window: convolutions and pools."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnncalc.importing.darknet.reading import Reading, refuse_settings, require_size
from cnncalc.importing.darknet.sections import CfgSection
from cnncalc.importing.texts import fault_at

VALUES_ALONE = ("stretch", "stretch_sum", "rotate", "sway", "deform", "assisted_excitation", "antialiasing", "share_index")


class CfgWindow(NamedTuple):
    """A kernel of equal sides, and its stride down and across."""

    kernel: int
    strides: tuple[int, int]


def _window(section: CfgSection, kernel: int = 0) -> CfgWindow:
    stride = section.whole("stride", 1, 1)
    strides = section.whole("stride_y", stride, 1), section.whole("stride_x", stride, 1)
    return CfgWindow(section.whole("size", kernel or stride, 1), strides)


def convolutional(reading: Reading, section: CfgSection) -> str:
    """pad=1 is a switch: size/2 on each side, rounded down, and then padding= does not count."""
    shape, (kernel, strides) = reading.map_of(section), _window(section, 1)
    dilation = section.whole("dilation", 1, 1) if kernel > 1 else 1
    pad = kernel // 2 if section.whole("pad", 0) else section.whole("padding", 0)
    refuse_settings(section, VALUES_ALONE)
    if dilation > 1 and 2 * pad != kernel - 1:
        raise fault_at(section.place, f"dilation={dilation} with padding {pad}: Darknet then reads past its input")
    groups, out, bias = section.whole("groups", 1, 1), section.whole("filters", 1, 1), not section.whole("batch_normalize", 0)
    made = (out, *((w + 2 * pad - kernel) // s + 1 for w, s in zip(shape[1:], strides)))
    require_size(section, made)
    if shape[0] % groups or out % groups:
        raise fault_at(section.place, f"groups={groups} does not divide {shape[0]} channels into {out} filters")
    attributes: dict[str, Any] = {"kernel": (kernel,) * 2, "stride": strides, "padding": ((pad * dilation,) * 2,) * 2}
    attributes |= {"dilation": (dilation,) * 2, "groups": groups, "out": out, "bias": bias}
    name = f"conv{reading.number}"
    x = reading.draft.add(name, "conv", (reading.last,), made, attributes)
    return reading.activated(section, reading.normalised(section, x))


def deconvolutional(reading: Reading, section: CfgSection) -> str:
    """A transposed convolution; pad and padding are those of a convolution."""
    shape, (kernel, strides) = reading.map_of(section), _window(section, 1)
    pad = kernel // 2 if section.whole("pad", 0) else section.whole("padding", 0)
    out, bias = section.whole("filters", 1, 1), not section.whole("batch_normalize", 0)
    made = (out, *((w - 1) * s + kernel - 2 * pad for w, s in zip(shape[1:], strides)))
    require_size(section, made)
    attributes: dict[str, Any] = {
        "kernel": (kernel,) * 2,
        "stride": strides,
        "padding": ((pad,) * 2,) * 2,
        "out": out,
        "bias": bias,
    }
    x = reading.draft.add(f"deconv{reading.number}", "deconv", (reading.last,), made, attributes)
    return reading.activated(section, reading.normalised(section, x))


def pooling(reading: Reading, section: CfgSection) -> str:
    """Darknet pads size - 1 in all, the smaller half first, unless padding= says otherwise.

    What an even kernel's padding at the end adds is left out where no window reaches it.
    """
    refuse_settings(section, ("maxpool_depth", "antialiasing"))
    shape, (kernel, strides) = reading.map_of(section), _window(section)
    total = section.whole("padding", kernel - 1)
    sides = tuple((w + total - kernel) // s + 1 for w, s in zip(shape[1:], strides))
    require_size(section, sides)
    pairs = tuple(_read_padding(w, kernel, s, total, out) for w, s, out in zip(shape[1:], strides, sides))
    op = "maxpool" if section.word.startswith("max") else "avgpool"
    settings: dict[str, Any] = {"kernel": (kernel,) * 2, "stride": strides, "padding": pairs} | (
        {"exclude_pad": True} if op == "avgpool" else {}
    )
    return reading.draft.add(f"{op}{reading.number}", op, (reading.last,), (shape[0], *sides), settings)


def _read_padding(extent: int, kernel: int, stride: int, total: int, out: int) -> tuple[int, int]:
    before, after = total // 2, total - total // 2
    reached = max(0, (out - 1) * stride + kernel - before - extent)
    return before, reached if kernel % 2 == 0 else after
