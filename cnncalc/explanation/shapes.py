"""How the extents of a layer's output are computed, and what the remainder of the division means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.explanation.parts import Chain, Section, counted, worked
from cnncalc.layers import windows
from cnncalc.layers.base import AXES
from cnncalc.layers.letters import extents, filled, used
from cnncalc.network.graph import Applied

ROWS = {"height": "row", "width": "column"}


class Slide(NamedTuple):
    """Windows along one axis: the extent, what a window spans, the stride, the padding, and how many windows there are."""

    extent: int
    span: int
    stride: int
    pad: tuple[int, int]
    outputs: int

    @property
    def free(self) -> int:
        """How far the first window can move."""
        return self.extent + self.pad[0] + self.pad[1] - self.span

    @property
    def rest(self) -> int:
        """What lies past the last window; negative where it sticks out."""
        return self.free - (self.outputs - 1) * self.stride


def slides(applied: Applied) -> dict[str, Slide]:
    """The windows of a layer along each axis; none where the layer has no windows that slide."""
    layer, x, y = applied.layer, applied.xs[0], applied.y
    if not layer.unread(x):
        return {}
    sides = zip(x[1:], windows.spans(layer), layer.stride, windows.pads(layer, x), y[1:])
    return dict(zip(AXES[layer.rank], (Slide(*side) for side in sides)))


def suffix_of(applied: Applied) -> str:
    """What the letters of the output end in: `out` where they differ from the input's."""
    layer, y, xs = applied.layer, applied.y, applied.xs
    formulas = [formula for _, formula in (*layer.shape_formulas(y, *xs), *layer.formulas(y, *xs))]
    return "out" if any(letter.endswith(("in", "out")) for letter in used(formulas, layer.letters(y, *xs))) else ""


def shape_section(applied: Applied) -> Section:
    """The output's extents. Axes with the same numbers are worked out once."""
    layer, xs, y = applied.layer, applied.xs, applied.y
    if not suffix_of(applied) and all(formula in extents(y) for _, formula in layer.shape_formulas(y, *xs)):
        return Section("output", (), (_unchanged(applied),))
    letters, sliding = layer.letters(y, *xs), slides(applied)
    groups: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
    for (axis, formula), letter, extent in zip(layer.shape_formulas(y, *xs), extents(y, suffix_of(applied)), y):
        groups.setdefault((filled(formula, letters), extent), []).append((letter, axis, formula))
    chains: list[Chain] = []
    remarks: list[str] = []
    for (_, extent), members in groups.items():
        name, formula = " = ".join(letter for letter, _, _ in members), members[0][2]
        slide = sliding.get(members[0][1])
        shown = formula if formula != members[0][0] else str(extent)
        chains.append(worked(name, shown, letters, extent, *(_rounding(slide, layer.ceil) if slide else ())))
        remarks += _remarks(slide, [axis for _, axis, _ in members], layer.ceil) if slide else ()
    return Section("output", tuple(chains), tuple(remarks))


def _unchanged(applied: Applied) -> str:
    if len(applied.xs) == 1:
        return f"the shape of the input, {applied.layer.shown(applied.y)}"
    if len(set(applied.xs)) == 1:
        return f"the shape of every branch, {applied.layer.shown(applied.y)}"
    return f"extents of 1 are repeated along the others': {applied.layer.shown(applied.y)}"


def _rounding(slide: Slide, ceil: bool) -> list[str]:
    """The division by itself, and what rounding makes of it."""
    if slide.stride == 1:
        return []
    quotient = -(-slide.free // slide.stride) if ceil else slide.free // slide.stride
    less = " - 1" * (quotient + 1 > slide.outputs)
    division = f"-(-{slide.free}//{slide.stride})" if ceil else f"{slide.free}//{slide.stride}"
    return [f"{division} + 1{less}", f"{quotient} + 1{less}"]


def _remarks(slide: Slide, axes: list[str], ceil: bool) -> Iterator[str]:
    rows = [ROWS.get(axis, "position") for axis in axes]
    quotient, rest = divmod(slide.free, slide.stride)
    if slide.stride > 1:
        division = f"{slide.free} = {quotient}*{slide.stride} + {rest}"
        if not rest:
            yield f"{division}: no remainder, the last window ends with the last {_either(rows)} of the {_padded(slide)}input"
        else:
            yield f"{division}: a remainder of {rest}, and {_what_becomes(slide, rows, ceil)}"
    if slide.stride > slide.span:
        yield f"the stride {slide.stride} is larger than the {slide.span} that a window spans: {_gap(slide, rows)} never read"


def _gap(slide: Slide, rows: list[str]) -> str:
    gap = slide.stride - slide.span
    sides = " and ".join(f"{gap:,} {row}{'s' * (gap > 1)}" for row in rows)
    return f"between two windows {sides} {'are' if gap > 1 or len(rows) > 1 else 'is'}"


def _what_becomes(slide: Slide, rows: list[str], ceil: bool) -> str:
    if ceil and slide.rest < 0:
        return f"the ceiling adds a window, which sticks out {-slide.rest:,} past the padded input"
    if ceil:
        return "the window that the ceiling adds would start behind the input and is left out"
    sides = " and ".join(counted(slide.rest, row) for row in rows)
    are = "are" if slide.rest > 1 or len(rows) > 1 else "is"
    return f"the floor drops it: {sides} of the {_padded(slide)}input {are} never read" + _loss(slide)


def _loss(slide: Slide) -> str:
    """How much of what is never read is input, where there is padding after it."""
    lost = slide.rest - min(slide.rest, slide.pad[1])
    if not slide.pad[1]:
        return ""
    if not lost:
        return ", which is padding: nothing of the input itself is lost"
    return f": {slide.pad[1]:,} of padding and {lost:,} of the input itself"


def _padded(slide: Slide) -> str:
    return "padded " * any(slide.pad)


def _either(rows: list[str]) -> str:
    return " and ".join(dict.fromkeys(rows))
