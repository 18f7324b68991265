"""Layers of dot products on bytes: weights -1, 0 and 1 are drawn as they are needed, every sum is exact."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import prod
from random import Random
from typing import NamedTuple

from cnncalc.reference.functions import Settings
from cnncalc.reference.packed.moves import flat
from cnncalc.reference.packed.norms import Spread
from cnncalc.reference.packed.plan import Extents, PackedWindow, Weights
from cnncalc.reference.packed.products import convolve, highest
from cnncalc.reference.packed.slots import lay
from cnncalc.reference.packed.tensor import Tensor, requantize, shift
from cnncalc.reference.packed.transposed import Transposed, through, transposed
from cnncalc.reference.windows import sweeps

TERNARY = bytes(i % 3 for i in range(256))
HELD = 2**22  # weights that are held at once, in each process
LARGE = 2**21  # positions of a channel from which one process alone works on a layer, for the memory's sake


class Job(NamedTuple):
    """Some outputs of a layer, for one core; there is no window where each is a single dot product."""

    x: Tensor
    window: PackedWindow | None
    transposed: Transposed | None
    extents: Extents  # of the output, with an axis for the items where there are several
    seed: str
    outputs: range
    out: int
    bias: bool


class PartialOutputs(NamedTuple):
    """What some outputs came to: activations, and how many multiplications and weights it took."""

    data: bytes
    macs: int
    params: int


def dots(layer: Settings, x: Tensor, seed: str, spread: Spread, shares: int) -> tuple[Tensor, int, int]:
    """A layer's tensor, multiplications and weights, each as counted while they were made and drawn."""
    whole = _job(layer, flat(layer, x) if layer.kind == "fc" else x, seed)
    shares = shares if x.size < LARGE else 1
    cuts = [whole.out * i // shares for i in range(shares + 1)]
    jobs = [whole._replace(outputs=range(*cut)) for cut in pairwise(cuts) if cut[0] < cut[1]]
    parts: list[PartialOutputs] = list(spread(perform, jobs))
    extents = whole.extents[1:] if x.items > 1 else whole.extents
    tensor = Tensor(b"".join([part.data for part in parts]), extents, x.items)
    return tensor, sum(part.macs for part in parts), sum(part.params for part in parts)


def _job(layer: Settings, x: Tensor, seed: str) -> Job:
    job = Job(x, None, None, x.axes, seed, range(0), 0, not layer.nobias)
    if layer.kind == "fc":
        return job._replace(window=PackedWindow((1,), (1,), (1,), ((0, 0),)) if x.items > 1 else None, out=layer.out)
    if layer.kind == "deconv":
        work = transposed(layer, x)
        return job._replace(window=work.window, transposed=work, extents=work.extents, out=layer.out)
    windows = sweeps(layer, x.extents)
    groups = x.shape[0] if layer.kind == "dwconv" else layer.groups
    window = PackedWindow(layer.kernel, layer.stride, layer.dilation, tuple(axis.sides for axis in windows), groups)
    job = job._replace(extents=tuple(len(axis.outputs) for axis in windows))
    job = job._replace(out=groups * layer.mult if layer.kind == "dwconv" else layer.out)
    if prod(job.extents) * x.items * groups == 1:
        return job._replace(x=_under(window, x))
    if x.items > 1:
        return job._replace(window=with_items(window), extents=(x.items, *job.extents))
    return job._replace(window=window)


def _under(window: PackedWindow, x: Tensor) -> Tensor:
    """What lies under a kernel that has only one place, as a vector: the convolution is then a fully connected layer."""
    before = (pad[0] for pad in window.pads)
    axes = [(extent, pad, 0, d, k) for extent, pad, d, k in zip(x.extents, before, window.dilation, window.kernel)]
    return Tensor(b"".join([lay(channel, axes) for channel in x.channels()]), ())


def with_items(window: PackedWindow) -> PackedWindow:
    """The window with a first axis along which it sees one item at a time."""
    axes = [(1, *axis) for axis in window[:3]]
    return PackedWindow(axes[0], axes[1], axes[2], ((0, 0), *window.pads), window.groups)


def perform(job: Job) -> PartialOutputs:
    """Some outputs, as many at a time as their weights may be held."""
    work = _dense if job.window is None else _transposed if job.transposed else _convolved
    step = max(1, HELD // length(job.x, job.window))
    cuts = (job.outputs[i : i + step] for i in range(0, len(job.outputs), step))
    parts = [work(job, cut, drawn_bias(job, cut)) for cut in cuts]
    return PartialOutputs(
        b"".join([part.data for part in parts]), *(sum(column) for column in zip(*[part[1:] for part in parts]))
    )


def _dense(job: Job, outputs: range, bias: list[int]) -> PartialOutputs:
    terms, used = len(job.x.data), 0

    def rows() -> Iterator[bytes]:
        nonlocal used
        for o in outputs:
            row = draw(job.seed, range(o, o + 1), terms).data
            used += len(row)
            yield row

    sums = array("i", dense(job.x.data, rows(), 1, 2, bias or [0] * len(outputs)))
    return PartialOutputs(requantize(sums, shift(terms)), used, used + len(bias))


def _convolved(job: Job, outputs: range, bias: list[int]) -> PartialOutputs:
    assert job.window
    weights = draw(job.seed, outputs, length(job.x, job.window))
    biases = bias or [0] * len(outputs)
    sums = convolve(job.x.channels(), job.x.axes, job.window, weights, biases, outputs.start, job.out)
    assert sums is not None, "with as many terms as a row may have, sums stay below 2**31"
    planes = [requantize(channel, shift(weights.size)) for channel in sums]
    return PartialOutputs(b"".join(planes), sum(map(len, planes)) * weights.size, len(weights.data) + len(bias))


def _transposed(job: Job, outputs: range, bias: list[int]) -> PartialOutputs:
    assert job.transposed
    weights = draw(job.seed, outputs, length(job.x, job.window))
    planes = through(job.transposed, job.x, weights, bias or [0] * len(outputs), outputs.start, job.out)
    positions = len(job.x.channels()[0])  # each is multiplied by every weight
    return PartialOutputs(b"".join(planes), positions * len(weights.data), len(weights.data) + len(bias))


def length(x: Tensor, window: PackedWindow | None) -> int:
    """The weights of one output."""
    return x.shape[0] // window.groups * prod(window.kernel) if window else len(x.data)


def draw(seed: str, outputs: range, size: int) -> Weights:
    """Weights -1, 0 and 1; those of an output depend on nothing but the seed and its index."""
    return Weights(b"".join([Random(f"{seed}/{o}").randbytes(size).translate(TERNARY) for o in outputs]), size, 1, 2)


def drawn_bias(job: Job, outputs: range) -> list[int]:
    """Biases from -8 to 7; none for layers without."""
    if not job.bias:
        return []
    return [value % 16 - 8 for value in Random(job.seed).randbytes(job.out)[outputs.start : outputs.stop]]


def dense(x: bytes, rows: Iterable[bytes], zero: int, high: int, bias: Sequence[int]) -> Iterator[int]:
    """The exact dot products of x with rows of bytes u = w + zero, none above `high`; no slot can overflow here.

    Bit by bit: sum(u*x) is the sum over j of 2**j times the number of pairs of bits k of x and j-k of u that are both 1.
    A row is one integer; for each j there is one mask that has, for every byte, the bits of x in reverse, shifted by j.

    >>> list(dense(bytes([3, 5]), [bytes([2, 0]), bytes([1, 2])], 1, 2, [0, 100]))
    [-2, 105]
    """
    places = highest([x]).bit_length() + high.bit_length() - 1
    masks = [int.from_bytes(x.translate(_partners(j, high.bit_length())), "little") for j in range(places)]
    total = zero * sum(x)
    for row, b in zip(rows, bias):
        u = int.from_bytes(row, "little")
        yield sum([(u & mask).bit_count() << j for j, mask in enumerate(masks)]) - total + b


def _partners(place: int, width: int) -> bytes:
    """For each byte x, the bits i of a weight that meet bit place-i of x."""
    return bytes([sum((x >> place - i & 1) << i for i in range(min(place + 1, width))) for x in range(256)])
