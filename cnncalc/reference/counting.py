"""Numbers that count: every operation that Python executes on them is tallied, and each knows which inputs it came from."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.reference.functions import Functions, Number, Shape, Tensor, Weights
from cnncalc.reference.run import Material, steps
from cnncalc.reference.tensors import each, flatten, measure
from cnncalc.reference.weights import BUFFERS

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph, Node

# The input positions that a number depends on, as a box: for each spatial axis of every input the lowest, and the highest with
# its sign turned, so that the box around two boxes is the least of both. Empty for weights, constants and padding.
Box = tuple[float, ...]


class Counts(NamedTuple):
    """Operations by class; and those multiplications of which a factor was a zero of the padding."""

    mul: int = 0
    add: int = 0
    cmp: int = 0
    div: int = 0
    exp: int = 0
    sqrt: int = 0
    mul_on_padding: int = 0


Tally = dict[str, int]  # counts that go up, by the names of `Counts`


def _counted(name: str, f: Callable[[Number, Number], Number], turned: bool = False) -> Callable[[Counted, Number], Counted]:
    """An operator that counts; `turned` for the one that Python calls where the other number comes first."""

    def run(self: Counted, other: Number) -> Counted:
        self.tally[name] += 1
        value = f(bare(other), self.value) if turned else f(self.value, bare(other))
        return self.joined(value, other)

    return run


def _compared(f: Callable[[Number, Number], bool]) -> Callable[[Counted, Number], bool]:
    def run(self: Counted, other: Number) -> bool:
        self.tally["cmp"] += 1
        return f(self.value, bare(other))

    return run


class Counted:
    """A number with the box of input positions that it depends on. A change of sign costs nothing."""

    __slots__ = ("box", "padding", "tally", "value")

    def __init__(self, value: Number, tally: Tally, box: Box = (), padding: bool = False) -> None:
        self.value = value
        self.tally = tally
        self.box = box
        self.padding = padding  # whether it is a zero of the padding

    @property
    def sees(self) -> tuple[tuple[int, int] | None, ...]:
        """The lowest and highest position on each spatial axis of every input; None for an input that it does not depend on."""
        return tuple(None if low == inf else (int(low), -int(high)) for low, high in zip(self.box[::2], self.box[1::2]))

    def joined(self, value: Number, other: Number) -> Counted:
        """A value that depends on this number and another."""
        return Counted(value, self.tally, merged(self.box, other.box) if isinstance(other, Counted) else self.box)

    def __mul__(self, other: Number) -> Counted:
        """The product. A plain 0 is a constant of the formula, and 0*x depends on nothing."""
        self.tally["mul"] += 1
        self.tally["mul_on_padding"] += self.padding or (isinstance(other, Counted) and other.padding)
        product = self.joined(self.value * bare(other), other)
        return product if isinstance(other, Counted) or other else Counted(product.value, self.tally)

    def __neg__(self) -> Counted:
        return Counted(-self.value, self.tally, self.box)

    __rmul__ = __mul__
    __add__, __radd__ = _counted("add", operator.add), _counted("add", operator.add, turned=True)
    __sub__, __rsub__ = _counted("add", operator.sub), _counted("add", operator.sub, turned=True)
    __truediv__, __rtruediv__ = _counted("div", operator.truediv), _counted("div", operator.truediv, turned=True)
    __lt__, __gt__, __le__, __ge__ = map(_compared, (operator.lt, operator.gt, operator.le, operator.ge))


def bare(x: Number) -> Number:
    """The value of a number, counted or not."""
    return x.value if isinstance(x, Counted) else x


def merged(a: Box, b: Box) -> Box:
    """The box around two."""
    return tuple(map(min, a, b)) if a and b and a != b else a or b


def _tallied(name: str, f: Callable[..., Number]) -> Callable[..., Counted]:
    """A function that counts."""

    def run(self: Counting, x: Counted, *exponent: float) -> Counted:
        self.tally[name] += 1
        return x.joined(f(self, bare(x), *exponent), x)

    return run


class Counting(Functions):
    """The functions on counting numbers. exp, log, erf and powers count as `exp`, roots as `sqrt`."""

    def __init__(self, inputs: Mapping[str, int]) -> None:
        """`inputs` says how many spatial axes each input has."""
        self.inputs = inputs
        self.tally: Tally = dict.fromkeys(Counts._fields, 0)
        self.zero = Counted(0, self.tally, padding=True)
        self.lowest = Counted(-inf, self.tally, padding=True)

    def given(self, name: str, x: Tensor) -> Tensor:
        """Each number depends on its own position."""
        ranks = list(self.inputs.values())
        before = sum(ranks[: list(self.inputs).index(name)])
        return [self._placed(plane, [inf] * (2 * sum(ranks)), 2 * before) for plane in x]

    def _placed(self, plane: Any, axes: list[float], at: int) -> Any:
        if not isinstance(plane, list):
            return Counted(plane, self.tally, tuple(axes))
        return [self._placed(part, [*axes[:at], i, -i, *axes[at + 2 :]], at + 2) for i, part in enumerate(plane)]

    def learned(self, x: Tensor) -> Tensor:
        """Weights depend on no input."""
        tensor: Tensor = each(lambda value: Counted(value, self.tally), x)
        return tensor

    def aside(self, work: Callable[[], Any]) -> Any:
        """The work, with the counts put back to what they were."""
        before = self.tally.copy()
        result = work()
        self.tally.update(before)
        return result

    def larger(self, a: Number, b: Number) -> Number:
        """The larger, which depends on both."""
        return _of_both(super().larger(a, b), a, b)

    def smaller(self, a: Number, b: Number) -> Number:
        """The smaller, which depends on both."""
        return _of_both(super().smaller(a, b), a, b)

    def quotient(self, a: Number, b: Number) -> Number:
        """The quotient, which depends on both."""
        self.tally["div"] += 1
        return _of_both(super().quotient(bare(a), bare(b)), a, b)

    exp, log, erf, power = (_tallied("exp", f) for f in (Functions.exp, Functions.log, Functions.erf, Functions.power))
    sqrt = _tallied("sqrt", Functions.sqrt)


def _of_both(chosen: Number, a: Number, b: Number) -> Number:
    return a.joined(bare(chosen), b) if isinstance(a, Counted) else b.joined(bare(chosen), a)


class Observation(NamedTuple):
    """What was seen while a layer ran: each item's shape, measured; operations; weights by name; the numbers themselves."""

    node: Node
    shape: Shape
    counts: Counts
    weights: Weights
    items: list[Tensor]

    def numbers(self, kept: bool = False) -> int:
        """How many numbers the layer was given to learn, or `kept`: besides those."""
        return sum(len(flatten(x)) for name, x in self.weights.items() if (name in BUFFERS) == kept)


def observe(graph: Graph, material: Material | None = None) -> Iterator[Observation]:
    """Run a network on counting numbers; for each node, what it did. Inputs and weights are drawn unless given."""
    math = Counting({name: len(graph.nodes[index].shape) - 1 for name, index in graph.inputs.items()})
    before = Counts()
    for node, weights, items in steps(graph, material or Material({}, {}, {}, 0), math):
        after = Counts(**math.tally)
        (shape,) = set(map(measure, items))
        yield Observation(node, shape, Counts(*(now - then for then, now in zip(before, after))), weights, items)
        before = after
