"""What a word can mean, one class a meaning: how it is read, and how it is written out again.

Each class has `parse(text, known)`, which needs no values and finds the mistakes that need none, and gives back a reader
`(env, rank) -> value`; `rank` is how many spatial axes the data has. `show(value)` is its inverse.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.words.expression import FUNCTIONS, WORDS, Expression, parse_expression
from cnncalc.words.numbers import show, whole
from cnncalc.words.scan import is_name, split_top

if TYPE_CHECKING:
    from cnncalc.words.env import Env

Reader: TypeAlias = "Callable[[Env, int], Any]"
Known: TypeAlias = Collection[str]
Extents = tuple[int, ...]


class Compiled(NamedTuple):
    """A word with its meaning found out; `fixed` where no name can change its value."""

    read: Reader
    fixed: bool


def expression(text: str, known: Known) -> Expression:
    """The expression, every name of which is known."""
    parsed = parse_expression(text)
    for name in sorted(parsed.names):
        if name not in known and name != "in":
            raise Fault(f"the name {quote(name)} is not known here", did_you_mean(name, [*known, *WORDS, "in"]))
    return parsed


def _series(text: str, known: Known) -> list[Expression]:
    """One expression an axis."""
    pieces = extents_in(text, known)
    if not all(pieces):
        raise Fault(f"{quote(text)} is not a size", "extents are joined by x, as in 3x3")
    return [expression(piece, known) for piece in pieces]


def extents_in(text: str, known: Known) -> list[str]:
    """`3xk`, `7`, `(n+1)x1` cut at the x between extents. A known name keeps its letters x: `box` is one name.

    >>> extents_in("3xboxx1", ["box"])
    ['3', 'box', '1']
    """
    names = {*known, *WORDS, *FUNCTIONS}
    pieces = split_top(text, "x")
    done: list[str] = []
    while pieces:
        end = _longest_name(pieces, names)
        done.append("x".join(pieces[:end]))
        pieces = pieces[end:]
    return done


def _longest_name(pieces: list[str], names: set[str]) -> int:
    """How many pieces, put together again, are the longest known name, or else a call of a function; one if they are none."""
    ends = range(2, min(len(pieces), 40) + 1)
    whole = [end for end in ends if "x".join(pieces[:end]) in names]
    calls = [end for end in ends if "x".join(pieces[:end]).partition("(")[0] in FUNCTIONS]
    return max(whole) if whole else min(calls, default=1)


def _per_axis(values: tuple[Any, ...], rank: int, what: str) -> tuple[Any, ...]:
    if len(values) == rank:
        return values
    if len(values) == 1:
        return values * rank
    raise Fault(f"{what} has {len(values)} values; the data has {axes(rank)}", "give one value, or one for each axis")


def axes(rank: int) -> str:
    """How many spatial axes, in words.

    >>> axes(1), axes(2)
    ('1 spatial axis', '2 spatial axes')
    """
    return f"{rank} spatial ax{'i' if rank == 1 else 'e'}s"


class Plain:
    """A number of any sign, whole or not."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        code = expression(text, known).code
        return lambda env, rank: code(env.number)

    show = staticmethod(show)


class Count:
    """A whole number from 1."""

    least = 1

    @classmethod
    def parse(cls, text: str, known: Known) -> Reader:
        code = expression(text, known).code
        return lambda env, rank: whole(code(env.number), quote(text), cls.least)

    show = staticmethod(show)


class CountFromZero(Count):
    """A whole number from 0."""

    least = 0


class Rate:
    """A number from 0 to 1."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        code = expression(text, known).code

        def read(env: "Env", rank: int) -> Any:
            value = code(env.number)
            if not 0 <= value <= 1:
                raise Fault(f"a rate goes from 0 to 1; {quote(text)} is {show(value)}")
            return value

        return read

    show = staticmethod(show)


class PerAxis:
    """`2` for every axis or `2x1`, one for each; each at least 1."""

    least = 1

    @classmethod
    def parse(cls, text: str, known: Known) -> Reader:
        codes = [piece.code for piece in _series(text, known)]
        return lambda env, rank: _per_axis(
            tuple(whole(code(env.number), quote(text), cls.least) for code in codes), rank, quote(text)
        )

    @staticmethod
    def show(value: Extents) -> str:
        return str(value[0]) if len(set(value)) == 1 else "x".join(map(str, value))


class PerAxisFromZero(PerAxis):
    """As `PerAxis`, each at least 0."""

    least = 0


class Grid:
    """`7x7`: as many extents as the data has spatial axes."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        if len(split_top(text, "/")) > 1:
            raise Fault(f"{quote(text)} has a stride, which has no meaning here", "give the extents alone, as in 7x7")
        codes = [piece.code for piece in _series(text, known)]
        return lambda env, rank: require_rank(tuple(whole(code(env.number), quote(text)) for code in codes), rank, text)

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
    example = "x".join([str(values[0])] * rank)
    raise Fault(has, f"write one extent for each axis, as in {example}")


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
        codes = [piece.code for piece in _series(parts[0], known)]

        def read(env: "Env", rank: int) -> tuple[Extents, Extents | None]:
            kernel = require_rank(tuple(whole(code(env.number), quote(parts[0])) for code in codes), rank, parts[0])
            return kernel, stride(env, rank) if stride else None

        return read

    @staticmethod
    def show(value: tuple[Extents, Extents | None]) -> str:
        kernel, stride = value
        return Grid.show(kernel) + (f"/{PerAxis.show(stride)}" if stride else "")


def _stride_added(name: str, stride: Reader) -> Reader:
    def read(env: "Env", rank: int) -> tuple[Extents, Extents | None]:
        kernel, own = env.read(name, Size, rank)
        if own:
            raise Fault(f"{name} is {Size.show((kernel, own))}, which has its stride already", f"write {name} alone")
        return kernel, stride(env, rank)

    return read


class Pads:
    """`1`, `1x2`, `0:1x0:1`: a (before, after) pair for each spatial axis."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        pairs = [_ends(piece, text, known) for piece in split_top(text, "x")] if ":" in text else None
        if pairs is None:
            single = PerAxisFromZero.parse(text, known)
            return lambda env, rank: tuple((amount, amount) for amount in single(env, rank))
        return lambda env, rank: _per_axis(
            tuple(tuple(whole(code(env.number), quote(text), 0) for code in pair) for pair in pairs), rank, quote(text)
        )

    @staticmethod
    def show(value: tuple[tuple[int, int], ...]) -> str:
        if all(before == after for before, after in value):
            return PerAxis.show(tuple(before for before, _ in value))
        written = [f"{before}:{after}" for before, after in value]
        return written[0] if len(set(written)) == 1 else "x".join(written)


def _ends(piece: str, text: str, known: Known) -> list[Any]:
    ends = piece.split(":")
    if len(ends) > 2 or not all(ends):
        raise Fault(f"{quote(text)} is not before:after", "write it as in 0:1, or 0:1x0:1 for two axes")
    return [expression(end, known).code for end in (ends * 2)[:2]]


class Span:
    """`A:B`: from channel A up to, not including, channel B, counted from 0."""

    @staticmethod
    def parse(text: str, known: Known) -> Reader:
        ends = text.split(":")
        if len(ends) != 2 or not all(ends):
            raise Fault(f"{quote(text)} is not a range of channels", "write it as in 0:32")
        first, last = (expression(end, known).code for end in ends)

        def read(env: "Env", rank: int) -> tuple[int, int]:
            start, stop = whole(first(env.number), ends[0], 0), whole(last(env.number), ends[1], 0)
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
        codes = [piece.code for piece in _series(text, known)]

        def read(env: "Env", rank: int) -> Extents:
            extents = tuple(whole(code(env.number), quote(text)) for code in codes)
            return (extents[-1], *extents[:-1]) if env.layout == "hwc" else extents

        return read

    show = staticmethod(Grid.show)


def compile_word(meaning: Any, text: str, known: Known) -> Compiled:
    """The word under a meaning. A bare parameter stands for whatever the caller wrote, under the same meaning."""
    if text in known:
        return Compiled(lambda env, rank: env.read(text, meaning, rank), fixed=False)
    reader: Reader = meaning.parse(text, known)
    return Compiled(reader, fixed="x" not in known and not any((c.isalpha() and c != "x") or c == "_" for c in text))
