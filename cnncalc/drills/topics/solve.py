"""The unknown in O = floor((W - K + 2P)/S) + 1, and the smallest input of a network."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, pool, square
from cnncalc.solving import solve
from cnncalc.solving.window import Window

RULE = "put the numbers into O = floor((W - K + 2*P)/S) + 1 and turn it round"
SAID = {
    "input": "an input of {}",
    "kernel": "a kernel of {}",
    "padding": "a padding of {} on both sides",
    "stride": "a stride of {}",
    "dilation": "a dilation of {}",
}


def _known(window: Window) -> dict[str, int]:
    known = {"input": window.input, "output": window.output, "kernel": window.kernel, "padding": window.padding[0]}
    return known | {"stride": window.stride} | ({"dilation": window.dilation} if window.dilation > 1 else {})


def _asked(unknown: str, window: Window, hint: str) -> Sketch:
    """What is known of a window but for one number."""
    known = {name: value for name, value in _known(window).items() if name != unknown}
    said = [SAID[name].format(value) for name, value in known.items() if name in SAID]
    plain = "no padding" if known.get("padding") == 0 else ""
    said = [plain if plain and text.startswith("a padding") else text for text in said]
    given = f"{', '.join(said[:-1])} and {said[-1]} shall give an output of {known['output']}"
    spec = "\n".join(["solve:", *(f"  {name}: {value}" for name, value in known.items())]) + "\n"
    return Sketch(f"{given[0].upper()}{given[1:]} (along one axis). Which {unknown} does it?", spec, unknown, hint)


def _single(draw: Draw, unknown: str, windows: dict[str, tuple[int, ...]], hint: str = RULE) -> Sketch:
    """A window of which one number follows from the others, and no other number does as well."""
    while True:
        kernel, stride, dilation = (draw.pick(windows.get(name, (1,))) for name in ("kernel", "stride", "dilation"))
        pad = draw.pick(windows.get("padding", tuple(range(dilation * (kernel - 1) // 2 + 1))))
        window = Window(draw.pick(windows["input"]), kernel, (pad, pad), stride, dilation)
        known = {name: value for name, value in _known(window).items() if name != unknown}
        fits = 2 * pad < window.span and window.output > 1
        if fits and len(solve(known, look_for=[unknown]).windows) == 1:
            return _asked(unknown, window, hint)


def _same_padding(draw: Draw) -> Sketch:
    kernel, extent = draw.pick((1, 3, 5, 7, 9, 11)), draw.pick((14, 28, 32, 56, 64, 112, 224))
    hint = "the output is as large as the input when 2*P = K - 1"
    return _asked("padding", Window(extent, kernel, (kernel // 2, kernel // 2)), hint)


def _padding(draw: Draw) -> Sketch:
    return _single(draw, "padding", {"input": (14, 24, 28, 30, 32, 56, 64), "kernel": (3, 5, 7, 9)})


def _input(draw: Draw) -> Sketch:
    return _single(draw, "input", {"input": tuple(range(10, 65)), "kernel": (3, 5, 7), "padding": (0, 0, 1)})


def _kernel(draw: Draw) -> Sketch:
    return _single(
        draw, "kernel", {"input": (12, 14, 20, 28, 32, 40, 64), "kernel": (3, 4, 5, 6, 7, 9, 11), "padding": (0, 0, 1)}
    )


def _strided_padding(draw: Draw) -> Sketch:
    hint = f"{RULE}: the floor lets 2*P be up to S - 1 more, but only one P is whole"
    sizes = (27, 28, 32, 55, 56, 64, 112, 128, 200, 224, 227)
    return _single(draw, "padding", {"input": sizes, "kernel": (3, 4, 5, 7, 8), "stride": (2,)}, hint)


def _stride(draw: Draw) -> Sketch:
    hint = "O = floor((W - K + 2*P)/S) + 1: which S goes O - 1 times into W - K + 2*P, and no further?"
    sizes = (28, 32, 55, 56, 64, 112, 128, 224, 227)
    return _single(
        draw, "stride", {"input": sizes, "kernel": (2, 3, 5, 7, 11), "stride": (2, 3, 4), "padding": (0, 1, 2)}, hint
    )


def _dilation(draw: Draw) -> Sketch:
    hint = "a kernel with gaps of d spans d*(K - 1) + 1: put that in place of K"
    sizes = (28, 32, 33, 40, 56, 64, 65)
    return _single(
        draw, "dilation", {"input": sizes, "kernel": (3, 5), "dilation": (2, 3, 4, 6), "padding": (0, 1, 2, 4)}, hint
    )


def _smallest(draw: Draw) -> Sketch:
    lines = (
        f"{conv(draw.pick((3, 5, 7)), 16, draw.pick((1, 2)), draw.pick((0, 1)))} as conv1",
        f"{pool(*draw.pick(((2, 2), (3, 2))))} as pool1",
        f"{conv(draw.pick((3, 5)), 32, 1, draw.pick((0, 1)))} as conv2",
        f"{pool(2, 2)} as pool2",
    )[: draw.pick((3, 4, 4))]
    hint = (
        "go backwards from an output of 1x1: a layer needs W = (O - 1)*S + K - 2*P at least, and never less than one position"
    )
    ask = "How wide is the smallest square input that the network accepts?"
    return Sketch(ask, network(square(draw.pick((1, 3)), draw.pick((64, 96, 128, 224))), *lines), "smallest_input", hint)


TOPIC = Topic(
    "solve",
    "the unknown of O = floor((W - K + 2P)/S) + 1",
    ((_same_padding, _padding, _input, _kernel), (_strided_padding, _stride), (_dilation, _smallest, _smallest)),
)
