"""The journal of a sweep: a file of JSON lines to which outcomes are added as they come, so that a killed run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

from cnncalc.design.sweeping.outcomes import SweepPlan, VariantOutcome
from cnncalc.errors import Place, Problem, Source, quote, refuse
from cnncalc.words.values import Compiled

try:
    import fcntl
except ImportError:  # Windows, where nothing keeps two runs apart
    fcntl = None  # type: ignore[assignment]  # None says that there is no such module


class Journal:
    """Open it with `with`: what is kept of the same plan is read, and what comes is added.

    The first line names the plan by a digest of all that its rows depend on. A last line that a killed run left unfinished is
    cut off. Raises a `SpecError` where the file is of another plan, or another run is writing it.
    """

    def __init__(self, path: str, plan: SweepPlan) -> None:
        self.path = path
        self.head = json.dumps({"sweep": digest(plan)}).encode() + b"\n"
        self.count = 0  # outcomes that are kept

    def __enter__(self) -> Journal:
        self.file = open(self.path, "a+b")
        try:
            self._lock()
            self._open()
        except BaseException:
            self.file.close()
            raise
        return self

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise refuse(f"another run is writing {quote(self.path, 80)}", "wait for it, or write to another file") from None

    def _open(self) -> None:
        self.file.seek(0)
        first, end = self.file.readline(), 0
        if first.endswith(b"\n"):
            if first != self.head:
                help = f"remove {quote(self.path, 80)}, or write to another file"
                raise refuse(f"{quote(self.path, 80)} keeps the rows of another sweep, or of another version of its spec", help)
            end = len(first)
            for line in self.file:
                if not line.endswith(b"\n"):
                    break
                end += len(line)
                self.count += 1
        self.file.truncate(end)
        if not end:
            self.file.write(self.head)

    def kept(self) -> Iterator[VariantOutcome]:
        """The outcomes that are kept, in the order of the grid."""
        with open(self.path, "rb") as file:
            file.readline()
            for _ in range(self.count):
                yield _outcome(json.loads(file.readline()))

    def add(self, outcomes: Sequence[VariantOutcome]) -> None:
        """Keep outcomes."""
        self.file.write(b"".join(json.dumps(_kept(outcome)).encode() + b"\n" for outcome in outcomes))
        self.file.flush()
        self.count += len(outcomes)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()


def _kept(outcome: VariantOutcome) -> Any:
    problem = outcome.problem
    if problem is None:
        return outcome.figures
    place = problem.place and [problem.place.source.name, *problem.place[1:]]
    return {"problem": problem.message, "place": place, "help": problem.help}


def _outcome(kept: Any) -> VariantOutcome:
    if isinstance(kept, list):
        return VariantOutcome(tuple(kept))
    name, *where = kept["place"] or [None]
    return VariantOutcome((), Problem(kept["problem"], Place(Source(name, []), *where) if name else None, (), kept["help"]))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cnncalc")
    except PackageNotFoundError:  # run from a folder where it was never installed
        return "unknown"


def digest(plan: SweepPlan) -> str:
    """A digest of a plan, the same in every process: of all texts, numbers and names in it, in their order."""
    feed = hashlib.sha256(_version().encode())
    rest: list[Any] = [plan]
    while rest:  # without recursion: specs nest deep
        item = rest.pop()
        if isinstance(item, Compiled):
            continue  # the plan also has the words that it was made of
        if isinstance(item, dict):
            item = tuple(item.items())
        if isinstance(item, frozenset):
            item = tuple(sorted(item))
        if isinstance(item, tuple | list):
            feed.update(f"({len(item)}".encode())
            rest.extend(reversed(item))
        else:
            feed.update(f"{getattr(item, '__qualname__', None) or repr(item)},".encode())
    return feed.hexdigest()
