"""The quick tier: a sample that depends on the day alone, never without a group or a named test, and all of it under --all."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
import sampling
from running import ROOT

Printed: TypeAlias = Callable[..., str]
TESTS = """
import pytest
from sampling import enough

@pytest.mark.parametrize("n", [*range(37), *(pytest.param(n, marks=pytest.mark.sample(0)) for n in range(37, 40))])
@pytest.mark.sample(3)
def test_many(n): pass

@pytest.mark.parametrize("n", range(40))
@pytest.mark.sample(1, per=lambda n: n % 4)
def test_kinds(n): pass

def test_one(): pass

def test_random(): print(enough(100), "examples")
"""


@pytest.fixture
def printed(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Printed]:
    """What pytest prints of these tests."""
    monkeypatch.setattr(sampling, "seconds", Counter())
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "tests"), str(ROOT)]))
    monkeypatch.delenv("CNNCALC_EXAMPLES", raising=False)
    pytester.makepyfile(test_tiny=TESTS)

    def run(*args: str, apart: bool = False) -> str:
        command = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        result = command("-p", "sampling", "-p", "no:cacheprovider", "-vs", *args)
        assert result.ret == 0
        return result.stdout.str()

    yield run
    monkeypatch.undo()
    sampling.settle(request.config)


def ran(shown: str) -> set[str]:
    """The tests that ran."""
    return set(re.findall(r"test_tiny.py::(\w+(?:\[\d+\])?)", shown))


def test_a_day_has_its_sample(printed: Printed) -> None:
    one, again, other = (printed("-n0", "--day", day) for day in ("2026-11-26", "2026-11-26", "2026-11-27"))
    assert ran(one) == ran(again) != ran(other)
    assert [sum(name.startswith(test) for name in ran(one)) for test in ("test_many", "test_kinds", "test_one")] == [3, 4, 1]
    assert {int(n) % 4 for n in re.findall(r"test_kinds\[(\d+)\]", one)} == {0, 1, 2, 3}
    assert "drawn with --day 2026-11-26; --all runs everything" in one
    assert "left to --all: 73 tests; to repeat this sample: --day 2026-11-26" in one


@pytest.mark.sample(1 / 7)
def test_a_seventh_is_one_day_of_seven() -> None:
    assert 80 <= sum(len(sampling.drawn(["case"], 1 / 7, f"day {day}")) for day in range(700)) <= 120


@pytest.mark.sample(1 / 4)
def test_several_processes_draw_the_same_sample(printed: Printed) -> None:
    one, two = (printed("-n", count, "--day", "2026-11-26", apart=True) for count in "02")
    assert ran(one) == ran(two)
    assert "left to --all: 73 tests" in two


@pytest.mark.parametrize(("words", "count"), [(("--all",), 82), (("--rewrite",), 82), (("-k", "many and 17"), 1)])
def test_what_is_asked_for_runs(words: tuple[str, ...], count: int, printed: Printed, pytester: pytest.Pytester) -> None:
    options = "--full", "--rewrite"
    pytester.makeconftest(
        f"def pytest_addoption(parser):\n    for name in {options}: parser.addoption(name, action='store_true')\n"
    )
    assert len(ran(printed("-n0", *words))) == count


def test_what_is_named_runs_with_all_its_cases(printed: Printed) -> None:
    assert len(ran(printed("test_tiny.py::test_many"))) == 40
    assert ran(printed("test_tiny.py::test_many[17]")) == {"test_many[17]"}


def test_random_tests_try_a_share_of_their_examples(printed: Printed) -> None:
    assert "25 examples" in printed("-n0", "-k", "random")
    assert "100 examples" in printed("-n0", "-k", "random", "--all")
    assert "100 examples" in printed("test_tiny.py::test_random")


def test_pytest_alone_will_do(printed: Printed) -> None:
    assert "test_one PASSED" in printed("-p", "no:xdist", "-k", "one", apart=True)
