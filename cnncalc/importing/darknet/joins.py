"""Sections that read layers above by their numbers."""

from __future__ import annotations

from cnncalc.importing.darknet.reading import Reading, refuse_settings
from cnncalc.importing.darknet.sections import CfgSection
from cnncalc.importing.texts import fault_at


def _read(reading: Reading, section: CfgSection, name: str) -> list[str]:
    return [reading.made[place] for place in section.places(name, reading.number)]


def route(reading: Reading, section: CfgSection) -> str:
    """Layers one behind the other; with groups, the same part of each."""
    groups, part = section.whole("groups", 1, 1), section.whole("group_id", 0)
    tensors = _read(reading, section, "layers")
    if not tensors:
        raise fault_at(section.place, "[route] names no layer", "write layers=-1 for the layer above")
    if groups > 1:
        tensors = [_part(reading, section, x, groups, part) for x in tensors]
    shapes = [reading.shape(x) for x in tensors]
    if len({shape[1:] for shape in shapes}) > 1:
        shown = " and ".join("x".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise fault_at(section.place, f"[route] joins {shown}, which differ in more than their channels")
    if len(tensors) == 1:
        return tensors[0]
    made = (sum(shape[0] for shape in shapes), *shapes[0][1:])
    return reading.draft.add(f"route{reading.number}", "concat", tuple(tensors), made)


def _part(reading: Reading, section: CfgSection, x: str, groups: int, part: int) -> str:
    channels, *sides = reading.shape(x)
    if channels % groups or part >= groups:
        raise fault_at(section.place, f"groups={groups} group_id={part}: {channels} channels have no such part")
    size = channels // groups
    run = {"start": part * size, "stop": (part + 1) * size}
    return reading.draft.add(f"slice{reading.number}", "slice", (x,), (size, *sides), run)


def shortcut(reading: Reading, section: CfgSection) -> str:
    """A sum with layers above, whose shapes must be the same."""
    refuse_settings(section, ("weights_type",))
    tensors = (reading.last, *_read(reading, section, "from"))
    shapes = dict.fromkeys(map(reading.shape, tensors))
    if len(shapes) > 1:
        shown = " and ".join("x".join(map(str, shape)) for shape in shapes)
        raise fault_at(section.place, f"[shortcut] adds {shown}", "Darknet adds what both have; no kind here does that")
    x = reading.draft.add(f"shortcut{reading.number}", "add", tensors, reading.shape(reading.last))
    return reading.activated(section, x, "linear")


def multiplied(reading: Reading, section: CfgSection) -> str:
    """A gate for the layer that from= names: [scale_channels] has one number a channel, [sam] one for each number."""
    (other, *_) = _read(reading, section, "from") or [reading.last]
    shape, gate = reading.map_of(section, other), reading.map_of(section)
    if gate[0] != shape[0] or gate[1:] not in ((1, 1), shape[1:]):
        raise fault_at(section.place, f"[{section.word}] multiplies tensors of {shape} and {gate}")
    x = reading.draft.add(f"{section.word}{reading.number}", "mul", (reading.last, other), shape)
    return reading.activated(section, x, "linear")
