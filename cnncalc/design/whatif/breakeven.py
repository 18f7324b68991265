"""The width under which a reduction pays, derived from what its block costs as a polynomial of the width."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from cnncalc.design.whatif.block import BlockBranch, BlockConv, Bottleneck
from cnncalc.layers.arithmetic import area, product, times
from cnncalc.layers.base import Shape
from cnncalc.symbols.ratios import ratio
from cnncalc.words.numbers import show, symbolic


class PowerTerm(NamedTuple):
    """A term of a cost: coefficient * r^power, and the arithmetic that the coefficient came from."""

    power: int
    coefficient: Fraction
    text: str

    def __str__(self) -> str:
        factors = [self.text] if self.text != "1" or not self.power else []
        return "*".join([*factors, *["r"] * self.power])


class BreakEven(NamedTuple):
    """A block of width r pays where the sum of `terms` is less than `direct`.

    r is a multiple of `step`, since groups and channels must come out whole. MACs are those of one output position.
    """

    terms: tuple[PowerTerm, ...]
    direct: tuple[PowerTerm, ...]
    step: int

    @property
    def working(self) -> str:
        """The inequality with its numbers.

        >>> terms = (PowerTerm(1, Fraction(192), "192"), PowerTerm(1, Fraction(1152), "9*128"))
        >>> even = BreakEven(terms, (PowerTerm(0, Fraction(221184), "9*192*128"),), 1)
        >>> even.working, even.bound, even.width
        ('192*r + 9*128*r < 9*192*128', Fraction(1152, 7), 164)
        """
        return f"{_sum(self.terms)} < {_sum(self.direct)}"

    @property
    def quotient(self) -> str:
        """The arithmetic of the bound; empty where it is no plain quotient.

        >>> terms = (PowerTerm(1, Fraction(192), "192"), PowerTerm(1, Fraction(1152), "9*128"))
        >>> BreakEven(terms, (PowerTerm(0, Fraction(221184), "9*192*128"),), 1).quotient
        '9*192*128/(192 + 9*128)'
        """
        plain = len(self.direct) == 1 and all(term.power == 1 for term in self.terms)
        return f"{_sum(self.direct)}/({' + '.join(term.text for term in self.terms)})" if plain else ""

    @property
    def bound(self) -> Fraction | None:
        """The width itself at which both cost the same; None where the inequality is quadratic."""
        constant, linear, square = self._coefficients()
        return None if square else (self._direct - constant) / linear

    @property
    def width(self) -> int:
        """The largest width at which the block costs less; 0 if none does."""
        low, high = 0, 1
        while self._pays(high):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._pays(middle) else (low, middle)
        return low * self.step

    @property
    def _direct(self) -> Fraction:
        return sum((term.coefficient for term in self.direct), Fraction(0))

    def _coefficients(self) -> list[Fraction]:
        return [sum((t.coefficient for t in self.terms if t.power == power), Fraction(0)) for power in range(3)]

    def _pays(self, steps: int) -> bool:
        width = steps * self.step
        constant, linear, square = self._coefficients()
        return constant + linear * width + square * width * width < self._direct


def _sum(terms: tuple[PowerTerm, ...]) -> str:
    return " + ".join(map(str, terms))


def break_even(found: Bottleneck, figure: str = "macs") -> BreakEven | None:
    """The break-even of a block in `params`, `weights` or `macs`, all else but its width as it is.

    After a reduction alone, r < K²·Cin·Cout/(Cin + K²·Cout). Before a widening 1x1 the larger convolution narrows with
    the reduction, so that r²·K² + r·(Cin + Cout) < K²·Cin·Cout. Strides weigh each term with the positions at which it is
    reckoned, groups divide it. None where there is no such width; `why_none` says why.
    """
    if why_none(found, figure):
        return None
    base = found.output
    terms, direct = [*_reduce(found.reduce, figure, base)], list[PowerTerm]()
    for branch in found.branches:
        terms += _branch(branch, figure, base)
        direct += _direct(branch, figure, base)
    steps = [found.reduce.groups, *(_step(branch) for branch in found.branches)]
    return BreakEven(tuple(terms), tuple(direct), lcm(*steps))


def why_none(found: Bottleneck, figure: str = "macs") -> str:
    """Why a block has no break-even in a figure; empty where it has one.

    A depthwise convolution without a widening 1x1 has as many outputs as the reduction has, so that they are not free to
    choose. Where channels are symbols, or MACs are reckoned on maps that shrink by rows, the width depends on the sizes.
    """
    if any(_is_depthwise(branch.conv) and not branch.widen for branch in found.branches):
        return "any r, since the depthwise convolution after it gives out as many channels as it reads"
    parts = [found.reduce, *(part for one in found.branches for part in (one.conv, one.widen, one.direct) if part)]
    if any(symbolic(channels) for part in parts for channels in (part.applied.xs[0][0], part.applied.y[0])):
        return "which r pay depends on the sizes, since channels are symbols"
    if figure == "macs" and any(_weight(part, found.output) is None for part in parts):
        return "which r pay depends on the sizes, since the shares of the map that the convolutions reckon on do"
    return ""


def _weight(part: BlockConv, base: Shape) -> Fraction | None:
    """Positions at which a part is reckoned, for each of the base."""
    return ratio(area(part.applied.y), area(base))


def _is_depthwise(part: BlockConv) -> bool:
    """Whether each channel is a group of its own, so that there are more groups where there are more channels."""
    return part.applied.layer.depthwise or part.groups == part.applied.xs[0][0] > 1


def _step(branch: BlockBranch) -> int:
    """What a width must be a multiple of, for this branch to be made."""
    groups = 1 if _is_depthwise(branch.conv) else branch.conv.groups
    if not branch.widen:
        return groups
    share = _share(branch.conv)  # the outputs must be whole, and be shared out among the groups of both
    return lcm(groups, *(each * share.denominator for each in (groups, branch.widen.groups)))


def _share(part: BlockConv) -> Fraction:
    """Output channels for each input channel."""
    return Fraction(part.applied.y[0], part.applied.xs[0][0])


def _term(power: int, part: BlockConv, figure: str, base: Shape, *factors: int | Fraction, groups: int = 1) -> PowerTerm:
    """A product of factors, at the positions of a part where MACs are counted."""
    coefficient = weight = (_weight(part, base) if figure == "macs" else None) or Fraction(1)
    for number in factors:
        coefficient = coefficient * number
    shown = [_shown(factor) for factor in (weight, *factors) if factor != 1]
    return PowerTerm(power, coefficient / groups, times(*shown) + (f"/{groups}" if groups > 1 else ""))


def _shown(factor: int | Fraction) -> str:
    text = show(factor if isinstance(factor, int) else Fraction(factor))
    return f"({text})" if "/" in text else text


def _biases(power: int, part: BlockConv, figure: str, count: int | Fraction) -> Iterator[PowerTerm]:
    if figure == "params" and not part.applied.layer.nobias:
        yield _term(power, part, "params", (), count)


def _reduce(part: BlockConv, figure: str, base: Shape) -> Iterator[PowerTerm]:
    yield _term(1, part, figure, base, part.applied.xs[0][0], groups=part.groups)
    yield from _biases(1, part, figure, 1)


def _branch(branch: BlockBranch, figure: str, base: Shape) -> Iterator[PowerTerm]:
    conv, widen = branch.conv, branch.widen
    kernel = product(conv.applied.layer.kernel)
    if not widen:
        yield _term(1, conv, figure, base, kernel, conv.applied.y[0], groups=conv.groups)
        yield from _biases(0, conv, figure, conv.applied.y[0])
        return
    share = _share(conv)
    if _is_depthwise(conv):
        yield _term(1, conv, figure, base, kernel, share)
    else:
        yield _term(2, conv, figure, base, kernel, share, groups=conv.groups)
    yield from _biases(1, conv, figure, share)
    yield _term(1, widen, figure, base, share, widen.applied.y[0], groups=widen.groups)
    yield from _biases(0, widen, figure, widen.applied.y[0])


def _direct(branch: BlockBranch, figure: str, base: Shape) -> Iterator[PowerTerm]:
    part = branch.direct
    kernel, channels = product(part.applied.layer.kernel), (part.applied.xs[0][0], part.applied.y[0])
    yield _term(0, part, figure, base, kernel, *channels, groups=part.groups)
    yield from _biases(0, part, figure, channels[1])
