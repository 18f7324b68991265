"""What sheets ask of a network besides its figures: what could replace its layers, and which inputs it accepts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.analyze import Analysis, Row
from cnncalc.asking.case import Case
from cnncalc.asking.figure import AXES, NUMBER, SHAPE
from cnncalc.asking.questions import Query, QueryTerm, question
from cnncalc.design.twin.convert import Pair, Twin, fully_convolutional
from cnncalc.design.twin.larger import enlarged
from cnncalc.design.whatif.breakeven import break_even
from cnncalc.design.whatif.narrowing import bottlenecks
from cnncalc.errors import Fault, quote
from cnncalc.language.read import parse
from cnncalc.language.spec import Spec
from cnncalc.network.smallest import sizes_of, smallest_size
from cnncalc.network.write import spec_lines

if TYPE_CHECKING:
    from cnncalc.design.whatif.block import Bottleneck


class Subject(NamedTuple):
    """A network, the layer that is asked about (empty: none), and the input that is asked for (empty: none)."""

    analysis: Analysis
    layer: str
    input: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """The layer's row, or all."""
        return tuple(row for row in self.analysis.rows if self.layer in ("", row.node.name))

    @property
    def spec(self) -> Spec:
        """The network as a spec."""
        return parse("\n".join(spec_lines(self.analysis.graph)))

    @property
    def bottleneck(self) -> Bottleneck:
        """The first bottleneck of the network."""
        found = bottlenecks(self.analysis)
        if not found:
            raise Fault("the network has no 1x1 convolution that narrows the channels before a larger one")
        return found[0]

    @property
    def twin(self) -> Twin:
        """The fully convolutional twin of the network."""
        return fully_convolutional(self.analysis.graph)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The fully connected layers that are asked about, and the convolutions that they become."""
        found = tuple(pair for pair in self.twin.pairs if self.layer in ("", pair.fc.name))
        if not found:
            raise Fault(f"{quote(self.layer)} is no fully connected layer that becomes a convolution")
        return found


class Derived(NamedTuple):
    """How a derived quantity is found, and whether it is a NUMBER, a SHAPE, or a number for each of the AXES."""

    of: Callable[[Subject], Any]
    asked: str = NUMBER


def _times(subject: Subject) -> Fraction:
    return Fraction(subject.bottleneck.direct.macs, subject.bottleneck.block.macs)


def _break_even(subject: Subject) -> int:
    even = break_even(subject.bottleneck)
    if even is None:
        raise Fault("the width of this bottleneck is not free to choose")
    return even.width


def _twin_output(subject: Subject) -> tuple[int, ...]:
    if not subject.input:
        raise Fault("twin_output needs an input", "write it as in: twin_output 3x384x384")
    maps = enlarged(subject.twin, subject.input).maps
    if not maps:
        raise Fault(f"at {quote(subject.input)} the twin gives no map")
    return maps[0].shape


DERIVED: dict[str, Derived] = {
    "direct_weights": Derived(lambda subject: subject.bottleneck.direct.weights),
    "direct_macs": Derived(lambda subject: subject.bottleneck.direct.macs),
    "saved_weights": Derived(lambda subject: subject.bottleneck.direct.weights - subject.bottleneck.block.weights),
    "saved_macs": Derived(lambda subject: subject.bottleneck.direct.macs - subject.bottleneck.block.macs),
    "times_macs": Derived(_times),
    "break_even": Derived(_break_even),
    "twin_kernel": Derived(lambda subject: subject.pairs[0].size, AXES),
    "twin_weights": Derived(lambda subject: sum(pair.conv_figures.weights for pair in subject.pairs)),
    "twin_params": Derived(lambda subject: sum(pair.conv_figures.params for pair in subject.pairs)),
    "twin_output": Derived(_twin_output, SHAPE),
    "smallest_input": Derived(lambda subject: smallest_size(sizes_of(subject.spec))),
}


class Asked(NamedTuple):
    """A quantity taken apart: the layer that it is of (empty: the network), its word, and the input that it is asked for."""

    layer: str
    word: str
    input: str = ""

    @classmethod
    def of(cls, quantity: str) -> Asked:
        """The parts of a quantity.

        >>> Asked.of("conv1.activations.bytes"), Asked.of("twin_output 3x384x384")
        (Asked(layer='conv1', word='activations.bytes', input=''), Asked(layer='', word='twin_output', input='3x384x384'))
        """
        name, _, input = quantity.partition(" ")
        bare = name.removesuffix(".bytes")
        layer, _, word = bare.rpartition(".")
        return cls(layer, word + name[len(bare) :], input.strip())


class DerivedTerm(QueryTerm):
    """A derived quantity, as a term of a question; it belongs to no nodes in particular."""

    __slots__ = ()

    def value(self, case: Case) -> Any:
        """What it is in a network."""
        asked = Asked.of(self.name)
        return DERIVED[asked.word].of(Subject(case.analysis, asked.layer, asked.input))


def is_derived(text: str) -> bool:
    """Whether a text asks for a derived quantity."""
    return Asked.of(text).word in DERIVED


def derived_question(analysis: Analysis, text: str) -> Query:
    """What a text asks of a network: a derived quantity, or else what `question` understands.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("vgg16")))
    >>> derived_question(analysis, "twin_output 3x384x384").value(Case(analysis))
    (1000, 6, 6)
    """
    if not is_derived(text):
        return question(analysis, text)
    asked = Asked.of(text)
    return Query(text, DERIVED[asked.word].asked, {text: DerivedTerm(text, asked.word, ())})
