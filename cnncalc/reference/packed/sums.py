"""Pools and elementwise joins on bytes: maxima, exact sums, and the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, product
from math import prod

from cnncalc.reference.functions import Settings
from cnncalc.reference.packed.moves import taken
from cnncalc.reference.packed.plan import Extents
from cnncalc.reference.packed.slots import lay
from cnncalc.reference.packed.tensor import MAX, MIN, PRODUCT, QUOTIENT, Tensor, activation, means, paired, summed
from cnncalc.reference.windows import Sweep, cells, sweeps

Cell = Sequence[range]  # the positions along each axis


def maxpool(layer: Settings, x: Tensor) -> Tensor:
    """The largest under each window, axis after axis; padding is 0 and none is less."""
    for axis, sweep in enumerate(sweeps(layer, x.extents)):
        extents = (*x.extents[:axis], len(sweep.outputs), *x.extents[axis + 1 :])
        x = Tensor(paired(MAX, _under(x, axis, sweep)), extents, x.items)
    return x


def _under(x: Tensor, axis: int, sweep: Sweep) -> Iterator[bytes]:
    """For each tap of a kernel along one axis, what it meets at every step of its way."""
    inner = prod(x.extents[axis + 1 :])
    rows = len(x.data) // inner // sweep.extent
    rest = [(inner, 0, 0, 1, inner)] if inner > 1 else []
    for tap, step in _taps(sweep):
        yield lay(x.data, [(rows, 0, 0, 1, rows), (sweep.extent, sweep.before, tap, step, len(sweep.outputs)), *rest])


def _taps(sweep: Sweep) -> list[tuple[int, int]]:
    """Where each tap of a kernel starts, and by how much it moves on."""
    first, *more = sweep.outputs
    return [(tap, more[0][0] - first[0] if more else 1) for tap in first]


def avgpool(layer: Settings, x: Tensor) -> Tensor:
    """The mean under each window, over the taps on the input and, unless `exclude_pad`, on its padding."""
    windows = sweeps(layer, x.extents)
    rows = len(x.data) // prod(x.extents)

    def seen() -> Iterator[bytes]:
        for taps in product(*map(_taps, windows)):
            axes = [(w.extent, w.before, tap, step, len(w.outputs)) for w, (tap, step) in zip(windows, taps)]
            yield lay(x.data, [(rows, 0, 0, 1, rows), *axes])

    kept = [[len(taps) for taps in window.kept(padding=not layer.exclude_pad)] for window in windows]
    counts = list(map(prod, product(*kept)))
    return Tensor(means(summed(seen()), cycle(counts)), tuple(map(len, kept)), x.items)


def pooled(counts: Callable[[Settings], Extents], largest: bool) -> Callable[[Settings, Tensor], Tensor]:
    """The layer that leaves the largest, or the mean, of each cell of a grid."""

    def pool(layer: Settings, x: Tensor) -> Tensor:
        axes = [cells(0, extent, count) for extent, count in zip(x.extents, counts(layer))]
        return Tensor(in_cells(x, axes, largest), tuple(map(len, axes)), x.items)

    return pool


def in_cells(x: Tensor, axes: Sequence[Sequence[range]], largest: bool) -> bytes:
    """The largest, or the mean, of each cell, for every channel of every item."""
    size, grid = prod(x.extents), list(product(*axes))
    under = (cut(x.data[i : i + size], x.extents, cell) for i in range(0, len(x.data), size) for cell in grid)
    if largest:
        return bytes(map(max, under))
    counts = [prod(map(len, cell)) for cell in grid]
    return means(map(sum, under), cycle(counts))


def cut(plane: bytes, extents: Extents, cell: Cell) -> bytes:
    """The part of a plane that lies in a cell."""
    if not cell or all(len(places) == extent for places, extent in zip(cell, extents)):
        return plane
    size = len(plane) // extents[0]
    if size == 1:
        return plane[cell[0].start : cell[0].stop]
    return b"".join([cut(plane[i * size : (i + 1) * size], extents[1:], cell[1:]) for i in cell[0]])


def spp(layer: Settings, x: Tensor) -> Tensor:
    """The largest of each cell of each grid, the grids concatenated: one vector per item."""
    made = []
    for counts in layer.size:
        axes = [cells(0, extent, count) for extent, count in zip(x.extents, counts)]
        made.append(Tensor(in_cells(x, axes, largest=True), tuple(counts), x.items).apart())
    return Tensor.together([b"".join(parts) for parts in zip(*made)], ())


def maxout(layer: Settings, x: Tensor) -> Tensor:
    """The largest of each GROUPS neighbouring channels."""
    channels = x.channels()
    runs = [b"".join(channels[place :: layer.groups]) for place in range(layer.groups)]
    return Tensor(paired(MAX, runs), x.extents, x.items)


# The joins


def alike(xs: Sequence[Tensor]) -> tuple[list[bytes], Tensor]:
    """The branches with every extent of 1 repeated as often as the others have it; and one of that form."""
    common = [max(column) for column in zip(*[x.shape for x in xs])]
    form, made = xs[0], []
    for x in xs:
        channels, *extents = x.shape
        wanted = [range(n) if have == n else [0] * n for have, n in zip((channels, *extents), common)]
        picks = [wanted[0], range(x.items), *wanted[1:]]
        same = list(x.shape) == common
        made.append(x.data if same else taken(x.data, (channels, x.items, *extents), picks))
    return made, form._replace(extents=tuple(common[1:]))


def add(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The sum of n branches, shifted by the first k with 2**k >= n."""
    data, form = alike(xs)
    k, sums = (len(data) - 1).bit_length(), summed(data)
    if isinstance(sums, bytes):
        return form._replace(data=sums.translate(bytes([activation(total, k) for total in range(256)])))
    return form._replace(data=bytes([total >> k for total in sums]))


def mul(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The product of n branches, shifted by 3*(n - 1)."""
    data, form = alike(xs)
    if len(data) < 3:
        return form._replace(data=paired(PRODUCT, data))
    k = 3 * (len(data) - 1)
    return form._replace(data=bytes([activation(prod(values), k) for values in zip(*data)]))


def largest(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The largest of the branches."""
    data, form = alike(xs)
    return form._replace(data=paired(MAX, data))


def mean(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The mean of the branches."""
    data, form = alike(xs)
    return form._replace(data=means(summed(data), cycle([len(data)])))


def smallest(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The smallest of the branches."""
    data, form = alike(xs)
    return form._replace(data=paired(MIN, data))


def sub(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The first branch less the others."""
    (first, *others), form = alike(xs)
    if not others:
        return form._replace(data=first)
    return form._replace(data=bytes([max(0, value - less) for value, less in zip(first, summed(others))]))


def div(layer: Settings, xs: Sequence[Tensor]) -> Tensor:
    """The first branch over the second."""
    data, form = alike(xs)
    return form._replace(data=paired(QUOTIENT, data))


def over(largest: bool) -> Callable[[Settings, Tensor], Tensor]:
    """The layer that leaves the largest, or the mean, of each run of channels, or of each channel's positions."""
    whole = pooled(lambda layer: (1,) * layer.rank, largest)

    def run(layer: Settings, x: Tensor) -> Tensor:
        if layer.positions:
            return whole(layer, x)
        channels = x.channels()
        size = len(channels) // layer.groups
        runs = [channels[first : first + size] for first in range(0, len(channels), size)]
        made = [paired(MAX, run) if largest else means(summed(run), cycle([size])) for run in runs]
        return Tensor(b"".join(made), x.extents, x.items)

    return run
