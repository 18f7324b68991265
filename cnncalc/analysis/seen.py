"""Along one axis: what the outputs of a layer see of the network's input, by all ways that lead to it.

Ways of the same stride are one reach. Ways of different strides (one sees the same everywhere, one comes through a resize by a
fraction) drift apart from output to output, so each is kept, and what an output sees is their union.
"""

from collections.abc import Iterable, Sequence
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.layers.reach import NOTHING, Reach, TooManyPhases, require_phases
from cnncalc.limits import PHASES
from cnncalc.words.numbers import alike, symbolic

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

Stretch = tuple[int, int] | None  # the first and the last position that is seen; None: none is


class Seen(NamedTuple):
    """What each output sees along an axis: the union of `ways`, no two of which have the same stride."""

    ways: tuple[Reach, ...]

    def stretch(self, o: int) -> Stretch:
        """The first and the last input position that output o sees; None where it sees nothing."""
        return union(way.stretch(o) for way in self.ways)

    def through(self, window: Reach) -> "Seen":
        """What the outputs of a layer with this window see, where its input sees this.

        Raises `TooManyPhases` where the stretches repeat so late that no table of them is kept.
        """
        ways = list(dict.fromkeys(way.through(window) for way in self.ways))
        return Seen(tuple(_by_stride(ways)) if len(ways) > 1 else tuple(ways))

    def size(self, outputs: int) -> int:
        """How many positions the output that sees most sees, among so many outputs."""
        if len(self.ways) == 1:
            return max(self.ways[0].sizes(outputs))
        return max(length(self.stretch(o)) for o in _ends(self.ways, outputs))

    def least(self, outputs: int) -> int | None:
        """How many positions the output that sees least sees; None where that depends on the sizes of symbols."""
        if len(self.ways) == 1:
            return min(self.ways[0].sizes(outputs))
        return None if symbolic(outputs) else min(length(self.stretch(o)) for o in range(outputs))

    def span(self, outputs: int, tile: int) -> int:
        """How many positions so many neighbouring outputs see together, at that place among all where they see most."""
        places = _ends(self.ways, outputs - tile + 1)
        return max(length(union(way.stretch_of(o, o + tile - 1) for way in self.ways)) for o in places)

    def start(self, outputs: int) -> int:
        """The first position that the first output which sees any sees; of none what output 0 would see first."""
        first = min(way.first for way in self.ways)
        stretch = self.stretch(first) if first == 0 or first < outputs else None
        return stretch[0] if stretch else self.ways[0].lows[0]

    @property
    def slowest(self) -> Reach:
        """The way with the least stride, beside which all others run ahead."""
        return min(self.ways, key=lambda way: way.stride) if len(self.ways) > 1 else self.ways[0]

    @property
    def stride(self) -> "Number":
        """How far on the next output looks, on average: the stride of the slowest way."""
        return self.slowest.stride

    @property
    def is_constant(self) -> bool:
        """Whether all outputs see the same."""
        return len(self.ways) == 1 and self.ways[0].is_constant

    @property
    def is_plain(self) -> bool:
        """Whether size, stride and start say all: one window that moves on evenly."""
        return len(self.ways) == 1 == len(self.ways[0].lows)


def union(stretches: Iterable[Stretch]) -> Stretch:
    """The hull of stretches."""
    seen = [stretch for stretch in stretches if stretch]
    if len(seen) < 2:
        return seen[0] if seen else None
    lows, highs = zip(*seen)
    return min(lows), max(highs)


def length(stretch: Stretch) -> int:
    """How many positions a stretch has."""
    return stretch[1] - stretch[0] + 1 if stretch else 0


def only(reach: Reach) -> Seen:
    """One way alone."""
    return Seen((reach,))


def held(seen: Seen) -> Seen:
    """What output 0 sees, at every output: a broadcast."""
    stretch = seen.stretch(0)
    return only(Reach((stretch[0],), (stretch[1],), 0) if stretch else NOTHING)


def meet(branches: Sequence[Seen], outputs: int) -> tuple[Seen, bool]:
    """What branches see together at so many outputs, and whether their strides and centres are the same.

    Raises `TooManyPhases` where that would take a table that is not kept.
    """
    if len(branches) == 1:
        return branches[0], True
    ways = _seeing(way for branch in branches for way in branch.ways)
    if not alike(way.stride for way in ways):
        return Seen(_ahead(_by_stride(ways), outputs)), False
    merged, centred = _merged(ways)
    return only(merged), centred


def require_stated(axis: Seen, outputs: int) -> None:
    """Raise `TooManyPhases` where the sizes of what outputs see cannot be told from few enough of them."""
    if len(axis.ways) > 1:
        _ends(axis.ways, outputs)


def _merged(ways: Sequence[Reach]) -> tuple[Reach, bool]:
    """Ways of one stride as one, and whether they all have the same centres."""
    if len(ways) == 1:
        return ways[0], True
    phases = require_phases(lcm(*(len(way.lows) for way in ways)))
    spread = [way.spread(phases) for way in ways]
    rounds = [[stretch for way in spread if (stretch := way.stretch(o))] for o in range(phases)]
    nothing = [(low, low - 1) for low in spread[0].lows]
    lows, highs = zip(*(union(stretches) or none for stretches, none in zip(rounds, nothing)))
    return Reach(lows, highs, spread[0].advance).reduced(), all(map(_centred, rounds))


def _seeing(ways: Iterable[Reach]) -> list[Reach]:
    """The different ways by which something is seen; if there is none, one of those by which nothing is."""
    found = list(dict.fromkeys(ways))
    return [way for way in found if not way.is_blind] or found[:1]


def _centred(stretches: "Sequence[tuple[int, int]]") -> bool:
    return len(stretches) < 2 or alike([low + high for low, high in stretches])


def _by_stride(ways: Sequence[Reach]) -> list[Reach]:
    """Ways of one stride as one, the slowest first."""
    strides: dict[Number, list[Reach]] = {}
    for way in _seeing(ways):
        strides.setdefault(way.stride, []).append(way)
    return [_merged(strides[stride])[0] for stride in sorted(strides)]


def _ahead(ways: Sequence[Reach], outputs: int) -> tuple[Reach, ...]:
    """The ways, the slowest first, without those that no output sees more by than by a slower one."""
    kept: list[Reach] = []
    for way in ways:
        if not any(_covers(slower, way, outputs) for slower in kept):
            kept.append(way)
    return tuple(kept)


def _covers(slow: Reach, fast: Reach, outputs: int) -> bool:
    """Whether every output sees by the slower way all that it sees by the faster one.

    The faster one's low runs away from the slower one's, so the first outputs tell; its high runs ahead, so the last ones do.
    """
    first, last = _both_ends((slow, fast), outputs)
    return all(_within(slow.low(o), slow, fast, o, fast.low(o)) for o in first) and all(
        _within(fast.high(o), slow, fast, o, slow.high(o)) for o in last
    )


def _within(less: int, slow: Reach, fast: Reach, o: int, more: int) -> bool:
    if not fast.stretch(o):
        return True
    return bool(slow.stretch(o)) and less <= more


def _ends(ways: Sequence[Reach], outputs: int) -> list[int]:
    """Outputs among which there is one that sees most: what drifting ways see together grows towards one of the ends."""
    first, last = _both_ends(ways, outputs)
    return list(dict.fromkeys([*first, *last]))


def _both_ends(ways: Sequence[Reach], outputs: int) -> tuple[list[int], list[int]]:
    """As many outputs at each end as bring every mix of phases; all of them where they are few."""
    phases = lcm(*(len(way.lows) for way in ways))
    if phases > PHASES and (symbolic(outputs) or outputs > PHASES):
        raise TooManyPhases
    count = min(phases, outputs)
    return list(range(count)), [outputs - 1 - o for o in range(count)]
