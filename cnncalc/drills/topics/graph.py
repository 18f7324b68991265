"""Networks with branches: what joins give out, cost, and how deep they are."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, conv, network, square

SIZES = (7, 8, 14, 16, 28, 32, 56)


def _branch(*steps: str) -> str:
    return f"      - {', '.join(steps)}"


def _concat(draw: Draw) -> Sketch:
    widths = draw.some((16, 32, 48, 64, 96, 128), 3)
    branches = [_branch(conv(kernel, width, 1, kernel // 2)) for kernel, width in zip((1, 3, 5), widths)]
    lines = ("concat as joined:", *branches[: draw.pick((2, 3))], *[_branch("maxpool 3x3/1 pad=1")] * draw.pick((0, 1)))
    hint = "concat puts the channels one after the other; a pool gives out as many as come in"
    spec = network(square(draw.pick((64, 96, 192, 256)), draw.pick(SIZES)), *lines)
    return Sketch("What is the shape of joined's output?", spec, "joined.output", hint)


def _residual(draw: Draw) -> Sketch:
    width = draw.pick((16, 32, 64, 128, 256))
    body = (conv(3, width, 1, 1), "relu", conv(3, width, 1, 1))
    spec = network(square(width, draw.pick(SIZES)), "add as joined:", _branch(*body), _branch("identity"))
    if draw.below(2):
        return Sketch(
            "What is the shape of joined's output?", spec, "joined.output", "add wants branches of one shape, and keeps it"
        )
    hint = "neither identity nor add learns anything: count the convolutions, biases included"
    return Sketch("How many parameters does the block have, biases included?", spec, "params", hint)


def _shortcut(draw: Draw) -> Sketch:
    width = draw.pick((16, 32, 64, 128))
    body = (conv(3, 2 * width, 2, 1), "relu", conv(3, 2 * width, 1, 1))
    spec = network(square(width, draw.pick(SIZES[1:])), "add as joined:", _branch(*body), _branch(conv(1, 2 * width, 2)))
    quantity, ask = draw.pick(
        (
            ("params", "How many parameters does the block have, biases included?"),
            ("macs", "How many multiply-accumulates (MACs) does the block take?"),
        )
    )
    hint = "the 1x1 on the shortcut counts too; the second 3x3 works on the channels and the size that the first gives out"
    return Sketch(ask, spec, quantity, hint)


def _inception(draw: Draw) -> Sketch:
    narrow = draw.some((16, 24, 32, 48, 64, 96), 2)
    wide = draw.some((32, 64, 96, 128, 192), 3)
    lines = (
        "concat as joined:",
        _branch(conv(1, wide[0])),
        _branch(conv(1, narrow[0]), conv(3, wide[1], 1, 1)),
        _branch(conv(1, narrow[1]), conv(5, wide[2], 1, 2)),
        _branch("maxpool 3x3/1 pad=1", conv(1, draw.pick((32, 64)))),
    )
    quantity, ask = draw.pick(
        (
            ("joined.output", "What is the shape of joined's output?"),
            ("params", "How many parameters does the module have, biases included?"),
        )
    )
    hint = "the last layer of each branch gives the channels that concat adds up; every 1x1 sees all channels of the input"
    return Sketch(ask, network(square(draw.pick((128, 192, 256)), draw.pick((7, 14, 28))), *lines), quantity, hint)


def _repeated(draw: Draw) -> Sketch:
    width, times = draw.pick((16, 32, 64)), draw.pick((2, 3, 4, 5))
    lines = (
        f"repeat {times}:",
        "      - add:",
        f"          - {conv(3, width, 1, 1)}, relu, {conv(3, width, 1, 1)}",
        "          - identity",
        "      - relu",
    )
    hint = "repeat puts the blocks one after the other, each with weights of its own"
    spec = network(square(width, draw.pick(SIZES)), *lines)
    return Sketch("How many parameters does the network have, biases included?", spec, "params", hint)


def _depth(draw: Draw) -> Sketch:
    times, width = draw.pick((2, 3, 4, 5, 6)), draw.pick((16, 32, 64))
    short = draw.pick(("identity", conv(1, width)))
    body = [conv(1, width // 2), conv(3, width // 2, 1, 1), conv(1, width)] if draw.below(2) else [conv(3, width, 1, 1)] * 2
    lines = (
        f"{conv(7, width, 2, 3)}, relu",
        f"repeat {times}:",
        "      - add:",
        f"          - {', relu, '.join(body)}",
        f"          - {short}",
        "      - relu",
        f"gap, fc {draw.pick((10, 100, 1000))}",
    )
    hint = "count the convolutions and fully connected layers on the longest path, as the 50 of ResNet-50 are counted"
    spec = network(square(3, draw.pick((64, 112, 224))), *lines)
    return Sketch("How many layers with weights deep is the network (along its longest path)?", spec, "weighted_depth", hint)


def _dense(draw: Draw) -> Sketch:
    growth, times = draw.pick((12, 16, 24, 32)), draw.pick((3, 4, 5, 6))
    lines = (
        f"repeat {times}:",
        "      - concat:",
        "          - identity",
        f"          - {conv(3, growth, 1, 1, 'nobias')}",
    )
    quantity, ask = draw.pick(
        (
            ("output", "What is the shape of the output?"),
            ("params", "How many parameters does the network have?"),
        )
    )
    hint = "every round adds its new channels to all before, so the next convolution sees more"
    return Sketch(ask, network(square(draw.pick((16, 24, 32, 64)), draw.pick(SIZES)), *lines), quantity, hint)


def _unet(draw: Draw) -> Sketch:
    width = draw.pick((16, 32, 64))
    lines = (
        f"{conv(3, width, 1, 1)} as enc1",
        f"maxpool 2x2/2, {conv(3, 2 * width, 1, 1)} as enc2",
        f"deconv 2x2/2 {width} as up1",
        "concat as joined:",
        "      - from enc1",
        "      - from up1",
        f"{conv(3, width, 1, 1)} as dec1",
    )
    quantity, ask = draw.pick(
        (
            ("dec1.params", "How many parameters does dec1 have, biases included?"),
            ("dec1.macs", "How many multiply-accumulates (MACs) does dec1 take?"),
            ("macs", "How many multiply-accumulates (MACs) does the network take?"),
        )
    )
    hint = "dec1 sees the channels of enc1 and of up1, one after the other"
    return Sketch(ask, network(square(draw.pick((1, 3)), draw.pick((32, 64, 96, 128))), *lines), quantity, hint)


def _excitation(draw: Draw) -> Sketch:
    width, share = draw.pick((32, 64, 128, 256)), draw.pick((4, 8, 16))
    lines = (
        "mul as scaled:",
        "      - identity",
        f"      - gap, conv 1x1 {width // share}, relu, conv 1x1 {width}, sigmoid",
    )
    quantity, ask = draw.pick(
        (
            ("params", "How many parameters does the squeeze-and-excitation block have, biases included?"),
            ("macs", "How many multiply-accumulates (MACs) does the squeeze-and-excitation block take?"),
        )
    )
    hint = "after gap each channel is one number; mul and sigmoid have neither parameters nor dot products"
    return Sketch(ask, network(square(width, draw.pick(SIZES)), *lines), quantity, hint)


TOPIC = Topic(
    "graph",
    "branches, joins, repeats and depth",
    ((_concat, _concat, _residual), (_shortcut, _inception, _repeated, _excitation), (_depth, _dense, _unet)),
)
