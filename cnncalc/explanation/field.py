"""How a layer's receptive field follows from those of the layers before it, along the path of windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.analysis.receptive_field import Field, windows
from cnncalc.analysis.seen import Seen
from cnncalc.analysis.window_path import Hull, WindowPath, hull, window_path
from cnncalc.explanation.parts import Chain, Section, worked
from cnncalc.layers.base import AXES
from cnncalc.layers.letters import Letters
from cnncalc.layers.reach import Reach
from cnncalc.network.graph import Node
from cnncalc.words.numbers import divide

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

TITLE = "receptive field"
SHOWN_PHASES = 4


def field_section(node: Node, field: Field, before: Sequence[tuple[str, Field]]) -> Section:
    """The field of a layer's output; `before` has the names and the fields of its inputs."""
    path = window_path(field)
    if path is None:
        why = (
            "none is stated here: the outputs differ in too many ways" if field.grid else "none: the input has no spatial axes"
        )
        return Section(TITLE, (), (why,))
    if len(before) > 1:
        return _union(field, path, before)
    name, old = before[0]
    reach, beside = windows(node.applied), tuple(_beside(field))
    if not reach or old.whole:
        return Section(
            TITLE, (), (f"each output sees one position of its input, so the field is that of {name}: {stated(path)}", *beside)
        )
    if all(own.is_constant for own in reach) and field.by_windows.axes == old.by_windows.axes:
        return Section(
            TITLE,
            (),
            (f"it normalises by all of its input; the windows on the way see what they see at {name}: {stated(path)}", *beside),
        )
    return _windowed(field, path, name, old, reach)._replace(remarks=beside)


def _windowed(field: Field, path: WindowPath, name: str, old: Field, reach: Sequence[Reach]) -> Section:
    """The windows of a layer over the path that leads to it."""
    chains: list[Chain] = []
    givens: list[str] = []
    olds = old.by_windows.axes
    for axes in _alike(list(zip(olds, reach, path.size, path.jump, path.start, path.first))):
        along, axis = _along(axes, field), axes[0]
        found = _through(olds[axis], reach[axis], path.size[axis], path.jump[axis], path.start[axis])
        chains += [chain._replace(name=chain.name + along) for chain in [*found, *_centre(path, axis)]]
        before = window_path(old)
        of = f"of {name}: {stated(before)}" if before else ""
        givens += [
            f"{line}{along}"
            for line in (_given(name, olds[axis], reach[axis]) if found[0].steps else [of, *_phases(reach[axis])])
        ]
    return Section(TITLE, tuple(chains), givens=tuple(givens))


def _centre(path: WindowPath, axis: int) -> list[Chain]:
    """The middle of what output 0 sees."""
    stretch = path.first[axis]
    if not stretch:
        return []
    letters: Letters = {"first": stretch[0], "last": stretch[1]}
    return [worked("centre", "(first + last)/2", letters, _plain(divide(sum(stretch), 2)))]


def _beside(field: Field) -> Sequence[str]:
    """What is seen besides by gates and normalisations."""
    found = hull(field)
    if not field.path or not found:
        return []
    return [f"a gate or a normalisation on the way sees all that comes to it: the hull of all that is seen has {stated(found)}"]


def stated(seen: WindowPath | Hull) -> str:
    """A field in words.

    >>> stated(WindowPath((7,), (7,), (2,), (-1,), ((-1, 5),), True, False))
    'size 7, jump 2, start -1'
    """
    move = seen.jump if isinstance(seen, WindowPath) else seen.stride
    sides = {"size": _range(seen), "jump": _once(move), "start": _once(seen.start)}
    return ", ".join(f"{name} {side}" for name, side in sides.items())


def _range(seen: WindowPath | Hull) -> str:
    differ = seen.least != seen.size and None not in seen.least
    return f"{_once(seen.least)} to {_once(seen.size)}" if differ else _once(seen.size)


def _once(side: Sequence[object]) -> str:
    return "x".join(map(str, side[:1] if len(set(side)) == 1 else side))


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


def _through(was: Seen, window: Reach, size: int, jump: Number, start: int) -> list[Chain]:
    """The field of a window over a field: `r`, `j` and `s` are size, jump and start of the layer before."""
    if not was.is_plain or len(window.lows) > 1 or was.ways[0].is_blind:
        return [Chain("size", (), size), Chain("jump", (), _plain(jump)), Chain("start", (), start)]
    span = window.highs[0] - window.lows[0] + 1
    rsj = {"r": was.size(1), "j": was.ways[0].advance, "s": was.start(1)}
    letters: Letters = {**rsj, "V": span, "M": window.advance, "o": window.lows[0]}
    return [
        worked("size", "r + (V - 1)*j", letters, size),
        worked("jump", "j*M", letters, _plain(jump)),
        worked("start", "s + o*j", letters, start),
    ]


def _plain(value: Number) -> int | str:
    return value if isinstance(value, int) else str(value)


def _given(name: str, was: Seen, window: Reach) -> list[str]:
    span = window.highs[0] - window.lows[0] + 1
    moves = f"moves on by M = {window.advance}" if window.advance else "sees everything, so does not move: M = 0"
    return [
        f"of {name}: size r = {was.size(1)}, jump j = {was.stride}, start s = {was.start(1)}",
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


def _union(field: Field, path: WindowPath, before: Sequence[tuple[str, Field]]) -> Section:
    """The fields of several branches together."""
    olds = {name: window_path(old) for name, old in before}
    givens = [f"of {name}: {stated(old) if old else 'none'}" for name, old in olds.items()]
    remarks = [f"together: {stated(path)}"]
    if not field.by_windows.aligned:
        remarks.append("branches with different strides or centres have met: the field is the hull of theirs")
    if field.path and any(not old.path for _, old in before):
        remarks.append("branches that see the same everywhere, as gates do, are left out of the path of windows")
    chains = _hulls(field, path, [old for _, old in before if old.axes])
    return Section(TITLE, tuple(chains), (*remarks, *_beside(field)), (), tuple(givens))


def _hulls(field: Field, path: WindowPath, olds: Sequence[Field]) -> list[Chain]:
    """The size of a union, where every branch's windows are all alike and move together."""
    chains = []
    for axes in _alike([tuple(old.by_windows.axes[axis] for old in olds) for axis in range(len(field.axes))]):
        seen = [old.by_windows.axes[axes[0]] for old in olds if len(old.axes) == len(field.axes)]
        if field.path:
            seen = [axis for axis in seen if not axis.is_constant] or seen
        reaches, size = [axis.ways[0] for axis in seen], path.size[axes[0]]
        if not all(axis.is_plain for axis in seen) or len({reach.advance for reach in reaches}) > 1:
            return []
        highs, lows = {reach.highs[0] for reach in reaches}, {reach.lows[0] for reach in reaches}
        if max(highs) - min(lows) + 1 != size:  # a branch is broadcast, and sees the same everywhere
            return []
        last, first = _extreme("max", highs), _extreme("min", lows)
        chains.append(Chain("size" + _along(axes, field), ("last - first + 1", f"{last} - {first} + 1"), size))
    return chains


def _extreme(function: str, values: set[int]) -> str:
    shown = [str(value) for value in sorted(values)]
    return f"{function}({', '.join(shown)})" if len(shown) > 1 else f"({shown[0]})" if shown[0] < "0" else shown[0]
