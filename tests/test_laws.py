"""Laws that hold for every network, tried on random ones; what they compare with is written here, the slow and plain way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from math import prod
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import graph_of, rows_of
from strategies import (
    STEPS,
    Drawn,
    Step,
    drawn_specs,
    examples,
    extents,
    line_of,
    mapping_of,
    settings_of,
    shapes,
    specs,
    uneven_specs,
)

from cnncalc import KINDS, Graph, SpecError, analyze
from cnncalc.analysis.analyze import Figures, Row
from cnncalc.analysis.seen import length
from cnncalc.layers.base import Ops
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Node
from cnncalc.network.write import spec_lines
from cnncalc.reference.lines import trace
from cnncalc.words.usage import PADDING_FLAGS

Span: TypeAlias = "tuple[int, int] | None"  # the first and last position seen; None for nothing at all


# Windows


class Axis(NamedTuple):
    """One axis that a window slides along."""

    extent: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    padding: str = ""
    before: int = 0
    after: int = 0
    ceil: bool = False

    @property
    def span(self) -> int:
        """How many positions lie between the first and the last tap, both included."""
        return len(range(0, self.kernel * self.dilation, self.dilation)) + (self.kernel - 1) * (self.dilation - 1)

    def padded(self) -> tuple[int, int]:
        """The padding before and after."""
        if self.padding in ("same", "same_lower"):
            plain = self._replace(ceil=False)
            total = next(total for total in range(1000) if len(plain.starts(0, total)) >= -(-self.extent // self.stride))
            small, large = sorted((total // 2, (total + 1) // 2))
            return (small, large) if self.padding == "same" else (large, small)
        if self.padding == "causal":
            return self.dilation * (self.kernel - 1), 0
        both = {"valid": 0, "half": self.dilation * (self.kernel - 1) // 2, "full": self.dilation * (self.kernel - 1), "": 0}
        return (self.before, self.after) if self.padding == "pad" else (both[self.padding],) * 2

    def starts(self, before: int, after: int) -> list[int]:
        """Where the windows start that find room."""
        starts, at = [], -before
        while self.stands(at, after):
            starts.append(at)
            at += self.stride
        return starts

    def stands(self, at: int, after: int) -> bool:
        """Whether there is a window here: inside, or under `ceil` less than a stride outside, and not behind the input."""
        outside = at + self.span - (self.extent + after)
        return outside <= 0 or (self.ceil and outside < self.stride and at < self.extent)

    def slid(self) -> tuple[int, int]:
        """How many windows there are, and how many positions lie behind the last one."""
        before, after = self.padded()
        starts = self.starts(before, after)
        return len(starts), max(0, self.extent + after - (starts[-1] + self.span)) if starts else 0


SLIDING = ("conv", "dwconv", "maxpool", "avgpool", "lppool")


@st.composite
def slides(draw: st.DrawFn) -> tuple[str, list[Axis]]:
    """A kind whose window slides along one to three axes."""
    kind = draw(st.sampled_from(SLIDING))
    padding = draw(st.sampled_from(["", *PADDING_FLAGS, "pad"]))
    ceil = "ceil" in KINDS[kind].usage and draw(st.booleans())
    dilations = st.integers(1, 3 if "dilation" in KINDS[kind].usage else 1)
    pads = st.integers(0, 5)
    numbers = st.tuples(st.integers(1, 20), st.integers(1, 5), st.integers(1, 4), dilations, st.just(padding), pads, pads)
    return kind, [Axis(*drawn, ceil) for drawn in draw(st.lists(numbers, min_size=1, max_size=3))]


def slide_text(kind: str, axes: list[Axis]) -> str:
    """The spec of one sliding layer."""
    size = "x".join(str(axis.kernel) for axis in axes) + "/" + "x".join(str(axis.stride) for axis in axes)
    pad = "pad=" + "x".join(f"{axis.before}:{axis.after}" for axis in axes)
    words = [kind, size, "2" * (kind == "conv"), pad if axes[0].padding == "pad" else axes[0].padding, "ceil" * axes[0].ceil]
    words += ["dilation=" + "x".join(str(axis.dilation) for axis in axes)] * ("dilation" in KINDS[kind].usage)
    return f"input: {extents((2, *(axis.extent for axis in axes)), 'chw')}\nlayers: {' '.join(filter(None, words))}\n"


@examples(400)
@given(slides())
def test_windows_stand_where_a_hand_would_put_them(slide: tuple[str, list[Axis]]) -> None:
    kind, axes = slide
    text, by_hand = slide_text(kind, axes), [axis.slid() for axis in axes]
    padding_alone = kind.endswith("pool") and any(max(axis.padded()) >= axis.span for axis in axes)
    if padding_alone or any(outputs < 1 for outputs, _ in by_hand):
        with pytest.raises(SpecError, match="the window"):
            graph_of(text)
        return
    node = graph_of(text).nodes[-1]
    assert list(zip(node.shape[1:], node.layer.unread(node.applied.xs[0]))) == by_hand


# Sums


@examples(100)
@given(drawn_specs())
def test_names_expressions_and_blocks_mean_the_numbers_that_they_were_made_from(drawn: Drawn) -> None:
    graph = graph_of(drawn.text)
    ends = [graph.nodes[graph.outputs["output"]]] if "output" in graph.outputs else graph.nodes  # heads alone come out
    assert drawn.end in [(end.shape, end.items) for end in ends]


def numbers_of(figures: Figures) -> list[int]:
    """All figures in a row, each class of operations by itself."""
    return [figure for figure in figures if not isinstance(figure, Ops)] + [*figures.ops]


@examples(100)
@given(specs())
def test_totals_are_sums_of_rows(text: str) -> None:
    graph = graph_of(text)
    analysis = analyze(graph)
    totals = analysis.totals
    assert [row.node for row in analysis.rows] == list(graph.layers())
    for name in ("params", "weights", "buffers", "macs", "flops", "activations"):
        assert getattr(totals.figures, name) == sum(getattr(row.figures, name) for row in analysis.rows)
    for name in totals.figures.ops._fields:
        assert getattr(totals.figures.ops, name) == sum(getattr(row.figures.ops, name) for row in analysis.rows)
    frozen = {graph.nodes[index].name for index in graph.frozen}
    assert totals.trainable == sum(row.figures.params for row in analysis.rows if row.node.name not in frozen)


@examples(60)
@given(specs(), st.integers(1, 10**15))
def test_a_batch_multiplies_what_it_runs_and_nothing_that_it_keeps(text: str, batch: int) -> None:
    graph = graph_of(text)
    one, many = analyze(graph), analyze(graph, batch)
    assert many.totals.peak_activations == batch * one.totals.peak_activations
    assert many.totals.trainable == one.totals.trainable
    for single, several in zip([*one.rows, one.totals], [*many.rows, many.totals]):
        a, b = single.figures, several.figures
        assert (b.params, b.weights, b.buffers) == (a.params, a.weights, a.buffers)
        assert (b.macs, b.flops, b.activations) == (batch * a.macs, batch * a.flops, batch * a.activations)
        assert tuple(b.ops) == tuple(batch * count for count in a.ops)


# Round trips


def facts(graph: Graph) -> list[tuple[object, ...]]:
    """What `expand` must keep of every node."""
    names = [node.name for node in graph.nodes]
    return [
        (node.name, node.layer.kind, text_of(node.layer), node.shape, node.items, [names[i] for i in node.inputs])
        for node in graph.nodes
    ]


@examples(150)
@given(specs(depth=3))
def test_what_expand_prints_is_the_same_network(text: str) -> None:
    graph = graph_of(text)
    again = graph_of("\n".join(spec_lines(graph)))
    assert facts(again) == facts(graph)
    assert (again.inputs, again.outputs, again.frozen) == (graph.inputs, graph.outputs, graph.frozen)
    assert (again.name, again.source, again.layout) == (graph.name, graph.source, graph.layout)
    assert analyze(again).totals == analyze(graph).totals
    assert list(spec_lines(again)) == list(spec_lines(graph))


@examples(150)
@given(specs())
def test_no_two_tensors_have_one_name(text: str) -> None:
    names = [node.name for node in graph_of(text).nodes]
    assert len(set(names)) == len(names)


def alone(row: Row, layout: str) -> str:
    """The spec of a row's layer by itself, on inputs of the same shapes."""
    shapes = {f"in{i}": extents(x, layout) for i, x in enumerate(row.node.applied.xs)}
    text = text_of(row.node.layer)
    joins = "".join(f"\n    - from {name}" for name in shapes)
    step = f"{text}:{joins}" if row.node.layer.joins else text
    return f"layout: {layout}\ninput:\n" + "".join(f"  {name}: {x}\n" for name, x in shapes.items()) + f"layers:\n  - {step}\n"


@examples(80)
@given(specs())
def test_the_text_of_a_layer_is_the_layer(text: str) -> None:
    graph = graph_of(text)
    for row in analyze(graph).rows:
        if row.node.layer.kind == "split":  # its branches start from slices, which stand before it
            continue
        again = rows_of(alone(row, graph.layout))[-1]
        times = row.node.items // again.node.items
        per_picture = [*numbers_of(again.figures)[:3], *(times * count for count in numbers_of(again.figures)[3:])]
        assert text_of(again.node.layer) == text_of(row.node.layer)
        assert again.node.shape == row.node.shape
        assert per_picture == numbers_of(row.alone)
        assert again.node.layer.reach(again.node.shape, *again.node.applied.xs) == row.node.layer.reach(
            row.node.shape, *row.node.applied.xs
        )


def outcome(line: str, shape: tuple[int, ...]) -> object:
    """What a line comes to: its layer's text, shape and figures, or what is said against it."""
    try:
        row = rows_of(f"input: {extents(shape, 'chw')}\nlayers:\n  - {line}\n")[-1]
    except SpecError as error:
        return [problem.message for problem in error.problems]
    return text_of(row.node.layer), row.node.name, row.node.shape, row.figures, row.field


@pytest.mark.parametrize("kind", STEPS)
@examples(20)
@given(st.data())
def test_a_step_written_out_is_the_step_on_a_line(kind: str, data: st.DataObject) -> None:
    shape = data.draw(shapes(1 if KINDS[kind].spatial else 0))
    step = Step(kind, settings_of(data.draw, kind, shape, "chw"), name=data.draw(st.sampled_from(["", "here"])))
    assert outcome(mapping_of(step), shape) == outcome(line_of(step), shape)


# Receptive fields, tap by tap


def per_axis(text: str, rank: int) -> list[str]:
    """`2` or `2x1`, one for each axis."""
    return text.split("x") * (1 if "x" in text else rank)


class Words(NamedTuple):
    """A layer's text, taken apart."""

    kind: str
    first: str
    settings: dict[str, str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Take a text apart."""
        kind, *words = text.split()
        loose = [word for word in words if "=" not in word]
        named = dict(word.split("=") for word in words if "=" in word)
        return cls(kind, loose[0] if loose else "", {**dict.fromkeys(loose[1:], "true"), **named})


def axis_of(words: Words, extent: int, axis: int, rank: int) -> Axis:
    """The window of a layer along an axis."""
    kernel, _, stride = words.first.partition("/")
    usual = kernel if words.kind.endswith("pool") else "1"
    padding = next((word for word in (*PADDING_FLAGS, "pad") if word in words.settings), "")
    ends = per_axis(words.settings.get("pad", "0"), rank)[axis].split(":")
    numbers = (int(per_axis(text, rank)[axis]) for text in (kernel, stride or usual, words.settings.get("dilation", "1")))
    return Axis(extent, *numbers, padding, int(ends[0]), int(ends[-1]), "ceil" in words.settings)


def landed(axis: Axis, same: bool, o: int) -> list[int]:
    """The inputs of a transposed convolution whose kernels land on an output."""
    crop = max(axis.span - axis.stride, 0) // 2 if same else axis.before
    hits = [o + crop - k * axis.dilation for k in range(axis.kernel)]
    return [hit // axis.stride for hit in hits if hit % axis.stride == 0]


def resampled(w: int, out: int, bilinear: bool, o: int) -> list[int]:
    """The inputs that an output of a resized picture is made of."""
    if not bilinear:
        return [o * w // out]
    place = Fraction((2 * o + 1) * w, 2 * out) - Fraction(1, 2)
    return [place.numerator // place.denominator, -(-place.numerator // place.denominator)]


def taps(node: Node, axis: int, o: int) -> Iterable[int]:
    """The positions of the input that an output position reads, those on padding too."""
    words, x, y, rank = Words.of(text_of(node.layer)), node.applied.xs[0], node.shape, len(node.shape) - 1
    kind, w, out = words.kind, x[1 + axis], y[1 + axis]
    if kind in (*SLIDING, "deconv"):
        window = axis_of(words, w, axis, rank)
        if kind == "deconv":
            return landed(window, "same" in words.settings, o)
        start = o * window.stride - window.padded()[0]
        return range(start, start + window.span, window.dilation)
    if kind.startswith("adaptive"):
        return range(o * w // out, -(-(o + 1) * w // out)) if out > 1 else range(w)
    if kind in ("upsample", "resize", "pixelshuffle"):
        return resampled(w, out, "bilinear" in words.settings, o)
    if kind == "space_to_depth":
        return range(o * int(words.first), (o + 1) * int(words.first))
    if kind in ("pad", "crop"):
        before = int(per_axis(words.first, rank)[axis].split(":")[0])
        return [o - before if kind == "pad" else o + before]
    whole = kind in ("gap", "gmp", "gn", "instnorm", "grn", "roipool", "roialign") or "positions" in text_of(node.layer).split()
    return range(w) if whole else [o]


class Sight:
    """What every output of every node sees of the input along one axis, found by following each tap."""

    def __init__(self, graph: Graph, axis: int) -> None:
        self.graph = graph
        self.axis = axis
        self.known: dict[tuple[int, int], Span] = {}
        self.whole: list[bool] = []
        for node in graph.nodes:
            self.whole.append(ends_axes(node) or (bool(node.inputs) and all(self.whole[i] for i in node.inputs)))
        # Far out, where every stride and every factor divides, and further than any padding reaches.
        self.far = prod(60 * prod(node.shape) for node in graph.nodes)

    def extent(self, index: int) -> int:
        """How many positions a node has."""
        return 1 if self.whole[index] else self.graph.nodes[index].shape[1 + self.axis]

    def seen(self, index: int, o: int) -> Span:
        """The first and the last position that output o of a node sees."""
        if (index, o) not in self.known:
            self.known[index, o] = self.looked(index, o)
        return self.known[index, o]

    def looked(self, index: int, o: int) -> Span:
        node = self.graph.nodes[index]
        if not node.inputs:
            return o, o
        if node.layer.joins:
            return hull(self.branch(index, i, o) for i in node.inputs)
        before = node.inputs[0]
        if self.whole[index]:
            return hull(self.seen(before, i) for i in range(self.extent(before)))
        return hull(self.seen(before, i) for i in taps(node, self.axis, o))

    def branch(self, join: int, branch: int, o: int) -> Span:
        """What output o of a join sees through one of its branches; an extent of 1 is the same everywhere."""
        return self.seen(branch, 0 if self.extent(branch) == 1 < self.extent(join) or self.whole[branch] else o)

    def stride(self, seen: Callable[[int], Span]) -> Fraction:
        """How far on the next output looks, on average."""
        one = next(filter(None, map(seen, range(self.far, self.far + 1000))))
        offset = next(o for o in range(1000) if seen(self.far + o))
        two = seen(2 * self.far + offset)
        assert two
        return Fraction(two[0] - one[0], self.far)

    def strides(self, index: int) -> set[Fraction]:
        """The strides of the branches that meet in a node."""
        inputs = self.graph.nodes[index].inputs
        return {self.stride(partial(self.branch, index, i)) for i in inputs}

    def drifts(self, index: int) -> bool:
        """Whether branches of different strides meet in a node."""
        return self.graph.nodes[index].layer.joins and len(self.strides(index)) > 1

    def gaps(self, index: int) -> bool:
        """Whether a node sees nothing at all, or an output of a join nothing through one branch: a stride is a mean then."""
        node, outputs = self.graph.nodes[index], range(self.extent(index))
        blind = node.layer.joins and not all(self.branch(index, i, o) for o in outputs for i in node.inputs)
        return blind or not any(self.seen(index, o) for o in outputs)

    def aligned(self, index: int) -> bool:
        """Whether the branches that meet in a node have the same strides and centres."""
        node = self.graph.nodes[index]
        if not node.layer.joins:
            return True
        columns = [[self.branch(index, i, o) for i in node.inputs] for o in range(self.extent(index))]
        return not self.drifts(index) and all(len({first + last for first, last in filter(None, seen)}) < 2 for seen in columns)

    def found(self, index: int) -> tuple[int, int, Fraction]:
        """Size, start and stride."""
        seen = [span for span in (self.seen(index, o) for o in range(self.extent(index))) if span]
        size = max(last - first + 1 for first, last in seen)
        return size, seen[0][0], self.stride(lambda o: self.seen(index, o))


def hull(spans: Iterable[Span]) -> Span:
    """What several spans cover together."""
    seen = [span for span in spans if span]
    return (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None


def ends_axes(node: Node) -> bool:
    """Whether the axes of a tensor are not those of the input any more, so that all of it sees all that went in."""
    return len(node.shape) == 1 or (node.layer.kind == "reshape" and node.shape != node.applied.xs[0])


@examples(100)
@given(specs(least=1, most=2))
def test_receptive_fields_are_what_the_taps_reach(text: str) -> None:
    graph = graph_of(text)
    assume(len(graph.inputs) == 1)
    sights = [Sight(graph, axis) for axis in range(len(graph.nodes[0].shape) - 1)]
    drifted, aligned = [False], [True]
    rows = analyze(graph).rows
    assume(all(row.field.axes for row in rows))  # none is stated where neighbours' stretches differ in a thousand ways
    for index, row in enumerate(rows, 1):
        inputs = row.node.inputs
        assume(row.field.axes)  # stretches that repeat too late are not stated
        assume(not any(sight.gaps(index) for sight in sights))
        aligned.append(all(aligned[i] for i in inputs) and all(sight.aligned(index) for sight in sights))
        assert row.field.aligned == aligned[-1]
        found = tuple(zip(*(sight.found(index) for sight in sights)))
        assert row.field.stride == found[2]
        if not any(drifted[i] for i in inputs):  # behind branches of different strides the padding may show less
            assert (row.field.size, row.field.start) == found[:2]
        drifted.append(any(drifted[i] for i in inputs) or any(sight.drifts(index) for sight in sights))


def within(part: Span, whole: Span) -> bool:
    """Whether all of one stretch lies in another."""
    return part is None or (whole is not None and whole[0] <= part[0] and part[1] <= whole[1])


@examples(300)
@given(uneven_specs())
def test_fields_of_uneven_branches_hold_what_is_seen_and_no_more_than_the_taps_reach(text: str) -> None:
    """What windows reach in the padding is counted too, but never less than there is."""
    graph = graph_of(text)
    sight = Sight(graph, 0)
    for index, (row, saw) in enumerate(zip(analyze(graph).rows, list(trace(graph, 0))[1:]), 1):
        if not row.field.axes:  # stretches that repeat too late are not stated
            continue
        (axis,) = row.field.axes
        stated = [axis.stretch(o) for o in range(len(saw))]
        for o, stretch in enumerate(stated):
            assert within(saw[o], stretch) and within(stretch, sight.seen(index, o)), (row.node.name, o)
        sizes = [length(stretch) for stretch in stated]
        assert (row.field.size[0], axis.least(len(saw))) == (max(sizes), min(sizes))


# Memory


def naive_peak(graph: Graph) -> int:
    """The most elements alive at once: every tensor's memory is watched at every step."""
    memories: list[list[int]] = []  # tensors that lie in the same memory
    for index, node in enumerate(graph.nodes):
        mine = next((memory for memory in memories if node.inputs and node.inputs[0] in memory), [])
        if node.layer.kind in ("identity", "dropout", "flatten", "reshape") or (
            works_in_place(node) and last_use(graph, mine) == index
        ):
            mine.append(index)
        else:
            memories.append([index])
    lives = [(first_use(graph, memory), last_use(graph, memory), size_of(graph, memory)) for memory in memories]
    return max(sum(size for first, last, size in lives if first <= step <= last) for step in range(len(graph.nodes)))


def works_in_place(node: Node) -> bool:
    """Whether a layer may write its output over its input."""
    kind = node.layer.kind
    apart = ("maxout", "mean_over", "max_over")
    alike = kind in KINDS and KINDS[kind].family in ("activation", "arithmetic") and kind not in apart
    return kind in ("bn", "scale", "shift") or alike


def first_use(graph: Graph, memory: list[int]) -> int:
    """The step at which a memory is first written; inputs are there from the start."""
    return memory[0] if graph.nodes[memory[0]].inputs else 0


def last_use(graph: Graph, memory: list[int]) -> int:
    """The step at which a memory is last read, or written if nobody reads it; an output is read after the end."""
    if set(memory) & set(graph.outputs.values()):
        return len(graph.nodes)
    return max([*memory, *(step for step, node in enumerate(graph.nodes) if set(memory) & set(node.inputs))])


def size_of(graph: Graph, memory: list[int]) -> int:
    """The elements of a memory."""
    node = graph.nodes[memory[0]]
    return prod(node.shape) * node.items


@examples(300)
@given(specs())
def test_peak_activations_are_what_watching_every_tensor_gives(text: str) -> None:
    graph = graph_of(text)
    read = {i for node in graph.nodes for i in node.inputs} | set(graph.outputs.values())
    assume(read.issuperset(graph.inputs.values()))  # the rule does not say how long an input lives that nobody reads
    assert analyze(graph).totals.peak_activations == naive_peak(graph)
