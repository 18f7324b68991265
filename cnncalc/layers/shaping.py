"""Layers that only move, drop or repeat numbers."""

from __future__ import annotations

from cnncalc.errors import Fault
from cnncalc.layers import windows
from cnncalc.layers.arithmetic import elements, require_divides, times
from cnncalc.layers.base import AXES, Formulas, Layer, Shape, axis_names
from cnncalc.layers.letters import Letters, extents
from cnncalc.layers.reach import Reach, everything, sliding
from cnncalc.layers.sliding import Sliding


class Identity(Layer):
    """The input itself; it costs nothing and only renames its input."""

    usage = "identity"
    family = "shape"
    example = ("64x56x56", "identity")
    elementwise = True
    keeps_channels = True
    renames = True
    is_nothing = True


class Dropout(Layer):
    """Nothing at inference; RATE is the share that training sets to zero (Srivastava et al. 2014)."""

    usage = "dropout [RATE=0.5]"
    family = "shape"
    example = ("4096", "dropout 0.5")
    elementwise = True
    keeps_channels = True
    keeps = ("mask",)
    renames = True


class Pad(Layer):
    """Zeros before and after each spatial axis: `pad 1`, `pad 1x2`, `pad 0:1x0:1` (before:after). O = W + before + after.

    Under `reflect` the input goes on mirrored at its first and last position, under `replicate` (or `edge`) these are repeated.
    Its receptive field is counted as if the input went on there, as that of every padding.
    """

    usage = "pad PAD [reflect] [replicate] [edge]"
    family = "shape"
    example = ("3x224x224", "pad 0:1x0:1")
    keeps_channels = True
    spatial = True
    pad: tuple[tuple[int, int], ...]
    reflect: bool = False
    replicate: bool = False
    edge: bool = False

    def shape(self, *xs: Shape) -> Shape:
        if self.reflect and (self.replicate or self.edge):
            raise Fault("pad has two ways to fill what it adds", "write reflect, or replicate, or neither for zeros")
        for axis, w, ends in zip(AXES[self.rank], xs[0][1:], self.pad):
            if self.reflect and not max(ends) < w:
                message = f"a mirror of {max(ends)} positions needs more than the {w} along the {axis}"
                raise Fault(message, f"pad at most {w - 1}, or write replicate", slot="pad")
        return (xs[0][0], *(w + before + after for w, (before, after) in zip(xs[0][1:], self.pad)))

    def window(self, *xs: Shape) -> Sliding:
        return Sliding(padding=self.pad)

    def kept_for_backward(self) -> tuple[str, ...]:
        return ("inputs",) if self.reflect or self.replicate or self.edge else ()

    def stands_for(self, i: int, extent: int) -> int | None:
        if self.reflect:
            return -i if i < 0 else 2 * (extent - 1) - i
        return min(max(i, 0), extent - 1) if self.replicate or self.edge else None

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(sliding(-before, 1, 1) for before, _ in self.pad)

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        return True

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.pad_letters(self.pad)

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        sums = (" + ".join([side, *terms]) for side, terms in zip(sides, windows.pad_terms(self.pad)))
        return zip(axis_names(y), (channels, *sums))


class Crop(Layer):
    """Positions cut off before and after each spatial axis, written as for `pad`. O = W - before - after."""

    usage = "crop PAD"
    family = "shape"
    means = (("P", "cut off at each end"),)
    example = ("64x64x64", "crop 4")
    spatial = True
    pad: tuple[tuple[int, int], ...]

    def shape(self, *xs: Shape) -> Shape:
        for axis, w, (before, after) in zip(AXES[self.rank], xs[0][1:], self.pad):
            if w - before - after < 1:
                raise Fault(
                    f"cropping {before} + {after} leaves nothing of the {w} positions along the {axis}", "crop less", slot="pad"
                )
        return (xs[0][0], *(w - before - after for w, (before, after) in zip(xs[0][1:], self.pad)))

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...]:
        return tuple(sliding(before, 1, 1) for before, _ in self.pad)

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | windows.pad_letters(self.pad)

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        sums = (" - ".join([side, *terms]) for side, terms in zip(sides, windows.pad_terms(self.pad)))
        return zip(axis_names(y), (channels, *sums))


class Shuffle(Layer):
    """Channel shuffle: GROUPS runs of channels are dealt out in turn, so that groups exchange channels (Zhang et al. 2018)."""

    usage = "shuffle GROUPS"
    family = "shape"
    example = ("116x28x28", "shuffle 2")
    groups: int

    def shape(self, *xs: Shape) -> Shape:
        require_divides(self.groups, xs[0][0], "channels", "groups")
        return xs[0]


class Slice(Layer):
    """The channels from A up to, not including, B, counted from 0."""

    usage = "slice A:B"
    views = True
    family = "shape"
    means = (
        ("A", "the first channel"),
        ("B", "the first channel after"),
    )
    example = ("116x28x28", "slice 0:58")
    span: tuple[int, int]

    def shape(self, *xs: Shape) -> Shape:
        start, stop = self.span
        if stop > xs[0][0]:
            raise Fault(
                f"the range {start}:{stop} reaches past the {xs[0][0]} channels of the input", f"B may be at most {xs[0][0]}"
            )
        return (stop - start, *xs[0][1:])

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | dict(zip("AB", self.span))

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), ("B - A", *extents(y, "in")[1:]))


def _counted(shape: Shape) -> str:
    worked, count = times(*shape), f"{elements(shape)}"
    return count if worked == count else f"{worked} = {count}"


class PadChannels(Layer):
    """N channels of zeros after those of the input: option A for the shortcuts of ResNets (He et al. 2015)."""

    usage = "pad_channels N"
    family = "shape"
    means = (("N", "channels of zeros"),)
    example = ("16x16x16", "pad_channels 16")
    n: int

    def shape(self, *xs: Shape) -> Shape:
        return (xs[0][0] + self.n, *xs[0][1:])

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        return super().letters(y, *xs) | {"N": self.n}

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        channels, *sides = extents(xs[0], "in")
        return zip(axis_names(y), (f"{channels} + N", *sides))


class Reshape(Layer):
    """The same numbers under another shape, in PyTorch's order; it costs nothing and only renames its input."""

    usage = "reshape SHAPE"
    family = "shape"
    example = ("4096", "reshape 64x8x8")
    fixes_shape = True
    renames = True
    size: Shape

    def shape(self, *xs: Shape) -> Shape:
        if elements(self.size) != elements(xs[0]):
            has, wants = (_counted(shape) for shape in (xs[0], self.size))
            raise Fault(
                f"the input has {has} elements; the new shape has {wants}", "both must hold the same number", slot="shape"
            )
        if len(self.size) > 4:
            raise Fault(f"a shape has at most three spatial axes; this one has {len(self.size) - 1}", slot="shape")
        return self.size

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...] | None:
        return None if y == xs[0] else tuple(map(everything, xs[0][1:]))

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        return zip(axis_names(y), extents(y, "out"))
