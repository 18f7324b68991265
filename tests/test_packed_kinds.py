"""Every kind on bytes is the plain reference and the stated rule, to the bit; what is counted is what was drawn and made."""

from __future__ import annotations

import math
import tracemalloc
from collections import Counter
from fractions import Fraction
from math import prod
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import bundled_graph
from strategies import State, Step, after, examples, line_of, settings_of, shapes, specs
from test_lines import ENTRIES, Entry, extents, join_of, one_of_each_kind, spec_of

from cnncalc import SpecError, analyze, build, parse
from cnncalc.layers import KINDS
from cnncalc.reference.functions import Functions
from cnncalc.reference.kinds import FORWARD, JOINS
from cnncalc.reference.packed import dots, norms
from cnncalc.reference.packed.dots import draw as draw_rows
from cnncalc.reference.packed.kinds import BYTES, PackedCall, PackedResult, drawn
from cnncalc.reference.packed.network import PackedRun, run
from cnncalc.reference.packed.tensor import Tensor, activation, shift, table
from cnncalc.reference.tensors import flatten, reshape, shape_of
from cnncalc.reference.weights import WANTED

SEED = "5/layer"
STATED = dict.fromkeys(("sigmoid", "hardsigmoid", "tanh", "softsign", "softmax", "l2norm"), -4)
STATED |= dict.fromkeys(("ln", "gn", "instnorm"), -2)  # the rule's k, as its text has them
DOTS = ("conv", "dwconv", "deconv", "fc")


def layer_of(shape: tuple[int, ...], line: str) -> Any:
    return build(parse(f"input: {'x'.join(map(str, shape))}\nlayers:\n  - {line}\n")).nodes[-1].layer


def made(layer: Any, xs: list[Tensor]) -> PackedResult:
    return BYTES[layer.kind](PackedCall(layer, SEED, map, 1), xs)


def nested(x: Tensor) -> list[Any]:
    """Each item as nested lists."""
    return [reshape(item, x.shape) for item in x.apart()]


def numbers(shape: tuple[int, ...], items: int, random: Random) -> Tensor:
    """Any activations, or few different ones."""
    values = random.choice((range(16), range(16), range(16), (0,), (15,), (0, 15), (3, 4)))
    return Tensor.together([bytes(random.choices(values, k=prod(shape))) for _ in range(items)], shape[1:])


def weights_of(layer: Any, shape: tuple[int, ...]) -> dict[str, Any]:
    """The weights that the engine draws, in the reference's layouts."""
    if layer.kind not in DOTS:
        return drawn(layer, shape, SEED)
    wanted = WANTED[layer.kind](layer, shape)
    outs, each = wanted.get("bias", wanted["weight"])[0], prod(wanted["weight"])
    outs = layer.out if layer.kind == "deconv" else wanted["weight"][0]
    rows = draw_rows(SEED, range(outs), each // outs)
    flat = [u - rows.zero for u in rows.data]
    weight = reshape(flat, wanted["weight"]) if layer.kind != "deconv" else turned(flat, wanted["weight"], layer.groups)
    biases = [value % 16 - 8 for value in Random(SEED).randbytes(outs)]
    return {"weight": weight} if layer.nobias else {"weight": weight, "bias": biases}


def turned(flat: list[int], wanted: tuple[int, ...], groups: int) -> list[Any]:
    """Weights that are drawn output by output as PyTorch lays a transposed convolution's out, input by input."""
    ins, share, *kernel = wanted
    size, area = ins // groups, prod(kernel)
    rows = reshape(flat, (groups * share, size, area))
    return [[reshape(rows[c // size * share + o][c % size], tuple(kernel)) for o in range(share)] for c in range(ins)]


def k_of(layer: Any, shape: tuple[int, ...], branches: int) -> int:
    """The k of the rule, as `packed_tensor` states it."""
    if layer.kind == "deconv":
        axes = zip(layer.kernel, layer.stride, layer.dilation)
        return shift(shape[0] // layer.groups * prod(max(Counter(k * d % s for k in range(n)).values()) for n, s, d in axes))
    if layer.kind in DOTS:
        weight = WANTED[layer.kind](layer, shape)["weight"]
        return shift(prod(weight[1:]))
    joins = {"add": (branches - 1).bit_length(), "mul": 3 * (branches - 1)}
    return joins.get(layer.kind, STATED.get(layer.kind, 0))


def plainly(layer: Any, xs: list[Tensor], weights: dict[str, Any]) -> list[tuple[tuple[int, ...], bytes]]:
    """Each item's shape and activations, by the reference and the rule."""
    kind, k = layer.kind, k_of(layer, xs[0].shape, len(xs))
    found = []
    for branches in zip(*map(nested, xs)):
        if kind in ("roipool", "roialign"):
            height, width = xs[0].extents
            found += FORWARD[kind](layer, branches[0], {"regions": [[0, 0, width, height]] * layer.items}, Functions())
        else:
            given = list(branches) if kind in JOINS else branches[0]
            found.append(FORWARD[kind](layer, given, weights, Functions()))
    return [(shape_of(y), bytes([activation(value, k) for value in flatten(y)])) for y in found]


def check(layer: Any, xs: list[Tensor]) -> None:
    weights = weights_of(layer, xs[0].shape)
    got = made(layer, xs)
    assert [(got.tensor.shape, item) for item in got.tensor.apart()] == plainly(layer, xs, weights)
    counts = {name: len(flatten(tensor)) for name, tensor in weights.items()}
    buffers = sum(count for name, count in counts.items() if name.startswith("running"))
    assert (got.params, got.buffers) == (sum(counts.values()) - buffers, buffers)


def test_every_kind_has_a_version_on_bytes() -> None:
    assert set(BYTES) == set(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in JOINS])
def test_bytes_are_the_reference_and_the_rule(kind: str) -> None:
    @examples(25)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        spatial = KINDS[kind].spatial or kind == "deconv"
        rank2 = kind in ("roipool", "roialign")
        shape = data.draw(shapes(2 if rank2 else 1 if spatial else 0, 2 if rank2 else 3))
        settings = settings_of(data.draw, kind, shape, "chw")
        assume(after(kind, tuple(settings.items()), State(shape), "chw"))
        layer = layer_of(shape, line_of(Step(kind, settings)))
        random = Random(data.draw(st.integers(0, 2**32)))
        check(layer, [numbers(shape, data.draw(st.sampled_from((1, 1, 2, 3))), random)])

    holds()


LINES = [
    entry for entry in ENTRIES if join_of(entry.line) is None and "," not in entry.line and max(entry.figures.values()) < 20_000
]


@one_of_each_kind
@pytest.mark.parametrize("entry", LINES, ids=lambda entry: f"{entry.line} ({entry.input})")
def test_every_line_of_the_double_entry_is_the_reference_and_the_rule(entry: Entry) -> None:
    shape = extents(entry.input)
    for items in (1, 2):
        check(layer_of(shape, entry.line), [numbers(shape, items, Random(items))])


@pytest.mark.parametrize("kind", sorted(JOINS))
def test_joins_are_the_reference_and_the_rule(kind: str) -> None:
    @examples(25)
    @given(shapes(), st.sampled_from((1, 2, 2, 3, 4, 18, 40)), st.sampled_from((1, 1, 3)), st.integers(0, 2**32))
    def holds(shape: tuple[int, ...], many: int, items: int, seed: int) -> None:
        random, many = Random(seed), 2 if kind == "div" else many
        if kind in ("concat", "split"):
            forms = [(random.randint(1, 4), *shape[1:]) for _ in range(many)]
        else:
            forms = [shape, *[tuple(random.choice((n, n, 1)) for n in shape) for _ in range(many - 1)]]
            random.shuffle(forms)
        check(SimpleNamespace(kind=kind), [numbers(form, items, random) for form in forms])

    holds()


@one_of_each_kind
@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if max(entry.figures.values()) < 10**6], ids=lambda e: e.line)
def test_the_double_entry_holds_on_bytes(entry: Entry) -> None:
    *_, last = run(build(parse(spec_of(entry))), cores=1)
    figures = entry.figures
    assert (last.tensor.shape, last.tensor.items, last.macs, last.params, last.buffers) == (
        entry.shape, entry.items, figures["macs"], figures["params"], figures["buffers"],
    )  # fmt: skip


def agrees(done: PackedRun, figures: Any) -> bool:
    shapes_agree = (done.tensor.shape, done.tensor.items) == (done.node.shape, done.node.items)
    return shapes_agree and (done.macs, done.params, done.buffers) == (figures.macs, figures.params, figures.buffers)


@examples(60)
@given(specs())
def test_any_network_agrees_with_its_analysis(spec: str) -> None:
    graph = build(parse(spec))
    figures = {row.node.name: row.figures for row in analyze(graph).rows}
    assume(sum(figure.macs for figure in figures.values()) < 10**7)
    for done in run(graph, cores=1):
        assert done.node.name not in figures or agrees(done, figures[done.node.name]), done.node.name


@pytest.mark.parametrize("name", ["lenet5", "shufflenet_v2_x1_0", pytest.param("googlenet", marks=pytest.mark.sample(1 / 7))])
def test_bundled_networks_agree_and_stay_alive(name: str) -> None:
    """At their own size: every figure, and no layer whose activations are all alike."""
    graph = bundled_graph(name)
    figures = {row.node.name: row.figures for row in analyze(graph).rows}
    for done in run(graph):
        if done.node.name in figures:
            assert agrees(done, figures[done.node.name]), done.node.name
        assert len(set(done.tensor.data)) > 1, done.node.name


@pytest.mark.parametrize(
    ("input", "line", "message"),
    [
        ("3x8x8", "resize 100000x100000", "resize1 would need 30,000,000,000 activations: too many to run it"),
        ("3x8x8", "upsample 1000000000", "upsample1 would need"),
        ("1x1", "upsample 1000000000 bilinear", "upsample1 would need 1,000,000,000 activations"),
        ("1x1", "upsample 50000000", "upsample1 would need 50,000,000 positions in each channel"),
        ("1000000x1x1", "fc 1000000", "fc1 would need 1,000,001,000,000 weights"),
        ("60000000x1x1", "conv 3x3 1 half", "conv1 would need 540,000,000 weights for each output"),
        ("60000000x1x1", "deconv 3x3 1 pad=1", "deconv1 would need 540,000,000 weights for each output"),
        ("1x8x8", "conv 300x300/300 1 pad=300", "conv1 would need 90,000 weights in each kernel"),
        ("1x8x8", "conv 1x1/100000 1 pad=1000000", "conv1 would need 4,000,032,000,064 activations with its padding"),
        ("1x8x8", "conv 1x1/10000 1 pad=3000", "conv1 would need 36,096,064 positions in each channel with its padding"),
        ("1x8x8", "maxpool 1000000x1000000/999999 half", "maxpool1 would need"),
        ("1x1000000", "avgpool 500000/1", "avgpool1 would need 500,000,500,000 places under its windows along an axis"),
        ("1000000000x1x1", "relu", "input would need 1,000,000,000 activations"),
        ("1x8x8", "roipool 7x7 rois=1000000000", "roipool1 would need 49,000,000,000 activations"),
        ("1x8x8", "pad 1000000", "pad1 would need"),
        ("4x2x2", "lrn 1000000000", "lrn1 would need 1,000,000,000 neighbouring channels"),
        ("4x2x2", "lppool 2x2 p=1000000000", "lppool1 would need 1,000,000,000 factors for each power"),
        ("2x2x2", "lppool 2x2 p=400", "the numbers outgrow floats at lppool1"),
    ],
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused(input: str, line: str, message: str) -> None:
    graph = build(parse(f"input: {input}\nlayers:\n  - {line}\n"))
    with pytest.raises(SpecError) as refused:
        list(run(graph, cores=1))
    assert message in str(refused.value)


@given(st.fractions(-3, 20), st.integers(-4, 4))
def test_the_rule_is_a_floor_between_0_and_15(value: Fraction, k: int) -> None:
    level = value / Fraction(2) ** k
    assert activation(value, k) == (0 if level < 0 else 15 if level >= 15 else math.floor(level))


def test_the_rule_is_lenient_with_floats() -> None:
    """The cube root of 27, and what else may come out a little below or above a whole number."""
    assert [activation(3 + error) for error in (-1e-12, 0.0, 1e-12)] == [3, 3, 3]
    assert [activation(3 - 1e-5), activation(Fraction(3) - Fraction(1, 10**12))] == [2, 2]
    assert [activation(error * math.inf) for error in (-1, 1)] == [0, 15]


def test_a_table_is_the_formula() -> None:
    assert table(layer_of((1,), "sigmoid"))[:16] == bytes([8, 11, 14, *[15] * 13])
    assert table(layer_of((1,), "leakyrelu 0.2"))[:16] == bytes(range(16))
    assert table(layer_of((1,), "hardtanh 2:4.5"))[:6] == bytes([2, 2, 2, 3, 4, 4])
    assert table(layer_of((1,), "bn"), (("weight", 1.5), ("bias", 1), ("running_mean", -1), ("running_var", 1)))[:3] == bytes(
        [2, 3, 5]
    )


MANY_KINDS = """
input: 6x20x22
layers:
  - lrn, ln, l2norm, softmax, scale
  - lppool 2x2 p=3, resize 13x11 bilinear
  - deconv 3x3/2 8 pad=1 groups=2, conv 3x3 8 half groups=4, dwconv 3x3 half, gn 2
  - roialign 5x5 rois=3
  - conv 3x3 9 half, deconv 4x4/2 5 same, ln
  - upsample 2 bilinear, fc 20, softmax, fc 7
"""


def test_neither_cores_nor_pieces_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = build(parse(MANY_KINDS))
    whole = [done[1:] for done in run(graph, cores=1)]
    monkeypatch.setattr(norms, "PIECE", 50)
    monkeypatch.setattr(dots, "HELD", 100)
    assert [done[1:] for done in run(graph, cores=2)] == whole
    monkeypatch.setattr(dots, "LARGE", 10)
    assert [done[1:] for done in run(graph, cores=2)] == whole
    assert [done.tensor for done in run(graph, seed=1, cores=1)] != [done[0] for done in whole]


def test_a_tensor_is_dropped_when_its_last_reader_is_done() -> None:
    """A chain of equal layers takes no more memory than a few of their tensors."""
    graph = build(parse("input: 1x500x500\nlayers:\n  - repeat 40:\n      - crop 1, pad 1\n"))
    tracemalloc.start()
    for done in run(graph, cores=1):
        size = len(done.tensor.data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * size


def test_a_region_pool_with_what_follows_runs_item_by_item() -> None:
    spec = "input: 2x6x6\nlayers:\n  - roialign 4x4 rois=3\n  - conv 3x3 4 half, bn, relu\n  - deconv 2x2/2 3\n  - fc 5\n"
    done = list(run(build(parse(spec)), cores=1))
    assert [(step.tensor.items, step.tensor.shape) for step in done[1:]] == [
        (3, (2, 4, 4)), (3, (4, 4, 4)), (3, (4, 4, 4)), (3, (4, 4, 4)), (3, (3, 8, 8)), (3, (5,)),
    ]  # fmt: skip
    assert done[-1].macs == 3 * 3 * 8 * 8 * 5
    assert len(set(done[-1].tensor.apart())) == 1, "the regions are the same, the whole map"
