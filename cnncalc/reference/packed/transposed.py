"""Transposed convolutions as plain ones: the outputs that lie the same distance past a multiple of the stride meet the same
taps, so that for each such phase they are a convolution with stride 1 of those taps, turned round."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import product
from math import gcd, prod
from typing import NamedTuple

from cnncalc.reference.convolution import canvas_picks
from cnncalc.reference.functions import Settings
from cnncalc.reference.packed.moves import scatter
from cnncalc.reference.packed.plan import Extents, PackedWindow, Weights
from cnncalc.reference.packed.products import convolve
from cnncalc.reference.packed.slots import lay
from cnncalc.reference.packed.tensor import Tensor, activation, requantize, shift


class Course(NamedTuple):
    """A phase along one axis: the outputs it makes, its taps from the last to the first, and how they lie on the input."""

    places: range
    taps: tuple[int, ...]
    dilation: int
    before: int  # padding; less than 0 where the first positions are not met
    after: int


Phase = tuple[Course, ...]


class Transposed(NamedTuple):
    """A transposed convolution on an input; an axis for the items comes first where there are several."""

    window: PackedWindow  # the kernel with its groups
    phases: list[Phase]
    extents: Extents  # of the output
    most: int  # taps that one output can meet


def transposed(layer: Settings, x: Tensor) -> Transposed:
    """How a layer works on an input."""
    axes = list(zip(x.extents, layer.kernel, layer.stride, layer.dilation, canvas_picks(layer, x.extents)))
    if x.items > 1:
        axes.insert(0, (x.items, 1, 1, 1, range(x.items)))
    kernel, ones = tuple(axis[1] for axis in axes), (1,) * len(axes)
    most = prod(max(map(len, residues(*axis[1:4]).values())) for axis in axes)
    window = PackedWindow(kernel, ones, ones, ((0, 0),) * len(axes), layer.groups)
    return Transposed(window, list(product(*[courses(*axis) for axis in axes])), tuple(len(axis[-1]) for axis in axes), most)


def residues(kernel: int, stride: int, dilation: int) -> dict[int, tuple[int, ...]]:
    """The taps along an axis by how far past a multiple of the stride they lie, the last ones first.

    >>> residues(5, 2, 1)
    {0: (4, 2, 0), 1: (3, 1)}
    """
    found: dict[int, tuple[int, ...]] = {}
    for tap in reversed(range(kernel)):
        found[tap * dilation % stride] = (*found.get(tap * dilation % stride, ()), tap)
    return found


def courses(extent: int, kernel: int, stride: int, dilation: int, kept: range) -> Iterator[Course]:
    """The phases along one axis that have taps; `kept` are the positions of the canvas that become outputs.

    Tap k lays input i on position i*stride + k*dilation: output q*stride + r reads, for each k with k*dilation - r a multiple
    of the stride, position q - (k*dilation - r)/stride.
    """
    meeting, step = residues(kernel, stride, dilation), dilation // gcd(dilation, stride)
    for r, taps in sorted(meeting.items()):
        places = range((r - kept.start) % stride, len(kept), stride)
        if places:
            before = taps[0] * dilation // stride - (kept.start + places.start) // stride
            after = len(places) + (len(taps) - 1) * step - before - extent
            yield Course(places, taps, step, before, after)


def through(work: Transposed, x: Tensor, weights: Weights, bias: list[int], start: int, out: int) -> Iterator[bytes]:
    """The activations of some outputs, from `start` on, of `out` in all; k of the rule is that of `most` taps an output."""
    k = shift(weights.size // prod(work.window.kernel) * work.most)
    canvases = [bytearray([activation(b, k)]) * prod(work.extents) for b in bias]
    for phase in work.phases:
        for canvas, sums in zip(canvases, _sums(work.window, phase, x, weights, bias, start, out)):
            scatter(canvas, work.extents, requantize(sums, k), [course.places for course in phase])
    return map(bytes, canvases)


def _sums(
    window: PackedWindow, phase: Phase, x: Tensor, weights: Weights, bias: list[int], start: int, out: int
) -> Iterable[array[int]]:
    """The sums of one phase for each output; none where it meets only what lies outside the input."""
    met = [range(max(0, -course.before), extent - max(0, -course.after)) for course, extent in zip(phase, x.axes)]
    if not all(met):
        return ()
    axes = [(extent, 0, axis.start, 1, len(axis)) for extent, axis in zip(x.axes, met)]
    channels = [lay(channel, axes) for channel in x.channels()]
    taps, ones = tuple(len(course.taps) for course in phase), (1,) * len(phase)
    pads = tuple((max(0, course.before), max(0, course.after)) for course in phase)
    small = PackedWindow(taps, ones, tuple(course.dilation for course in phase), pads, window.groups)
    sums = convolve(channels, tuple(map(len, met)), small, _picked(weights, phase, window.kernel), bias, start, out)
    assert sums is not None, "with as many terms as a row may have, sums stay below 2**31"
    return sums


def _picked(weights: Weights, phase: Phase, kernel: Extents) -> Weights:
    """The weights of a phase's taps."""
    places = product(*[course.taps for course in phase])
    pitches = [prod(kernel[axis + 1 :]) for axis in range(len(kernel))]
    taps = [sum(i * pitch for i, pitch in zip(place, pitches)) for place in places]
    area = prod(kernel)
    data = bytearray(len(weights.data) // area * len(taps))
    for i, tap in enumerate(taps):
        data[i :: len(taps)] = weights.data[tap::area]
    return weights._replace(data=bytes(data), size=weights.size // area * len(taps))
