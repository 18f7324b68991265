"""The settings that a module prints, in the types that they should have."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.errors import Fault, quote
from cnncalc.importing.printed.text import PrintedModule
from cnncalc.importing.texts import fault_at


class ModuleSettings(NamedTuple):
    """The settings of a module in the types that they should have."""

    module: PrintedModule
    plain: list[object]
    named: dict[str, object]
    spatial: int  # axes of the network's input besides the channels

    def fault(self, what: str) -> Fault:
        """An error about this module."""
        return fault_at(self.module.place, f"{quote(self.module.kind)} has {what}")

    def whole(self, key: int | str, default: int | None = None) -> int:
        """A whole number, by its place or its name."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(f"no whole number as {key if isinstance(key, str) else f'setting {key + 1}'}")
        return value

    def get(self, key: int | str, default: object = None) -> object:
        """A setting as it stands."""
        if isinstance(key, str):
            return self.named.get(key, default)
        return self.plain[key] if key < len(self.plain) else default

    def flag(self, name: str, default: bool) -> bool:
        """Whether a setting is true."""
        return self.named.get(name, default) is True

    def number(self, name: str, default: float) -> float:
        """A number with or without a point."""
        value = self.named.get(name, default)
        if not isinstance(value, int | float):
            raise self.fault(f"no number as {name}")
        return float(value)

    @property
    def rank(self) -> int:
        """The axes that its class names: 2 for Conv2d."""
        return int(next(character for character in reversed(self.module.kind) if character.isdigit()))

    def axes(self, key: int | str, default: object = None, least: int = 1) -> tuple[int, ...]:
        """A whole number for each axis, or one for all."""
        value = self.get(key, default)
        values = value if isinstance(value, tuple) else (value,) * self.rank
        numbers = tuple(part for part in values if isinstance(part, int) and not isinstance(part, bool) and part >= least)
        if len(numbers) != self.rank or len(values) != self.rank:
            raise self.fault(f"{key} {value!r}, not {self.rank} whole numbers from {least} up")
        return numbers
