"""The slips that people make, one row each, and which of them a wrong answer comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from cnncalc.analysis import Figures, Row
from cnncalc.answers import BINARY_BYTES, BYTES, DECIMAL_BYTES, Answer
from cnncalc.errors import Fault
from cnncalc.layers import KINDS, windows
from cnncalc.layers.base import Layer, Padding, Shape
from cnncalc.layers.settings import make
from cnncalc.limits import SLIP_NODES
from cnncalc.marks import mark
from cnncalc.quantities import QUANTITIES, Case, Question
from cnncalc.slipped import Where, recount, reset, with_settings
from cnncalc.words.numbers import divide

COUNTED = ("macs", "flops", "ops", "mul", "add", "cmp", "div", "exp", "sqrt", "activations", "neurons", "connections")
LEARNED = ("params", "weights", "buffers", "trainable")
EXTENTS = ("output", "channels", "length", "height", "width", "activations", "neurons", "macs", "flops", "connections")
WINDOWED = (*EXTENTS, *LEARNED, "unread")  # what follows from the size of a map
SEEN = ("receptive_field", "stride")


class Slip(NamedTuple):
    """A slip: its name, what people do, the quantities that it spoils, and how the wrong value comes about.

    `change` gives the network as it is seen where the slip is made at some nodes, or a `Fault` where that cannot be. A slip of
    the pen has `reread` instead: what the answer would have been without it, None if it cannot have been made.
    """

    name: str
    does: str
    about: tuple[str, ...]
    change: Callable[[Case, Where], Case] | None = None
    reread: Callable[[Answer], Answer | None] | None = None


# Settings taken otherwise


def _setting(name: str, value: Callable[[Layer, Shape], Any]) -> Callable[[Case, Where], Case]:
    """A slip on a setting of the layers that have it."""

    def change(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
        has = name in layer.grammar().settings or name in layer.grammar().flags
        return with_settings(layer, **{name: value(layer, xs[0])}) if has else None

    return reset(change)


def _slides(layer: Layer) -> bool:
    return "padding" in (slot.name for slot in layer.grammar().settings.values())


def _padded(amounts: Callable[[int, int, int, tuple[int, int]], tuple[int, int]]) -> Callable[[Case, Where], Case]:
    """A slip on the padding: new amounts before and after from kernel, stride, dilation and the true ones of each axis."""

    def change(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
        if not _slides(layer):
            return None
        axes = zip(layer.kernel, layer.stride, windows.dilations(layer), windows.pads(layer, xs[0]))
        return with_settings(layer, padding=Padding("pad", tuple(amounts(*axis) for axis in axes)))

    return reset(change)


def _ungrouped(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    if layer.kind == "dwconv":
        size = "size", (layer.kernel, layer.stride)
        whole = make(KINDS["conv"], (size, ("out", xs[0][0] * layer.mult)), layer.rank, layer.layout)
        return with_settings(whole, padding=layer.padding, dilation=layer.dilation, nobias=layer.nobias)
    return with_settings(layer, groups=1) if "groups" in layer.grammar().settings else None


def _ceiled(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    return with_settings(layer, ceil=not layer.ceil) if _slides(layer) else None


def _wider(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    """A window one tap wider at its end, over padding that keeps the output's size."""
    if not _slides(layer):
        return None
    pads = zip(windows.dilations(layer), windows.pads(layer, xs[0]))
    padding = Padding("pad", tuple((before, after + dilation) for dilation, (before, after) in pads))
    return with_settings(layer, kernel=tuple(k + 1 for k in layer.kernel), padding=padding)


def _undilated(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    return with_settings(layer, dilation=(1,) * layer.rank) if "dilation" in layer.grammar().settings else None


def _unstrided(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    return with_settings(layer, stride=(1,) * layer.rank) if _slides(layer) else None


def _turned(layer: Layer, xs: tuple[Shape, ...]) -> Layer | None:
    if not _slides(layer) or layer.rank < 2:
        return None
    turned = {name: getattr(layer, name)[::-1] for name in ("kernel", "stride")}
    if "dilation" in layer.grammar().settings:
        turned["dilation"] = layer.dilation[::-1]
    return with_settings(layer, **turned, padding=Padding(layer.padding.mode, layer.padding.amounts[::-1]))


# Costs counted otherwise


def _inputs_left_out(row: Row) -> Figures:
    """Every filter of a dot product as flat as if it read one channel."""
    layer, xs, figures = row.node.layer, row.node.applied.xs, row.figures
    if not figures.macs:
        return figures
    channels = xs[0][0] // (layer.groups if layer.kind == "conv" else 1) if layer.kind != "dwconv" else 1
    weights = divide(figures.weights, channels)
    return figures._replace(weights=weights, params=weights + _biases(figures), macs=divide(figures.macs, channels))


def _one_filter(row: Row) -> Figures:
    """The weights and the bias of one filter, those of a dot product over all outputs' channels divided among them."""
    figures, out = row.figures, row.node.shape[0]
    if not figures.macs:
        return figures
    return figures._replace(
        weights=divide(figures.weights, out), params=divide(figures.params, out), macs=divide(figures.macs, out)
    )


def _biases(figures: Figures) -> Any:
    return figures.params - figures.weights


def _bias_beside_weights(row: Row) -> Figures:
    figures = row.figures
    macs = figures.macs + (figures.activations if figures.macs and _biases(figures) else 0)
    return figures._replace(weights=figures.params, macs=macs)


def _with_buffers(row: Row) -> Figures:
    figures = row.figures
    return figures._replace(params=figures.params + figures.buffers, weights=figures.weights + figures.buffers)


def _norms_left_out(row: Row) -> Figures:
    return row.figures._replace(params=0, weights=0) if row.node.layer.family == "normalisation" else row.figures


def _doubled(row: Row) -> Figures:
    return row.figures._replace(macs=2 * row.figures.macs)


def _halved(row: Row) -> Figures:
    return row.figures._replace(macs=divide(row.figures.macs, 2))


# The network seen otherwise


def _batched(case: Case, where: Where) -> Case:
    def times(row: Row) -> Figures:
        figures = row.figures
        params, weights, buffers = (n * case.analysis.batch for n in (figures.params, figures.weights, figures.buffers))
        return figures._replace(params=params, weights=weights, buffers=buffers)

    return recount(times)(case, where)


def _unbatched(case: Case, where: Where) -> Case:
    from cnncalc.analysis import analyze

    return case._replace(analysis=analyze(case.analysis.graph))


def _swapped(case: Case, where: Where) -> Case:
    """Height and width of every map and field the other way round."""
    analysis = case.analysis

    def swap(row: Row) -> Row:
        node, field = row.node, row.field
        from cnncalc.graph import Applied

        applied = Applied(node.layer, node.applied.xs, (node.shape[0], *node.shape[:0:-1]))
        shape = field.shape[:1] + field.shape[:0:-1]
        return row._replace(
            node=node._replace(applied=applied), field=field._replace(axes=field.axes[::-1], shape=shape, grid=field.grid[::-1])
        )

    return case._replace(analysis=analysis._replace(rows=tuple(map(swap, analysis.rows))))


def _thawed(case: Case, where: Where) -> Case:
    rows = tuple(row._replace(frozen=False) for row in case.analysis.rows)
    return case._replace(analysis=case.analysis._replace(rows=rows))


# Slips of the pen


def _other_prefix(answer: Answer) -> Answer | None:
    """MB for MiB or MiB for MB; of a count, M for the 1,048,576 of a computer's memory."""
    thousands = {"K": 1, "k": 1, "M": 2, "G": 3, "B": 3, "T": 4}
    if answer.asked == BYTES and answer.unit in BINARY_BYTES:
        factor = divide(DECIMAL_BYTES[answer.unit.replace("Ki", "K").replace("i", "")], BINARY_BYTES[answer.unit])
    elif answer.unit[:1] in thousands and answer.unit[1:] in ("", "B") and not isinstance(answer.value, tuple):
        factor = divide(1024 ** thousands[answer.unit[0]], 1000 ** thousands[answer.unit[0]])
    else:
        return None
    return answer._replace(value=answer.value * factor, step=answer.step * factor)


def _cut_off(answer: Answer) -> Answer | None:
    """Digits cut off where they should have been rounded."""
    if isinstance(answer.value, tuple) or answer.step in (0, 1):
        return None
    return answer._replace(value=answer.value + divide(answer.step, 2))
