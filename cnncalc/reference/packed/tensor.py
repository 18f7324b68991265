"""Activations as bytes, and the one rule that brings any number back to an activation.

The rule: a number v becomes min(max(floor(v/2**k), 0), 15), where k depends on what made v, and is

- for a dot product: such that 2**k is the power of two next under a quarter of the square root of its length (see `shift`),
  so that a layer of any size leaves activations that neither die out nor all reach 15;
- for the sum of n branches: the first with 2**k >= n; for the product of n branches: 3*(n - 1);
- for what lies between -1 and 1 (sigmoid, hardsigmoid, tanh, softsign, softmax, l2norm): -4;
- for standardised numbers (ln, gn, instnorm): -2;
- for everything else: 0.

Whole numbers and fractions, means and blends among them, are exact. Where v is a float (roots, exp, log, erf and powers) its
last bits may differ from machine to machine, by some 2**-40. So that a v which is in truth a multiple of 2**k becomes the same
activation on all of them, 2**-20 is added to v/2**k if it is a float. What remains is a v that lies within 2**-40 of a point
2**-20 below a multiple: no formula here leads there but by chance.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import islice
from math import floor, prod
from operator import add, floordiv
from typing import Any, NamedTuple

from cnncalc.reference.activation import FORMULAS
from cnncalc.reference.functions import Functions, Number, Settings
from cnncalc.reference.kinds import FORWARD
from cnncalc.reference.packed.plan import Extents
from cnncalc.reference.packed.slots import ones

BITS = 4  # of an activation
TOP = 2**BITS - 1
NUDGE = 2**-20  # of a float
SMALL = ("sigmoid", "hardsigmoid", "tanh", "softsign", "softmax", "l2norm")
STANDARD = ("ln", "gn", "instnorm")
SHIFTS = dict.fromkeys(SMALL, -BITS) | dict.fromkeys(STANDARD, -2)  # the k of the rule, for each kind whose k is not 0


class Tensor(NamedTuple):
    """Activations: channels outermost, then items, then positions; a vector's numbers are its channels."""

    data: bytes
    extents: Extents
    items: int = 1

    @property
    def size(self) -> int:
        """The activations of one channel, of all items together."""
        return self.items * prod(self.extents)

    @property
    def shape(self) -> Extents:
        """The shape of one item, channels first; the channels are counted from the data."""
        channels, rest = divmod(len(self.data), self.size)
        assert not rest, f"{len(self.data)} activations make no channels of {self.size}"
        return (channels, *self.extents)

    @property
    def axes(self) -> Extents:
        """The extents of a channel, with an axis for the items where there are several."""
        return (self.items, *self.extents) if self.items > 1 else self.extents

    def channels(self) -> list[bytes]:
        """The activations of each channel."""
        return [self.data[i : i + self.size] for i in range(0, len(self.data), self.size)]

    def apart(self) -> list[bytes]:
        """The activations of each item, channels outermost."""
        if self.items == 1:
            return [self.data]
        size = prod(self.extents)
        starts = [range(item * size, len(self.data), self.size) for item in range(self.items)]
        return [b"".join([self.data[i : i + size] for i in places]) for places in starts]

    @classmethod
    def together(cls, items: Sequence[bytes], extents: Extents) -> Tensor:
        """A tensor of such items.

        >>> Tensor.together([b"abc", b"xyz"], ()).channels()
        [b'ax', b'by', b'cz']
        """
        if len(items) == 1:
            return cls(items[0], extents)
        size = prod(extents)
        data = b"".join([item[i : i + size] for i in range(0, len(items[0]), size) for item in items])
        return cls(data, extents, len(items))


def activation(value: Number, k: int = 0) -> int:
    """The rule for one number.

    >>> activation(-3), activation(Fraction(16, 3)), activation(99), activation(0.25, -4), activation(2.9999999999)
    (0, 5, 15, 4, 3)
    """
    level = value * Fraction(1, 2**k) if k > 0 else value * 2**-k
    raised = level + NUDGE if isinstance(level, float) else level
    found: int = floor(min(max(0, raised), TOP))  # also where a largest of nothing is -inf, or a float is nan
    return found


def shift(terms: int) -> int:
    """The k of dot products of `terms` terms.

    >>> shift(27), shift(4608)
    (1, 5)
    """
    return max(0, (terms.bit_length() - 1) // 2 - 1)


CUT = bytes([min(i, TOP) for i in range(256)])  # of the lowest byte, what the rule leaves
SOME = bytes([0] + [TOP] * 255)  # of a byte above, whether it is over
POSITIVE = bytes([TOP] * 128 + [0] * 128)  # of the highest byte, whether it has no sign


def requantize(sums: array[int], k: int) -> bytes:
    """The rule for 32-bit sums and k >= 0: the lowest byte of s >> k, unless one above is not 0 or the sign bit is 1.

    >>> list(requantize(array("i", [-5, 7, 32, 70000]), 1))
    [0, 3, 15, 15]
    """
    raw = sums.tobytes()
    kept = ones(32, len(sums)) * ((1 << 32 - k) - 1)
    low = (int.from_bytes(raw, "little") >> k & kept).to_bytes(len(raw), "little")
    found = _packed(low[::4], CUT) | _packed(low[1::4], SOME) | _packed(low[2::4], SOME) | _packed(low[3::4], SOME)
    return (found & _packed(raw[3::4], POSITIVE)).to_bytes(len(sums), "little")


def _packed(data: bytes, table: bytes) -> int:
    return int.from_bytes(data.translate(table), "little")


@lru_cache(2**12)
def table(layer: Settings, weights: tuple[tuple[str, Any], ...] = ()) -> bytes:
    """What a layer makes of each activation, given the weights of one channel, by the reference's own formula."""
    kind = layer.kind
    if kind in FORMULAS:
        values = [FORMULAS[kind](x, Functions(), layer) for x in range(TOP + 1)]
    else:
        given = {name: [value] for name, value in weights}
        (values,) = FORWARD[kind](layer, [list(range(TOP + 1))], given, Functions())
    return bytes([activation(value, SHIFTS.get(kind, 0)) for value in values]).ljust(256, b"\0")


MAX = bytes([max(i >> BITS, i & TOP) for i in range(256)])
MIN = bytes([min(i >> BITS, i & TOP) for i in range(256)])
QUOTIENT = bytes([activation(Functions().quotient(i >> BITS, i & TOP)) for i in range(256)])
PRODUCT = bytes([activation((i >> BITS) * (i & TOP), 3) for i in range(256)])


def paired(operation: bytes, data: Iterable[bytes]) -> bytes:
    """A table of 16x16 results applied to two tensors byte by byte, then to that and the next, and so on.

    >>> list(paired(MAX, [bytes([1, 7, 3]), bytes([4, 2, 3]), bytes([0, 0, 9])]))
    [4, 7, 9]
    """
    return reduce(lambda a, b: _joined(a, b).translate(operation), data)


def _joined(a: bytes, b: bytes) -> bytes:
    """Bytes whose two halves come from two tensors."""
    return (int.from_bytes(a, "little") << BITS | int.from_bytes(b, "little")).to_bytes(len(a), "little")


def summed(data: Iterable[bytes]) -> Sequence[int]:
    """The sums, byte by byte. Seventeen activations at most fit into a byte: seventeen at a time are added up, as one integer.

    >>> list(summed([bytes([1, 15]), bytes([2, 15])]))
    [3, 30]
    """
    parts = iter(data)
    batches = iter(lambda: list(islice(parts, 255 // TOP)), [])
    sums = (sum(int.from_bytes(part, "little") for part in batch).to_bytes(len(batch[0]), "little") for batch in batches)
    return reduce(lambda a, b: list(map(add, a, b)), sums)


def means(sums: Iterable[int], counts: Iterable[int]) -> bytes:
    """The rule, k = 0, for sums of activations over their counts."""
    return bytes(map(floordiv, sums, counts))
