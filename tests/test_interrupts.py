"""Ctrl-C at a few random moments of commands that run long; `interrupts.py` beside it takes as many as it is told."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from interrupts import COMMANDS, interrupted

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("seed", range(3))
def test_control_c_is_quiet(name: str, seed: int, tmp_path: Path) -> None:
    args = [arg.format(folder=tmp_path) for arg in COMMANDS[name]]
    found = interrupted(args, random.Random(f"{name}{seed}").uniform(0.1, 2.0))
    assert found.quiet, found
