"""How a layer's receptive field follows from those of the layers before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.analysis.receptive_field import Field, windows
from cnncalc.analysis.seen import Seen
from cnncalc.explanation.parts import Chain, Section, worked
from cnncalc.layers.base import AXES
from cnncalc.layers.letters import Letters
from cnncalc.layers.reach import Reach
from cnncalc.network.graph import Node

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

TITLE = "receptive field"
SHOWN_PHASES = 4


def field_section(node: Node, field: Field, before: Sequence[tuple[str, Field]]) -> Section:
    """The field of a layer's output; `before` has the names and the fields of its inputs."""
    if not field.axes:
        why = (
            "none is stated here: the outputs differ in too many ways" if field.grid else "none: the input has no spatial axes"
        )
        return Section(TITLE, (), (why,))
    if len(before) > 1:
        return _union(field, before)
    name, old = before[0]
    reach = windows(node.applied)
    if not reach or old.whole:
        return Section(
            TITLE, (), (f"each output sees one position of its input, so the field is that of {name}: {stated(field)}",)
        )
    chains: list[Chain] = []
    givens: list[str] = []
    for axes in _alike(list(zip(old.axes, reach, field.size, field.stride, field.start))):
        along = _along(axes, field)
        was, window, axis = old.axes[axes[0]], reach[axes[0]], axes[0]
        found = _through(was, window, field.size[axis], field.stride[axis], field.start[axis])
        chains += [chain._replace(name=chain.name + along) for chain in found]
        givens += [
            f"{line}{along}"
            for line in (_given(name, was, window) if found[0].steps else [f"of {name}: {stated(old)}", *_phases(window)])
        ]
    return Section(TITLE, tuple(chains), givens=tuple(givens))


def stated(field: Field) -> str:
    """A field in words.

    >>> from cnncalc.analysis.seen import only
    >>> stated(Field((9,), (1, 3), (only(Reach((-1,), (5,), 2)),)))
    'size 7, stride 2, start -1'
    """
    sides = {"size": field.size, "stride": field.stride, "start": field.start}
    return ", ".join(f"{name} {'x'.join(map(str, side[:1] if len(set(side)) == 1 else side))}" for name, side in sides.items())


def _alike(rows: Sequence[object]) -> list[list[int]]:
    """The axes, those together that are alike."""
    groups: dict[object, list[int]] = {}
    for axis, row in enumerate(rows):
        groups.setdefault(row, []).append(axis)
    return list(groups.values())


def _along(axes: list[int], field: Field) -> str:
    """For which axes something holds, where it does not for all."""
    names = AXES[len(field.axes)]
    return "" if len(axes) == len(names) else f" ({' and '.join(names[axis] for axis in axes)})"


def _through(was: Seen, window: Reach, size: int, stride: Number, start: int) -> list[Chain]:
    """The field of a window over a field: `r`, `j` and `s` are size, stride and start of the layer before."""
    if not was.is_plain or len(window.lows) > 1 or was.ways[0].is_blind:
        return [Chain("size", (), size), Chain("stride", (), _plain(stride)), Chain("start", (), start)]
    span = window.highs[0] - window.lows[0] + 1
    rsj = {"r": was.size(1), "j": was.ways[0].advance, "s": was.start(1)}
    letters: Letters = {**rsj, "V": span, "M": window.advance, "o": window.lows[0]}
    return [
        worked("size", "r + (V - 1)*j", letters, size),
        worked("stride", "j*M", letters, _plain(stride)),
        worked("start", "s + o*j", letters, start),
    ]


def _plain(value: Number) -> int | str:
    return value if isinstance(value, int) else str(value)


def _given(name: str, was: Seen, window: Reach) -> list[str]:
    span = window.highs[0] - window.lows[0] + 1
    moves = f"moves on by M = {window.advance}" if window.advance else "sees everything, so does not move: M = 0"
    return [
        f"of {name}: size r = {was.size(1)}, stride j = {was.stride}, start s = {was.start(1)}",
        f"the window here spans V = {span}, begins at o = {window.lows[0]} and {moves}",
    ]


def _phases(window: Reach) -> list[str]:
    """How windows that are not all alike follow one another."""
    count = len(window.lows)
    if count == 1:
        return [
            f"the window here spans {window.sizes(1)[0]} and moves on by {window.advance}; those before it are not all alike"
        ]
    ends = [(low, high) for low, high in zip(window.lows, window.highs)][:SHOWN_PHASES]
    seen = [f"{low} to {high}" if low < high else str(low) if low == high else "nothing" for low, high in ends]
    shown = ", ".join(f"output {o} reads {text}" for o, text in enumerate(seen)) + ", ..." * (count > SHOWN_PHASES)
    return [f"the windows differ: {shown}", f"every {count} outputs they repeat, {window.advance} further on"]


def _union(field: Field, before: Sequence[tuple[str, Field]]) -> Section:
    """The fields of several branches together."""
    givens = [f"of {name}: {stated(old) if old.axes else 'none'}" for name, old in dict.fromkeys(before)]
    remarks = [f"together: {stated(field)}"]
    if not field.aligned:
        remarks.append("branches with different strides or centres have met: the field is the hull of theirs")
    return Section(TITLE, tuple(_hulls(field, [old for _, old in before if old.axes])), tuple(remarks), (), tuple(givens))


def _hulls(field: Field, olds: Sequence[Field]) -> list[Chain]:
    """The size of a union, where every branch's windows are all alike and move together."""
    chains = []
    for axes in _alike([tuple(old.axes[axis] for old in olds) for axis in range(len(field.axes))]):
        seen = [old.axes[axes[0]] for old in olds if len(old.axes) == len(field.axes)]
        reaches = [axis.ways[0] for axis in seen]
        if not all(axis.is_plain for axis in seen) or len({reach.advance for reach in reaches}) > 1:
            return []
        last = _extreme("max", {reach.highs[0] for reach in reaches})
        first = _extreme("min", {reach.lows[0] for reach in reaches})
        chains.append(Chain("size" + _along(axes, field), ("last - first + 1", f"{last} - {first} + 1"), field.size[axes[0]]))
    return chains


def _extreme(function: str, values: set[int]) -> str:
    shown = [str(value) for value in sorted(values)]
    return f"{function}({', '.join(shown)})" if len(shown) > 1 else f"({shown[0]})" if shown[0] < "0" else shown[0]
