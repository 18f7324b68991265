"""What a 1x1 convolution before a larger one saves."""

from __future__ import annotations

from cnncalc.drills.draw import Draw
from cnncalc.drills.sketch import Sketch, Topic, network, square

# Channels in, reduced, out; as in GoogLeNet, and as in ResNet, where the 1x1 after it widens again.
REDUCED = (
    (192, 96, 128),
    (192, 16, 32),
    (256, 64, 192),
    (256, 32, 96),
    (480, 96, 208),
    (512, 64, 128),
    (64, 16, 64),
    (128, 32, 128),
)
WIDENED = ((256, 64), (512, 128), (1024, 256), (128, 32), (64, 16), (384, 96))
SIZES = (7, 8, 10, 14, 20, 28, 32, 56)
DIRECT = "one {0}x{0} convolution from the input's channels to conv's output channels"
SUM = "add up K*K*Cin*Cout of the convolutions; the 1x1 hands on few channels"


def _reduced(draw: Draw) -> tuple[str, int]:
    """A 1x1 and a larger convolution after it, without biases, and the larger kernel."""
    channels, width, out = draw.pick(REDUCED)
    width, kernel = draw.pick((width, width, width // 2)), draw.pick((3, 3, 5))
    lines = (f"conv 1x1 {width} nobias as reduce", f"conv {kernel}x{kernel} {out} pad={kernel // 2} nobias as conv")
    return network(square(channels, draw.pick(SIZES)), *lines), kernel


def _widened(draw: Draw) -> str:
    """A 1x1, a 3x3 and a 1x1 that widens, without biases."""
    channels, width = draw.pick(WIDENED)
    lines = (
        f"conv 1x1 {width} nobias as reduce",
        f"conv 3x3 {width} pad=1 nobias as conv",
        f"conv 1x1 {channels} nobias as widen",
    )
    return network(square(channels, draw.pick(SIZES)), *lines)


def _weights(draw: Draw) -> Sketch:
    return Sketch("How many weights do reduce and conv have together?", _reduced(draw)[0], "weights", SUM)


def _direct_weights(draw: Draw) -> Sketch:
    spec, kernel = _reduced(draw)
    ask = f"How many weights would {DIRECT.format(kernel)} have?"
    return Sketch(ask, spec, "direct_weights", "K*K*Cin*Cout with the channels that come in and those that come out")


def _widened_weights(draw: Draw) -> Sketch:
    return Sketch("How many weights do the three convolutions have together?", _widened(draw), "weights", SUM)


def _macs(draw: Draw) -> Sketch:
    hint = "every weight is used once at each of the H*W positions, since all strides are 1"
    return Sketch("How many multiply-accumulates (MACs) do reduce and conv take together?", _reduced(draw)[0], "macs", hint)


def _saved_weights(draw: Draw) -> Sketch:
    spec, kernel = _reduced(draw)
    ask = f"How many weights do the two save against {DIRECT.format(kernel)}?"
    return Sketch(ask, spec, "saved_weights", "K*K*Cin*Cout of the direct convolution, less the weights of both")


def _saved_macs(draw: Draw) -> Sketch:
    ask = "How many MACs do the three save against one 3x3 convolution from the input's channels to widen's output channels?"
    return Sketch(
        ask,
        _widened(draw),
        "saved_macs",
        "MACs of the direct convolution, less those of the three; each is H*W times its weights",
    )


def _direct_macs(draw: Draw) -> Sketch:
    spec, kernel = _reduced(draw)
    ask = f"How many multiply-accumulates (MACs) would {DIRECT.format(kernel)} take?"
    return Sketch(ask, spec, "direct_macs", "H*W*K*K*Cin*Cout with the channels that come in and those that come out")


def _break_even(draw: Draw) -> Sketch:
    spec, kernel = _reduced(draw)
    ask = f"Up to how many channels may reduce give out for the two to take fewer MACs than {DIRECT.format(kernel)}?"
    hint = "with r channels both take Cin*r + K*K*r*Cout at each position: solve for the r at which that is K*K*Cin*Cout"
    return Sketch(ask, spec, "break_even", hint)


def _times(draw: Draw) -> Sketch:
    spec, kernel = _reduced(draw)
    ask = f"How many times as many MACs as the two would {DIRECT.format(kernel)} take? Two decimals will do."
    return Sketch(ask, spec, "times_macs", "MACs of the direct convolution over those of both; H*W cancels")


TOPIC = Topic(
    "bottleneck",
    "what a 1x1 in front saves",
    (
        (_weights, _direct_weights, _widened_weights),
        (_macs, _saved_weights, _direct_macs),
        (_saved_macs, _break_even, _times),
    ),
)
