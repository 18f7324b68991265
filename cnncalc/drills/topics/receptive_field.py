"""How much of the input one output sees."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, pool, square

STACK = "start with 1; each layer adds (K - 1) times the jump between its inputs, which is 1 until a stride multiplies it"
WIDE = "How many input positions wide is the receptive field of one output of {}?"


def _stack(draw: Draw) -> Sketch:
    count = draw.pick((2, 3, 4))
    kernels = [draw.pick((3, 3, 5)) for _ in range(count)]
    lines = [f"{conv(k, 16, 1, k // 2)} as conv{i}" for i, k in enumerate(kernels, 1)]
    spec = network(square(draw.pick((1, 3)), draw.pick((28, 32, 64))), *lines)
    return Sketch(WIDE.format(f"conv{count}"), spec, f"conv{count}.receptive_field", STACK)


def _one(draw: Draw) -> Sketch:
    kernel, stride = draw.pick((3, 5, 7, 9, 11)), draw.pick((1, 2, 4))
    lines = (f"{conv(kernel, 16, stride, kernel // 2)} as conv1", "relu as relu1")
    hint = f"{STACK}; a relu sees one position"
    spec = network(square(3, draw.pick((32, 64, 128))), *lines)
    return Sketch(WIDE.format("relu1"), spec, "relu1.receptive_field", hint)


def _conv_pool(draw: Draw) -> Sketch:
    kernel, next_kernel = draw.pick((3, 5)), draw.pick((3, 5))
    lines = (
        f"{conv(kernel, 16, 1, kernel // 2)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(next_kernel, 32, 1, next_kernel // 2)} as conv2",
    )[: draw.pick((2, 3))]
    last = lines[-1].rpartition(" ")[2]
    spec = network(square(draw.pick((1, 3)), draw.pick((32, 48, 64, 96))), *lines)
    return Sketch(WIDE.format(last), spec, f"{last}.receptive_field", STACK)


def _strided(draw: Draw) -> Sketch:
    size, width, stride, pad = draw.pick(((7, 64, 2, 3), (11, 96, 4, 2), (5, 32, 2, 2), (3, 32, 2, 1)))
    lines = (
        f"{conv(size, width, stride, pad)} as conv1",
        f"{pool(3, 2, 'pad=1')} as pool1",
        f"{conv(draw.pick((3, 5)), 128, 1, 1)} as conv2",
    )
    spec = network(square(3, draw.pick((112, 224, 227))), *lines)
    return Sketch(WIDE.format("conv2"), spec, "conv2.receptive_field", STACK)


def _jump(draw: Draw) -> Sketch:
    strides = [draw.pick((1, 2, 2)) for _ in range(2)]
    lines = (
        f"{conv(draw.pick((3, 5, 7)), 32, draw.pick((2, 4)), 2)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(3, 64, strides[0], 1)} as conv2",
        f"{conv(3, 128, strides[1], 1)} as conv3",
    )
    ask = "How far apart in the input are the fields of two neighbouring outputs of conv3 (the jump)?"
    spec = network(square(3, draw.pick((128, 192, 224))), *lines)
    return Sketch(ask, spec, "conv3.jump", "the strides of all layers on the way multiply")


def _two_blocks(draw: Draw) -> Sketch:
    kernels = [draw.pick((3, 5)) for _ in range(3)]
    lines = (
        f"{conv(kernels[0], 16, 1, kernels[0] // 2)} as conv1",
        f"{conv(kernels[1], 16, 1, kernels[1] // 2)} as conv2",
        f"{pool(*draw.pick(((2, 2), (3, 2))))} as pool1",
        f"{conv(kernels[2], 32, 1, kernels[2] // 2)} as conv3",
    )
    spec = network(square(3, draw.pick((32, 64, 96, 128))), *lines)
    return Sketch(WIDE.format("conv3"), spec, "conv3.receptive_field", STACK)


def _dilated(draw: Draw) -> Sketch:
    count = draw.pick((3, 4))
    rates = draw.pick(((1, 2, 4, 8), (1, 2, 3, 4), (2, 4, 6, 8), (1, 1, 2, 4), (1, 3, 9, 27)))[:count]
    lines = [f"{conv(3, 32, 1, d, f'dilation={d}' * (d > 1))} as conv{i}" for i, d in enumerate(rates, 1)]
    spec = network(square(draw.pick((3, 16)), draw.pick((64, 65, 96, 128))), *lines)
    hint = f"{STACK}; with a dilation of d it adds d*(K - 1) times the jump"
    return Sketch(WIDE.format(f"conv{count}"), spec, f"conv{count}.receptive_field", hint)


def _deep(draw: Draw) -> Sketch:
    lines, blocks = [], draw.pick((2, 3))
    for block in range(1, blocks + 1):
        kernel = draw.pick((3, 3, 5))
        lines += [
            f"{conv(kernel, 32 * block, draw.pick((1, 1, 2)), kernel // 2)} as conv{block}a",
            f"{conv(3, 32 * block, 1, 1)} as conv{block}b",
            f"{pool(*draw.pick(((2, 2), (3, 2))))} as pool{block}",
        ]
    spec = network(square(3, draw.pick((128, 192, 224, 256))), *lines)
    return Sketch(WIDE.format(f"pool{blocks}"), spec, f"pool{blocks}.receptive_field", STACK)


def _branches(draw: Draw) -> Sketch:
    wide = draw.pick((5, 7))
    lines = (
        f"{conv(3, 32, draw.pick((1, 2)), 1)} as stem",
        "concat as joined:",
        f"      - {conv(1, 16)}",
        f"      - {', '.join([conv(3, 16, 1, 1)] * draw.pick((2, 3)))}",
        f"      - {conv(wide, 16, 1, wide // 2)}",
        f"{conv(3, 64, 1, 1)} as last",
    )
    hint = f"through a join an output sees what any of its branches sees: take the widest. {STACK}"
    spec = network(square(3, draw.pick((32, 64, 112))), *lines)
    return Sketch(WIDE.format("last"), spec, "last.receptive_field", hint)


TOPIC = Topic(
    "receptive-field",
    "what an output sees of the input",
    ((_stack, _stack, _one, _conv_pool), (_strided, _jump, _two_blocks), (_dilated, _deep, _deep, _branches)),
)
