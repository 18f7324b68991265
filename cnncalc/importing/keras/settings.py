"""A layer as its file describes it, and its settings in the types that they should have."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnncalc.errors import Fault, quote
from cnncalc.importing.operations import InModule
from cnncalc.limits import EXTENT


class KerasLayer(NamedTuple):
    """One layer: its class, its settings, its name behind those of its models, and the numbers that a call gave it."""

    kind: str
    config: dict[str, Any]
    path: str
    scope: tuple[InModule, ...] = ()
    numbers: tuple[float, ...] = ()
    number_first: bool = False
    over: int = 0  # axes in front of those that it works on: 1 inside TimeDistributed

    def fault(self, message: str, help: str | None = None) -> Fault:
        """An error about this layer."""
        return Fault(f"layer {quote(self.path, 60)}, {quote(self.kind)}: {message}", help)

    def whole(self, name: str, default: int | None = None, least: int = 1) -> int:
        """A setting that is a whole number."""
        value = self.config.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= EXTENT:
            raise self.fault(f"{name} is {quote(repr(value))}, no whole number from {least} up")
        return value

    def number(self, name: str, default: float) -> float:
        """A setting that is a number."""
        value = self.config.get(name, default)
        value = value.get("config", {}).get("value", value) if isinstance(value, dict) else value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fault(f"{name} is {quote(repr(value))}, no number")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A setting that is true or false."""
        return bool(self.config.get(name, default))

    def word(self, name: str, default: str) -> str:
        """A setting that is a word."""
        value = self.config.get(name) or default
        if not isinstance(value, str):
            raise self.fault(f"{name} is {quote(repr(value))}, no word")
        return value

    def axes(self, name: str, rank: int, default: int = 1, least: int = 1) -> tuple[int, ...]:
        """A setting with a whole number for each axis, or one for all."""
        value = self.config.get(name)
        values = [default if value is None else value] * rank if not isinstance(value, list) else value
        found = [part for part in values if isinstance(part, int) and not isinstance(part, bool) and least <= part <= EXTENT]
        if len(found) != rank or len(values) != rank:
            raise self.fault(f"{name} is {quote(repr(value))}, not {rank} whole numbers from {least} up")
        return tuple(found)

    def ends(self, name: str, rank: int) -> tuple[tuple[int, int], ...]:
        """A setting with a number for both ends of each axis, in any of the ways in which it may be shorter."""
        value = self.config.get(name, 1)
        values = value if isinstance(value, list) and (rank > 1 or isinstance(value[0], list)) else [value] * rank
        pairs = [tuple(part) if isinstance(part, list) else (part, part) for part in values]
        for pair in pairs:
            if len(pair) != 2 or not all(isinstance(end, int) and 0 <= end <= EXTENT for end in pair):
                raise self.fault(f"{name} is {quote(repr(value))}, not numbers of positions at the ends of {rank} axes")
        if len(pairs) != rank:
            raise self.fault(f"{name} is {quote(repr(value))}, not numbers for {rank} axes")
        return tuple((before, after) for before, after in pairs)
