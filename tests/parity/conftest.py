"""The dice of the parity tests: a new seed each run, printed, and `--seed` to repeat it."""

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

torch.set_num_threads(1)  # the tensors are tiny


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="the seed that a run of the parity tests printed, to repeat it")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("filterwarnings", "ignore:Using padding='same' with even kernel lengths")
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(10**6)


def pytest_report_header(config: pytest.Config) -> str:
    return f"parity with PyTorch {torch.__version__}, --seed {config.option.seed}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(f"drawn from --seed {config.option.seed}")


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """What all cases of the run are drawn from."""
    return request.config.option.seed
