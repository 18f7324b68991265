"""A fully connected layer as a convolution, and the network at a larger input."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, pool, square

MAPS = ((16, 5), (32, 8), (64, 7), (128, 4), (256, 6), (256, 3), (512, 7), (512, 4), (50, 4), (96, 5))
OUTPUTS = (10, 84, 100, 120, 500, 1000, 4096)
KERNEL = "for every output to see the whole map, the kernel is as large as the map, with one kernel an input channel"


def _kernel(draw: Draw) -> Sketch:
    spec = network(square(*draw.pick(MAPS)), f"fc {draw.pick(OUTPUTS)} as fc1")
    return Sketch(
        "fc1 becomes a convolution that gives the same numbers. What size is its kernel?", spec, "fc1.twin_kernel", KERNEL
    )


def _weights(draw: Draw) -> Sketch:
    spec = network(square(*draw.pick(MAPS)), f"fc {draw.pick(OUTPUTS)} nobias as fc1")
    ask = "How many weights does the convolution that fc1 becomes have?"
    return Sketch(ask, spec, "fc1.twin_weights", f"{KERNEL}: K*K*Cin*Cout, just as many as fc1 has")


def _second_kernel(draw: Draw) -> Sketch:
    first, second = draw.some(OUTPUTS, 2)
    spec = network(square(*draw.pick(MAPS)), f"fc {first} as fc1", f"fc {second} as fc2")
    hint = "after the convolution that fc1 becomes there is one position left"
    return Sketch(
        "Both layers become convolutions. What size is the kernel of the one that fc2 becomes?", spec, "fc2.twin_kernel", hint
    )


def _larger_map(draw: Draw) -> Sketch:
    channels, extent = draw.pick(MAPS)
    larger = square(channels, extent + draw.pick((1, 2, 3, 5, 7)))
    spec = network(square(channels, extent), f"fc {draw.pick(OUTPUTS)} as fc1")
    ask = f"fc1 becomes a convolution, and the input grows to {larger}. What is the shape of the output?"
    return Sketch(ask, spec, f"twin_output {larger}", f"{KERNEL}; it slides over the larger map with stride 1")


def _parameters(draw: Draw) -> Sketch:
    first, second = draw.some(OUTPUTS[:5], 2)
    spec = network(square(*draw.pick(MAPS)), f"fc {first} as fc1", f"fc {second} as fc2")
    ask = "Both layers become convolutions. How many parameters do these have together, biases included?"
    return Sketch(ask, spec, "twin_params", f"{KERNEL}; behind it the map has one position, so the second kernel is 1x1")


def _small_network(draw: Draw) -> Sketch:
    size = draw.pick((28, 32, 36))
    kernel, width = draw.pick(((3, 8), (5, 6), (5, 16), (3, 16)))
    lines = (
        f"{conv(kernel, width, 1, kernel // 2)} as conv1",
        f"{pool(2, 2)} as pool1",
        f"fc {draw.pick((10, 84, 100))} as fc1",
    )
    larger = square(1, size + draw.pick((4, 8, 16, 28, 32)))
    ask = f"fc1 becomes a convolution, and the input grows to {larger}. What is the shape of the output?"
    hint = f"{KERNEL} at the size given here; then find the larger map, and slide that kernel over it with stride 1"
    return Sketch(ask, network(square(1, size), *lines), f"twin_output {larger}", hint)


def _deep_network(draw: Draw) -> Sketch:
    blocks, last = draw.pick((3, 4, 5)), draw.pick((4, 5, 6, 7))
    halved = 2**blocks
    lines = [f"{conv(3, 64 * i, 1, 1)}, {pool(2, 2)}" for i in range(1, blocks + 1)]
    larger = square(3, halved * (last + draw.pick((1, 2, 4, 5, 9))))
    classes = draw.pick((10, 21, 100, 1000))
    spec = network(square(3, halved * last), *lines, f"fc {draw.pick((512, 4096))} as fc1", f"fc {classes} as fc2")
    ask = f"The fully connected layers become convolutions, and the input grows to {larger}. What is the shape of the output?"
    hint = f"each pool halves the map; {KERNEL} at the size given here, and slides with stride 1 over the larger map"
    return Sketch(ask, spec, f"twin_output {larger}", hint)


TOPIC = Topic(
    "fc-conv",
    "fully connected as convolutions",
    (
        (_kernel, _kernel, _weights, _weights, _second_kernel),
        (_larger_map, _larger_map, _parameters),
        (_small_network, _deep_network),
    ),
)
