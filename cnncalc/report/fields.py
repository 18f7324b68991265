"""Receptive fields as people read them, and as entries of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cnncalc.analysis.window_path import Hull, WindowPath, both, hull, window_path
from cnncalc.layers.sliding import Sliding
from cnncalc.report.rounding import per_axis
from cnncalc.words.numbers import divide, symbolic

if TYPE_CHECKING:
    from cnncalc.analysis.receptive_field import Field

NONE = "-"


def field_text(seen: Field | WindowPath | Hull | None) -> str:
    """What outputs see along each axis, the least to the most where they differ, and the marks.

    A dash where none is stated, and nothing where there is nothing to say it of.

    >>> field_text(WindowPath((204, 204), (188, 188), (1, 1), (-94, -94), ((-94, 93),) * 2, False, True))
    '188 to 204 ~+'
    """
    if seen is None:
        return ""
    path = seen if isinstance(seen, WindowPath | Hull) else window_path(seen)
    if path is None:
        return NONE
    return with_marks(range_text(path), path.marks)


def range_text(path: WindowPath | Hull) -> str:
    """The least to the most that outputs see, once where all see as much."""
    size = per_axis(path.size)
    return size if path.least == path.size or None in path.least else f"{per_axis(path.least)} to {size}"


def with_marks(text: str, marks: str) -> str:
    """A field with the signs that say what its numbers do not; the notes below a table explain them."""
    return f"{text} {marks}" if marks else text


def field_plain(seen: Field | WindowPath | Hull | None) -> int | str:
    """The same for programs: what the output that sees most sees, along each axis, without marks."""
    if seen is None:
        return ""
    path = seen if isinstance(seen, WindowPath | Hull) else window_path(seen)
    text = per_axis(path.size) if path else NONE
    return int(text) if text.isdecimal() else text


def mark_notes(found: Iterable[str], more: str) -> list[str]:
    """What the marks mean, of all that a table has; `more` says where the hull is shown."""
    marks = set("".join(found))
    said = {
        "~": "~ marks fields that do not line up: branches of different strides or centres have met, or some outputs see less",
        "+": f"a + marks fields beside which a gate or a normalisation sees all that comes to it{more}",
    }
    return [text for mark, text in said.items() if mark in marks]


def marks_in(fields: Iterable[Field]) -> Iterable[str]:
    """The marks of fields."""
    return (path.marks for field in fields if (path := window_path(field)))


def path_entry(seen: Field | WindowPath | None) -> dict[str, Any] | None:
    """The path of windows in JSON; null where no field is stated."""
    path = seen if isinstance(seen, WindowPath) else seen and window_path(seen)
    if not path:
        return None
    return {
        "size": list(path.size),
        "jump": list(path.jump),
        "start": list(path.start),
        "centre": [stretch and _middle(stretch) for stretch in path.first],
        "least": list(path.least),
        "most": list(path.size),
        "aligned": path.aligned,
        "sees_all": path.sees_all,
    }


def _middle(stretch: tuple[int, int]) -> Any:
    """The middle of a stretch, which is whole or ends in a half."""
    total = sum(stretch)
    if symbolic(total):
        return divide(total, 2)
    return total / 2 if total % 2 else total // 2


def hull_entry(seen: Field | Hull | None) -> dict[str, Any] | None:
    """All that is seen in JSON, as `receptive_field`; null where no field is stated."""
    found = seen if isinstance(seen, Hull) else seen and hull(seen)
    if not found:
        return None
    return {"size": list(found.size), "stride": list(found.stride), "start": list(found.start), "aligned": found.aligned}


def field_entries(field: Field) -> dict[str, Any]:
    """What is seen in JSON: by the path of windows as `field`, in all as `receptive_field`, whose least and most are `hull`."""
    path, whole = both(field)
    ends = {"least": list(whole.least), "most": list(whole.size)} if whole else None
    return {"receptive_field": hull_entry(whole), "field": path_entry(path), "hull": ends}


def window_entry(row: Any) -> dict[str, Any]:
    """The settings of a layer's window in JSON, each null where the kind has none, and the channels in and out."""
    xs = row.node.applied.xs
    settings = dict(zip(Sliding._fields, row.node.layer.window(*xs)))
    return {**settings, "channels_in": xs[0][0] if len(xs) == 1 else None, "channels_out": row.node.shape[0]}
