"""A progress bar on standard error for work that takes longer than a second, where that is a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0  # seconds before anything is shown


class ProgressBar:
    """Call it now and then with what is being done, how much is done, and of how many (None: nobody knows)."""

    def __init__(self) -> None:
        self.since = monotonic()
        self.shown: Progress | None = None
        self.tasks: dict[str, TaskID] = {}
        self.wanted = sys.stderr.isatty()

    def __call__(self, doing: str, done: int, total: int | None) -> None:
        """Show how far the work is."""
        if not self.wanted or monotonic() - self.since < PATIENCE:
            return
        bar = self.shown or self.start()
        if doing not in self.tasks:
            for task in self.tasks.values():
                bar.remove_task(task)
            self.tasks = {doing: bar.add_task(doing, total=total, amount="")}
        bar.update(self.tasks[doing], completed=done, amount=_amount(done, total))

    def start(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[amount]}"),
            TimeRemainingColumn(),
        )
        self.shown = Progress(*columns, console=Console(stderr=True), transient=True)
        self.shown.start()
        return self.shown

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *error: object) -> None:
        if self.shown:
            self.shown.stop()


def _amount(done: int, total: int | None) -> str:
    """How much of it is done: `3.2 G of 15.47 G`."""
    from cnncalc.report.rounding import short

    return short(done) + (f" of {short(total)}" if total is not None else "")
