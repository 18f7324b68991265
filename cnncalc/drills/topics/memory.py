"""Memory: activations, parameters, and the most that is alive at once."""

from __future__ import annotations

from cnncalc.analysis.storage import DTYPES
from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, pool, square

NUMBERS = ("float32", "float32", "float16", "int8")
OUTPUT = "count the elements of the output, C*H*W, and multiply by the bytes of each"


def _each(dtype: str) -> str:
    size = DTYPES[dtype]
    return f"{dtype}, {size} byte{'s' * (size > 1)} each"


def _activations(draw: Draw) -> Sketch:
    kernel, dtype = draw.pick((3, 5)), draw.pick(NUMBERS)
    line = conv(kernel, draw.pick((8, 16, 32, 64)), 1, kernel // 2)
    spec = network(square(draw.pick((1, 3)), draw.pick((16, 28, 32, 64, 128))), f"{line} as conv1")
    ask = f"How many bytes does conv1's output take in {_each(dtype)}?"
    return Sketch(ask, spec, "conv1.activations.bytes", OUTPUT, dtype)


def _input(draw: Draw) -> Sketch:
    dtype = draw.pick(("float32", "float16", "int8"))
    line = pool(2, 2, kind=draw.pick(("maxpool", "avgpool")))
    spec = network(square(draw.pick((3, 16, 64, 96)), draw.pick((8, 28, 32, 64, 112))), f"{line} as pool1")
    ask = f"How many bytes does pool1's output take in {_each(dtype)}?"
    return Sketch(ask, spec, "pool1.activations.bytes", OUTPUT, dtype)


def _parameters(draw: Draw) -> Sketch:
    kernel, dtype = draw.pick((1, 3, 5)), draw.pick(NUMBERS)
    spec = network(square(draw.pick((1, 3, 8, 16)), 32), f"{conv(kernel, draw.pick((8, 16, 32, 64)))} as conv1")
    hint = "count the parameters, K*K*Cin*Cout + Cout, and multiply by the bytes of each"
    return Sketch(f"How many bytes do conv1's parameters take in {_each(dtype)}?", spec, "conv1.params.bytes", hint, dtype)


def _all_activations(draw: Draw) -> Sketch:
    kernel, width = draw.pick((3, 5)), draw.pick((16, 32, 64))
    lines = (
        f"{conv(kernel, width, 1, kernel // 2)} as conv1",
        "relu as relu1",
        f"{pool(2, 2)} as pool1",
        f"{conv(3, 2 * width, 1, 1)} as conv2",
    )
    hint = "add up the elements of every layer's output; relu's count as well, the input's do not"
    spec = network(square(3, draw.pick((16, 32, 64, 112))), *lines)
    return Sketch("How many numbers do the outputs of all layers hold together?", spec, "activations", hint)


def _dense_parameters(draw: Draw) -> Sketch:
    dtype = draw.pick(NUMBERS)
    shape = square(draw.pick((64, 128, 256, 512)), draw.pick((4, 6, 7)))
    spec = network(shape, f"fc {draw.pick((128, 256, 1024, 4096))} nobias as fc1")
    ask = f"How many bytes do fc1's weights take in {_each(dtype)}? In MiB (2^20 bytes) with one decimal will do."
    hint = "C*H*W*Fout weights, times the bytes of each; over 2^20 = 1,048,576 for MiB"
    return Sketch(ask, spec, "fc1.params.bytes", hint, dtype)


def _step(draw: Draw) -> Sketch:
    kernel, stride = draw.pick(((3, 1), (3, 2), (5, 1), (7, 2)))
    spec = network(
        square(3, draw.pick((32, 64, 112, 224))),
        f"{conv(kernel, draw.pick((16, 32, 64)), stride, kernel // 2)} as conv1",
    )
    ask = "How many numbers are alive while conv1 runs, its input and its output together (parameters left out)?"
    return Sketch(ask, spec, "peak_activations", "a layer needs its whole input and its whole output at once")


def _peak(draw: Draw) -> Sketch:
    width, kernel = draw.pick((16, 32, 64)), draw.pick((3, 5))
    lines = (
        f"{conv(kernel, width, draw.pick((1, 2)), kernel // 2)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(3, draw.pick((2, 4)) * width, 1, 1)} as conv2",
        f"{conv(1, 2 * width)} as conv3",
    )
    hint = "for each layer add up its input and its output, and take the largest: a tensor goes once its reader is done"
    spec = network(square(3, draw.pick((32, 64, 112, 224))), *lines)
    ask = "How many activations are alive at the worst moment, the input counted while it is needed?"
    return Sketch(ask, spec, "peak_activations", hint)


def _residual_peak(draw: Draw) -> Sketch:
    width = draw.pick((16, 32, 64, 128))
    lines = (
        "add as joined:",
        f"      - {conv(1, width // draw.pick((2, 4)))}, {conv(3, width // draw.pick((1, 2)), 1, 1)}, {conv(1, width)}",
        "      - identity",
    )
    hint = "the identity keeps the block's input alive until add has read it; add needs room for its output too"
    spec = network(square(width, draw.pick((7, 8, 14, 28, 32, 56))), *lines)
    return Sketch("How many activations are alive at the worst moment?", spec, "peak_activations", hint)


def _network_bytes(draw: Draw) -> Sketch:
    dtype, (first, second) = draw.pick(NUMBERS), draw.pick(((6, 16), (8, 16), (16, 32), (32, 64)))
    lines = (
        f"{conv(3, first, 1, 1)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(3, second, 1, 1)} as conv2",
        f"{pool(2, 2)} as pool2",
        f"fc {draw.pick((10, 64, 100, 128))} as fc1",
    )
    hint = "add up the parameters of all layers first, biases included"
    spec = network(square(draw.pick((1, 3)), draw.pick((16, 28, 32))), *lines)
    return Sketch(f"How many bytes do all parameters take in {_each(dtype)}?", spec, "params.bytes", hint, dtype)


TOPIC = Topic(
    "memory",
    "bytes, and what is alive at once",
    (
        (_activations, _input, _parameters),
        (_all_activations, _dense_parameters, _step),
        (_peak, _peak, _residual_peak, _network_bytes),
    ),
)
