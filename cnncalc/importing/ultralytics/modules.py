"""Ultralytics' modules: each of them some convolutions with batch normalisation and SiLU, wired in its own way."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd, prod

from cnncalc.importing.texts import fault_at
from cnncalc.importing.ultralytics.network import Module, YoloNet, argument, convolved, joined, plain, whole
from cnncalc.importing.ultralytics.rows import YoloRow


def _bottleneck(
    net: YoloNet, path: str, x: str, out: int, short: bool, kernels: tuple[int, int], groups: int, inside: int
) -> str:
    y = convolved(net, f"{path}.cv1", x, inside, kernels[0])
    y = convolved(net, f"{path}.cv2", y, out, kernels[1], 1, groups)
    return net.add("add", f"{path}.add", [x, y], net.shape(y)) if short and net.shape(x) == net.shape(y) else y


def _conv(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    out, kernel, stride = net.width(row, argument(row, 0, 0)), whole(row, argument(row, 1, 1)), whole(row, argument(row, 2, 1))
    pad = argument(row, 3, None)
    if len(row.args) > 4:
        raise fault_at(row.place, f"{row.module} with more than a width, kernel, stride and padding is not understood")
    x, count = xs[0], net.depth(row)
    for number in range(count):
        groups = gcd(net.shape(x)[0], out) if row.module == "DWConv" else 1
        x = convolved(
            net,
            f"{net.path}.{number}" if count > 1 else net.path,
            x,
            out,
            kernel,
            stride,
            groups,
            pad if pad is None else whole(row, pad, 0),
        )
    return x


def _focus(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    channels, height, width = net.shape(xs[0])
    if height % 2 or width % 2:
        raise fault_at(row.place, "Focus needs an even height and width")
    x = net.add("space_to_depth", f"{net.path}.focus", xs, (4 * channels, height // 2, width // 2), {"factor": 2})
    return convolved(net, f"{net.path}.conv", x, net.width(row, argument(row, 0, 0)), whole(row, argument(row, 1, 1)))


def _bottlenecks(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    out, x, count = net.width(row, argument(row, 0, 0)), xs[0], net.depth(row)
    kernels = (1, 3) if net.file.anchors else (3, 3)
    for number in range(count):
        path = f"{net.path}.{number}" if count > 1 else net.path
        x = _bottleneck(net, path, x, out, argument(row, 1, True) is True, kernels, 1, out // 2)
    return x


def _c3(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    """Two ways, one of them through bottlenecks, joined and convolved (C3)."""
    out, path = net.width(row, argument(row, 0, 0)), net.path
    half, short = out // 2, argument(row, 1, True) is True
    x = convolved(net, f"{path}.cv1", xs[0], half)
    for number in range(net.depth(row)):
        x = _bottleneck(net, f"{path}.m.{number}", x, half, short, (1, 3), 1, half)
    other = convolved(net, f"{path}.cv2", xs[0], half)
    return convolved(net, f"{path}.cv3", joined(net, f"{path}.cat", [x, other]), out)


def _c2f(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    """Two halves and the output of each bottleneck in turn, joined and convolved (C2f)."""
    out, path = net.width(row, argument(row, 0, 0)), net.path
    half, short = out // 2, argument(row, 1, False) is True
    both = convolved(net, f"{path}.cv1", xs[0], 2 * half)
    sides = net.shape(both)[1:]
    runs = ((0, half), (half, 2 * half))
    ways = [net.add("slice", f"{path}.half", [both], (half, *sides), {"start": a, "stop": b}) for a, b in runs]
    for number in range(net.depth(row)):
        ways.append(_bottleneck(net, f"{path}.m.{number}", ways[-1], half, short, (3, 3), 1, half))
    return convolved(net, f"{path}.cv2", joined(net, f"{path}.cat", ways), out)


def _spp(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    """Max pools of several sizes beside one another (SPP), or of one size three times in a row (SPPF)."""
    out, path = net.width(row, argument(row, 0, 0)), net.path
    x = convolved(net, f"{path}.cv1", xs[0], net.shape(xs[0])[0] // 2)
    ways, fast = [x], row.module == "SPPF"
    sizes = [argument(row, 1, 5)] * 3 if fast else argument(row, 1, [5, 9, 13])
    for kernel in sizes if isinstance(sizes, list) else [sizes]:
        size = whole(row, kernel)
        if size % 2 == 0:
            raise fault_at(row.place, f"{row.module} with an even size {size}")
        attributes = {"kernel": (size,) * 2, "stride": (1, 1), "padding": ((size // 2,) * 2,) * 2}
        ways.append(net.add("maxpool", f"{path}.m", [ways[-1] if fast else x], net.shape(x), attributes))
    return convolved(net, f"{path}.cv2", joined(net, f"{path}.cat", ways), out)


def _concat(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    if argument(row, 0, 1) != 1:
        raise fault_at(row.place, "Concat along another axis than the channels is not understood")
    return joined(net, net.path, xs)


def _upsample(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    factor, mode = whole(row, argument(row, 1, 2)), argument(row, 2, "nearest")
    if argument(row, 0, None) is not None or mode not in ("nearest", "bilinear"):
        raise fault_at(row.place, "Upsample is understood with a factor, nearest or bilinear", "write [None, 2, nearest]")
    channels, *sides = net.shape(xs[0])
    made = (channels, *(side * factor for side in sides))
    attributes = {"factor": (factor,) * 2, "mode": "nearest" if mode == "nearest" else "linear"}
    return net.add("resize", net.path, xs, made, attributes)


def _maxpool(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    channels, *sides = net.shape(xs[0])
    kernel = whole(row, argument(row, 0, 2))
    stride, pad = whole(row, argument(row, 1, kernel)), whole(row, argument(row, 2, 0), 0)
    made = (channels, *((side + 2 * pad - kernel) // stride + 1 for side in sides))
    if min(made) < 1:
        raise fault_at(row.place, "its kernel is larger than its input with padding")
    attributes = {"kernel": (kernel,) * 2, "stride": (stride,) * 2, "padding": ((pad, pad),) * 2}
    return net.add("maxpool", net.path, xs, made, attributes)


def _zero_pad(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    """As PyTorch's ZeroPad2d: left, right, top, bottom."""
    ends = argument(row, 0, None)
    if not isinstance(ends, list) or len(ends) != 4:
        raise fault_at(row.place, "ZeroPad2d has four numbers", "write [[0, 1, 0, 1]]")
    left, right, top, bottom = (whole(row, end, 0) for end in ends)
    channels, height, width = net.shape(xs[0])
    padding = ((0, 0), (top, bottom), (left, right))
    return net.add("pad", net.path, xs, (channels, height + top + bottom, width + left + right), {"padding": padding})


def _identity(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    return xs[0]


def _detect(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    """The end: of each map the boxes and classes at each of its positions."""
    net.draft.note("what Detect makes of its maps to get boxes was left out, with the 16 fixed numbers that newer ones have")
    level = _anchored if net.file.anchors else _anchor_free(net, xs)
    for number, x in enumerate(xs):
        net.ends[f"{net.path}.{number}"] = last = level(net, x, number)
    return last


def _anchored(net: YoloNet, x: str, number: int) -> str:
    """YOLOv5's: for each anchor a box, whether there is a thing, and the classes."""
    return plain(net, f"{net.path}.m.{number}", x, net.file.anchors * (net.file.classes + 5))


def _anchor_free(net: YoloNet, xs: list[str]) -> Callable[[YoloNet, str, int], str]:
    """YOLOv8's: two ways, to 4 times 16 numbers for the box and to the classes; their widths go by the first map."""
    first, classes = net.shape(xs[0])[0], net.file.classes
    widths = {"cv2": (max(16, first // 4, 64), 64), "cv3": (max(first, min(classes, 100)), classes)}

    def level(net: YoloNet, x: str, number: int) -> str:
        ways = []
        for name, (inside, out) in widths.items():
            path = f"{net.path}.{name}.{number}"
            y = convolved(net, f"{path}.1", convolved(net, f"{path}.0", x, inside, 3), inside, 3)
            ways.append(plain(net, f"{path}.2", y, out))
        return joined(net, f"{net.path}.cat.{number}", ways)

    return level


def _classify(net: YoloNet, row: YoloRow, xs: list[str]) -> str:
    x = convolved(net, f"{net.path}.conv", xs[0], 1280)
    x = net.add("gap", f"{net.path}.pool", [x], (1280, 1, 1))
    x = net.add("flatten", f"{net.path}.flatten", [x], (prod(net.shape(x)),))
    return net.add("dense", f"{net.path}.linear", [x], (net.file.classes,), {"out": net.file.classes})


MODULES: dict[str, Module] = {
    **dict.fromkeys(("Conv", "DWConv"), _conv),
    "Focus": _focus,
    "Bottleneck": _bottlenecks,
    "C3": _c3,
    "C2f": _c2f,
    **dict.fromkeys(("SPP", "SPPF"), _spp),
    "Concat": _concat,
    "Upsample": _upsample,
    "MaxPool2d": _maxpool,
    "ZeroPad2d": _zero_pad,
    "Identity": _identity,
    "Detect": _detect,
    "Classify": _classify,
}
