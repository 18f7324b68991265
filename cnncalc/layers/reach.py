"""Along one axis: which stretch of the input does output o see?

For most layers it is a window that moves on by the stride. After upsampling, adaptive pools or transposed convolutions the
stretch depends on the phase of o, but repeats: so a reach is a table of stretches and how far on the next round starts.
"""

from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.limits import PHASES
from cnncalc.words.numbers import divide, symbolic

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class TooManyPhases(Exception):
    """The stretches repeat so late that no table of them is kept."""


class Reach(NamedTuple):
    """Output o sees `lows[o % p] .. highs[o % p]`, both moved on by `o // p * advance`, where p is the number of phases.

    A phase whose low is above its high sees nothing. Within a stretch every `step`-th position is seen (dilation).
    """

    lows: tuple[int, ...]
    highs: tuple[int, ...]
    advance: int
    step: int = 1

    def low(self, o: int) -> int:
        """The first input position that output o sees."""
        rounds, phase = divmod(o, len(self.lows))
        return self.lows[phase] + rounds * self.advance

    def high(self, o: int) -> int:
        """The last input position that output o sees."""
        rounds, phase = divmod(o, len(self.highs))
        return self.highs[phase] + rounds * self.advance

    def stretch(self, o: int) -> tuple[int, int] | None:
        """The first and the last input position that output o sees; None where it sees nothing."""
        low, high = self.low(o), self.high(o)
        return (low, high) if low <= high else None

    def stretch_of(self, first: int, last: int) -> tuple[int, int] | None:
        """What the outputs from first to last see together; None where they see nothing."""
        low, high = self.hull(first, last, 1)
        return (low, high) if low <= high else None

    @property
    def is_blind(self) -> bool:
        """Whether no output sees anything."""
        return all(low > high for low, high in zip(self.lows, self.highs))

    @property
    def is_constant(self) -> bool:
        """Whether all outputs see the same."""
        return len(self.lows) == 1 and isinstance(self.advance, int) and self.advance == 0

    def hull(self, first: int, last: int, step: int) -> tuple[int, int]:
        """What every step-th output from first to last sees, together."""
        if len(self.lows) == 1:
            return (self.low(first), self.low(first) - 1) if self.is_blind else (self.low(first), self.high(last))
        rounds = len(self.lows) * step  # every phase that can be met is met within so many outputs
        steps = range(0, min(rounds, last - first + 1), step)
        lows = [self.low(first + k) for k in steps if self.low(first + k) <= self.high(first + k)]
        highs = [self.high(last - k) for k in steps if self.low(last - k) <= self.high(last - k)]
        return (min(lows), max(highs)) if lows and highs else (self.low(first), self.low(first) - 1)

    def through(self, window: "Reach") -> "Reach":
        """What the outputs of a layer with this window see, where its input sees this."""
        if self.is_blind:
            return NOTHING
        if len(window.lows) == 1 == len(self.lows):
            jump = self.advance
            return Reach(
                (self.lows[0] + window.lows[0] * jump,), (self.highs[0] + window.highs[0] * jump,), window.advance * jump
            )
        rounds = len(self.lows) // gcd(window.advance % len(self.lows), len(self.lows))
        phases = require_phases(len(window.lows) * rounds)
        in_order = self._in_order()
        ends = [self._seen(window, o, in_order) for o in range(phases)]
        lows, highs = zip(*ends)
        return Reach(lows, highs, self.advance * (window.advance * rounds // len(self.lows))).reduced()

    def _in_order(self) -> bool:
        """Whether each output sees something, and none begins or ends before the one before it."""
        return all(low <= high for low, high in zip(self.lows, self.highs)) and all(
            a <= b for ends in (self.lows, self.highs) for a, b in pairwise((*ends, ends[0] + self.advance))
        )

    def _seen(self, window: "Reach", o: int, in_order: bool) -> tuple[int, int]:
        first, last = window.low(o), window.high(o)
        if in_order and first <= last:
            return self.low(first), self.high(last)
        return self.hull(first, last, window.step) if first <= last else (self.low(first), self.low(first) - 1)

    def spread(self, phases: int) -> "Reach":
        """The same with a table of so many phases, a multiple of those it has."""
        lows, highs = zip(*((self.low(o), self.high(o)) for o in range(phases)))
        return Reach(lows, highs, self.advance * (phases // len(self.lows)), self.step)

    def reduced(self) -> "Reach":
        """The same with as few phases as tell it all."""
        phases, widths = len(self.lows), {high - low for low, high in zip(self.lows, self.highs)}
        if phases == 1 or self.advance % phases or len(widths) > 1:
            return self
        step = self.advance // phases
        if any(low != self.lows[0] + phase * step for phase, low in enumerate(self.lows)):
            return self
        return Reach(self.lows[:1], self.highs[:1], step, self.step)

    def sizes(self, outputs: int) -> list[int]:
        """How many positions outputs see, among so many outputs: each number that there is at least once."""
        seen = min(len(self.lows), outputs)
        sizes = [high - low + 1 for low, high in zip(self.lows[:seen], self.highs[:seen])]
        return [max(size, 0) if isinstance(size, int) else size for size in sizes]  # that of symbols is over 0

    @property
    def first(self) -> int:
        """The first output that sees anything; 0 where none does."""
        return next((o for o, (low, high) in enumerate(zip(self.lows, self.highs)) if low <= high), 0)

    @property
    def stride(self) -> "Number":
        """How far on the next output looks, on average."""
        if len(self.lows) == 1:
            return self.advance
        if symbolic(self.advance):
            return divide(self.advance, len(self.lows))
        if self.advance % len(self.lows) == 0:
            return self.advance // len(self.lows)
        from fractions import Fraction  # which only a resize needs

        return Fraction(self.advance, len(self.lows))  # as large as it is: an analysis that is done can be told


NOTHING = Reach((1,), (0,), 0)  # no output sees anything


def sliding(low: int, span: int, stride: int, step: int = 1) -> Reach:
    """A window over `span` positions, every `step`-th of them a tap, that starts at `low` and moves on by `stride`."""
    return Reach((low,), (low + span - 1,), stride, step)


def everything(extent: int) -> "Reach":
    """Each output sees the whole axis."""
    return Reach((0,), (extent - 1,), 0)


def phased(stretches: list[tuple[int, int]], advance: int, step: int = 1) -> Reach:
    """A window whose stretches differ from phase to phase."""
    lows, highs = zip(*stretches)
    return Reach(lows, highs, advance, step).reduced()


def require_phases(count: int) -> int:
    """The count, if a table of so many phases is kept."""
    if count > PHASES:
        raise TooManyPhases
    return count
