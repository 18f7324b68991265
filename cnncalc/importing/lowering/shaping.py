"""What only moves numbers: reshapes, slices, padding, resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.importing.lowering.steps import joined
from cnncalc.importing.lowering.views import ordered, reshaped
from cnncalc.importing.lowering.windows import amounts
from cnncalc.layers.arithmetic import product

if TYPE_CHECKING:
    from cnncalc.importing.lowering.steps import Steps
    from cnncalc.importing.lowering.views import ViewedTensor
    from cnncalc.importing.operations import Operation


def flatten(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """All numbers in a row."""
    return reshaped(x, (product(x.shape),))


def reshape(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """The same numbers under another shape."""
    shape, count = operation.of("shape"), product(x.shape)
    if -1 in shape:
        known = product(extent for extent in shape if extent != -1)
        shape = tuple(count // known if extent == -1 else extent for extent in shape) if known else shape
    if product(shape) != count:
        raise Fault(f"a reshape of {joined(x.shape)}, {count:,} numbers, to {joined(operation.of('shape'))}")
    return reshaped(x, shape)


def transpose(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """The axes in another order."""
    order = tuple(axis % len(x.shape) for axis in operation.of("order"))
    if sorted(order) != list(range(len(x.shape))):
        raise Fault(f"a transpose by {operation.of('order')} of {joined(x.shape)}")
    return ordered(x, order)


def sliced(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """A run of channels or of positions, or every so manieth position."""
    axis = operation.of("axis") % len(x.shape)
    extent, step = x.shape[axis], operation.of("step")
    if step < 1:
        raise Fault("a slice with a negative step")
    start, stop, _ = slice(operation.of("start"), operation.of("stop")).indices(extent)
    if (start, stop, step) == (0, extent, 1):
        return x
    if stop <= start:
        raise Fault(f"a slice from {start} to {stop}, which holds nothing")
    inside, order = steps.ordered(x)
    if order[axis] == 0 and step > 1:
        raise Fault(f"a slice of every {step} channels")
    if order[axis] == 0:
        return ordered(steps.step(operation.name, f"slice {start}:{stop}", inside), order)
    return ordered(_positions(steps, operation, inside, order[axis] - 1, (start, extent - stop, step)), order)


def _positions(steps: Steps, operation: Operation, x: ViewedTensor, axis: int, cut: tuple[int, int, int]) -> ViewedTensor:
    """A slice along a spatial axis: a crop, then a pool of single positions where it steps over some."""
    before, after, step = cut
    rank = len(x.made) - 1
    pairs = tuple((before, after) if i == axis else (0, 0) for i in range(rank))
    crop = f"crop {amounts(pairs)}"
    if step == 1:
        return steps.step(operation.name, crop, x)
    steps.note("a slice that steps over positions is written as a max pool of single ones", operation.name)
    inside = steps.between(crop, x) if before or after else x
    strides = joined([step if i == axis else 1 for i in range(rank)])
    return steps.step(operation.name, f"maxpool {joined((1,) * rank)}/{strides}", inside)


def pad(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Zeros around; a crop where less than none are added."""
    inside, order = steps.ordered(x)
    pairs = [(0, 0)] * len(order)
    for axis, pair in zip(order, operation.of("padding")):
        pairs[axis] = pair
    if operation.of("mode") != "constant" or operation.of("value"):
        what = (
            f"{operation.of('mode')} padding"
            if operation.of("mode") != "constant"
            else f"padding with {operation.of('value'):g}"
        )
        steps.note(f"{what} is written as zeros, which count the same", operation.name)
    if pairs[0][0] or pairs[0][1] < 0:
        raise Fault("padding in front of the channels")
    texts = [f"pad_channels {pairs[0][1]}"] * bool(pairs[0][1])
    less = tuple((max(0, -before), max(0, -after)) for before, after in pairs[1:])
    more = tuple((max(0, before), max(0, after)) for before, after in pairs[1:])
    texts += [f"crop {amounts(less)}"] * any(map(any, less)) + [f"pad {amounts(more)}"] * any(map(any, more))
    for text in texts[:-1]:
        inside = steps.between(text, inside)
    return ordered(steps.step(operation.name, texts[-1], inside), order) if texts else x


def resize(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Other spatial extents, given or as a multiple."""
    x = steps.plain(x)
    extents, factor = x.made[1:], operation.of("factor")
    size = operation.of("size") or tuple(int(extent * by) for extent, by in zip(extents, factor))
    if operation.of("mode") not in ("nearest", "linear"):
        raise Fault(f"{operation.of('mode')} interpolation")
    if tuple(size) == extents:
        return x
    if operation.of("aligned"):
        steps.note("aligned corners count as much as those of bilinear, which are not", operation.name)
    words = " bilinear" if operation.of("mode") == "linear" else ""
    by = {new // old if new % old == 0 else 0 for new, old in zip(size, extents)}
    if len(by) == 1 and 0 not in by:
        return steps.step(operation.name, f"upsample {by.pop()}{words}", x)
    return steps.step(operation.name, f"resize {joined(size)}{words}", x)


def by_factor(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Positions into channels, or channels into positions."""
    if operation.of("blocks_first") and operation.of("factor") > 1:
        steps.note(f"{operation.op} with the positions outermost counts as much as with the channels so", operation.name)
    return steps.step(operation.name, f"{operation.op} {operation.of('factor')}", steps.plain(x))


def shuffle(steps: Steps, operation: Operation, x: ViewedTensor) -> ViewedTensor:
    """Channels dealt out among groups."""
    return steps.step(operation.name, f"shuffle {operation.of('groups')}", steps.plain(x))
