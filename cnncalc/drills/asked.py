"""What a question asks of a network, and what the library answers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.analysis import Analysis, Row, analyze
from cnncalc.builder import build
from cnncalc.depth import depth
from cnncalc.expectations import QUANTITIES
from cnncalc.memory import DTYPES
from cnncalc.read import parse
from cnncalc.smallest import longest, smallest_input
from cnncalc.spec import Spec
from cnncalc.twin.convert import Pair, Twin, fully_convolutional
from cnncalc.twin.larger import enlarged
from cnncalc.whatif.breakeven import break_even
from cnncalc.whatif.narrowing import bottlenecks

if TYPE_CHECKING:
    from cnncalc.whatif.block import Bottleneck
    from cnncalc.words.numbers import Number

BYTES = ".bytes"  # behind a quantity
Value: TypeAlias = "int | Fraction | tuple[Number, ...]"


class Asked(NamedTuple):
    """A quantity taken apart: whose it is (empty: the network's), which, and what more it needs."""

    subject: str
    word: str
    more: str = ""

    @classmethod
    def of(cls, quantity: str) -> Asked:
        """The parts of a quantity.

        >>> Asked.of("conv1.activations.bytes"), Asked.of("twin_output 3x384x384")
        (Asked(subject='conv1', word='activations.bytes', more=''), Asked(subject='', word='twin_output', more='3x384x384'))
        """
        name, _, more = quantity.partition(" ")
        bare = name.removesuffix(BYTES)
        subject, _, word = bare.rpartition(".")
        return cls(subject, word + name[len(bare) :], more)


class Subject(NamedTuple):
    """A network, and the rows of it that are asked about."""

    spec: Spec
    analysis: Analysis
    rows: tuple[Row, ...]
    more: str
    dtype: str

    @property
    def bottleneck(self) -> Bottleneck:
        """The one bottleneck of the network."""
        return bottlenecks(self.analysis)[0]

    @property
    def twin(self) -> Twin:
        """The fully convolutional twin of the network."""
        return fully_convolutional(self.analysis.graph)

    @property
    def pair(self) -> Pair:
        """The fully connected layer that is asked about, and its convolution."""
        return next(pair for pair in self.twin.pairs if pair.fc == self.rows[0].node)


def subject_of(spec: str, asked: Asked, dtype: str) -> Subject:
    """The network of a text, and what of it is asked about."""
    parsed = parse(spec)
    analysis = analyze(build(parsed))
    rows = tuple(row for row in analysis.rows if not asked.subject or row.node.name == asked.subject)
    return Subject(parsed, analysis, rows, asked.more, dtype)


def _times(subject: Subject) -> Fraction:
    return Fraction(subject.bottleneck.direct.macs, subject.bottleneck.block.macs)


def _break_even(subject: Subject) -> int:
    even = break_even(subject.bottleneck)
    return even.width if even else 0


def _smallest(subject: Subject) -> int:
    return longest(build(subject.spec, smallest_input(subject.spec)))


# What is asked besides the quantities of `expect`.
MORE: dict[str, Callable[[Subject], Value]] = {
    "depth": lambda subject: depth(subject.analysis),
    "activations.bytes": lambda subject: sum(row.figures.activations for row in subject.rows) * DTYPES[subject.dtype],
    "params.bytes": lambda subject: sum(row.figures.params for row in subject.rows) * DTYPES[subject.dtype],
    "direct_weights": lambda subject: subject.bottleneck.direct.weights,
    "direct_macs": lambda subject: subject.bottleneck.direct.macs,
    "saved_weights": lambda subject: subject.bottleneck.direct.weights - subject.bottleneck.block.weights,
    "saved_macs": lambda subject: subject.bottleneck.direct.macs - subject.bottleneck.block.macs,
    "times_macs": _times,
    "break_even": _break_even,
    "kernel": lambda subject: subject.pair.size,
    "twin_weights": lambda subject: subject.pair.conv_figures.weights,
    "twin_params": lambda subject: sum(pair.conv_figures.params for pair in subject.twin.pairs),
    "twin_output": lambda subject: enlarged(subject.twin, subject.more).maps[0].shape,
    "smallest_input": _smallest,
}


def value_of(spec: str, quantity: str, dtype: str = "float32") -> Value:
    """The value of a quantity of the spec of a text.

    >>> value_of("input: 3x32x32\\nlayers:\\n  - conv 5x5 6 as C1\\n", "C1.connections")
    357504
    """
    asked = Asked.of(quantity)
    subject = subject_of(spec, asked, dtype)
    if asked.word in MORE:
        return MORE[asked.word](subject)
    return QUANTITIES[asked.word](subject.analysis, subject.rows)
