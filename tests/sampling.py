"""The quick tier: of what is long a sample, another one every day. `--all` runs everything.

A test says itself how much of it is enough for a day: `@pytest.mark.sample(80)` takes 80 of its cases, `sample(1 / 7)` one on a
day of seven, and `sample(1, per=lambda broken: broken.kind)` one of each kind. A case that is marked with `sample(0)` is for
`--all` alone. `sample(6, long=True)` is for what takes hours: `--all` too takes a sample, the same one every time under
continuous integration, and `--full` everything. Random tests ask for `examples(400)` and get a share of them. What the command
line names by its id always runs, with all its cases.
"""

from __future__ import annotations

import datetime
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SHARE = 0.25  # of the examples of random tests, in a quick run
WHOLE = "all", "full", "rewrite", "lf", "failedfirst"  # options that ask for everything
share = 1.0
left_out = pytest.StashKey[int]()
seconds: Counter[str] = Counter()


def enough(usual: int) -> int:
    """How many of so many random examples a run tries; CNNCALC_EXAMPLES in the environment says how many times as many."""
    return max(1, round(usual * share * float(os.environ.get("CNNCALC_EXAMPLES", "1"))))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cnncalc")
    group.addoption("--all", action="store_true", help="run every test with all its cases and examples, not a sample of them")
    group.addoption("--day", default=f"{datetime.date.today()}", help="the seed of the sample: the day on which it was drawn")
    group.addoption("--fresh", action="store_true", help="draw new examples for random tests under CI too")


def is_whole(config: pytest.Config) -> bool:
    """Whether everything is to run."""
    return any(config.getoption(option, default=False) for option in WHOLE)


def repeats(config: pytest.Config) -> bool:
    """Whether random tests draw the same examples every time."""
    return bool(os.environ.get("CI")) and not config.getoption("fresh")


def named(config: pytest.Config) -> list[str]:
    """The tests that the command line names by their ids."""
    return [argument for argument in config.args if "::" in argument]


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Run on all cores, unless the command line says how many, or names tests, or writes files anew. A worker has none."""
    asked = "PYTEST_XDIST_WORKER" in os.environ or not config.pluginmanager.hasplugin("xdist") or config.option.tx
    alone = named(config) or any(config.getoption(option, default=False) for option in ("rewrite", "usepdb", "collectonly"))
    if asked:
        return
    if config.option.numprocesses is None and not alone:
        config.option.numprocesses, config.option.maxprocesses = "auto", config.option.maxprocesses or 8
    if config.option.numprocesses and config.option.dist == "no":
        config.option.dist = "worksteal"  # neighbours stay together as long as may be, and so does what they share


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sample(count, per=None, long=False): how many cases, in all or per group, a run takes")
    settle(config)


def settle(config: pytest.Config) -> None:
    """Decide how many examples random tests try, and whether they are the same every time, as under continuous integration."""
    global share
    share = 1.0 if is_whole(config) or named(config) else SHARE
    again = {"derandomize": True, "database": None} if repeats(config) else {"derandomize": False}
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
    settings.register_profile("cnncalc", patient, max_examples=enough(100), **again)
    settings.load_profile("cnncalc")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = list(sampled(config, items))
    kept = set(chosen)
    gone = [item for item in items if item not in kept]
    config.stash[left_out] = len(gone)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = len(gone)
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item in kept]


def sampled(config: pytest.Config, items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """What a run takes of the tests: the same in every process that asks."""
    whole = is_whole(config)
    day = "" if whole and repeats(config) else config.getoption("day")
    groups: defaultdict[tuple[float, str], list[pytest.Item]] = defaultdict(list)
    ids = [(Path(config.invocation_params.dir, path).resolve(), name) for path, _, name in map(split, named(config))]
    for item in items:
        is_named = any(item.path == path and is_of(item, name) for path, name in ids)
        marks = [mark for mark in item.iter_markers("sample") if not is_named and (not whole or _is_long(config, mark))]
        if not marks:
            yield item
            continue
        mark = min(marks, key=lambda mark: mark.args)
        groups[mark.args[0], group_of(item, **mark.kwargs)].append(item)
    for (count, group), cases in groups.items():
        yield from drawn(cases, count, f"{day} {group}")


def _is_long(config: pytest.Config, mark: pytest.Mark) -> bool:
    return bool(mark.kwargs.get("long")) and not config.getoption("full", default=False)


def drawn(cases: list[Any], count: float, seed: str) -> list[Any]:
    """So many of the cases, or all; where the count is a fraction, one more on so many days."""
    dice = random.Random(seed)
    return dice.sample(cases, min(int(count + dice.random()), len(cases)))


def split(argument: str) -> tuple[str, str, str]:
    """An id as its file and its name there."""
    return argument.partition("::")


def is_of(item: pytest.Item, name: str) -> bool:
    """Whether a test is the one that a name means, or a case of it, or in the class of that name."""
    own = split(item.nodeid)[2]
    return own == name or own.startswith((f"{name}[", f"{name}::"))


def group_of(item: pytest.Item, per: Any = None, long: bool = False) -> str:
    """What a case is one of: its function's cases, or those of them that `per` finds alike."""
    function = item.nodeid.partition("[")[0]
    return f"{function} {per(*item.callspec.params.values())}" if per else function  # type: ignore[attr-defined]


# What a run says of itself


def pytest_report_header(config: pytest.Config) -> str:
    if is_whole(config):
        return "everything: all cases of all tests"
    return f"quick tier: of what is long a sample, drawn with --day {config.getoption('day')}; --all runs everything"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    seconds[Path(split(report.nodeid)[0]).stem if report.nodeid.startswith("tests/") else "doctests"] += report.duration


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[left_out] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if seconds.total() > 10:
        parts = ", ".join(f"{part.removeprefix('test_')} {spent:.0f}" for part, spent in seconds.most_common() if spent >= 0.5)
        terminalreporter.write_line(f"seconds of {seconds.total():.0f} by part: {parts}")
    if gone := config.stash.get(left_out, 0):
        rest = "--full" if is_whole(config) else "--all"
        terminalreporter.write_line(f"left to {rest}: {gone:,} tests; to repeat this sample: --day {config.getoption('day')}")
