"""Transposed convolutions as plain ones: the outputs that lie the same distance past a multiple of the stride meet the same
taps, so that for each such phase they are a convolution with stride 1 of those taps, turned round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from math import gcd, prod
from typing import NamedTuple

from cnncalc.reference.convolution import canvas_picks
from cnncalc.reference.functions import Settings
from cnncalc.reference.packed import convolve
from cnncalc.reference.packed_moves import scatter
from cnncalc.reference.packed_plan import Extents, Weights, Window
from cnncalc.reference.packed_tensor import Tensor, activation, requantize, shift
from cnncalc.reference.slots import lay


class Course(NamedTuple):
    """A phase along one axis: the outputs it makes, its taps from the last to the first, and how they lie on the input."""

    places: range
    taps: tuple[int, ...]
    dilation: int
    before: int  # padding; less than 0 where the first positions are not met
    after: int


Phase = tuple[Course, ...]


def phases_of(layer: Settings, x: Tensor) -> tuple[Window, list[Phase], Extents]:
    """The kernel with its groups, the phases, and the output's extents; an axis in front for items where there are several."""
    kept = canvas_picks(layer, x.extents)
    axes = list(zip(x.extents, layer.kernel, layer.stride, layer.dilation, kept))
    if x.items > 1:
        axes.insert(0, (x.items, 1, 1, 1, range(x.items)))
    kernel, ones = tuple(axis[1] for axis in axes), (1,) * len(axes)
    window = Window(kernel, ones, ones, ((0, 0),) * len(axes), layer.groups)
    return window, list(product(*[courses(*axis) for axis in axes])), tuple(len(axis[-1]) for axis in axes)


def courses(extent: int, kernel: int, stride: int, dilation: int, kept: range) -> Iterator[Course]:
    """The phases along one axis; `kept` are the positions of the canvas that become outputs.

    Tap k lays input i on position i*stride + k*dilation: output q*stride + r reads, for each k with k*dilation - r a multiple
    of the stride, position q - (k*dilation - r)/stride.
    """
    meeting = defaultdict(list)
    for tap in range(kernel):
        meeting[tap * dilation % stride].append(tap)
    step = dilation // gcd(dilation, stride)
    for first in range(min(stride, len(kept))):
        q, r = divmod(kept[first], stride)
        places, taps = range(first, len(kept), stride), meeting[r][::-1]
        before = taps[0] * dilation // stride - q if taps else 0
        after = len(places) + (len(taps) - 1) * step - before - extent
        yield Course(places, tuple(taps), step, before, after)


def through(
    x: Tensor, phases: list[Phase], extents: Extents, window: Window, weights: Weights, bias: list[int], start: int, out: int
) -> Iterator[bytes]:
    """The activations of some outputs, from `start` on, of `out` in all; k of the rule is that of the phase with most taps."""
    canvases = [bytearray(prod(extents)) for _ in bias]
    share = weights.size // prod(window.kernel)
    k = shift(share * max(prod(len(course.taps) for course in phase) for phase in phases))
    for phase in phases:
        planes = _phase(x, phase, window, weights, bias, start, out, k)
        for canvas, plane in zip(canvases, planes):
            scatter(canvas, extents, plane, [course.places for course in phase])
    return map(bytes, canvases)


def _phase(
    x: Tensor, phase: Phase, window: Window, weights: Weights, bias: list[int], start: int, out: int, k: int
) -> Iterator[bytes]:
    met = [range(max(0, -c.before), extent - max(0, -c.after)) for c, extent in zip(phase, x.axes)]
    if not all(met) or not all(course.taps for course in phase):
        size = prod(len(course.places) for course in phase)
        return (bytes([activation(b, k)]) * size for b in bias)
    axes = [(extent, 0, axis.start, 1, len(axis)) for extent, axis in zip(x.axes, met)]
    channels = [lay(channel, axes) for channel in x.channels()]
    ones = (1,) * len(phase)
    pads = tuple((max(0, c.before), max(0, c.after)) for c in phase)
    small = Window(tuple(len(c.taps) for c in phase), ones, tuple(c.dilation for c in phase), pads, window.groups)
    sums = convolve(channels, tuple(map(len, met)), small, _picked(weights, phase, window.kernel), bias, start, out)
    assert sums is not None, "with as many terms as a row may have, sums stay below 2**31"
    return (requantize(channel, k) for channel in sums)


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
