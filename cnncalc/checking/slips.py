"""The slips that people make, one row each. `likely` finds which of them a wrong answer comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cnncalc.asking.answers import Answer
from cnncalc.asking.case import Case
from cnncalc.checking.slipped import costs, misread, pen
from cnncalc.checking.slipped import settings as taken
from cnncalc.checking.slipped.network import Where, recount, reset

LEARNED = ("params", "weights", "trainable")
DOTS = ("macs", "flops", "connections", "mul", "add", "ops")
MAPS = ("output", "channels", "length", "height", "width", "activations", "neurons", "positions", "unread")
SEEN = ("field", "jump", "overlap")
SIZED = (*MAPS, *DOTS, *LEARNED, "peak_activations")  # what follows from the extents of a map
RUNS = (*DOTS, "activations", "neurons", "peak_activations", "cmp", "div", "exp", "sqrt")  # what a batch multiplies
STORED = (*LEARNED, "buffers", "activations", "neurons", "peak_activations")
SELDOM, NOW_AND_THEN, OFTEN = 1, 2, 3  # how often people make a slip


class Slip(NamedTuple):
    """A slip: its name, what people do, the quantities that it spoils, and how the wrong value comes about.

    `change` gives the network as it is seen when the slip is made at some nodes; it raises an error where that cannot be.
    `instead` is another quantity, which is given in place of those. A slip of the pen has `reread`: the answer as it would be
    without it, or None where it cannot have been made. `made` says how often people make it, and `tempts` which setting makes
    it likelier where a layer has it.
    """

    name: str
    does: str
    about: tuple[str, ...] = ()
    change: Callable[[Case, Where], Case] | None = None
    reread: Callable[[Answer], Answer | None] | None = None
    instead: str = ""
    made: int = NOW_AND_THEN
    tempts: str = ""


SLIPS = (
    Slip("bias forgotten", "the biases are left out", LEARNED + DOTS, taken.setting("nobias", True), made=OFTEN),
    Slip(
        "bias counted",
        "biases are counted that the layer does not have",
        LEARNED + DOTS,
        taken.setting("nobias", False),
        tempts="nobias",
    ),
    Slip("bias counted", "biases are counted too", ("weights", "macs", "flops"), recount(costs.biases_among_weights)),
    Slip("groups ignored", "every filter reads all input channels", LEARNED + DOTS, reset(taken.ungrouped), tempts="groups"),
    Slip("FLOPs for MACs", "FLOPs are given, 2 per MAC", ("macs",), recount(costs.doubled), made=OFTEN),
    Slip("MACs for FLOPs", "MACs are given; FLOPs are 2 per MAC", ("flops",), recount(costs.halved), made=OFTEN),
    Slip(
        "padding counted once",
        "the padding is added on one side only",
        SIZED,
        taken.padded(lambda k, s, d, p: (p[0], 0)),
    ),
    Slip(
        "padding of both sides",
        "the padding of both sides is added up, not that of one given",
        ("padding",),
        taken.padded(lambda k, s, d, p: (sum(p), sum(p))),
    ),
    Slip(
        "padding forgotten",
        "the padding is left out",
        SIZED,
        taken.padded(lambda k, s, d, p: (0, 0)),
        tempts="padding",
    ),
    Slip(
        "floor against ceil",
        "the quotient is rounded the other way",
        SIZED,
        reset(taken.rounded_otherwise),
        made=OFTEN,
        tempts="ceil",
    ),
    Slip(
        "K-1 forgotten",
        "the window takes off K where it takes K - 1: the + 1 after the quotient is missing",
        SIZED,
        taken.padded(lambda k, s, d, p: (p[0], p[1] - s)),
    ),
    Slip(
        "K-1 forgotten",
        "the window is left out of the size: (W + 2P)/S",
        SIZED,
        taken.padded(lambda k, s, d, p: (p[0], p[1] + d * (k - 1) + 1 - s)),
    ),
    Slip(
        "K-1 forgotten",
        "a dilated window is taken to span d*K, not d*(K - 1) + 1",
        SIZED,
        taken.padded(lambda k, s, d, p: (p[0], p[1] + 1 - d)),
    ),
    Slip("K-1 forgotten", "the field grows by K per layer, not by K - 1", ("field",), reset(taken.wider)),
    Slip(
        "dilation ignored", "the window is taken without its dilation", SIZED + SEEN, reset(taken.undilated), tempts="dilation"
    ),
    Slip("stride ignored", "the window is taken to step by 1", SIZED + SEEN, reset(taken.unstrided)),
    Slip(
        "input channels left out",
        "a filter is taken to be K x K, without its depth",
        LEARNED + DOTS,
        recount(costs.inputs_left_out),
        made=OFTEN,
    ),
    Slip(
        "channels of the input",
        "the channels are taken from the input, not from the filters",
        SIZED,
        reset(misread.channels_kept),
    ),
    Slip(
        "channels of the input",
        "a filter is taken to be as deep as the network's input",
        LEARNED + DOTS,
        costs.as_deep_as_the_input,
    ),
    Slip("bias for every pair", "a bias is counted for every pair of maps", LEARNED, recount(costs.bias_for_each_pair)),
    Slip("sharing forgotten", "each position gets weights of its own", LEARNED, recount(costs.unshared), made=SELDOM),
    Slip("window forgotten", "every output is taken to read all of the input", DOTS, recount(costs.unwindowed), made=SELDOM),
    Slip("pool on channels", "the pool takes the channels together too", SIZED, reset(misread.pooled_channels)),
    Slip("pool on channels", "the pool makes one map of all channels", SIZED, reset(misread.merged_channels)),
    Slip(
        "H*W forgotten",
        "of a map only the channels are counted, not its H*W positions",
        SIZED,
        reset(misread.positions_forgotten),
        made=OFTEN,
    ),
    Slip("dense at each position", "the dense layer is applied at each position", SIZED, reset(misread.at_each_position)),
    Slip("jump for stride", "the jump of the field is given, not the layer's own stride", ("stride",), instead="jump"),
    Slip("stride for jump", "the layer's own stride is given, not the jump of the field", ("jump",), instead="stride"),
    Slip("kernel for field", "the kernel is given, not the field behind all layers", ("receptive_field",), instead="kernel"),
    Slip("one filter counted", "one filter is counted, not all", LEARNED + DOTS, recount(costs.one_filter), made=OFTEN),
    Slip("height and width swapped", "height and width are swapped", (*MAPS, *SEEN), costs.swapped),
    Slip(
        "height and width swapped",
        "the window's height and width are swapped",
        (*SIZED, *SEEN, "kernel", "stride", "padding"),
        reset(taken.turned),
    ),
    Slip("batch counted", "the batch multiplies what is learned once", (*LEARNED, "buffers"), costs.batched),
    Slip("batch left out", "one input is counted, not the batch", RUNS, costs.unbatched),
    Slip(
        "running statistics counted",
        "the running statistics of bn are counted, which are not learned",
        LEARNED,
        recount(costs.buffers_among_params),
    ),
    Slip("norms left out", "the parameters of the norms are left out", LEARNED, recount(costs.norms_left_out)),
    Slip("freezing ignored", "frozen parameters are counted as trained", ("trainable",), costs.thawed),
    Slip("bytes for numbers", "numbers are counted, not the bytes that each takes", STORED, costs.as_elements),
    Slip("MiB for MB", "1 MiB is 1,048,576 bytes and 1 MB is 1,000,000", reread=pen.other_prefix),
    Slip("cut off", "the digits are cut off, not rounded", reread=pen.cut_off),
    Slip("digit lost", "the last digit is missing", reread=pen.digit_lost),
    Slip("digit gained", "there is a digit too many at the end", reread=pen.digit_gained),
)
