"""Working out the rows of a sweep and writing them: as they come, or kept in a file from which a killed run goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from typing import NamedTuple

from cnncalc.cli.output import Output, require_file, write_notes
from cnncalc.cli.progress import ProgressBar
from cnncalc.design.sweeping.choice import RowChoice, choose
from cnncalc.design.sweeping.cores import Cores
from cnncalc.design.sweeping.dispatch import Variant, run
from cnncalc.design.sweeping.journal import Journal
from cnncalc.design.sweeping.outcomes import SweepPlan
from cnncalc.errors import SpecError, quote, refuse
from cnncalc.report.describers.sweep import Rows, sweep_report, variant_line
from cnncalc.report.renderers import FORMS


class SweepRun(NamedTuple):
    """What is to be found, and with how many processes."""

    plan: SweepPlan
    choice: RowChoice
    shown: list[str]
    jobs: int | None
    remarks: Sequence[str] = ()  # on the inputs

    @property
    def rows(self) -> Rows:
        """The columns; rows that are chosen have no problems."""
        return Rows(self.plan.grid.names, self.shown, problems=not self.choice.picks)

    def worked_out(self, journal: Journal | None, show_progress: bool) -> Iterator[Variant]:
        """The rows of all variants, worked out on the cores."""
        with Cores(self.jobs) as cores, ProgressBar() as bar:
            try:
                yield from run(self.plan, cores, journal=journal, progress=bar if show_progress else None)
            except BrokenExecutor:
                help = "it may have run out of memory: --jobs 1 takes the least"
                raise refuse("a process that was counting variants has been ended from outside", help) from None


class Tally:
    """Counts rows that go by, those with a problem, and those that are chosen of them."""

    def __init__(self) -> None:
        self.rows = self.wrong = self.chosen = 0
        self.first: Variant | None = None  # of those with a problem

    def counted(self, variants: Iterable[Variant]) -> Iterator[Variant]:
        for variant in variants:
            self.rows += 1
            if variant.problem:
                self.wrong += 1
                self.first = self.first or variant
            yield variant

    def picked(self, variants: Iterable[Variant]) -> Iterator[Variant]:
        for variant in variants:
            self.chosen += 1
            yield variant

    def require_any(self) -> None:
        """Refuse a sweep of which no variant can be built."""
        if self.first and self.first.problem and self.wrong == self.rows:
            problem = self.first.problem
            first = variant_line(self.first._replace(problem=problem._replace(place=None)))
            raise SpecError([problem._replace(message=f"no variant can be counted; the first, {first}")])

    def notes(self) -> Iterator[str]:
        """What the rows do not say themselves."""
        if self.first:
            yield f"{self.wrong:,} of {self.rows:,} variants cannot be counted; the first, {variant_line(self.first)}"
        if not self.chosen:
            yield f"none of the {self.rows:,} variants meets what is asked"


def write_streamed(found: SweepRun, output: Output) -> None:
    """Write the rows as they are worked out."""
    tally = Tally()
    shown_as_they_come = not (FORMS[output.form].waits or found.choice.sort) and sys.stdout.isatty()
    variants = choose(tally.counted(found.worked_out(None, not shown_as_they_come)), found.choice)
    output.write(sweep_report(found.rows, tally.picked(variants)), found.remarks)
    tally.require_any()
    write_notes(tally.notes())


def write_kept(found: SweepRun, file: str, output: Output) -> None:
    """Work the rows out into a journal beside the file, then write the file and remove the journal."""
    require_file(file)
    path = f"{os.path.realpath(file)}.part"
    tally = Tally()
    with Journal(path, found.plan) as journal:
        if journal.count:
            write_notes([f"{quote(file, 80)}.part keeps {journal.count:,} rows of an earlier run; it goes on from there"])
        for _ in tally.counted(found.worked_out(journal, True)):
            pass
        if tally.wrong < tally.rows:
            variants = choose(run(found.plan, journal=journal), found.choice)
            output.write(sweep_report(found.rows, tally.picked(variants)), found.remarks)
        os.remove(path)
    tally.require_any()
    write_notes(tally.notes())
