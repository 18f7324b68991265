"""What comes out of a layer: O = floor((W - K + 2P)/S) + 1 along each axis."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, deconv, network, pool, square

# Kernel, stride, padding and inputs on which they leave no remainder, as in well-known networks.
CLEAN = (
    (3, 1, 1, (14, 28, 32, 56, 64, 112)),
    (3, 1, 0, (16, 28, 32, 48, 64, 96)),
    (5, 1, 2, (14, 27, 28, 32, 64)),
    (5, 1, 0, (14, 28, 32, 48, 64, 96)),
    (1, 1, 0, (7, 14, 28, 56)),
    (7, 1, 3, (28, 32, 64, 96)),
    (3, 2, 0, (13, 27, 33, 55, 65, 149)),
    (3, 2, 1, (7, 13, 15, 29, 57)),
    (5, 2, 0, (29, 33, 65, 97)),
    (7, 2, 3, (29, 57, 113, 225)),
    (11, 4, 0, (227, 67, 115)),
)
POOLS = ((2, 2, (8, 14, 24, 28, 32, 56, 112, 224)), (3, 2, (13, 27, 33, 55, 111)), (3, 1, (14, 16, 28)))
RULE = "along each axis O = floor((W - K + 2*P)/S) + 1; a convolution has as many output channels as kernels"
POOL_RULE = "along each axis O = floor((W - K)/S) + 1; a pool works on each channel by itself"


def _convolution(draw: Draw) -> Sketch:
    kernel, stride, pad, sizes = draw.pick(CLEAN)
    line = conv(kernel, draw.pick((6, 10, 16, 32, 64, 96, 128)), stride, pad)
    spec = network(square(draw.pick((1, 3, 16, 64)), draw.pick(sizes)), f"{line} as conv1")
    return Sketch("What is the shape of conv1's output?", spec, "conv1.output", RULE)


def _pool(draw: Draw) -> Sketch:
    kernel, stride, sizes = draw.pick(POOLS)
    line = pool(kernel, stride, kind=draw.pick(("maxpool", "avgpool")))
    spec = network(square(draw.pick((6, 16, 64, 96, 256)), draw.pick(sizes)), f"{line} as pool1")
    return Sketch("What is the shape of pool1's output?", spec, "pool1.output", POOL_RULE)


def _with_remainder(draw: Draw) -> Sketch:
    kernel, stride, pad = draw.pick(((7, 2, 3), (3, 2, 1), (5, 2, 2), (5, 3, 0), (11, 4, 2), (4, 3, 1), (8, 4, 0)))
    line = conv(kernel, draw.pick((8, 16, 24, 32, 64)), stride, pad)
    spec = network(square(3, draw.pick((30, 32, 48, 100, 112, 128, 200, 224, 256))), f"{line} as conv1")
    hint = f"{RULE}; the floor drops what is left of the division"
    return Sketch("What is the shape of conv1's output?", spec, "conv1.output", hint)


def _rectangle(draw: Draw) -> Sketch:
    height, width = draw.some((20, 30, 40, 53, 64, 81, 96, 120), 2)
    kernel, stride = draw.pick(((5, 1), (3, 2), (7, 2), (3, 3)))
    line = draw.pick((conv(kernel, draw.pick((8, 16, 32)), stride), pool(2, 2)))
    spec = network(f"{draw.pick((1, 3, 8))}x{height}x{width}", f"{line} as layer1")
    hint = "shapes are channels x height x width: work out each axis by itself, O = floor((W - K + 2*P)/S) + 1"
    return Sketch("What is the shape of layer1's output?", spec, "layer1.output", hint)


def _chain(draw: Draw) -> Sketch:
    first, second = draw.some((8, 16, 24, 32, 64), 2)
    lines = (
        f"{conv(draw.pick((3, 5)), first, draw.pick((1, 2)), draw.pick((0, 1)))} as conv1",
        f"{pool(*draw.pick(((2, 2), (3, 2))))} as pool1",
        f"{conv(3, second, 1, draw.pick((0, 1)))} as conv2",
    )
    spec = network(square(draw.pick((1, 3)), draw.pick((28, 32, 48, 64, 96))), *lines)
    return Sketch("What is the shape of conv2's output?", spec, "conv2.output", f"go layer by layer: {RULE}")


def _dilated(draw: Draw) -> Sketch:
    dilation, pad, stride = draw.pick((2, 3, 4, 6)), draw.pick((0, 2, 4)), draw.pick((1, 2))
    line = conv(3, draw.pick((16, 64, 128)), stride, pad, f"dilation={dilation}")
    spec = network(square(draw.pick((16, 64)), draw.pick((28, 33, 40, 65, 97))), f"{line} as conv1")
    hint = "a kernel of K taps with gaps of d spans d*(K - 1) + 1: put that in place of K"
    return Sketch("What is the shape of conv1's output?", spec, "conv1.output", hint)


def _ceil(draw: Draw) -> Sketch:
    kernel, stride = draw.pick(((3, 2), (2, 2), (3, 3), (5, 3)))
    spec = network(
        square(draw.pick((64, 96, 192)), draw.pick((14, 15, 28, 54, 55, 109, 112))), f"{pool(kernel, stride, 'ceil')} as pool1"
    )
    hint = "ceil rounds the division up in place of down: O = ceil((W - K)/S) + 1, but no window starts past the input"
    return Sketch("What is the shape of pool1's output?", spec, "pool1.output", hint)


def _transposed(draw: Draw) -> Sketch:
    kernel, stride, pad = draw.pick(((2, 2, 0), (4, 2, 1), (3, 2, 1), (4, 4, 0), (3, 1, 0), (5, 3, 1)))
    line = deconv(kernel, draw.pick((16, 32, 64)), stride, pad)
    spec = network(square(draw.pick((64, 128)), draw.pick((7, 13, 14, 28, 32))), f"{line} as up1")
    hint = "a transposed convolution turns the formula round: O = (W - 1)*S + K - 2*P"
    return Sketch("What is the shape of the output of up1, a transposed convolution?", spec, "up1.output", hint)


def _long_chain(draw: Draw) -> Sketch:
    widths = draw.some((32, 64, 96, 128, 192, 256), 3)
    lines = (
        f"{conv(*draw.pick(((7, widths[0], 2, 3), (11, widths[0], 4, 2), (5, widths[0], 2, 1))))} as conv1",
        f"{pool(3, 2, draw.pick(('pad=1', 'ceil')))} as pool1",
        f"{conv(5, widths[1], 1, draw.pick((0, 1, 2)))} as conv2",
        f"{pool(*draw.pick(((2, 2), (3, 2))))} as pool2",
        f"{conv(3, widths[2], draw.pick((1, 2)), draw.pick((0, 1)))} as conv3",
    )
    spec = network(square(3, draw.pick((160, 192, 200, 224, 227, 256))), *lines)
    return Sketch("What is the shape of conv3's output?", spec, "conv3.output", f"go layer by layer: {RULE}")


TOPIC = Topic(
    "size",
    "the shape that comes out of layers",
    ((_convolution, _convolution, _pool), (_with_remainder, _rectangle, _chain), (_dilated, _ceil, _transposed, _long_chain)),
)
