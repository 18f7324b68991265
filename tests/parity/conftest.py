"""The dice of the parity tests: a new seed each run, but under CI, printed, and `--seed` to repeat it."""

from __future__ import annotations

import random
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PyTorch misses NumPy, which nothing here needs
    try:
        import torch
    except ModuleNotFoundError:
        raise pytest.UsageError("tests/parity holds cnncalc against PyTorch: pip install -e '.[parity]'") from None

from parity.kinds import TOTAL, Dice
from sampling import repeats

torch.set_num_threads(1)  # the tensors are tiny


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="the seed that a run of the parity tests printed, to repeat it")
    parser.addoption("--times", type=int, default=1, help="how many times as many cases of parity")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "ignore:Using padding='same' with even kernel lengths")
    if config.option.seed is None:
        config.option.seed = 0 if repeats(config) else random.SystemRandom().randrange(10**6)


def pytest_report_header(config: pytest.Config) -> str:
    return f"parity with PyTorch {torch.__version__}: {TOTAL * config.option.times:,} cases, --seed {config.option.seed}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(f"to repeat it: --seed {config.option.seed}")


@pytest.fixture(scope="session")
def dice(request: pytest.FixtureRequest) -> Dice:
    """The dice of all cases of the run."""
    return Dice(request.config.option.seed, request.config.option.times)
