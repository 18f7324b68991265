"""Conditions: how the uses of a block that have a part differ from those that have not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnncalc.importing.folding.expressions import WIDTHS
from cnncalc.importing.folding.slots import Slots
from cnncalc.importing.folding.tree import ChoiceItem, Column, Path, StepItem, UseItem, every_once

Uses = frozenset[int]
_RATIO = re.compile(r"(?:(\d+)\*)?(\?\d+\?)(?:/(\d+))?")


def settle_conditions(slots: Slots) -> None:
    """Give every choice its condition. Where none is found, a parameter says whether the part is there."""
    for choice in [item for item in every_once(slots.body) if isinstance(item, ChoiceItem)]:
        found = (text for text, uses in _conditions(slots) if uses == choice.having)
        choice.condition = next(found, "") or _flag(slots, choice)


def _flag(slots: Slots, choice: ChoiceItem) -> str:
    name = slots.new("flag", {use: str(int(use in choice.having)) for use in slots.uses}).name
    slots.flags[name] = flag_name(choice.body)
    return name


def _conditions(slots: Slots) -> Iterator[tuple[str, Uses]]:
    """Conditions, each with the uses in which it holds, the plainest first."""
    every, whole = frozenset(slots.uses), [p for p in slots.found if len(p.column) == len(slots.uses)]
    for parameter in whole:
        if parameter.role == "times":
            yield f"{parameter.name} > 1", frozenset(use for use in every if parameter.column[use] != "1")
        elif parameter.role == "flag":
            yield parameter.name, frozenset(use for use in every if parameter.column[use] == "1")
    strides = [(p.name, frozenset(use for use in every if p.column[use] != "1")) for p in whole if p.role == "stride"]
    for text, column in _widths(slots):
        differ = frozenset(use for use in every if column[use] != slots.entering[use])
        yield f"in != {text}", differ
        yield f"in == {text}", every - differ
        for stride, steps in strides:
            yield f"{stride} > 1 or in != {text}", steps | differ
            yield f"{stride} == 1 and in == {text}", every - (steps | differ)
    for stride, steps in strides:
        yield f"{stride} > 1", steps
        yield f"{stride} == 1", every - steps


def _widths(slots: Slots) -> Iterator[tuple[str, Column]]:
    """The expressions of widths that say something in all uses."""
    for text, column in slots.said.items():
        worked = column if len(column) == len(slots.uses) else _worked(slots, text)
        if len(worked) == len(slots.uses) and "in" not in text and not text.isdigit():
            yield text, worked


def _worked(slots: Slots, text: str) -> Column:
    """What a multiple or a part of a parameter comes to in all uses where it is whole."""
    match = _RATIO.fullmatch(text)
    base = next((p for p in slots.found if match and p.name == match[2] and p.role in WIDTHS), None)
    if not match or not base:
        return {}
    times, parts = int(match[1] or 1), int(match[3] or 1)
    return {use: str(int(number) * times // parts) for use, number in base.column.items() if int(number) * times % parts == 0}


def flag_name(body: Path) -> str:
    """What says whether a part is there: se for squeeze_excite, with_conv."""
    for item in every_once(body):
        if isinstance(item, UseItem):
            words = item.block.name.split("_")
            return "".join(word[0] for word in words if word) if len(words) > 1 else f"with_{item.block.name}"
        if isinstance(item, StepItem):
            return f"with_{item.kind}"
    return "with_more"
