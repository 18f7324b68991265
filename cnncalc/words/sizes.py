"""What the words for shapes can mean: grids, sizes with a stride, paddings, ranges of channels, whole shapes.

As in `values`, each class has `parse(text, known)`, which gives back a reader, and `show(value)`, its inverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, quote
from cnncalc.words.like import extents_like, like, shape_entering
from cnncalc.words.numbers import extent, whole
from cnncalc.words.scan import is_name, split_top
from cnncalc.words.values import (
    Extents,
    Known,
    PerAxis,
    PerAxisFromZero,
    Reader,
    axes,
    compile_word,
    expression,
    per_axis,
    series,
)

if TYPE_CHECKING:
    from cnncalc.words.env import Env


class WrongRank(Fault):
    """A size with too many or too few extents for the data; `extents` are as many as there are axes."""

    def __init__(self, message: str, extents: str) -> None:
        super().__init__(message, f"write one extent for each axis, as in {extents}")
        self.extents = extents


class Grid:
    """`7x7`: as many extents as the data has spatial axes."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        if found := like(text):
            return lambda env, rank: extents_like(env, found[0], rank)
        if len(split_top(text, "/")) > 1:
            raise Fault(f"{quote(text)} has a stride, which has no meaning here", "give the extents alone, as in 7x7")
        extents = series(text, known)
        return lambda env, rank: require_rank(extents(env), rank, text)

    @staticmethod
    def show(value: Extents) -> str:
        return "x".join(map(str, value))


def require_rank(values: Extents, rank: int, text: str) -> Extents:
    """The extents, if there is one for each spatial axis."""
    if len(values) == rank:
        return values
    has = f"the size {quote(text)} has {len(values)} extent{'s' * (len(values) != 1)}, but the data has {axes(rank)}"
    if not rank:
        raise Fault("a size needs spatial axes, but the data is a vector", "reshape it first, as in: reshape 256x7x7")
    raise WrongRank(has, "x".join([str(values[0])] * rank))


class Size:
    """`7x7/2`: kernel and stride. The value is the pair; the stride is None where none is written."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        parts = split_top(text, "/")
        if len(parts) > 2:
            raise Fault(f"{quote(text)} has more than one stride", "write kernel and stride as in 3x3/2")
        if len(parts) == 2 and not all(parts):
            raise Fault(f"{quote(text)} lacks a {'stride' if parts[0] else 'kernel'}", "write kernel and stride as in 3x3/2")
        stride = compile_word(PerAxis, parts[1], known).read if len(parts) == 2 else None
        if is_name(parts[0]) and parts[0] in known and stride:
            return _stride_added(parts[0], stride)
        extents = series(parts[0], known)

        def read(env: Env, rank: int) -> tuple[Extents, Extents | None]:
            kernel = require_rank(extents(env), rank, parts[0])
            return kernel, stride(env, rank) if stride else None

        return read

    @staticmethod
    def show(value: tuple[Extents, Extents | None]) -> str:
        kernel, stride = value
        return Grid.show(kernel) + (f"/{PerAxis.show(stride)}" if stride else "")


def _stride_added(name: str, stride: Reader) -> Reader:
    def read(env: Env, rank: int) -> tuple[Extents, Extents | None]:
        kernel, own = env.read(name, Size, rank)
        if own:
            raise Fault(f"{name} is {Size.show((kernel, own))}, which has its stride already", f"write {name} alone")
        return kernel, stride(env, rank)

    return read


class Pads:
    """`1`, `1x2`, `0:1x0:1`: a (before, after) pair for each spatial axis."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        if found := like(text):
            name, amount = found
            return _surplus(name, PerAxisFromZero.parse(amount, known) if amount else None)
        pairs = [_ends(piece, text, known) for piece in split_top(text, "x")] if ":" in text else None
        if pairs is None:
            single = PerAxisFromZero.parse(text, known)
            return lambda env, rank: tuple((amount, amount) for amount in single(env, rank))
        return lambda env, rank: per_axis(
            tuple(tuple(whole(code(env.number), quote(text), 0) for code in pair) for pair in pairs), rank, quote(text)
        )

    @staticmethod
    def show(value: tuple[tuple[int, int], ...]) -> str:
        if all(before == after for before, after in value):
            return PerAxis.show(tuple(before for before, _ in value))
        written = [f"{before}:{after}" for before, after in value]
        return written[0] if len(set(written)) == 1 else "x".join(written)


def _surplus(name: str, start: Reader | None) -> Reader:
    """What a tensor has more than a named one: as much as is said at the start, or half of it, and the rest at the end."""

    def read(env: Env, rank: int) -> tuple[tuple[int, int], ...]:
        wanted, entering = extents_like(env, name, rank), extents_like(env, "", rank)
        more = [have - want for have, want in zip(entering, wanted)]
        if any(surplus < 0 for surplus in more):
            raise Fault(f"{quote(name)} is larger than what enters: {Grid.show(wanted)} against {Grid.show(entering)}")
        before = start(env, rank) if start else [surplus // 2 for surplus in more]
        return tuple(
            (first, whole(surplus - first, f"what is left to cut for {quote(name)}", 0)) for first, surplus in zip(before, more)
        )

    return read


def _ends(piece: str, text: str, known: Known) -> list[Any]:
    ends = piece.split(":")
    if len(ends) > 2 or not all(ends):
        raise Fault(f"{quote(text)} is not before:after", "write it as in 0:1, or 0:1x0:1 for two axes")
    return [expression(end, known).code for end in (ends * 2)[:2]]


class Span:
    """`A:B`: from channel A up to, not including, channel B, counted from 0; `A:` goes up to the last."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        ends = text.split(":")
        if len(ends) != 2 or not ends[0]:
            raise Fault(f"{quote(text)} is not a range of channels", "write it as in 0:32, or 32: up to the last channel")
        first, last = (expression(end, known).code if end else None for end in ends)

        def read(env: Env, rank: int) -> tuple[int, int]:
            start = extent(first(env.number) if first else 0, ends[0], 0)
            stop = extent(last(env.number), ends[1], 0) if last else shape_entering(env)[0]
            if stop <= start:
                raise Fault(f"the range {start}:{stop} holds no channel", "it goes from A up to, not including, B")
            return start, stop

        return read

    @staticmethod
    def show(value: tuple[int, int]) -> str:
        return f"{value[0]}:{value[1]}"


class Shape:
    """`256x7x7` or a vector `4096`, in the layout of the file; the value is channels first."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        extents = series(text, known, check=extent)

        def read(env: Env, rank: int) -> Extents:
            shape = extents(env)
            return (shape[-1], *shape[:-1]) if env.layout == "hwc" else shape

        return read

    show = staticmethod(Grid.show)
