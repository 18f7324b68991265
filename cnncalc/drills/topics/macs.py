"""What it costs to run: multiply-accumulates, and FLOPs as two of them."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, deconv, network, pool, separable, square

CONV = "every output element is a dot product of K*K*Cin terms: count the elements, and multiply"


def _convolution(draw: Draw) -> Sketch:
    kernel = draw.pick((1, 3, 5))
    line = conv(kernel, draw.pick((4, 6, 8, 10, 16)), 1, kernel // 2)
    spec = network(square(draw.pick((1, 2, 3, 8, 10)), draw.pick((8, 10, 16, 20, 32))), f"{line} as conv1")
    return Sketch("How many multiply-accumulates (MACs) does conv1 take?", spec, "conv1.macs", CONV)


def _dense(draw: Draw) -> Sketch:
    spec = network(str(draw.pick((64, 84, 100, 120, 256, 400, 512))), f"fc {draw.pick((5, 10, 20, 84, 100))} as fc1")
    hint = "every output is a dot product with all inputs; a bias is an addition, not a multiply-accumulate"
    return Sketch("How many multiply-accumulates (MACs) does fc1 take?", spec, "fc1.macs", hint)


def _unpadded(draw: Draw) -> Sketch:
    kernel = draw.pick((3, 5))
    spec = network(
        square(draw.pick((1, 3)), draw.pick((12, 14, 24, 28, 32))), f"{conv(kernel, draw.pick((4, 6, 8, 10)))} as conv1"
    )
    hint = f"{CONV}; without padding the output is smaller than the input"
    return Sketch("How many multiply-accumulates (MACs) does conv1 take?", spec, "conv1.macs", hint)


def _strided(draw: Draw) -> Sketch:
    kernel, stride, pad, size = draw.pick(
        ((3, 2, 1, 56), (3, 2, 1, 28), (7, 2, 3, 224), (5, 2, 2, 64), (11, 4, 0, 227), (1, 2, 0, 56))
    )
    line = conv(kernel, draw.pick((64, 96, 128)), stride, pad)
    spec = network(square(draw.pick((3, 32, 64)), size), f"{line} as conv1")
    hint = f"{CONV}; the stride counts in the output's size alone"
    return Sketch("How many multiply-accumulates (MACs) does conv1 take?", spec, "conv1.macs", hint)


def _flops(draw: Draw) -> Sketch:
    kernel = draw.pick((1, 3, 5))
    line = conv(kernel, draw.pick((32, 64, 128)), 1, kernel // 2)
    spec = network(square(draw.pick((16, 32, 64)), draw.pick((14, 28, 32, 56))), f"{line} as conv1")
    hint = f"{CONV}; each is a multiplication and an addition"
    return Sketch("How many FLOPs does conv1 take, at two a multiply-accumulate?", spec, "conv1.flops", hint)


def _grouped(draw: Draw) -> Sketch:
    line = conv(3, draw.pick((64, 128, 256)), 1, 1, f"groups={draw.pick((2, 4, 8, 32))}")
    spec = network(square(draw.pick((64, 128, 256)), draw.pick((13, 14, 28))), f"{line} as conv1")
    hint = "in groups a dot product has K*K*Cin/G terms; the output has as many elements as without"
    return Sketch("How many multiply-accumulates (MACs) does conv1 take?", spec, "conv1.macs", hint)


def _separable(draw: Draw) -> Sketch:
    lines = separable(draw.pick((3, 5)), draw.pick((64, 128, 256)))
    hint = "a depthwise output sees one channel only, K*K terms; the 1x1 after it sees all of them"
    ask = "How many multiply-accumulates (MACs) do the depthwise dw1 and the pointwise pw1 take together?"
    return Sketch(ask, network(square(draw.pick((32, 64, 128)), draw.pick((14, 28, 56))), *lines), "macs", hint)


def _network(draw: Draw) -> Sketch:
    kernel, (first, second) = draw.pick((3, 5)), draw.pick(((6, 16), (8, 16), (16, 32), (20, 50)))
    lines = (
        f"{conv(kernel, first)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(kernel, second)} as conv2",
        f"{pool(2, 2)} as pool2",
        f"fc {draw.pick((10, 84, 100, 120))} as fc1",
    )
    hint = "work out all shapes first; pools have no dot products, so no MACs"
    spec = network(square(draw.pick((1, 3)), draw.pick((28, 32, 36, 48))), *lines)
    return Sketch("How many multiply-accumulates (MACs) does the network take for one picture?", spec, "macs", hint)


def _connections(draw: Draw) -> Sketch:
    kernel = draw.pick((3, 5, 7))
    spec = network(square(draw.pick((1, 3)), draw.pick((28, 32, 40))), f"{conv(kernel, draw.pick((4, 6, 8, 12)))} as C1")
    hint = "a neuron is an element of the output; each has a connection for every weight under it, and one for its bias"
    return Sketch("How many connections does C1 have, as LeCun counts them, biases included?", spec, "C1.connections", hint)


def _transposed(draw: Draw) -> Sketch:
    kernel, stride, pad = draw.pick(((2, 2, 0), (4, 2, 1), (3, 2, 0), (4, 4, 0)))
    line = deconv(kernel, draw.pick((16, 32, 64)), stride, pad)
    spec = network(square(draw.pick((32, 64, 128)), draw.pick((7, 14, 16, 28))), f"{line} as up1")
    hint = "every input element multiplies a whole kernel for each output channel: Cin*Hin*Win*K*K*Cout"
    return Sketch("How many multiply-accumulates (MACs) does up1, a transposed convolution, take?", spec, "up1.macs", hint)


TOPIC = Topic(
    "macs",
    "multiply-accumulates and FLOPs",
    (
        (_convolution, _convolution, _unpadded, _dense),
        (_strided, _flops, _grouped, _separable),
        (_network, _network, _connections, _transposed),
    ),
)
