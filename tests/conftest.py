"""What the tests share: running the command line in this process, and golden files that `--rewrite` brings up to date."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from running import Result

from cnncalc.bundled.find import load_bundled
from cnncalc.cli import main

pytest_plugins = ["pytester", "sampling"]


# A shell starts what runs in its background deaf to Ctrl-C, and so would be all commands that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the golden files anew instead of comparing with them")
    parser.addoption("--full", action="store_true", help="run every bundled network at its own size, not at a reduced one")


@pytest.fixture(autouse=True, scope="session")
def bundled_specs_are_read_once() -> Iterator[None]:
    """The list of networks reads every file, and many tests ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cnncalc.bundled.catalogue.load_bundled", cache(load_bundled))
        yield


@pytest.fixture
def cnncalc(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command line: `cnncalc("summarize", "vgg16")`."""

    def run(*args: str) -> Result:
        status = main(args)
        gc.enable()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or write the file under `--rewrite`."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {path.name}: run pytest --rewrite once and read what it wrote"
        assert text == path.read_text(encoding="utf-8")

    return compare
