"""What differs between the uses of a block becomes its parameters, or an expression of `in` and of others of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from cnncalc.importing.folding.conditions import settle_conditions
from cnncalc.importing.folding.slots import Slots
from cnncalc.importing.folding.tree import BlockParameter, ChoiceItem, Path, RepeatItem, StepItem, UseItem, every_once
from cnncalc.language.lines import RESERVED

# What a parameter is called for what it holds; other roles by their own word.
LETTERS = {"sized": "size", "size": "k", "times": "t", "out": "c", "channel": "a", "n": "p", "count": "n", "step": "body"}
LETTERS |= {"stride": "s", "dilation": "d", "groups": "g"}
ORDER = ("sized", "size", "times", "out", "", "count", "act", "step", "stride", "dilation", "groups", "flag")
USUAL = {"stride": "1", "dilation": "1", "groups": "1", "flag": "0"}  # what the uses have that say nothing


def parametrised(body: Path, channels: dict[int, int], taken: Collection[str]) -> list[BlockParameter]:
    """The parameters of a block, in their order; what stands in its slots is written into the body.

    `channels` is what enters each use. `taken` are the names of blocks, which no parameter can have.
    """
    slots = Slots(body, channels)
    slots.fill(body)
    settle_conditions(slots)
    for parameter in slots.found:
        _complete(parameter, slots.uses)
    ordered = sorted(slots.found, key=_place)
    names = _names(ordered, slots.flags, taken)
    _rename(body, names)
    for parameter in ordered:
        parameter.name = names[parameter.name]
    return ordered


def _complete(parameter: BlockParameter, uses: list[int]) -> None:
    """Give a parameter its default, and a value in the uses that have no slot for it."""
    counts = Counter(parameter.column.values())
    most, times = counts.most_common(1)[0]
    usual = USUAL.get(parameter.role)
    if usual in counts or parameter.role == "flag":
        parameter.default = usual
    elif parameter.role == "act" and times * 5 >= 3 * len(uses):
        parameter.default = most
    missing = [use for use in uses if use not in parameter.column]
    parameter.column |= dict.fromkeys(missing, parameter.default or most)


def _place(parameter: BlockParameter) -> tuple[bool, int]:
    """Sizes, widths, counts, and at the end those that are mostly left out."""
    return parameter.default is not None, ORDER.index(parameter.role if parameter.role in ORDER else "")


def _names(ordered: list[BlockParameter], flags: dict[str, str], taken: Collection[str]) -> dict[str, str]:
    """The names of parameters, by those that they had so far."""
    stems = [flags.get(p.name) or LETTERS.get(p.role) or (p.role if len(p.role) < 5 else p.role[0]) for p in ordered]
    counts, seen, names = Counter(stems), Counter[str](), dict[str, str]()
    for parameter, stem in zip(ordered, stems):
        seen[stem] += 1
        name = stem if counts[stem] == 1 else f"{stem}{seen[stem]}"
        while name in RESERVED or name in taken or name in names.values():
            name += "_"
        names[parameter.name] = name
    return names


def _rename(body: Path, names: dict[str, str]) -> None:
    def put(text: str) -> str:
        for old, name in names.items():
            text = text.replace(old, name)
        return text

    for item in every_once(body):
        if isinstance(item, (StepItem, UseItem)):
            item.values = [put(value) for value in item.values]
        if isinstance(item, UseItem):
            item.word = put(item.word)
        elif isinstance(item, RepeatItem):
            item.count = put(item.count)
        elif isinstance(item, ChoiceItem):
            item.condition = put(item.condition)
