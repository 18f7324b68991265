"""What makes a layer a value: its settings do not change, and layers of equal settings are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from typing_extensions import Self


class Unchanging:
    """Settings that are there from the beginning. Only what is read off them may be kept beside them later."""

    rank: int
    layout: str
    given: dict[str, Any]

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"layers do not change: {name} stays as it is", name=name, obj=self)

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"layers do not change: {name} stays as it is", name=name, obj=self)

    def changed(self, **settings: Any) -> Self:
        """A copy of the layer with other values for some attributes."""
        from copy import copy

        made = copy(self)
        made.__dict__.pop("text", None)
        made.__dict__.update(settings, _changes={**self.__dict__.get("_changes", {}), **settings})
        return made

    def __repr__(self) -> str:
        return f"<{' '.join([type(self).__name__, *(f'{name}={value}' for name, value in self.given.items())])}>"

    # Layers are equal that are of one kind and were given equal settings.

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Unchanging) and self._settings() == other._settings())

    def __hash__(self) -> int:
        return self.__dict__.get("_hash") or self._hashed()

    def _hashed(self) -> int:
        found = self.__dict__["_hash"] = hash((type(self), self.rank, self.layout, frozenset(self.given.items())))
        return found

    def _settings(self) -> tuple[Any, ...]:
        return type(self), self.rank, self.layout, self.given, self.__dict__.get("_changes")

    def __getstate__(self) -> dict[str, Any]:
        """What a copy or another process starts with: hashes are a process's own."""
        return {name: value for name, value in self.__dict__.items() if name != "_hash"}
