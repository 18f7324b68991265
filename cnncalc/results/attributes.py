"""Figures as attributes of a network, and its layers and scopes by name."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def _room() -> Any:
    """The room that knows every figure. It is above the analysis, which must not import it: as in `shown`, the way up goes by
    name, and only once a figure is asked for."""
    return import_module("cnncalc.asking.parts")


class FigureAttributes:
    """A base beside the NamedTuple of a network's figures: `net.params`, `net["conv3_x"].macs`, `net.layers`."""

    __slots__ = ()

    def __getattr__(self, word: str) -> Any:
        if word.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no attribute {word!r}", name=word, obj=self)
        return _room().whole(self).asked(word, self)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_room().words_of_networks()})

    def __getitem__(self, key: Any) -> Any:
        """The layer or scope of a name; of a number, the field of the tuple."""
        return _room().part(self, key) if isinstance(key, str) else super().__getitem__(key)  # type: ignore[misc]

    @property
    def layers(self) -> Any:
        """The layers in execution order, each a `Part`."""
        return _room().layers(self)

    @property
    def name(self) -> str:
        """The name that the spec gives the network."""
        return str(self.graph.name)
