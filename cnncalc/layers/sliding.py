"""A layer's window as data, so that nobody has to read it from the text of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from cnncalc.layers.base import Shape

Sides: TypeAlias = "tuple[tuple[int, int], ...]"


class Sliding(NamedTuple):
    """The settings of a window in numbers, along each spatial axis; None is what the kind lacks.

    `padding` is what is added before and after each axis (of a deconv what is cut off), whatever word the spec has for it.
    """

    kernel: Shape | None = None
    stride: Shape | None = None
    padding: Sides | None = None
    dilation: Shape | None = None
    groups: int | None = None
    output_padding: Shape | None = None


NONE = Sliding()
