"""A sweep as it is asked for: its rows come one by one, or all at once where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

from cnncalc.design.sweeping.dispatch import Variant
from cnncalc.results.shown import Shown, in_a_line


class SweepRows(Shown):
    """The rows of a sweep, each a `Variant`, worked out as they are asked for.

    A loop keeps no row, however many there are, and every loop works them out anew; so does `next`, one row at a time, and a
    loop after it goes on from there. `rows` are all of them, which are kept once they are known: what prints and `to_records`
    give these. `settings` and `figures` are the names of what varies and of what is shown.
    """

    __slots__ = ("_begun", "_known", "_work", "chosen", "figures", "settings")
    settings: tuple[str, ...]
    figures: tuple[str, ...]
    _begun: Iterator[Variant] | None
    _known: tuple[Variant, ...] | None
    _work: Callable[[], Iterator[Variant]]
    chosen: bool  # whether rows are left out or change places, so that none has a problem

    def __init__(
        self, work: Callable[[], Iterator[Variant]], settings: tuple[str, ...], figures: tuple[str, ...], chosen: bool = False
    ) -> None:
        state = {"_work": work, "settings": settings, "figures": figures, "chosen": chosen}
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self._keep(begun=None, known=None)

    def _keep(self, **found: object) -> None:
        for name, value in found.items():
            object.__setattr__(self, f"_{name}", value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"results do not change: {name} stays as it is", name=name, obj=self)

    def __repr__(self) -> str:
        rows = [] if self._known is None else [f"{len(self._known):,} rows"]
        return in_a_line(self, "", f"{', '.join(self.figures)} by {', '.join(self.settings)}", *rows)

    @property
    def rows(self) -> tuple[Variant, ...]:
        """All rows."""
        found = tuple(self._work()) if self._known is None else self._known
        self._keep(known=found)
        return found

    def __iter__(self) -> Iterator[Variant]:
        if self._begun is not None:
            return self
        return self._work() if self._known is None else iter(self._known)

    def __next__(self) -> Variant:
        begun = iter(self) if self._begun is None else self._begun
        self._keep(begun=begun)
        try:
            return next(begun)
        except StopIteration:
            self._keep(begun=None)
            raise
