"""Layers whose numbers leave the bytes on the way: normalisations, softmax, blending and regions.

Where a channel or a group of them has one formula, it is a table for 16 activations; where each position has its own, some
positions at a time go through the plain reference; blending is done in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from math import lcm, prod, sqrt
from typing import Any, NamedTuple, TypeAlias

from cnncalc.reference.functions import Functions, Settings, Weights
from cnncalc.reference.kinds import FORWARD
from cnncalc.reference.normalisation import relative
from cnncalc.reference.packed.plan import Extents
from cnncalc.reference.packed.sums import in_cells
from cnncalc.reference.packed.tensor import SHIFTS, TOP, Tensor, activation, means, table
from cnncalc.reference.pooling import samples, whole
from cnncalc.reference.tensors import flatten, reshape
from cnncalc.reference.windows import Corner, centres, sweeps

PIECE = 2**15  # activations that are numbers in lists at a time, in each process
Spread: TypeAlias = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


class NormPiece(NamedTuple):
    """Some positions of all channels, or some channels with all their positions, for the plain reference."""

    layer: Settings
    planes: list[bytes]
    extents: Extents
    weights: Weights


def by_channel(layer: Settings, x: Tensor, weights: Weights) -> Tensor:
    """Kinds that have one formula per channel: bn, scale, prelu. Each channel has its own table."""
    columns = list(zip(*[[(name, value) for value in values] for name, values in weights.items()]))
    tables = [table(layer, column) for column in columns]
    if len(tables) == 1:
        return x._replace(data=x.data.translate(tables[0]))
    return x._replace(data=b"".join(map(bytes.translate, x.channels(), tables)))


def by_group(layer: Settings, x: Tensor, weights: Weights) -> Tensor:
    """gn and instnorm: mean and variance from how often each of the 16 activations occurs, then a table per channel."""
    channels, size = x.shape[0], prod(x.extents)
    share = channels // (layer.groups if layer.kind == "gn" else channels)

    def standardised(item: bytes) -> Iterator[bytes]:
        for first in range(0, channels, share):
            levels = standard_levels(item[first * size : (first + share) * size], float(layer.eps))
            for c in range(first, first + share):
                yield item[c * size : (c + 1) * size].translate(_affine(levels, weights, c, SHIFTS[layer.kind]))

    return Tensor.together([b"".join(standardised(item)) for item in x.apart()], x.extents)


def standard_levels(values: bytes, eps: float) -> list[float]:
    """What standardising makes of each of the 16 activations among these values."""
    counts, n = [values.count(v) for v in range(TOP + 1)], len(values)
    total, squares = (sum(count * v**power for v, count in enumerate(counts)) for power in (1, 2))
    deviation = sqrt((n * squares - total * total) / (n * n) + eps)
    return [(v - total / n) / deviation for v in range(TOP + 1)]


def _affine(levels: list[float], weights: Weights, channel: int, k: int) -> bytes:
    weight, bias = (weights["weight"][channel], weights["bias"][channel]) if weights else (1, 0)
    return bytes([activation(level * weight + bias, k) for level in levels]).ljust(256, b"\0")


def grn(layer: Settings, x: Tensor, weights: Weights) -> Tensor:
    """The length of each channel from its activations, then a table per channel."""
    size, plain = prod(x.extents), Functions()

    def normalised(item: bytes) -> Iterator[bytes]:
        planes = [item[first : first + size] for first in range(0, len(item), size)]
        shares = relative([list(plane) for plane in planes], layer.eps, plain)
        for plane, n, w, b in zip(planes, shares, weights["weight"], weights["bias"]):
            yield plane.translate(bytes([activation(v + (v * n * w + b)) for v in range(TOP + 1)]).ljust(256, b"\0"))

    return Tensor.together([b"".join(normalised(item)) for item in x.apart()], x.extents)


def by_position(layer: Settings, x: Tensor, weights: Weights, spread: Spread) -> Tensor:
    """Kinds that look at the channels of one position: lrn, l2norm, ln, softmax; some positions at a time."""
    channels = x.channels()
    step = max(1, PIECE // len(channels))
    pieces = (
        NormPiece(layer, [channel[i : i + step] for channel in channels], (len(channels[0][i : i + step]),), weights)
        for i in range(0, x.size, step)
    )
    return x._replace(data=b"".join([b"".join(parts) for parts in zip(*spread(plainly, pieces))]))


def plainly(piece: NormPiece) -> list[bytes]:
    """The plain reference, then the rule."""
    planes = [reshape(plane, piece.extents) for plane in piece.planes]
    y = FORWARD[piece.layer.kind](piece.layer, planes, piece.weights, Functions())
    return [bytes([activation(v, SHIFTS.get(piece.layer.kind, 0)) for v in flatten(plane)]) for plane in y]


def lppool(layer: Settings, x: Tensor, spread: Spread) -> Tensor:
    """By the plain reference, some channels at a time."""
    extents = tuple(len(axis.outputs) for axis in sweeps(layer, x.extents))
    return Tensor(b"".join([plane for part in spread(plainly, _planes(layer, x)) for plane in part]), extents, x.items)


def by_plane(layer: Settings, x: Tensor, spread: Spread) -> Tensor:
    """A kind that looks at the positions of one channel, by the plain reference, some channels at a time."""
    return x._replace(data=b"".join([plane for part in spread(plainly, _planes(layer, x)) for plane in part]))


def _planes(layer: Settings, x: Tensor) -> Iterator[NormPiece]:
    size = prod(x.extents)
    step = max(1, PIECE // size)
    for first in range(0, len(x.data), size * step):
        stop = min(len(x.data), first + size * step)
        yield NormPiece(layer, [x.data[i : i + size] for i in range(first, stop, size)], x.extents, {})


# Blending: each output is a sum of inputs with weights that are products of one weight per axis.

Axis: TypeAlias = "list[list[tuple[int, int]]]"  # for each output, positions and whole weights


class Blend(NamedTuple):
    """Planes to blend: the sums along each axis, then all divided."""

    planes: list[bytes]
    extents: Extents
    axes: list[Axis]
    divisor: int


def bilinear(x: Tensor, outputs: Extents, spread: Spread) -> Tensor:
    """Each output blends the inputs around it."""
    axes = [centres(extent, wanted) for extent, wanted in zip(x.extents, outputs)]
    return x._replace(data=blended(x, axes, spread), extents=tuple(map(len, axes)))


def blended(x: Tensor, axes: Sequence[Sequence[list[Corner]]], spread: Spread) -> bytes:
    """Every channel of every item blended, exactly; for each output on each axis there are positions and their weights."""
    divisors = [lcm(*[weight.denominator for corners in axis for _, weight in corners]) for axis in axes]
    whole = [[[(i, int(w * d)) for i, w in corners if w] for corners in axis] for axis, d in zip(axes, divisors)]
    size = prod(x.extents)
    step = max(1, PIECE // max(size, prod(map(len, axes))))
    planes = [x.data[i : i + size] for i in range(0, len(x.data), size)]
    jobs = (Blend(planes[i : i + step], x.extents, whole, prod(divisors)) for i in range(0, len(planes), step))
    return b"".join(spread(blend, jobs))


def blend(job: Blend) -> bytes:
    """The rule, k = 0, for the blends of some planes."""
    return b"".join([means(_sums(plane, job.extents, job.axes), cycle([job.divisor])) for plane in job.planes])


def _sums(values: Sequence[int], extents: Extents, axes: list[Axis]) -> Iterator[int]:
    """The outermost axis first: blocks of the inner ones are added up, multiplied by their weights."""
    if not axes:
        yield from values
        return
    size = prod(extents[1:])
    for corners in axes[0]:
        blocks = [[w * v for v in values[i * size : (i + 1) * size]] for i, w in corners]
        yield from _sums(list(map(sum, zip(*blocks))) if len(blocks) > 1 else blocks[0], extents[1:], axes[1:])


# Regions


def regional(layer: Settings, x: Tensor, spread: Spread) -> Tensor:
    """roipool and roialign: each region covers the whole map, and makes an item of each item."""
    height, width = x.extents
    take = _pooled if layer.kind == "roipool" else _aligned
    items = []
    for item in x.apart():
        seen: dict[Any, bytes] = {}
        for region in [(0, 0, width, height)] * layer.items:
            if region not in seen:
                seen[region] = take(layer, Tensor(item, x.extents), region, spread)
            items.append(seen[region])
    return Tensor.together(items, layer.size)


def _pooled(layer: Settings, x: Tensor, region: tuple[int, int, int, int], spread: Spread) -> bytes:
    x1, y1, x2, y2 = region
    ends = zip(((y1, y2), (x1, x2)), x.extents, layer.size)
    return in_cells(x, [whole(*pair, extent, count) for pair, extent, count in ends], largest=True)


def _aligned(layer: Settings, x: Tensor, region: tuple[int, int, int, int], spread: Spread) -> bytes:
    x1, y1, x2, y2 = region
    ends = zip(((y1, y2), (x1, x2)), x.extents, layer.size)
    axes = [samples(low, high, extent, count) for (low, high), extent, count in ends]
    halves = [[[(i, w / 2) for point in points for i, w in point] for points in axis] for axis in axes]
    return blended(x, halves, spread)
