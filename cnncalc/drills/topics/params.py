"""What is learned: weights and biases."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, pool, separable, square

CONV = "each kernel has K*K weights for every input channel, and one bias"
FC = "a fully connected layer has a weight for each pair of an input and an output, and a bias for each output"


def _convolution(draw: Draw) -> Sketch:
    kernel, out = draw.pick((1, 3, 5, 7)), draw.pick((5, 6, 8, 10, 16, 20, 32))
    spec = network(square(draw.pick((1, 3, 6, 10, 16)), draw.pick((14, 28, 32, 64))), f"{conv(kernel, out)} as conv1")
    return Sketch("How many parameters does conv1 have, its biases included?", spec, "conv1.params", CONV)


def _weights(draw: Draw) -> Sketch:
    kernel, out = draw.pick((1, 3, 5, 7, 11)), draw.pick((8, 16, 32, 64, 96))
    line = conv(kernel, out, draw.pick((1, 2)), kernel // 2)
    spec = network(square(draw.pick((1, 3, 8)), draw.pick((32, 64, 224))), f"{line} as conv1")
    return Sketch("How many weights does conv1 have, its biases left out?", spec, "conv1.weights", CONV)


def _dense(draw: Draw) -> Sketch:
    spec = network(str(draw.pick((84, 100, 120, 128, 256, 400, 784))), f"fc {draw.pick((2, 10, 16, 20, 50, 64, 84))} as fc1")
    return Sketch("How many parameters does fc1 have, its biases included?", spec, "fc1.params", FC)


def _no_parameters(draw: Draw) -> Sketch:
    line = draw.pick((pool(2, 2), pool(3, 2), pool(2, 2, kind="avgpool"), "relu", "gap", "dropout 0.5"))
    spec = network(square(draw.pick((16, 64, 96, 256)), draw.pick((8, 14, 28, 56))), f"{line} as layer1")
    return Sketch(
        "How many parameters does layer1 have?", spec, "layer1.params", "ask what of it is learned in training, if anything is"
    )


def _dense_on_a_map(draw: Draw) -> Sketch:
    shape = square(draw.pick((16, 64, 128, 256, 512)), draw.pick((4, 5, 6, 7)))
    spec = network(shape, f"fc {draw.pick((10, 100, 120, 1000, 4096))} as fc1")
    hint = f"{FC}; the map is flattened, so its inputs are C*H*W"
    return Sketch("How many parameters does fc1 have, its biases included?", spec, "fc1.params", hint)


def _grouped(draw: Draw) -> Sketch:
    groups = draw.pick((2, 4, 8, 32))
    line = conv(draw.pick((3, 5)), draw.pick((64, 128, 256)), 1, 1, f"groups={groups}")
    spec = network(square(draw.pick((64, 96, 128, 256)), draw.pick((13, 14, 27, 28))), f"{line} as conv1")
    hint = "in groups a kernel sees only Cin/G of the input channels; there are as many kernels as before, each with a bias"
    return Sketch("How many parameters does conv1 have, its biases included?", spec, "conv1.params", hint)


def _depthwise(draw: Draw) -> Sketch:
    channels = draw.pick((32, 64, 96, 128, 256, 512))
    lines = separable(draw.pick((3, 5)), draw.pick((64, 128, 256)))
    hint = "a depthwise convolution has one KxK kernel per channel; the 1x1 after it mixes the channels"
    ask = "How many parameters do the depthwise dw1 and the pointwise pw1 have together? Neither has biases."
    return Sketch(ask, network(square(channels, draw.pick((14, 28, 56))), *lines), "params", hint)


def _normalised(draw: Draw) -> Sketch:
    line = conv(draw.pick((1, 3, 7)), draw.pick((32, 64, 128)), 1, 0, "nobias")
    spec = network(square(draw.pick((3, 16, 64)), draw.pick((28, 56))), f"{line} as conv1", "bn as bn1", "relu as relu1")
    hint = "bn learns a scale and a shift for each channel; its running mean and variance are kept, not learned"
    return Sketch("How many parameters are learned in all (running statistics do not count)?", spec, "params", hint)


def _network(draw: Draw) -> Sketch:
    first, second = draw.pick(((6, 16), (8, 16), (16, 32), (32, 64), (20, 50)))
    kernel = draw.pick((3, 5))
    lines = (
        f"{conv(kernel, first)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"{conv(kernel, second)} as conv2",
        f"{pool(2, 2)} as pool2",
        f"fc {draw.pick((64, 84, 120, 128, 500))} as fc1",
        "fc 10 as fc2",
    )
    hint = "work out the shape before fc1 first; pools learn nothing"
    spec = network(square(draw.pick((1, 3)), draw.pick((28, 32, 36, 48))), *lines)
    return Sketch("How many parameters does the network have, biases included?", spec, "params", hint)


def _frozen(draw: Draw) -> Sketch:
    kernel, width = draw.pick((3, 5)), draw.pick((16, 32, 64))
    lines = (
        f"{conv(kernel, width, 1, kernel // 2)} as conv1",
        f"{conv(3, 2 * width, 2, 1)} as conv2",
        "gap as gap1",
        f"fc {draw.pick((64, 128, 256))} as fc1",
        f"fc {draw.pick((2, 5, 10, 20))} as fc2",
    )
    spec = (
        network(square(3, draw.pick((32, 64, 96))), *lines)
        + f"freeze: [{draw.pick(('conv1, conv2', 'conv1, conv2, fc1', 'conv1'))}]\n"
    )
    hint = "freeze names the layers whose parameters stay as they are; add up those of the others"
    return Sketch("How many parameters are trained?", spec, "trainable", hint)


def _asymmetric(draw: Draw) -> Sketch:
    size, width = draw.pick((3, 5, 7)), draw.pick((64, 96, 128, 160, 192))
    half, bias = size // 2, draw.pick(("", " nobias"))
    lines = (
        f"conv 1x{size} {width} pad=0x{half}{bias} as conv1",
        f"conv {size}x1 {draw.pick((96, 128, 192))} pad={half}x0{bias} as conv2",
    )
    hint = "a 1xn kernel has n weights for every input channel; nobias leaves the biases out"
    spec = network(square(draw.pick((64, 128, 192)), draw.pick((12, 17, 35))), *lines)
    return Sketch("How many parameters do conv1 and conv2 have together, biases included?", spec, "params", hint)


TOPIC = Topic(
    "params",
    "weights, biases, and what is trained",
    (
        (_convolution, _convolution, _weights, _dense, _dense, _no_parameters),
        (_dense_on_a_map, _grouped, _depthwise, _normalised),
        (_network, _network, _frozen, _asymmetric),
    ),
)
