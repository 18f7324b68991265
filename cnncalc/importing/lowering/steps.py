"""The steps that a model becomes, each made by the rules of its kind as soon as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import Fault
from cnncalc.importing.lowering.views import (
    Ordered,
    Reshaped,
    ViewedTensor,
    as_vector,
    is_reshape,
    order_of_ones,
    ordered,
    reshaped,
    shuffled,
)
from cnncalc.language.lines import Vocabulary, read_step
from cnncalc.language.spec import KindStep
from cnncalc.layers import KINDS
from cnncalc.layers.settings import make
from cnncalc.words.env import Env
from cnncalc.words.scan import split_line

if TYPE_CHECKING:
    from cnncalc.importing.names import Names
    from cnncalc.importing.operations import Shape
    from cnncalc.layers.base import Layer

_NO_NAMES = Vocabulary({}, frozenset())
_ENV = Env(frozenset(), "chw")


class MadeStep(NamedTuple):
    """A step of the flat spec: its name, its words, the steps or inputs that it reads."""

    name: str
    text: str
    inputs: tuple[str, ...]
    layer: Layer
    xs: tuple[Shape, ...]
    shape: Shape


class Steps:
    """The steps so far, by their names, in the order in which they were made."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.made: dict[str, MadeStep] = {}
        self.notes: dict[str, list[str]] = {}  # sentences, each with the names of what it is about
        self._layers: dict[tuple[str, int], Layer] = {}

    def note(self, sentence: str, name: str) -> None:
        """Remember what was taken for granted; the name is of what it is about."""
        self.notes.setdefault(sentence, []).append(name)

    def step(self, name: str, text: str, *xs: ViewedTensor) -> ViewedTensor:
        """A new step on plain tensors."""
        layer = self._layer(text, len(xs[0].made) - 1)
        shapes = tuple(x.made for x in xs)
        shape = layer.shape(*shapes)
        self.made[name] = MadeStep(name, text, tuple(x.step for x in xs), layer, shapes, shape)
        return ViewedTensor(name, shape)

    def between(self, text: str, x: ViewedTensor) -> ViewedTensor:
        """A step that the file does not name, named after its kind in the scope of what it reads."""
        scope = x.step.rpartition(".")[0]
        return self.step(self.names.inside(scope, text.partition(" ")[0]), text, x.plain)

    def _layer(self, text: str, rank: int) -> Layer:
        if (text, rank) not in self._layers:
            self._layers[text, rank] = _made(text, rank)
        return self._layers[text, rank]

    def plain(self, x: ViewedTensor) -> ViewedTensor:
        """The tensor channels first and as it is, by a step where that takes one."""
        if not x.views:
            return x
        if is_reshape(x):
            return self.between("flatten" if as_vector(x) else f"reshape {joined(x.shape)}", x)
        if shuffle := shuffled(x):
            return self.between(shuffle[0], x)
        if as_vector(x):
            self.note("flattened with the channels last, which gives a dense layer its weights in another order", x.step)
            return self.between("flatten", x)
        inside = ViewedTensor(x.step, x.made, x.views[:-1])
        if isinstance(x.views[-1], Reshaped) and len(x.views) > 1:
            inner = self.plain(inside)  # refused here where that cannot be said either
            return self.plain(reshaped(inner, x.shape))
        raise Fault(f"a transpose from {joined(inside.shape)} to {joined(x.shape)}, which no kind does")

    def ordered(self, x: ViewedTensor) -> tuple[ViewedTensor, Shape]:
        """A plain tensor, and for each axis of what the model has in its place, which axis of it that is."""
        if x.views and isinstance(x.views[-1], Ordered):
            return self.plain(x._replace(views=x.views[:-1])), x.views[-1].order
        if order := order_of_ones(x):
            return x.plain, order
        x = self.plain(x)
        return x, tuple(range(len(x.made)))

    def joined(self, name: str, kind: str, xs: Sequence[ViewedTensor]) -> ViewedTensor:
        """A join of tensors, in whatever order of axes they all are."""
        if len({(x.views, x.made) for x in xs}) == 1:
            return xs[0].onto(self.step(name, kind, *(x.plain for x in xs)))
        turned = [self.ordered(x) for x in xs]
        orders = {order for _, order in turned}
        if len(orders) > 1:
            raise Fault(f"{kind} of tensors that have their axes in different orders")
        return ordered(self.step(name, kind, *(x for x, _ in turned)), orders.pop())


def joined(numbers: Sequence[int]) -> str:
    """Extents as the language writes them.

    >>> joined((64, 7, 7))
    '64x7x7'
    """
    return "x".join(map(str, numbers))


def _made(text: str, rank: int) -> Layer:
    """The layer of a step's words."""
    if text in KINDS and KINDS[text].joins:
        return make(KINDS[text], (), rank)
    (phrase,) = split_line(text)
    step = read_step(phrase, _NO_NAMES)
    assert isinstance(step, KindStep)
    return make(step.plan.layer, step.plan.values(_ENV, rank), rank)
