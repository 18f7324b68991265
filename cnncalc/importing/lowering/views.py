"""A tensor of a model as the spec has it: a step's output, channels first, and how the model turns its numbers since.

A model reshapes and transposes what the spec leaves alone: `permute, layer norm, permute` is `ln` here. So a step is not made
for either before it is clear what it is for.
"""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.importing.operations import Shape
from cnncalc.layers.arithmetic import product


class Reshaped(NamedTuple):
    """The same numbers under another shape."""

    shape: Shape


class Ordered(NamedTuple):
    """The axes in another order: for each axis, which one it was."""

    order: Shape


class ViewedTensor(NamedTuple):
    """A step's output, by its name, and how it is looked at."""

    step: str
    made: Shape  # the shape of the step's output
    views: tuple[Reshaped | Ordered, ...] = ()

    @property
    def shape(self) -> Shape:
        """The shape that the model gives it."""
        shape = self.made
        for view in self.views:
            shape = view.shape if isinstance(view, Reshaped) else tuple(shape[i] for i in view.order)
        return shape

    @property
    def plain(self) -> ViewedTensor:
        """The step's output itself."""
        return self._replace(views=())

    def onto(self, made: ViewedTensor) -> ViewedTensor:
        """A new step's output, looked at in the same way."""
        return made._replace(views=self.views)


def reshaped(x: ViewedTensor, shape: Shape) -> ViewedTensor:
    """The tensor under another shape.

    >>> x = ViewedTensor("conv1", (64, 7, 7))
    >>> reshaped(ordered(x, (1, 2, 0)), (49, 64)).views  # channels last: the same as if its positions had come first
    (Reshaped(shape=(64, 49)), Ordered(order=(1, 0)))
    >>> reshaped(reshaped(x, (3136,)), (64, 7, 7)) == x
    True
    """
    if shape == x.shape:
        return x
    views = x.views
    if views and isinstance(views[-1], Reshaped):
        return reshaped(x._replace(views=views[:-1]), shape)
    if views and isinstance(views[-1], Ordered):
        order = views[-1].order
        if order == _last(len(order)) and shape and shape[-1] == x.shape[-1]:  # channels last, before and after
            inside = reshaped(x._replace(views=views[:-1]), (shape[-1], *shape[:-1]))
            return ordered(inside, _last(len(shape)))
    return x._replace(views=(*views, Reshaped(shape)))


def _last(rank: int) -> Shape:
    """The order that puts the first axis last."""
    return (*range(1, rank), 0)


def ordered(x: ViewedTensor, order: Shape) -> ViewedTensor:
    """The tensor with its axes in another order.

    >>> x = ViewedTensor("conv1", (64, 7, 7))
    >>> ordered(ordered(x, (1, 2, 0)), (2, 0, 1)) == x
    True
    """
    shape = x.shape
    before = [axis for axis in order if shape[axis] != 1]
    if before == sorted(before):  # extents of 1 are all that moves
        return reshaped(x, tuple(shape[axis] for axis in order))
    views = x.views
    if views and isinstance(views[-1], Ordered):
        first = views[-1].order
        return ordered(x._replace(views=views[:-1]), tuple(first[axis] for axis in order))
    return x._replace(views=(*views, Ordered(order)))


def shuffled(x: ViewedTensor) -> tuple[str, Shape] | None:
    """The step that a reshape, a transpose and a reshape make together, and its output's shape; None where they make none.

    >>> x = ViewedTensor("conv1", (6, 4, 4))
    >>> shuffled(reshaped(ordered(reshaped(x, (2, 3, 4, 4)), (1, 0, 2, 3)), (6, 4, 4)))
    ('shuffle 2', (6, 4, 4))
    """
    if [type(view) for view in x.views] != [Reshaped, Ordered, Reshaped]:
        return None
    (inside,), (order,), (outside,) = x.views
    channels, *space = x.made
    if len(inside) == len(space) + 2 and inside[2:] == tuple(space) and order == (1, 0, *range(2, len(inside))):
        return (f"shuffle {inside[0]}", x.made) if outside == x.made else None
    if len(space) != 2 or len(inside) != 5:
        return None
    if inside[0] == channels and order == (0, 2, 4, 1, 3) and inside[2] == inside[4]:
        made = channels * inside[2] ** 2, inside[1], inside[3]
        return (f"space_to_depth {inside[2]}", made) if outside == made else None
    if inside[3:] == tuple(space) and order == (0, 3, 1, 4, 2) and inside[1] == inside[2]:
        made = inside[0], space[0] * inside[1], space[1] * inside[1]
        return (f"pixelshuffle {inside[1]}", made) if outside == made else None
    return None


def is_reshape(x: ViewedTensor) -> bool:
    """Whether it is the step's output under another shape, no more."""
    return len(x.views) == 1 and isinstance(x.views[0], Reshaped)


def order_of_ones(x: ViewedTensor) -> Shape | None:
    """The order of the axes of a tensor that was reshaped, where it only moved extents of 1; None where it did more.

    >>> order_of_ones(reshaped(ViewedTensor("gap", (768, 1, 1)), (1, 1, 768)))
    (1, 2, 0)
    """
    if not is_reshape(x) or len(x.shape) != len(x.made):
        return None
    wide = [i for i, extent in enumerate(x.made) if extent != 1]
    ones = [i for i, extent in enumerate(x.made) if extent == 1]
    if [x.made[i] for i in wide] != [extent for extent in x.shape if extent != 1]:
        return None
    return tuple((wide if extent != 1 else ones).pop(0) for extent in x.shape)


def as_vector(x: ViewedTensor) -> bool:
    """Whether all numbers stand in a row."""
    return len(x.shape) == 1 and x.shape[0] == product(x.made)
