"""An executor for the cores of this machine, which starts processes only once the work turns out to be long."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 0.5  # seconds of work that are not worth a process


class Cores(Executor):
    """Processes, one per core, or none where there is one core or little work. Those that are left end with this one.

    >>> with Cores(2) as executor:
    ...     executor.submit(pow, 2, 10).result()
    1024
    """

    # The end of the pool is that of all its work. Where a process is ended, the pool's thread gives an exception to every
    # future in hand, and fails, with a traceback, at one that was cancelled.
    ends_all = True

    def __init__(self, cores: int | None = None) -> None:
        self.cores = cores or _cores()
        self.pool: ProcessPoolExecutor | None = None
        self.since = monotonic()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        if self.pool is None and (self.cores == 1 or monotonic() - self.since < PATIENCE):
            return _done(fn, *args, **kwargs)
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.cores, get_context("spawn"), _start)
        with _interrupts_held_back():  # the pool starts its processes when it is given work
            return self.pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self.pool:
            self.pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind and self.pool:
            for process in [*self.pool._processes.values()]:
                process.terminate()  # whoever is interrupted does not wait for the work in hand
        self.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _done(fn: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
    future: Future[T] = Future()
    try:
        future.set_result(fn(*args, **kwargs))
    except Exception as error:
        future.set_exception(error)
    return future


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C wait, which processes that are started meanwhile inherit: they leave it to this one from their start on."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start() -> None:
    """A process leaves Ctrl-C to the one that started it, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
