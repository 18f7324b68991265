"""Calls about what there is: kinds of layers, conventions, bundled networks; and the unknown in O = (W-K+2P)/S+1."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.layers.base import Layer
from cnncalc.library.networks import NAMED, Named, Shapes, Values, spec_of
from cnncalc.progress import Progress
from cnncalc.results.shown import Listing, Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.bundled.catalogue import Zoo
    from cnncalc.counting.conventions import Convention, Conventions
    from cnncalc.network.smallest import AcceptedSizes
    from cnncalc.solving.window import Given as Extents
    from cnncalc.solving.window import Solutions


class KindFields(NamedTuple):
    """What a `Kind` holds."""

    layer: type[Layer]


class Kind(Result, KindFields):
    """A kind of layer: its usage line, aliases, words, rules and an example. `layer` is its class."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.layer.kind, self.layer.usage)

    @property
    def name(self) -> str:
        """Its word in a spec."""
        return self.layer.kind


class Kinds(Listing[Kind]):
    """The kinds of layers, those of one `family` if it has a name."""

    family: str

    def __repr__(self) -> str:
        return in_a_line(self, self.family, f"{len(self):,} kinds")


def kinds(word: str | None = None) -> Kinds | Kind:
    """The kinds of layers; those of a family; or all about one kind, by its word or an alias.

    Raises a `SpecError` with the nearest word where there is no such kind.

    >>> import cnncalc
    >>> cnncalc.kinds("pooling")[0], cnncalc.kinds("linear").layer.usage
    (<Kind maxpool: maxpool SIZE [padding] [dilation=1] [ceil]>, 'fc OUT [nobias]')
    """
    from cnncalc.layers import KINDS

    if word is None or word in {layer.family for layer in KINDS.values()}:
        return Kinds((Kind(layer) for layer in KINDS.values() if word in (None, layer.family)), family=word or "")
    return Kind(_kind(word))


def _kind(word: str) -> type[Layer]:
    from cnncalc.layers import ALIASES, KINDS, kind_named
    from cnncalc.layers.foreign import kind_elsewhere

    layer = kind_named(word)
    if layer is None:
        meant = kind_elsewhere(word)
        help = f"did you mean {meant}?" if meant else did_you_mean(word, [*KINDS, *ALIASES], "cnncalc kinds lists them")
        raise refuse(f"there is no kind {quote(word)}", help)
    return layer


def conventions(name: str | None = None) -> Conventions | Convention:
    """The ways in which tools count costs and parameters, or the rules of one, kind by kind.

    Raises a `SpecError` with the nearest name where there is no such convention.

    >>> import cnncalc
    >>> cnncalc.conventions("fvcore").unit, cnncalc.conventions()[0].name
    ('flop', 'macs')
    """
    from cnncalc.counting.conventions import CONVENTIONS, Conventions, convention_named

    return Conventions(CONVENTIONS.values()) if name is None else convention_named(name)


def zoo(
    words: str | Sequence[str] = (),
    sort: str = "family",
    reverse: bool = False,
    progress: Progress = None,
    convention: str | Convention | None = None,
) -> Zoo:
    """The bundled networks in which each word occurs: in the family, the names or the source, in capitals or not.

    The exercises are no networks, and are looked through only where `exercises` is one of the words. The list is sorted by
    `family`, `spec`, `year` or any figure that has an order, the least first, or the greatest with `reverse`; what lacks the
    figure comes last. With a `convention`, or its name, each has its `cost`, or says `why_not`. Raises a `SpecError` where
    words find nothing, and where nothing is sorted by `sort`.

    >>> import cnncalc
    >>> [bundled.name for bundled in cnncalc.zoo("resnet xie", sort="params")]
    ['resnext50_32x4d', 'resnext101_64x4d', 'resnext101_32x8d']
    """
    from cnncalc.bundled.catalogue import zoo
    from cnncalc.counting.conventions import convention_named

    counting = convention_named(convention) if isinstance(convention, str) else convention
    return zoo(words.split() if isinstance(words, str) else words, sort, reverse, progress, counting)


def solve(
    known: Extents | Named | None = None,
    ceil: bool = False,
    most: int | None = None,
    look_for: Collection[str] = (),
    *,
    same: bool = False,
    set: Values = None,
    layout: str | None = None,
    progress: Progress = None,
    input: int | Shapes = None,
    **extents: int | tuple[int, int],
) -> Solutions | AcceptedSizes:
    """The unknown in O = floor((W - K + 2P)/S) + 1; of a network, the inputs that it accepts.

    What is known are whole numbers by name: input, output, kernel, padding (or a pair, before and after), stride, dilation, as
    a mapping or as arguments. With one left open: every whole number that fits; with two or three: the usual values that fit.
    The dilation is 1 unless it is given, the only one open, or one of those to `look_for`. `ceil` rounds up, as pools may; at
    most `most` windows are listed; `same` asks for the padding that keeps the size. A network is named as in `summarize`, with
    its `set` and `layout`; `input` is then a shape to try. Raises a `SpecError` where too much is open.

    >>> import cnncalc
    >>> [window.kernel for window in cnncalc.solve(input=227, output=55, padding=0, stride=4).windows]
    [8, 9, 10, 11]
    >>> cnncalc.solve(same=True, kernel=5).windows[0].padding, cnncalc.solve("lenet5").to_records()[0]["input"]
    ((2, 2), '1x32x32')
    """
    if isinstance(known, NAMED) and not (same or ceil or extents or isinstance(input, int)):
        return _sizes(known, input, set, layout, progress)
    if not (known is None or isinstance(known, Mapping)) or set or layout or not (input is None or isinstance(input, int)):
        raise refuse("a network and a window are two questions", "ask for the sizes of a network, or give extents as numbers")
    return _window({**(known or {}), **({"input": input} if input is not None else {}), **extents}, ceil, most, look_for, same)


def _sizes(x: Named, asked: Shapes, values: Values, layout: str | None, progress: Progress) -> AcceptedSizes:
    from cnncalc.network.smallest import AcceptedSizes, sizes_of

    spec = spec_of(x, progress)
    shapes = {next(iter(spec.inputs), "input"): asked} if isinstance(asked, str) else asked or {}
    return AcceptedSizes(sizes_of(spec, values, layout), shapes)


def _window(known: Extents, ceil: bool, most: int | None, look_for: Collection[str], same: bool) -> Solutions:
    from cnncalc.solving import LISTED, solve
    from cnncalc.solving.same import same_padding
    from cnncalc.solving.window import NAMES

    for name in known:
        if name not in NAMES:
            raise refuse(f"a window has no {quote(name)}", did_you_mean(name, NAMES, f"it has {', '.join(NAMES)}"))
    if not same:
        return solve(known, ceil, LISTED if most is None else most, look_for)
    if odd := [name for name in ("output", "padding") if name in known] + ["ceil"] * ceil:
        raise refuse(f"{odd[0]} has no place beside same, which looks for the padding that keeps the size", "leave it out")
    return same_padding(**{name: number for name, number in known.items() if isinstance(number, int)})
