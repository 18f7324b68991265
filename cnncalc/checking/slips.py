"""The slips that people make, one row each, and which of them a wrong answer comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cnncalc.asking.answers import Answer
from cnncalc.asking.case import Case
from cnncalc.asking.marks import mark
from cnncalc.asking.questions import Query
from cnncalc.checking.slipped import costs, pen
from cnncalc.checking.slipped import settings as taken
from cnncalc.checking.slipped.network import Where, recount, reset
from cnncalc.errors import CnncalcError, Fault
from cnncalc.limits import SLIP_NODES
from cnncalc.words.numbers import symbolic

LEARNED = ("params", "weights", "trainable")
DOTS = ("macs", "flops", "connections", "mul", "add", "ops")
MAPS = ("output", "channels", "length", "height", "width", "activations", "neurons", "positions", "unread")
SEEN = ("field", "jump", "overlap")
SIZED = (*MAPS, *DOTS, *LEARNED, "peak_activations")  # what follows from the extents of a map
RUNS = (*DOTS, "activations", "neurons", "peak_activations", "cmp", "div", "exp", "sqrt")  # what a batch multiplies
STORED = (*LEARNED, "buffers", "activations", "neurons", "peak_activations")


class Slip(NamedTuple):
    """A slip: its name, what people do, the quantities that it spoils, and how the wrong value comes about.

    `change` gives the network as it is seen when the slip is made at some nodes; it raises an error where that cannot be. A
    slip of the pen has `reread` instead: the answer as it would be without it, or None where it cannot have been made.
    """

    name: str
    does: str
    about: tuple[str, ...] = ()
    change: Callable[[Case, Where], Case] | None = None
    reread: Callable[[Answer], Answer | None] | None = None


SLIPS = (
    Slip("bias forgotten", "the biases are left out", LEARNED + DOTS, taken.setting("nobias", True)),
    Slip("bias counted", "biases are counted that the layer does not have", LEARNED + DOTS, taken.setting("nobias", False)),
    Slip("bias counted", "biases are counted too", ("weights", "macs", "flops"), recount(costs.biases_among_weights)),
    Slip("groups ignored", "every filter reads all input channels", LEARNED + DOTS, reset(taken.ungrouped)),
    Slip("FLOPs for MACs", "FLOPs are given, 2 per MAC", ("macs",), recount(costs.doubled)),
    Slip("MACs for FLOPs", "MACs are given; FLOPs are 2 per MAC", ("flops",), recount(costs.halved)),
    Slip("padding counted once", "the padding is added on one side only", SIZED, taken.padded(lambda k, s, d, p: (p[0], 0))),
    Slip(
        "padding of both sides",
        "the padding of both sides is added up, not that of one given",
        ("padding",),
        taken.padded(lambda k, s, d, p: (sum(p), sum(p))),
    ),
    Slip("padding forgotten", "the padding is left out", SIZED, taken.padded(lambda k, s, d, p: (0, 0))),
    Slip("floor against ceil", "the quotient is rounded the other way", SIZED, reset(taken.rounded_otherwise)),
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
    Slip("dilation ignored", "the window is taken without its dilation", SIZED + SEEN, reset(taken.undilated)),
    Slip("stride ignored", "the window is taken to step by 1", SIZED + SEEN, reset(taken.unstrided)),
    Slip(
        "input channels left out",
        "a filter is taken to be K x K, without its depth",
        LEARNED + DOTS,
        recount(costs.inputs_left_out),
    ),
    Slip("one filter counted", "one filter is counted, not all", LEARNED + DOTS, recount(costs.one_filter)),
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


def likely(question: Query, answer: Answer, value: Any, case: Case) -> tuple[Slip, ...]:
    """The slips that give a wrong answer, in the order of the table; none where no known one does, or the network is large.

    `value` is the right answer. Each slip is tried at the layers that are asked about, then everywhere. An answer that is
    rounded to one digit would fit some slip by chance.
    """
    if answer.sign or _is_coarse(answer) or len(case.analysis.graph.nodes) > SLIP_NODES:
        return ()
    return tuple(slip for slip in SLIPS if _gives(slip, question, answer, value, case))


def _is_coarse(answer: Answer) -> bool:
    if isinstance(answer.value, tuple) or symbolic(answer.value):
        return False
    return answer.step not in (0, 1) and abs(answer.value) < 10 * answer.step


def _gives(slip: Slip, question: Query, answer: Answer, value: Any, case: Case) -> bool:
    if slip.reread:
        plain = not isinstance(answer.value, tuple) and not symbolic(answer.value)
        unslipped = slip.reread(answer) if plain else None
        return unslipped is not None and mark(unslipped, value).right
    layout, batch = case.analysis.graph.layout, case.analysis.batch
    return any(mark(answer, wrong, layout, batch).right for wrong in wrong_values(slip, question, value, case))


def wrong_values(slip: Slip, question: Query, value: Any, case: Case) -> Iterator[Any]:
    """What a slip makes of the right answer `value`, where that is something else."""
    if not slip.change or not question.asks(slip.about):
        return
    asked = frozenset(node for term in question.terms.values() for node in term.nodes)
    for where in dict.fromkeys((asked, frozenset(range(len(case.analysis.graph.nodes))))):
        try:
            wrong = question.value(case, slip.change(case, where), slip.about)
        except (Fault, CnncalcError):  # so slipped, the network does not fit together
            continue
        if wrong != value:
            yield wrong
