"""Layers that move bytes: nothing is computed, each output is an input or a zero."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from cnncalc.reference.functions import Settings
from cnncalc.reference.packed.plan import Extents
from cnncalc.reference.packed.slots import lay
from cnncalc.reference.packed.tensor import Tensor
from cnncalc.reference.shaping import beyond
from cnncalc.reference.windows import nearest


def identity(layer: Settings, x: Tensor) -> Tensor:
    """x itself; `dropout` too does nothing at inference."""
    return x


def flat(layer: Settings, x: Tensor) -> Tensor:
    """Each item's numbers as one vector."""
    return Tensor.together(x.apart(), ())


def reshape(layer: Settings, x: Tensor) -> Tensor:
    """Each item's numbers in the same order under another shape."""
    return Tensor.together(x.apart(), layer.size[1:])


def pad(layer: Settings, x: Tensor) -> Tensor:
    """Zeros before and after each spatial axis, or positions once more."""
    if layer.reflect or layer.replicate or layer.edge:
        picks = [beyond(layer, extent, *ends) for extent, ends in zip(x.extents, layer.pad)]
        rows = len(x.data) // prod(x.extents)
        return Tensor(taken(x.data, (rows, *x.extents), (range(rows), *picks)), tuple(map(len, picks)), x.items)
    extents = tuple(before + extent + after for (before, after), extent in zip(layer.pad, x.extents))
    return laid(x, extents, [before for before, _ in layer.pad])


def crop(layer: Settings, x: Tensor) -> Tensor:
    """Positions cut off before and after each spatial axis."""
    kept = [range(before, extent - after) for (before, after), extent in zip(layer.pad, x.extents)]
    return laid(x, tuple(map(len, kept)), (0,) * len(kept), [axis.start for axis in kept])


def laid(x: Tensor, extents: Extents, before: Sequence[int], phase: Sequence[int] = (), stride: Sequence[int] = ()) -> Tensor:
    """Every channel of every item on a canvas of these extents: the padding before it, then every stride-th from `phase` on."""
    rank = len(extents)
    rows = len(x.data) // prod(x.extents)
    axes = zip(x.extents, before, phase or (0,) * rank, stride or (1,) * rank, extents)
    return Tensor(lay(x.data, [(rows, 0, 0, 1, rows), *axes]), extents, x.items)


def resampled(x: Tensor, outputs: Extents) -> Tensor:
    """Each output is the nearest input."""
    picks = [nearest(extent, wanted) for extent, wanted in zip(x.extents, outputs)]
    rows = len(x.data) // prod(x.extents)
    return Tensor(taken(x.data, (rows, *x.extents), (range(rows), *picks)), tuple(map(len, picks)), x.items)


def taken(data: bytes, extents: Extents, picks: Sequence[Sequence[int]]) -> bytes:
    """Bytes at the places picked on each axis; a place that follows itself is looked up once.

    >>> taken(b"abcdef", (2, 3), ([1, 1, 0], [0, 2, 2]))
    b'dffdffacc'
    """
    if list(picks[0]) == list(range(extents[0])) and len(picks) == 1:
        return data
    if len(picks) == 1:
        return bytes(map(data.__getitem__, picks[0]))
    size, found = len(data) // extents[0], {}
    for i in set(picks[0]):
        found[i] = taken(data[i * size : (i + 1) * size], extents[1:], picks[1:])
    return b"".join([found[i] for i in picks[0]])


def shuffle(layer: Settings, x: Tensor) -> Tensor:
    """GROUPS runs of channels dealt out in turn."""
    channels = x.channels()
    size = len(channels) // layer.groups
    return Tensor(b"".join([plane for place in range(size) for plane in channels[place::size]]), x.extents, x.items)


def slice(layer: Settings, x: Tensor) -> Tensor:
    """The channels from A up to, not including, B."""
    start, stop = layer.span
    return Tensor(x.data[start * x.size : stop * x.size], x.extents, x.items)


def pad_channels(layer: Settings, x: Tensor) -> Tensor:
    """N channels of zeros after x's."""
    return Tensor(x.data + bytes(layer.n * x.size), x.extents, x.items)


def concat(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The channels of all branches, concatenated; `split` does the same with what its branches return."""
    return Tensor(b"".join([x.data for x in xs]), xs[0].extents, xs[0].items)


def space_to_depth(layer: Settings, x: Tensor) -> Tensor:
    """Each position of a block of R positions per side becomes a channel."""
    extents = tuple(extent // layer.r for extent in x.extents)
    axes = [layer.r] * layer.rank
    parts = [laid(x, extents, (0,) * layer.rank, at, axes).channels() for at in product(range(layer.r), repeat=layer.rank)]
    return Tensor(b"".join([plane for corners in zip(*parts) for plane in corners]), extents, x.items)


def pixelshuffle(layer: Settings, x: Tensor) -> Tensor:
    """R^rank channels become the positions of blocks of R positions per side."""
    extents = tuple(extent * layer.r for extent in x.extents)
    channels, corners = x.channels(), list(product(range(layer.r), repeat=layer.rank))
    planes = []
    for first in range(0, len(channels), len(corners)):
        canvas = bytearray(x.items * prod(extents))
        for plane, at in zip(channels[first:], corners):
            scatter(canvas, (x.items, *extents), plane, [range(x.items), *(range(i, e, layer.r) for i, e in zip(at, extents))])
        planes.append(bytes(canvas))
    return Tensor(b"".join(planes), extents, x.items)


def scatter(canvas: bytearray, extents: Extents, plane: bytes, places: Sequence[range]) -> None:
    """Lay a plane on a canvas with these extents, its positions along each axis at the places given."""
    *outer, inner = places
    pitches = [prod(extents[axis + 1 :]) for axis in range(len(outer))]
    step = len(inner)
    for row, spot in enumerate(product(*outer)):
        start = sum(i * pitch for i, pitch in zip(spot, pitches))
        canvas[start + inner.start : start + inner.stop : inner.step] = plane[row * step : (row + 1) * step]
