"""What a word can mean, one class per meaning: how it is read, and how it is written out again.

Each class has `parse(text, known)`, which needs no values and finds the mistakes that need none, and gives back a reader
`(env, rank) -> value`; `rank` is how many spatial axes the data has. `show(value)` is its inverse.
"""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.words.entering import SIZES
from cnncalc.words.expression import Expression, parse_expression
from cnncalc.words.numbers import extent, named, show, whole
from cnncalc.words.operators import FUNCTIONS, WORDS
from cnncalc.words.scan import split_top

if TYPE_CHECKING:
    from cnncalc.words.env import Env
    from cnncalc.words.numbers import Number

Reader: TypeAlias = "Callable[[Env, int], Any]"
Known: TypeAlias = Collection[str]
Extents = tuple[int, ...]


class Compiled(NamedTuple):
    """A word whose meaning is known; `fixed` where no name can change its value.

    `again` is what made it, a function and its arguments: readers are closures, so another process makes its own.
    """

    read: Reader
    fixed: bool
    again: tuple[Any, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Compiled) and self.again == other.again

    def __hash__(self) -> int:
        return hash((self.fixed, repr(self.again[2:3])))

    def __reduce__(self) -> "tuple[Callable[..., Compiled], tuple[Any, ...]]":
        make, *arguments = self.again
        return make, tuple(arguments)


def expression(text: str, known: Known) -> Expression:
    """The expression, every name of which is known."""
    parsed = parse_expression(text)
    for name in sorted(parsed.names):
        if name not in known and name != "in" and name not in SIZES:
            raise Fault(f"the name {quote(name)} is not known here", did_you_mean(name, [*known, *WORDS, "in", *SIZES]))
    return parsed


def series(
    text: str, known: Known, least: int = 1, check: "Callable[[Number, str, int], int]" = whole
) -> "Callable[[Env], Extents]":
    """Whole numbers, one per axis: `3xk`, `7`, `(n+1)x1`. A fault names the one of them that is wrong."""
    pieces = extents_in(text, known)
    if not all(pieces):
        raise Fault(f"{quote(text)} is not a size", "extents are joined by x, as in 3x3")
    codes = [(_called(piece, text), expression(piece, known).code) for piece in pieces]
    return lambda env: tuple([check(code(env.number), name, least) for name, code in codes])


def _called(piece: str, text: str) -> str:
    """What to call one extent of several: `k/2`, but `0 in 0x3`."""
    bare = piece[1:-1] if piece.startswith("(") and piece.endswith(")") else piece
    return quote(bare) if piece == text or not piece.isdecimal() else f"{bare} in {quote(text)}"


def extents_in(text: str, known: Known) -> list[str]:
    """`3xk`, `7`, `(n+1)x1` cut at the x between extents. A known name keeps its letters x: `box` is one name.

    >>> extents_in("3xboxx1", ["box"])
    ['3', 'box', '1']
    >>> extents_in("ceil(n/2)xmax(n,3)", ["n"])
    ['ceil(n/2)', 'max(n,3)']
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
    ends = range(1, min(len(pieces), 40) + 1)
    whole = [end for end in ends if "x".join(pieces[:end]) in names]
    calls = [end for end in ends if "x".join(pieces[:end]).partition("(")[0] in FUNCTIONS]
    return max(whole) if whole else min(calls, default=1)


def per_axis(values: tuple[Any, ...], rank: int, what: str) -> tuple[Any, ...]:
    """The values, one for each axis; a single one goes for all."""
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


class Channels(Count):
    """A number of channels or of runs of them, which may be symbolic."""

    @classmethod
    def parse(cls, text: str, known: Known) -> Reader:
        code = expression(text, known).code
        return lambda env, rank: extent(code(env.number), quote(text), cls.least)


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
                raise Fault(f"{named(quote(text), value)} is no rate: a rate goes from 0 to 1")
            return value

        return read

    show = staticmethod(show)


class PerAxis:
    """`2` for every axis or `2x1`, one for each; each at least 1."""

    least = 1

    @classmethod
    def parse(cls, text: str, known: Known) -> Reader:
        extents = series(text, known, cls.least)
        return lambda env, rank: per_axis(extents(env), rank, quote(text))

    @staticmethod
    def show(value: Extents) -> str:
        return str(value[0]) if len(set(value)) == 1 else "x".join(map(str, value))


class PerAxisFromZero(PerAxis):
    """As `PerAxis`, each at least 0."""

    least = 0


def compile_word(meaning: Any, text: str, known: Known) -> Compiled:
    """The word under a meaning. A bare parameter is whatever the caller wrote, under the same meaning."""
    again = compile_word, meaning, text, known
    if text in known:
        return Compiled(lambda env, rank: env.read(text, meaning, rank), False, again)
    reader: Reader = meaning.parse(text, known)
    fixed = "x" not in known and text[-1:] != ":" and not any((c.isalpha() and c != "x") or c == "_" for c in text)
    return Compiled(reader, fixed, again)


compile_once = lru_cache(maxsize=4096)(compile_word)  # arguments come again with every use of a block
